"""The wishes as arrays: nominations are rows, judges are columns, in an order that doesn't depend on the input's."""

import random
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.wishes import Entry, Expert, Key, Wishes

Matrix = NDArray[np.float64]
Marks = NDArray[np.bool_]
Thing = TypeVar("Thing", Entry, Expert)


def order_of(key: Key) -> tuple[bool, int, str]:
    """Sorts numbers before text."""
    return (True, 0, key) if isinstance(key, str) else (False, key, "")


@dataclass(frozen=True, slots=True)
class Table:
    """n nominations × m judges. `match`: -1 to 1; `allowed`: no conflict; `kept`: pairs that stay; `liked`:
    pairs that a new plan should not move without need; `least`, `most`: per judge; `apart`,
    `together`: column pairs."""

    entries: tuple[Entry, ...]
    experts: tuple[Expert, ...]
    match: Matrix
    allowed: Marks
    kept: Marks
    liked: Marks
    least: NDArray[np.int64]
    most: NDArray[np.int64]
    apart: tuple[tuple[int, int], ...]
    together: tuple[tuple[int, int], ...]


def table_of(wishes: Wishes, seed: int) -> Table:
    entries, experts = _shuffled(wishes.entries, seed), _shuffled(wishes.experts, seed + 1)
    rows = {one.key: i for i, one in enumerate(entries)}
    columns = {one.key: j for j, one in enumerate(experts)}
    allowed = np.ones((len(entries), len(experts)), dtype=bool)
    for j, expert in enumerate(experts):
        for key in expert.conflicts:
            if key in rows:
                allowed[rows[key], j] = False
    marks = []
    for pairs in (wishes.keep, wishes.prefer):
        marked = np.zeros_like(allowed)
        for judge, nomination in pairs:
            if judge in columns and nomination in rows:
                marked[rows[nomination], columns[judge]] = True
        marks.append(marked & allowed)
    kept, liked = marks
    everything = len(entries)
    return Table(
        entries, experts, _match(entries, experts, rows), allowed, kept, liked & ~kept,
        np.array([one.least for one in experts], dtype=np.int64),
        np.array([everything if one.most is None else one.most for one in experts], dtype=np.int64),
        _couples(wishes.apart, columns), _couples(wishes.together, columns),
    )  # fmt: skip


def _couples(couples: tuple[tuple[Key, Key], ...], columns: dict[Key, int]) -> tuple[tuple[int, int], ...]:
    return tuple((columns[a], columns[b]) for a, b in couples if a in columns and b in columns)


def _shuffled(things: tuple[Thing, ...], seed: int) -> tuple[Thing, ...]:
    """Sorted by key, then in a random order made of `random()` alone, whose numbers no Python version changes."""
    drawing = random.Random(seed)  # noqa: S311 (fairness needs repeatable, not secret)
    return tuple(thing for _, thing in sorted(
        ((drawing.random(), thing) for thing in sorted(things, key=lambda one: order_of(one.key))), key=lambda two: two[0]
    ))  # fmt: skip


def _match(entries: tuple[Entry, ...], experts: tuple[Expert, ...], rows: dict[Key, int]) -> Matrix:
    """The share of a nomination's topics that the judge ticked, the category being one topic; a bid decides."""
    known = {topic: k for k, topic in enumerate({t for one in experts for t in one.topics})}
    wants = np.zeros((len(entries), len(known)))
    for i, entry in enumerate(entries):
        topics = entry.topics | ({entry.category} if entry.category is not None else set())
        for topic in topics:
            if topic in known:
                wants[i, known[topic]] = 1 / len(topics)
    ticked = np.zeros((len(experts), len(known)))
    for j, expert in enumerate(experts):
        for topic in expert.topics:
            ticked[j, known[topic]] = 1
    match: Matrix = wants @ ticked.T
    for j, expert in enumerate(experts):
        for key, bid in expert.bids.items():
            if key in rows and bid:
                match[rows[key], j] = bid
    return match
