"""Tie rules: chosen and ordered before judging opens, applied step by step, and only to scores that are equal to 0.01.

A score that is merely uncertain is no tie: the tie zone advises, it never decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from enum import StrEnum
from fractions import Fraction

_HUNDREDTH = Decimal("0.01")


class TieRule(StrEnum):
    HEAVIEST = "heaviest"  # higher mean on the criterion with the largest weight
    FIRST_PLACES = "first_places"  # more judges who put the nominee first among those that are tied
    HEAD_TO_HEAD = "head_to_head"  # more duels won, each decided by the judges who scored both
    VOTE = "vote"  # more votes of the panel, in the first vote held about all that are tied


RULES = tuple(TieRule)


@dataclass(frozen=True, slots=True)
class Contender:
    """`score`: by the official method, in points; `heaviest`: mean on the heaviest criterion, in points, None where nobody
    scored it; `given`: judge → composite score, in any unit that all contenders share."""

    key: int
    score: float
    heaviest: Fraction | None
    given: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class Step:
    """One rule applied to one group of equals. `figures`: what it was decided by, None where the rule has nothing to say of a
    nominee; `groups`: the order it leads to, best first; one group: the rule did not separate them."""

    rule: TieRule
    figures: Mapping[int, Fraction | None]
    groups: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """`groups`: everybody, best first; a group of several is still tied when all rules were applied. `steps`: in the order taken."""

    groups: tuple[tuple[int, ...], ...]
    steps: tuple[Step, ...]


def break_ties(
    contenders: Sequence[Contender], rules: Sequence[TieRule], votes: Sequence[Mapping[int, int]] = ()
) -> Settled:
    """Order by score; scores equal when rounded to 0.01 (half to even) are put in order by `rules`, one after the other.
    `votes`: closed votes of the panel as they were opened, each nominee → how many voted for it. The first that was about all
    of a group decides: nobody can ask again until the answer fits.

    A rule that separates a group in part leaves smaller groups to the next rule, whose figures are then worked out among
    these alone. A rule that lacks a figure for one of a group doesn't separate that group. Raises ValueError for a rule or
    a nominee named twice.
    """
    if len(set(rules)) != len(rules) or len({one.key for one in contenders}) != len(contenders):
        raise ValueError("a rule or a nominee is named twice")
    by_score: dict[Decimal, list[Contender]] = {}
    for one in contenders:
        by_score.setdefault(rounded(one.score), []).append(one)
    steps: list[Step] = []
    groups: list[tuple[int, ...]] = []
    for score in sorted(by_score, reverse=True):
        groups += _separate(by_score[score], rules, votes, steps)
    return Settled(tuple(groups), tuple(steps))


def rounded(score: float) -> Decimal:
    """Points, to the hundredth that decides whether two are equal."""
    return Decimal(repr(float(score))).quantize(_HUNDREDTH, ROUND_HALF_EVEN)


def _separate(
    tied: Sequence[Contender], rules: Sequence[TieRule], votes: Sequence[Mapping[int, int]], steps: list[Step]
) -> list[tuple[int, ...]]:
    keys = tuple(sorted(one.key for one in tied))
    if len(tied) == 1 or not rules:
        return [keys]
    rule, *later = rules
    figures = _votes(tied, votes) if rule is TieRule.VOTE else _FIGURES[rule](tied)
    known = {key: value for key, value in figures.items() if value is not None}
    values = sorted(set(known.values()), reverse=True) if len(known) == len(tied) else []
    parts = [[one for one in tied if known[one.key] == value] for value in values] or [list(tied)]
    steps.append(Step(rule, figures, tuple(tuple(sorted(one.key for one in part)) for part in parts)))
    return [group for part in parts for group in _separate(part, later, votes, steps)]


def _heaviest(tied: Sequence[Contender]) -> dict[int, Fraction | None]:
    return {one.key: one.heaviest for one in tied}


def _first_places(tied: Sequence[Contender]) -> dict[int, Fraction | None]:
    """A judge counts who scored at least two of them; one who put several first gives each an equal part."""
    places: dict[int, Fraction | None] = {one.key: Fraction(0) for one in tied}
    for judge in _judges(tied):
        seen = [one for one in tied if judge in one.given]
        if len(seen) > 1:
            best = max(one.given[judge] for one in seen)
            first = [one for one in seen if one.given[judge] == best]
            for one in first:
                places[one.key] = (places[one.key] or Fraction(0)) + Fraction(1, len(first))
    return places


def _head_to_head(tied: Sequence[Contender]) -> dict[int, Fraction | None]:
    """Duels won among the tied; a drawn duel, or one without a judge in common, is half a win for each."""
    wins: dict[int, Fraction | None] = {}
    for one in tied:
        won = Fraction(0)
        for other in tied:
            if other.key != one.key:
                both = one.given.keys() & other.given.keys()
                balance = sum((one.given[j] > other.given[j]) - (one.given[j] < other.given[j]) for j in both)
                won += Fraction(1) if balance > 0 else Fraction(1, 2) if balance == 0 else Fraction(0)
        wins[one.key] = won
    return wins


def _votes(tied: Sequence[Contender], votes: Sequence[Mapping[int, int]]) -> dict[int, Fraction | None]:
    """None where no vote was about all of them, or nobody voted for any of them."""
    keys = {one.key for one in tied}
    held = next((vote for vote in votes if keys <= vote.keys()), None)
    if held is None or not any(held[key] for key in keys):
        return dict.fromkeys(sorted(keys))
    return {key: Fraction(held[key]) for key in sorted(keys)}


def _judges(tied: Sequence[Contender]) -> Collection[int]:
    return sorted({judge for one in tied for judge in one.given})


_FIGURES = {
    TieRule.HEAVIEST: _heaviest,
    TieRule.FIRST_PLACES: _first_places,
    TieRule.HEAD_TO_HEAD: _head_to_head,
}
