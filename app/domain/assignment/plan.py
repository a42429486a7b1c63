"""Gives every nomination N judges: evenly, without conflicts, connected where it can be, the same for the
same seed."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.assignment.board import Board
from app.domain.assignment.connect import connect, count_components
from app.domain.assignment.spread import even_out, fill

Key = int | str
Pair = tuple[Key, Key]


@dataclass(frozen=True, slots=True)
class Judge:
    """`cap` is the most nominations this judge takes in all, existing ones counted; None = no limit."""

    key: Key
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Nomination:
    key: Key
    category: Key | None = None


class Shortage(StrEnum):
    """Why a nomination got fewer judges than wanted: there are fewer judges than that at all; too many of
    them may not judge it; or those who may are at their caps."""

    TOO_FEW_JUDGES = "too_few_judges"
    CONFLICTS = "conflicts"
    CAPS = "caps"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A nomination with `got` judges (existing ones counted) where `wanted` were asked for, and why."""

    nomination: Key
    wanted: int
    got: int
    why: Shortage


@dataclass(frozen=True, slots=True)
class Plan:
    """`pairs`: the new (nomination, judge) pairs, ordered by key. `loads`: nominations per judge, existing
    ones counted. `components`: connected parts of the judge–nomination graph, idle judges and
    nominations without judges left out (1 = every nomination can be compared with every other);
    `category_parts`: the same within each category."""

    pairs: tuple[Pair, ...]
    loads: dict[Key, int]
    unmet: tuple[Unmet, ...]
    components: int
    category_parts: dict[Key | None, int]


def give_each(
    wanted: int,
    nominations: Iterable[Nomination],
    judges: Iterable[Judge],
    *,
    forbidden: Iterable[Pair] = (),
    existing: Iterable[Pair] = (),
    seed: int,
) -> Plan:
    """New pairs so that each nomination has `wanted` distinct judges, existing pairs kept and counted.

    Pairs are (nomination key, judge key). A forbidden pair is never planned, and an existing one that is
    forbidden (a recusal) counts for nothing; pairs that name an unknown nomination or judge are ignored.

    Guaranteed: as many new pairs as conflicts and caps allow; where they don't suffice, nobody gets a k-th
    judge while somebody who could have one has fewer than k; loads as even as any plan of that size can
    make them (so they differ by at most 1 unless conflicts, caps or existing pairs force more); the same
    plan for the same seed, whatever the order of the input. Connected: always where there are no forbidden
    and no existing pairs and enough pairs for it (at least nominations + judges − 1). Else exchanges that
    keep the loads are searched, which nearly always connects what such exchanges can connect, but no
    promise is made: deciding it is as hard as finding a Hamiltonian cycle. Even loads come before
    connection; `components` tells.

    Method: maximum flow by augmenting paths, one round per judge; then cost-reducing paths until there is
    none, which is when loads are optimal (Harvey, Ladner, Lovász & Tamir, "Semi-matchings for bipartite
    graphs and load balancing", J. Algorithms 2006); then edge switches. 1,000 nominations × 100 judges × 3
    take well under a second.

    Raises ValueError for a negative `wanted` or cap, or a key listed twice.
    """
    if wanted < 0:
        raise ValueError("the number of judges wanted is negative")
    rows, panel = list(nominations), list(judges)
    if len({judge.key for judge in panel}) != len(panel):
        raise ValueError("a judge is listed twice")
    board = Board(
        [row.key for row in rows],
        {judge.key: judge.cap for judge in panel},
        forbidden=forbidden,
        existing=existing,
        seed=seed,
    )
    fill(board, wanted)
    even_out(board)
    connect(board)
    return _plan(board, rows, wanted)


def _plan(board: Board, rows: list[Nomination], wanted: int) -> Plan:
    new = [(board.nominations[i], board.judges[j]) for i, mask in enumerate(board.new) for j in board.judges_in(mask)]
    categories = {row.key: row.category for row in rows}
    members: dict[Key | None, list[int]] = {}
    for i, key in enumerate(board.nominations):
        members.setdefault(categories[key], []).append(i)
    ordered = sorted(range(len(board.judges)), key=lambda j: board.order_of(board.judges[j]))
    return Plan(
        pairs=tuple(sorted(new, key=lambda pair: (board.order_of(pair[0]), board.order_of(pair[1])))),
        loads={board.judges[j]: board.load[j] for j in ordered},
        unmet=_unmet(board, wanted),
        components=count_components(board, range(len(rows))),
        category_parts={category: count_components(board, inside) for category, inside in members.items()},
    )


def _unmet(board: Board, wanted: int) -> tuple[Unmet, ...]:
    found = []
    for i, key in enumerate(board.nominations):
        got = board.held(i).bit_count()
        if got >= wanted:
            continue
        if wanted > len(board.judges):
            why = Shortage.TOO_FEW_JUDGES
        elif board.allowed[i].bit_count() < wanted:
            why = Shortage.CONFLICTS
        else:
            why = Shortage.CAPS
        found.append(Unmet(key, wanted, got, why))
    return tuple(sorted(found, key=lambda unmet: board.order_of(unmet.nomination)))
