"""Ranks, their intervals, chances of winning and the tie zone, each within one cell of nominees that compete."""

from __future__ import annotations

import numpy as np

from app.domain.scoring.panel import Flags, Floats, Whole

TIED = 0.05
"""Whoever is better than the leader with at least this probability belongs to the tie zone."""
_SAME = 1e-9


def places(values: Floats, cell: Whole, unit: float) -> Whole:
    """Rank of each nominee within its cell, the highest first; equals share a rank and the next one skips."""
    found = np.zeros(len(values), np.intp)
    rounded = np.round(values / unit / _SAME)
    for one in range(int(cell.max()) + 1):
        who = np.flatnonzero(cell == one)
        ordered = np.sort(-rounded[who])
        found[who] = 1 + np.searchsorted(ordered, -rounded[who], side="left")
    return found


def rank_bounds(draws: Floats, who: Whole, cell: Whole, rank: Whole) -> tuple[Whole, Whole]:
    """The 5 and 95 percent points of each nominee's rank over the draws (draws × who, all nominees of each cell),
    widened to hold the rank itself."""
    low, high = rank.copy(), rank.copy()
    place = {int(nominee): at for at, nominee in enumerate(who)}
    for one in range(int(cell.max()) + 1):
        members = np.flatnonzero(cell == one)
        part = draws[:, [place[int(m)] for m in members]]
        ranks = np.empty(part.shape, np.int32)
        order = np.argsort(-part, axis=1, kind="stable")
        np.put_along_axis(ranks, order, np.arange(1, len(members) + 1, dtype=np.int32)[None, :], axis=1)
        ranks.sort(axis=0)
        last = len(part) - 1
        low[members] = np.minimum(rank[members], ranks[round(0.05 * last)])
        high[members] = np.maximum(rank[members], ranks[round(0.95 * last)])
    return low, high


def winning(draws: Floats, who: Whole, cell: Whole, leader_of: Floats) -> tuple[Floats, Floats, Flags]:
    """(chance of the first place, of the first three, tie zone) per nominee; those not drawn have none. `leader_of`
    are the official scores, whose highest leads each cell."""
    size = len(cell)
    win, top, tied = np.zeros(size), np.zeros(size), np.zeros(size, bool)
    for one in np.unique(cell[who]):
        at = np.flatnonzero(cell[who] == one)
        members, part = who[at], draws[:, at]
        win[members] = np.bincount(part.argmax(axis=1), minlength=len(at)) / len(part)
        third = np.partition(part, -3, axis=1)[:, -3] if len(at) > 3 else part.min(axis=1)
        top[members] = (part >= third[:, None]).mean(axis=0)
        lead = int(np.argmax(leader_of[members]))
        better = (part > part[:, [lead]]).mean(axis=0)
        better[leader_of[members] >= leader_of[members][lead]] = 1.0
        tied[members] = better >= TIED
    return win, top, tied


def seconds(rank: Whole, tied: Flags, cell: Whole) -> Flags:
    """Where a leader stands alone although no lead may be called significant: whoever comes next."""
    joins = np.zeros(len(rank), bool)
    for one in range(int(cell.max()) + 1):
        who = np.flatnonzero(cell == one)
        others = who[~tied[who]]
        if np.count_nonzero(tied[who]) == 1 and len(others):
            joins[others[rank[others] == rank[others].min()]] = True
    return joins
