"""The integer program behind `connecting`: pairs within the bounds, and among them a forest that is as large as it can be.

Parts are judges and nominations with pairs, less the pairs of a largest forest. That a forest has no circle is told to the solver only
where it drew one (the generalized subtour constraints of Goemans, "The Steiner tree polytope and related polyhedra", 1994).
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.optimum import SHORT_JUDGE, SHORT_NOMINATION, STAYING, Program, Whole, objective_of
from app.domain.assignment.table import Marks, Table

Row = tuple[dict[int, float], float, float]  # variable → factor, and what their sum may be

MOST_ROUNDS = 40
CLOSE = 0.1  # of a match: how near the best objective is near enough
MOST_NODES = 2000  # of the search tree: a number, not a time, so that a slow machine makes the same plan


def labels(held: Marks) -> tuple[Whole, int]:
    """The connected part of each nomination, then of each judge; and how many parts have a pair."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n, m = held.shape
    rows, columns = np.nonzero(held)
    graph = coo_array((np.ones(len(rows)), (rows, n + columns)), shape=(n + m, n + m))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    return label, len(np.unique(label[rows]))


class Forest:
    """`window`: the nominations whose new pairs may move. What stays together is one node of the forest."""

    def __init__(self, table: Table, new: Marks, window: Marks, least: int, most: int) -> None:
        self.table, self.new, self.window, self.least = table, new, window, least
        self.fixed = table.kept | (new & ~window[:, None])
        free = table.allowed & window[:, None] & ~self.fixed
        self.part = replace(table, kept=self.fixed, liked=table.liked & ~self.fixed, allowed=free)
        self.program = Program(self.part, least, most)
        self.rows, self.columns = np.nonzero(free)
        self.at = {place: p for p, place in enumerate(zip(self.rows.tolist(), self.columns.tolist(), strict=True))}
        self.group = labels(self.fixed)[0]
        self.ends = np.stack([self.group[self.rows], self.group[len(table.entries) + self.columns]])
        standing = set(self.group[: len(table.entries)][self.fixed.any(1)].tolist())
        self.standing, self.known = len(standing), set(self.ends.ravel().tolist())
        self.alone = {group: k for k, group in enumerate(sorted(self.known - standing))}
        self.busy = self._busy()
        self.shared = self._shared()
        # Where the variables begin: pairs at 0, then the arcs, pairs of the forest, those alone, ways to meet.
        self.pairs = len(self.rows)
        self.z = self.pairs + len(self.program.costs)
        self.y = self.z + self.pairs
        self.ways = self.y + len(self.alone)
        self.width = self.ways + sum(len(ways) for ways in self.shared) + 1  # the last is always 1
        self.value = table.match[free] + STAYING * self.part.liked[free]

    def solve(self, fewest: int, change: int) -> Marks | None:
        """New pairs of the whole table; None where the solver found none. `fewest`: no plan has fewer parts; `change`:
        by how much a load may go beyond the heaviest or below the lightest; 0: every load stays."""
        rows = self._bounds() + self._loads(change) + self._forest(fewest) + self._apart() + self._together()
        rows += self._no_circle(labels(self.table.kept | self.new)[0])
        best: tuple[tuple[int, float], Marks] | None = None
        for _ in range(MOST_ROUNDS):
            found = self._milp(rows)
            if found is None:
                break
            new = self.new & self.fixed
            new[self.rows, self.columns] = found[: self.pairs] > 0.5
            label, parts = labels(self.table.kept | new)
            score = (-parts, objective_of(self.table, self.least, new))
            if best is None or score > best[0]:
                best = score, new
            drawn = found[self.y : self.ways].sum() - found[self.z : self.y].sum()
            if parts <= self.standing + round(float(drawn)):
                break
            rows += self._no_circle(label) + self._no_circle(self._drawn(found))
        return best[1] if best else None

    def _milp(self, rows: list[Row]) -> NDArray[np.float64] | None:
        """Variables: pairs, the arcs of `Program`, pairs of the forest, judges and nominations that stand alone, meetings."""
        from scipy import sparse
        from scipy.optimize import Bounds, LinearConstraint, milp

        program, places = self.program, np.repeat(np.arange(len(rows)), [len(row[0]) for row in rows])
        first = program.matrix(self.rows, self.columns)
        width = self.width
        first.resize((first.shape[0], width))
        keys = np.fromiter((key for row in rows for key in row[0]), dtype=np.int64)
        factors = np.fromiter((factor for row in rows for factor in row[0].values()), dtype=float)
        more = sparse.coo_array((factors, (places, keys)), shape=(len(rows), width)).tocsc()
        cost, cap, low = np.zeros(width), np.ones(width), np.zeros(width)
        cost[: self.z] = np.concatenate([-self.value, program.costs])
        cost[: self.z][self.pairs :][program.costs > SHORT_NOMINATION / 2] = 0  # bounded below
        apart = 10.0 + 10.0 * self.pairs
        cost[self.z : self.y], cost[self.y : self.ways] = -apart, apart
        # The solver stops within a share of the objective: a constant makes it known what share is close enough.
        cost[-1], low[-1] = 2 * apart * (len(self.alone) + 2), 1
        cap[self.pairs : self.z] = program.room
        low[[self.y + k for group, k in self.alone.items() if group in self.busy]] = 1
        whole = np.ones(width)
        whole[self.pairs : self.z] = 0  # whole by themselves
        found = milp(
            cost, integrality=whole, bounds=Bounds(low, cap),
            constraints=[
                LinearConstraint(first, program.needed, program.needed),
                LinearConstraint(more, [row[1] for row in rows], [row[2] for row in rows]),
            ],
            options={"node_limit": MOST_NODES, "mip_rel_gap": CLOSE / (2 * cost[-1])},
        )  # fmt: skip
        solved: NDArray[np.float64] | None = found.x
        return solved

    def _busy(self) -> set[int]:
        """Of those who stand alone: judges with nominations keep some, and nominations with judges if they want any."""
        held = self.table.kept | self.new
        nodes = np.concatenate([held.any(1) & (self.least > 0), held.any(0)])
        return set(self.group[nodes].tolist())

    def _loads(self, change: int) -> list[Row]:
        """How many pairs each judge may have here, so that nobody judges all to connect all, and nobody nothing."""
        loads, kept = (self.table.kept | self.new).sum(0), self.fixed.sum(0)
        low = np.where(loads > 0, max(int(loads[loads > 0].min(initial=1)) - change, 1), 0) if change else loads
        high = np.maximum(int(loads.max()) + change, kept) if change else loads
        return [
            ({int(p): 1.0 for p in np.nonzero(self.columns == j)[0]}, float(low[j] - kept[j]), float(high[j] - kept[j]))
            for j in np.unique(self.columns).tolist()
        ]

    def _bounds(self) -> list[Row]:
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

    def _forest(self, fewest: int) -> list[Row]:
        """Only chosen pairs are in the forest; who has a chosen pair is counted."""
        rows: list[Row] = [({self.z + p: 1.0, p: -1.0}, -np.inf, 0.0) for p in range(self.pairs)]
        for p in range(self.pairs):
            for group in self.ends[:, p].tolist():
                if group in self.alone:
                    rows.append(({p: 1.0, self.y + self.alone[group]: -1.0}, -np.inf, 0.0))
        count = {**{self.y + k: 1.0 for k in range(len(self.alone))}, **{self.z + p: -1.0 for p in range(self.pairs)}}
        rows.append((count, float(fewest - self.standing), np.inf))
        beside: dict[tuple[int, int], list[int]] = {}
        for p, (a, b) in enumerate(self.ends.T.tolist()):
            beside.setdefault((min(a, b), max(a, b)), []).append(p)
        for (a, b), same in beside.items():
            if a == b or len(same) > 1:
                rows.append(({self.z + p: 1.0 for p in same}, 0.0, 0.0 if a == b else 1.0))
        return rows

    def _no_circle(self, label: Whole) -> list[Row]:
        """For each part of nominations and judges with this label: the forest has fewer pairs there than nodes."""
        group_of = dict(zip(self.group.tolist(), label.tolist(), strict=True))
        inside: dict[int, set[int]] = {}
        for group, part in group_of.items():
            inside.setdefault(part, set()).update({group} & self.known)
        rows: list[Row] = []
        for groups in inside.values():
            within = np.isin(self.ends, list(groups)).all(0)
            lone = sorted(groups & self.alone.keys())
            if len(groups) < 2 or not within.any():
                continue
            left = lone if len(lone) < len(groups) else lone[1:]
            row = {self.z + int(p): 1.0 for p in np.nonzero(within)[0]} | {self.y + self.alone[g]: -1.0 for g in left}
            rows.append((row, -np.inf, float(max(len(groups) - len(lone) - 1, 0))))
        return rows

    def _drawn(self, found: NDArray[np.float64]) -> Whole:
        """The parts of the forest as it was drawn, circles and all."""
        chosen = found[self.z : self.y] > 0.5
        drawn = np.zeros_like(self.fixed)
        drawn[self.rows[chosen], self.columns[chosen]] = True
        return labels(self.fixed | drawn)[0]

    def _apart(self) -> list[Row]:
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

    def _together(self) -> list[Row]:
        rows: list[Row] = []
        way = self.ways
        for ways in self.shared:
            rows.append(({way + k: 1.0 for k in range(len(ways))}, 1.0, np.inf))
            rows += [({way + k: 1.0, p: -1.0}, -np.inf, 0.0) for k, needed in enumerate(ways) for p in needed]
            way += len(ways)
        return rows
