"""The integer program behind `connecting`: pairs within the bounds, and among them a forest that is as large as it can be.

Parts are judges and nominations with pairs, less the pairs of a largest forest. That a forest has no circle is told to the solver only
where it drew one (the generalized subtour constraints of Goemans, "The Steiner tree polytope and related polyhedra", 1994).
"""

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.moving import Moving, Row
from app.domain.assignment.optimum import Whole, objective_of
from app.domain.assignment.table import Marks, Table

MOST_ROUNDS = 40
CLOSE = 0.1  # of a match: how near the best objective is near enough


def labels(held: Marks) -> tuple[Whole, int]:
    """The connected part of each nomination, then of each judge; and how many parts have a pair."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n, m = held.shape
    rows, columns = np.nonzero(held)
    graph = coo_array((np.ones(len(rows)), (rows, n + columns)), shape=(n + m, n + m))
    label = connected_components(graph, directed=False)[1].astype(np.int64)
    return label, len(np.unique(label[rows]))


class Forest(Moving):
    """What stays together is one node of the forest."""

    def __init__(self, table: Table, new: Marks, window: Marks, least: int, most: int) -> None:
        super().__init__(table, new, window, least, most)
        self.group = labels(self.fixed)[0]
        self.ends = np.stack([self.group[self.rows], self.group[len(table.entries) + self.columns]])
        standing = set(self.group[: len(table.entries)][self.fixed.any(1)].tolist())
        self.standing, self.known = len(standing), set(self.ends.ravel().tolist())
        self.alone = {group: k for k, group in enumerate(sorted(self.known - standing))}
        self.busy = self._busy()
        # Where the variables begin: pairs of the forest, those alone, ways to meet, singles.
        self.z = self.more
        self.y = self.z + self.pairs
        self.first_way = self.y + len(self.alone)
        self.width = self.first_way + self.ways + 2 * len(self.several) + 1  # the last is always 1

    def solve(self, fewest: int, change: int) -> Marks | None:
        """New pairs of the whole table; None where the solver found none. `fewest`: no plan has fewer parts; `change`:
        by how much a load may go beyond the heaviest or below the lightest; 0: every load stays."""
        rows = self.bounds() + self._loads(change) + self._forest(fewest) + self.apart() + self.together(self.first_way)
        rows += self._lone() + self._no_circle(labels(self.table.kept | self.new)[0])
        best: tuple[tuple[int, float], Marks] | None = None
        for _ in range(MOST_ROUNDS):
            found = self._milp(rows)
            if found is None:
                break
            new = self.plan_of(found)
            label, parts = labels(self.table.kept | new)
            score = (-parts, objective_of(self.table, self.least, new))
            if best is None or score > best[0]:
                best = score, new
            drawn = found[self.y : self.first_way].sum() - found[self.z : self.y].sum()
            if parts <= self.standing + round(float(drawn)):
                break
            rows += self._no_circle(label) + self._no_circle(self._drawn(found))
        return best[1] if best else None

    def _milp(self, rows: list[Row]) -> NDArray[np.float64] | None:
        """Variables beyond those of `Moving`: pairs of the forest, judges and nominations that stand alone, meetings, singles."""
        cost, low = np.zeros(self.width - self.more), np.zeros(self.width - self.more)
        apart = 10.0 + 10.0 * self.pairs
        cost[: self.pairs], cost[self.pairs : self.first_way - self.more] = -apart, apart
        # The solver stops within a share of the objective: a constant makes it known what share is close enough.
        cost[-1], low[-1] = 2 * apart * (len(self.alone) + 2), 1
        low[[self.y - self.more + k for group, k in self.alone.items() if group in self.busy]] = 1
        return self.solve_program(rows, cost, low, CLOSE / (2 * cost[-1]))

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

    def _lone(self) -> list[Row]:
        """No more judges with a single nomination of a category than there are."""
        first = self.first_way + self.ways
        rows, singles = self.lone(first), [first + 2 * k + 1 for k in range(len(self.several))]
        had = sum(self._held_of(own) + stay == 1 for own, stay in self.several)
        return [*rows, (dict.fromkeys(singles, 1.0), 0.0, float(had))] if singles else []

    def _held_of(self, own: list[int]) -> int:
        return int(self.new[self.rows[own], self.columns[own]].sum())
