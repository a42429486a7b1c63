"""The best plan as a linear program over a network: its corners are whole numbers, so HiGHS finds a true optimum."""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.table import Marks, Table

if TYPE_CHECKING:
    from scipy.sparse import csc_array

Whole = NDArray[np.int64]

EVENNESS = 0.3  # how much one nomination beyond the average load weighs against a full match, per average load
STAYING = 2.0  # what a pair of the plan before is worth: more than any match
SHORT_NOMINATION = 1000.0  # a missing score
SHORT_JUDGE = 50.0  # a judge below the least asked for
EXTRA = 1.5  # a score beyond the least per nomination: more than any match, so only for judges who must have more
GOOD_ENOUGH = 1e-6  # of the objective: a proven bound of what is lost
FEW_PAIRS = 20_000
MOST_ROUNDS = 30
SOLVER = "highs-ipm"  # with crossover to a corner: whole numbers
NUDGE = 1e-5  # the seed decides between equals


def best_pairs(table: Table, least: int, most: int, seed: int) -> tuple[Marks, float, float]:
    """New pairs (n × m, kept ones left out), the objective reached, and a proven bound of what is lost to the optimum.

    Objective: matches and pairs that stay, minus uneven loads, minus much for each wish that isn't met (the
    second missing score of a nomination more than the first, so that shortage is shared). A transportation
    problem with convex costs as parallel arcs (Ahuja, Magnanti & Orlin, Network Flows, 1993, chapter 14),
    solved on the promising pairs; then the prices that it yields tell which other pairs would pay, until none does
    (column generation: Desaulniers, Desrosiers & Solomon, 2005).
    """
    rows, columns = np.nonzero(table.allowed & ~table.kept)
    value = table.match[rows, columns] + STAYING * table.liked[rows, columns]
    value = value + NUDGE * np.random.default_rng(seed).random(len(rows))
    program = Program(table, least, most)
    if not len(rows):
        return np.zeros(table.match.shape, dtype=bool), objective_of(table, least, np.zeros_like(table.kept)), 0.0
    active = _promising(table, rows, columns, value, least)
    for _ in range(MOST_ROUNDS):
        chosen, objective, prices = program.solve(rows[active], columns[active], value[active])
        gain = value + prices[rows] + prices[len(table.entries) + columns]
        gain[active] = 0
        lost = float(np.maximum(gain - 1e-9, 0).sum())
        if lost <= GOOD_ENOUGH * abs(objective):
            break
        active = np.union1d(active, _best_per_row(rows, gain, 8, above=1e-9))
    new = np.zeros(table.match.shape, dtype=bool)
    new[rows[active][chosen], columns[active][chosen]] = True
    return new, objective, lost


def _promising(table: Table, rows: Whole, columns: Whole, value: NDArray[np.float64], least: int) -> Whole:
    """Where to begin: for each nomination and for each judge the best matches; all, if there are few."""
    if len(rows) <= FEW_PAIRS:
        return np.arange(len(rows))
    each = least * len(table.entries) // len(table.experts) + 1
    lot = np.random.default_rng(0).random(len(rows)) * 1e-3
    chosen = [_best_per_row(rows, value + lot, 3 * least + 3), _best_per_row(columns, value + lot, each)]
    return np.union1d(np.concatenate(chosen), np.nonzero(table.liked[rows, columns])[0])


def _best_per_row(rows: Whole, value: NDArray[np.float64], count: int, above: float = -np.inf) -> Whole:
    """Places of the `count` highest values of each row."""
    order = np.lexsort((-value, rows))
    starts = np.searchsorted(rows[order], rows[order])
    found: Whole = order[(np.arange(len(order)) - starts < count) & (value[order] > above)]
    return found


class Program:
    """The linear program; only the pairs change from round to round."""

    def __init__(self, table: Table, least: int, most: int) -> None:
        self.n, self.m = table.match.shape
        kept_rows = table.kept.sum(1)
        self.arcs = _slacks(table, least, most, kept_rows, table.kept.sum(0))
        self.needed = np.concatenate([np.maximum(least - kept_rows, 0), np.zeros(self.m)]).astype(float)
        self.costs = np.concatenate([part[1] for part in self.arcs])
        self.room = np.concatenate([part[2] for part in self.arcs])

    def matrix(self, rows: Whole, columns: Whole) -> "csc_array":
        """One row for each nomination and judge, one column for each of these pairs and for each arc."""
        from scipy import sparse

        height = np.concatenate([rows, *(part[0] for part in self.arcs)])
        width = len(height)
        data = np.concatenate([np.ones(len(rows)), *(np.full(len(part[0]), part[3]) for part in self.arcs)])
        first = sparse.coo_array((data, (height, np.arange(width))), shape=(self.n + self.m, width))
        ones, places = np.ones(len(rows)), np.arange(len(rows))
        second = sparse.coo_array((ones, (self.n + columns, places)), shape=first.shape)
        return (first + second).tocsc()

    def solve(
        self, rows: Whole, columns: Whole, value: NDArray[np.float64]
    ) -> tuple[Marks, float, NDArray[np.float64]]:
        """Which of these pairs are chosen, the objective, and what one more score would be worth at each nomination
        (with the sign turned) and judge."""
        from scipy.optimize import linprog

        cap = np.concatenate([np.ones(len(rows)), self.room])
        found = linprog(
            np.concatenate([-value, self.costs]), A_eq=self.matrix(rows, columns), b_eq=self.needed,
            bounds=np.column_stack([np.zeros(len(cap)), cap]), method=SOLVER,
        )  # fmt: skip
        if found.x is None:  # missing scores are allowed, so every problem has a solution
            raise RuntimeError(f"the solver gave up: {found.message}")
        if float(np.abs(found.x - np.round(found.x)).max(initial=0)) > 1e-5:
            raise RuntimeError("the solver stopped between corners")
        return found.x[: len(rows)] > 0.5, -float(found.fun), found.eqlin.marginals


def _slacks(
    table: Table, least: int, most: int, kept_rows: NDArray[np.int64], kept_columns: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], float]]:
    """Arcs that are not pairs: (constraint row, cost, capacity, sign) of missing scores, scores beyond the
    least, and the steps of each judge's load."""
    n = len(table.entries)
    missing = np.maximum(least - kept_rows, 0)
    short = [(i, SHORT_NOMINATION * (k + 1)) for i in range(n) for k in range(int(missing[i]))]
    beyond = np.maximum(most - np.maximum(kept_rows, least), 0)
    extra = [(i, EXTRA, int(beyond[i])) for i in range(n) if beyond[i]]
    steps = [
        (n + j, step_cost, step_cap)
        for j in range(len(table.experts))
        for step_cost, step_cap in load_steps(table, least, int(kept_columns[j]), j)
    ]
    return [
        (
            np.array([one[0] for one in arcs], dtype=np.int64), np.array([one[1] for one in arcs], dtype=float),
            np.array([one[2] if len(one) > 2 else 1 for one in arcs], dtype=float), sign,
        )
        for arcs, sign in ((short, 1.0), (extra, -1.0), (steps, -1.0))
    ]  # fmt: skip


def load_steps(table: Table, least: int, kept: int, j: int) -> list[tuple[float, int]]:
    """(cost each, how many) of a judge's next nominations: the more, the dearer; up to the least asked for, a gain."""
    average = max(least * len(table.entries) / max(len(table.experts), 1), 1.0)
    floor, top = int(table.least[j]), int(table.most[j])
    # In steps of one around the average, where it decides; in strides far from it.
    stride = max(1, top // 200)
    marks = sorted(
        {kept, top, min(max(floor, kept), top)}
        | {k for k in range(int(average) - 40, int(average) + 41) if kept < k < top}
        | set(range(kept, top, stride))
    )
    return [
        (EVENNESS * (low + high) / 2 / average - (SHORT_JUDGE if high <= floor else 0.0), high - low)
        for low, high in pairwise(marks)
        if high > kept
    ]


def objective_of(table: Table, least: int, new: Marks) -> float:
    """What `best_pairs` maximizes, for any new pairs that keep to the bounds; without the seed's nudge."""
    held = (table.kept | new).sum(1)
    short = np.maximum(least - held, 0)
    extra = np.maximum(held - np.maximum(least, table.kept.sum(1)), 0).sum()
    total = float(((table.match + STAYING * table.liked) * new).sum()) - EXTRA * float(extra)
    total -= SHORT_NOMINATION * float((short * (short + 1) / 2).sum())
    for j in range(len(table.experts)):
        left = int(new[:, j].sum())
        for cost, count in load_steps(table, least, int(table.kept[:, j].sum()), j):
            total -= cost * min(left, count)
            left -= min(left, count)
    return total
