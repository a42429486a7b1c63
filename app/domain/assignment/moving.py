"""What integer programs over a plan have in common: pairs that may move, the bounds that they keep, and who shall meet or not."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.optimum import SHORT_JUDGE, SHORT_NOMINATION, STAYING, Program
from app.domain.assignment.table import Marks, Table

Row = tuple[dict[int, float], float, float]  # variable → factor, and what their sum may be

MOST_NODES = 2000  # of the search tree: a number, not a time, so that a slow machine makes the same plan


class Moving:
    """`window`: the nominations whose new pairs may move. Variables: pairs at 0, then the arcs of `Program`, from `more` on what
    a program has beyond them."""

    def __init__(self, table: Table, new: Marks, window: Marks, least: int, most: int) -> None:
        self.table, self.new, self.window, self.least = table, new, window, least
        self.fixed = table.kept | (new & ~window[:, None])
        free = table.allowed & window[:, None] & ~self.fixed
        self.part = replace(table, kept=self.fixed, liked=table.liked & ~self.fixed, allowed=free)
        self.program = Program(self.part, least, most)
        self.rows, self.columns = np.nonzero(free)
        self.at = {place: p for p, place in enumerate(zip(self.rows.tolist(), self.columns.tolist(), strict=True))}
        self.shared = self._shared()
        self.several = self._several()
        self.pairs = len(self.rows)
        self.more = self.pairs + len(self.program.costs)
        self.value = table.match[free] + STAYING * self.part.liked[free]

    def solve_program(
        self, rows: list[Row], cost: NDArray[np.float64], low: NDArray[np.float64], gap: float
    ) -> NDArray[np.float64] | None:
        """All variables, or None where the solver found nothing; `cost` and `low` (≥ 0) of those from `more` on, at most 1 each."""
        from scipy import sparse
        from scipy.optimize import Bounds, LinearConstraint, milp

        program, places = self.program, np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
        first, width = program.matrix(self.rows, self.columns), self.more + len(cost)
        first.resize((first.shape[0], width))
        keys = np.fromiter((key for row in rows for key in row[0]), dtype=np.int64)
        factors = np.fromiter((factor for row in rows for factor in row[0].values()), dtype=float)
        more = sparse.coo_array((factors, (places, keys)), shape=(len(rows), width)).tocsc()
        arcs = np.where(program.costs > SHORT_NOMINATION / 2, 0, program.costs)  # bounded below
        cap, whole = np.ones(width), np.ones(width)
        cap[self.pairs : self.more], whole[self.pairs : self.more] = program.room, 0  # whole by themselves
        found = milp(
            np.concatenate([-self.value, arcs, cost]), integrality=whole,
            bounds=Bounds(np.concatenate([np.zeros(self.more), low]), cap),
            constraints=[
                LinearConstraint(first, program.needed, program.needed),
                LinearConstraint(more, [row[1] for row in rows], [row[2] for row in rows]),
            ],
            options={"node_limit": MOST_NODES, "mip_rel_gap": gap},
        )  # fmt: skip
        solved: NDArray[np.float64] | None = found.x
        return solved

    def plan_of(self, found: NDArray[np.float64]) -> Marks:
        new = self.new & self.fixed
        new[self.rows, self.columns] = found[: self.pairs] > 0.5
        return new

    def bounds(self) -> list[Row]:
        """No more scores missing, and no judge more below the least, than in the plan there is."""
        program, held = self.program, self.table.kept | self.new
        costs, first = program.costs, self.pairs
        short = np.nonzero(costs > SHORT_NOMINATION / 2)[0]
        lacking = np.maximum(self.least - held.sum(1), 0)
        penalty = float((lacking * (lacking + 1) / 2).sum()) * SHORT_NOMINATION
        floor = np.nonzero(costs < -SHORT_JUDGE / 2)[0]
        loads, kept = held.sum(0), self.fixed.sum(0)
        met = float(np.maximum(np.minimum(loads, self.table.least) - kept, 0).sum())
        return [
            ({first + int(k): float(costs[k]) for k in short}, 0.0, penalty + 1),
            ({first + int(k): 1.0 for k in floor}, met, np.inf),
        ]

    def apart(self) -> list[Row]:
        """Judges who must not meet, and don't now, don't then."""
        held, rows = self.table.kept | self.new, []
        for a, b in self.table.apart:
            for i in np.nonzero(~(held[:, a] & held[:, b]) & self.window)[0].tolist():
                both = {self.at[i, j]: 1.0 for j in (a, b) if (i, j) in self.at}
                if both:
                    rows.append((both, 0.0, 1.0 - float(self.fixed[i, a]) - float(self.fixed[i, b])))
        return rows

    def _shared(self) -> list[list[list[int]]]:
        """For judges who should meet and do, by pairs that may move: the ways to meet, as the pairs that each needs."""
        held, found = self.table.kept | self.new, []
        for a, b in self.table.together:
            if not (held[:, a] & held[:, b]).any() or (self.fixed[:, a] & self.fixed[:, b]).any():
                continue
            may = [all(self.fixed[i, j] or (i, j) in self.at for j in (a, b)) for i in range(len(self.window))]
            found.append([[self.at[i, j] for j in (a, b) if (i, j) in self.at] for i in range(len(may)) if may[i]])
        return found

    def together(self, way: int) -> list[Row]:
        """`way`: the first of the variables of `ways`."""
        rows: list[Row] = []
        for ways in self.shared:
            rows.append(({way + k: 1.0 for k in range(len(ways))}, 1.0, np.inf))
            rows += [({way + k: 1.0, p: -1.0}, -np.inf, 0.0) for k, needed in enumerate(ways) for p in needed]
            way += len(ways)
        return rows

    @property
    def ways(self) -> int:
        return sum(len(ways) for ways in self.shared)

    def _several(self) -> list[tuple[list[int], int]]:
        """For each judge and category that could be left with a single nomination: the pairs there that may move, and how many
        stay (0 or 1)."""
        stay = self.table.counts(self.fixed)
        found: dict[tuple[int, int], list[int]] = {}
        for (i, j), p in self.at.items():
            category = int(self.table.category[i])
            if category >= 0 and stay[category, j] < 2:
                found.setdefault((category, j), []).append(p)
        return [(own, int(stay[key])) for key, own in found.items()]

    def lone(self, first: int) -> list[Row]:
        """From `first` on two variables for each of `several`: whether the judge has any there, and has a single one."""
        rows: list[Row] = []
        for k, (own, stay) in enumerate(self.several):
            has, single = first + 2 * k, first + 2 * k + 1
            rows += [({p: 1.0, has: -1.0}, -np.inf, 0.0) for p in own] if not stay else [({has: 1.0}, 1.0, 1.0)]
            rows.append(({**dict.fromkeys(own, 1.0), has: -2.0, single: 1.0}, -float(stay), np.inf))
        return rows
