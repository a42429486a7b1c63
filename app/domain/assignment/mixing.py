"""Makes the judge-nomination graph connected and well mixed: by exchanges, that leave every load and coverage as it is, and by
`connecting` where they can't; where pairs of an earlier plan are to stay in a small contest, by that alone, since it moves fewest.

An exchange turns (i, j), (k, l) into (i, l), (k, j). It is looked for between two sides of the panel that
share least: connected parts first, then the halves that the second eigenvector of the judges' random walk
tells apart (Fiedler, "Algebraic connectivity of graphs", 1973), until the walk mixes well enough or the
budget in matches is used up. Connection has no budget: without it severity can't be told from merit.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.connecting import connect, is_small
from app.domain.assignment.forest import labels
from app.domain.assignment.gathering import gather
from app.domain.assignment.meeting import introduce, separate
from app.domain.assignment.table import Marks, Matrix, Table

GOOD_ENOUGH = 0.5  # of what a plan drawn by lot would have
STAYING = 1000.0  # a pair of the plan before: moved only to connect, never to mix
BUDGET = 0.05  # of all matches may be given up for mixing
MOST_EXCHANGES = 400
PATIENCE = 20  # exchanges without progress
MOST_TRIED = 1500  # pairs looked at on each side of a cut


@dataclass(slots=True)
class Mixer:
    table: Table
    new: Marks
    worth: Matrix = field(init=False)

    def __post_init__(self) -> None:
        self.worth = self.table.match + STAYING * self.table.liked

    def held(self) -> Marks:
        return self.table.kept | self.new

    def parts(self) -> tuple[int, NDArray[np.int64]]:
        """Connected parts among judges with nominations, and the part of each judge (-1: idle)."""
        return parts_of(self.held())

    def exchange_across(self, side: Marks, budget: float) -> float | None:
        """The cheapest exchange between judges in `side` and the others that leaves no more parts than
        before; its cost in matches, or None if there is none within the budget."""
        i, j = _sample(*np.nonzero(self.new & side[None, :]))
        k, other = _sample(*np.nonzero(self.new & ~side[None, :]))
        if not len(i) or not len(k):
            return None
        worth, free = self.worth, self.table.allowed & ~self.held()
        cost = (worth[i, j][:, None] + worth[k, other][None, :]) - worth[np.ix_(i, other)] - worth[np.ix_(k, j)].T
        cost = np.where(free[np.ix_(i, other)] & free[np.ix_(k, j)].T, cost, np.inf)
        before, acquainted, counts = self.parts()[0], self.acquainted(), self.table.counts(self.held())
        for flat in np.argsort(cost, axis=None, kind="stable")[:60]:
            a, b = divmod(int(flat), len(k))
            if not np.isfinite(cost[a, b]) or cost[a, b] > budget:
                return None
            first, second = (int(i[a]), int(j[a])), (int(k[b]), int(other[b]))
            crossed = (first[0], second[1]), (second[0], first[1])
            if self.table.lone_change(counts, (first, second), crossed) > 0:
                continue
            self.exchange(first, second)
            if self.parts()[0] <= before and not self.meet(first[0], second[0]) and self.acquainted() >= acquainted:
                return float(cost[a, b])
            self.exchange(*crossed)
        return None

    def acquainted(self) -> frozenset[tuple[int, int]]:
        """Of the judges who should have a nomination in common, those who have."""
        held = self.held()
        return frozenset((a, b) for a, b in self.table.together if (held[:, a] & held[:, b]).any())

    def exchange(self, first: tuple[int, int], second: tuple[int, int]) -> None:
        (i, j), (k, other) = first, second
        self.new[i, j] = self.new[k, other] = False
        self.new[i, other] = self.new[k, j] = True

    def meet(self, *rows: int) -> bool:
        held = self.held()
        return any(held[row, a] and held[row, b] for row in rows for a, b in self.table.apart)


def mix(table: Table, new: Marks, least: int, most: int) -> Marks:
    """The new pairs, connected where that is possible and well mixed within the budget."""
    mixer = Mixer(table, new.copy())
    separate(mixer)
    introduce(mixer)
    gather(mixer, least, most)
    if not (is_small(table) and table.liked.any()):
        _connect(mixer)  # takes a moment where the program alone can take minutes
    mixer.new = connect(table, mixer.new, least, most)
    _loosen(mixer)
    return mixer.new


def _connect(mixer: Mixer) -> None:
    for _ in range(MOST_EXCHANGES):
        count, part = mixer.parts()
        own = dict.fromkeys(part[part >= 0].tolist())
        if count < 2 or not any(_joined(mixer, part == label, count) for label in own):
            return


def _joined(mixer: Mixer, side: Marks, count: int) -> bool:
    before = mixer.new.copy()
    if mixer.exchange_across(side, np.inf) is not None and mixer.parts()[0] < count:
        return True
    mixer.new = before
    return False


def _loosen(mixer: Mixer) -> None:
    held = mixer.held()
    busy = held.any(0)
    if busy.sum() < 3 or mixer.parts()[0] != 1:
        return
    left = BUDGET * float((mixer.table.match * held).sum())
    goal, best, idle = GOOD_ENOUGH * by_lot(held), -1.0, 0
    for _ in range(MOST_EXCHANGES):
        now, walk = second_of_walk(mixer.held())
        best, idle = (now, 0) if now > best + 1e-9 else (best, idle + 1)
        if now >= goal or idle > PATIENCE:
            return
        cost = mixer.exchange_across(walk > np.median(walk[busy]), max(left, 0.0))
        if cost is None:
            return
        left -= max(cost, 0.0)


def _sample(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Evenly spread over the pairs (the table's order is the seed's)."""
    if len(rows) <= MOST_TRIED:
        return rows, columns
    some = np.linspace(0, len(rows) - 1, MOST_TRIED).astype(np.int64)
    return rows[some], columns[some]


def parts_of(held: Marks) -> tuple[int, NDArray[np.int64]]:
    """Connected parts of the graph of judges who share nominations, and the part of each judge; -1 for idle ones."""
    label, count = labels(held)
    return count, np.where(held.any(0), label[len(held) :], -1)


def second_of_walk(held: Marks) -> tuple[float, NDArray[np.float64]]:
    """How well the judges' walk over shared nominations mixes: 1 - its second eigenvalue; and that eigenvector."""
    rows, columns = held.sum(1), held.sum(0)
    if (columns > 0).sum() < 2:
        return 1.0, np.zeros(held.shape[1])
    scaled = held / np.sqrt(np.maximum(rows, 1))[:, None] / np.sqrt(np.maximum(columns, 1))[None, :]
    values, vectors = np.linalg.eigh(scaled.T @ scaled)
    vector = vectors[:, -2] / np.sqrt(np.maximum(columns, 1))
    return max(0.0, 1.0 - float(values[-2])), vector


def by_lot(held: Marks) -> float:
    """About what `second_of_walk` would be for a plan of the same size drawn by lot: the two-sided regular
    random graph (Brito, Dumitriu & Harris, "Spectral gap in random bipartite biregular graphs", 2022)."""
    pairs = int(held.sum())
    rows, columns = pairs / max(int(held.any(1).sum()), 1), pairs / max(int(held.any(0).sum()), 1)
    if rows <= 1 or columns <= 1:
        return 0.0
    second = (np.sqrt(rows - 1) + np.sqrt(columns - 1)) / np.sqrt(rows * columns)
    return max(0.0, 1.0 - float(min(second, 1.0)) ** 2)
