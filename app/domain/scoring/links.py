"""How judges and nominees hang together: groups without any score in common, and links that hang on one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import bmat
from scipy.sparse.csgraph import connected_components

from app.domain.scoring.panel import Panel, Whole


@dataclass(frozen=True, slots=True)
class Groups:
    """`nominee` and `judge` hold the group of each, numbered from 0 in order of the first nominee's name."""

    count: int
    nominee: Whole
    judge: Whole


def groups(panel: Panel) -> Groups:
    """The connected components of the graph of who scored whom."""
    many = len(panel.nominees)
    w = panel.incidence
    count, label = connected_components(bmat([[None, w], [w.T, None]]), directed=False)
    _, first = np.unique(label[:many], return_index=True)
    order = np.argsort(np.argsort(first))  # every group has a nominee
    label = order[label]
    return Groups(int(count), label[:many], label[many:])


def weak_links(panel: Panel) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(judges, nominees) without whom the scores would fall into two or more groups, each with judges and nominees
    of its own (articulation points of the graph of who scored whom; Hopcroft & Tarjan 1973)."""
    many = len(panel.nominees)
    neighbors: list[list[int]] = [[] for _ in range(many + len(panel.judges))]
    for i, j in zip(panel.nominee.tolist(), panel.judge.tolist(), strict=True):
        neighbors[i].append(many + j)
        neighbors[many + j].append(i)
    found = sorted(set(_articulation(neighbors, many)))
    judges = tuple(sorted(panel.judges[v - many] for v in found if v >= many))
    return judges, tuple(panel.nominees[v] for v in found if v < many)


def _articulation(neighbors: list[list[int]], many: int) -> Iterator[int]:
    size = len(neighbors)
    seen, low = [0] * size, [0] * size
    below = [(0, 0)] * size  # nominees and judges in the subtree of each
    clock = 0
    for root in range(size):
        if seen[root]:
            continue
        cut: dict[int, list[tuple[int, int]]] = {}
        visit = [(root, -1, iter(neighbors[root]))]
        clock += 1
        seen[root] = low[root] = clock
        below[root] = _one(root, many)
        while visit:
            vertex, parent, rest = visit[-1]
            for other in rest:
                if not seen[other]:
                    clock += 1
                    seen[other] = low[other] = clock
                    below[other] = _one(other, many)
                    visit.append((other, vertex, iter(neighbors[other])))
                    break
                if other != parent:
                    low[vertex] = min(low[vertex], seen[other])
            else:
                visit.pop()
                if parent >= 0:
                    low[parent] = min(low[parent], low[vertex])
                    below[parent] = _plus(below[parent], below[vertex])
                    if low[vertex] >= seen[parent]:
                        cut.setdefault(parent, []).append(below[vertex])
        yield from _breaking(cut, below[root], many)


def _breaking(cut: dict[int, list[tuple[int, int]]], whole: tuple[int, int], many: int) -> Iterator[int]:
    """The vertices whose removal leaves at least two parts with both nominees and judges."""
    for vertex, parts in cut.items():
        rest = _plus(whole, _one(vertex, many), sign=-1)
        for part in parts:
            rest = _plus(rest, part, sign=-1)
        if sum(nominees > 0 and judges > 0 for nominees, judges in [*parts, rest]) > 1:
            yield vertex


def _one(vertex: int, many: int) -> tuple[int, int]:
    return (1, 0) if vertex < many else (0, 1)


def _plus(left: tuple[int, int], right: tuple[int, int], sign: int = 1) -> tuple[int, int]:
    return left[0] + sign * right[0], left[1] + sign * right[1]
