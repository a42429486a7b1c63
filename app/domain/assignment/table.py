"""The wishes as arrays: nominations are rows, judges are columns, in an order that doesn't depend on the input's."""

import random
from collections import Counter
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.wishes import Entry, Expert, Key, Wishes

Matrix = NDArray[np.float64]
Marks = NDArray[np.bool_]
Places = tuple[tuple[int, int], ...]  # of a nomination and a judge
Thing = TypeVar("Thing", Entry, Expert)


def order_of(key: Key) -> tuple[bool, int, str]:
    """Sorts numbers before text."""
    return (True, 0, key) if isinstance(key, str) else (False, key, "")


@dataclass(frozen=True, slots=True)
class Table:
    """n nominations × m judges. `match`: -1 to 1; `allowed`: no conflict; `kept`: pairs that stay; `liked`:
    pairs that a new plan should not move without need; `least`, `most`: per judge; `apart`,
    `together`: column pairs; `category`: of each nomination, a number; -1: none, or none in which
    somebody could have several, or it doesn't matter (not `several`)."""

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
    category: NDArray[np.int64]
    several: bool = False

    def counts(self, held: Marks) -> NDArray[np.int64]:
        """Nominations by category and judge; nothing where nobody asked for several of a category."""
        number = int(self.category.max(initial=-1)) + 1
        inside = (self.category == np.arange(number)[:, None]).astype(np.float32)
        found: NDArray[np.int64] = (inside @ held.astype(np.float32)).astype(np.int64)
        return found

    def lone_change(self, counts: NDArray[np.int64], gone: Places, come: Places) -> int:
        """How many more would be alone with a nomination of a category, if these (nomination, judge) went and came."""
        change: dict[tuple[int, int], int] = {}
        for places, by in ((gone, -1), (come, 1)):
            for i, j in places if self.several else ():
                key = int(self.category[i]), j
                change[key] = change.get(key, 0) + by
        before_after = [(int(counts[key]), int(counts[key]) + by) for key, by in change.items() if key[0] >= 0]
        return sum(int(after == 1) - int(before == 1) for before, after in before_after)

    def lone(self, new: Marks) -> int:
        """How many judges have a single nomination of a category; a judge counts for each."""
        return int((self.counts(self.kept | new) == 1).sum()) if self.several else 0


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
        _couples(wishes.apart, columns), _couples(wishes.together, columns), _categories(entries, wishes.several), wishes.several,
    )  # fmt: skip


def _categories(entries: tuple[Entry, ...], several: bool) -> NDArray[np.int64]:
    """Numbers of those with at least two nominations: in the others no plan gives anybody several."""
    sizes = Counter(entry.category for entry in entries if several and entry.category is not None)
    number = {category: at for at, category in enumerate(one for one, size in sizes.items() if size > 1)}
    return np.array([-1 if one.category is None else number.get(one.category, -1) for one in entries], dtype=np.int64)


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
