"""Plans in as few connected parts as the bounds allow, where exchanges of two pairs don't get there: an integer program.

A small contest is solved whole, so that no other plan within the bounds has fewer parts. Of a large one windows are
solved: some nominations of every part may move, all else stays.
"""

import numpy as np

from app.domain.assignment.forest import Forest, labels
from app.domain.assignment.table import Marks, Table

MOST_FREE = 1000  # pairs that may move at once
MOST_WINDOWS = 20
IN_VAIN = 4  # windows that joined nothing, one after the other
MOST_TABLED = 60  # nominations in a window


def connect(table: Table, new: Marks, least: int, most: int) -> Marks:
    """As few parts as can be found, with the bounds kept as they are: the same scores missing, the same judges below
    their least. First without a change of any load; then the heaviest may grow by one and the lightest fall by one,
    but nobody is left without. Where pairs should stay, loads may change at once: that moves fewer of them.
    Unchanged if there is nothing to gain."""
    fewest = parts_at_least(table, new, least, most)
    for change in (1,) if table.liked.any() else (0, 1):
        vain = 0
        for at in range(1 if is_small(table) else MOST_WINDOWS):
            parts = labels(table.kept | new)[1]
            if parts <= fewest or vain == IN_VAIN:
                break
            forest = Forest(table, new, _window(table, new, at), least, most)
            found = forest.solve(fewest, change)
            joined = found is not None and labels(table.kept | found)[1] < parts
            new, vain = (found, 0) if found is not None and joined else (new, vain + 1)
    return new


def is_small(table: Table) -> bool:
    return int((table.allowed & ~table.kept).sum()) <= MOST_FREE


def parts_at_least(table: Table, new: Marks, least: int, most: int) -> int:
    """No plan has fewer parts than the graph of all pairs that judges and nominations have room for, as far as
    nominations there are judged now; nor fewer than those who judge and are judged, less the pairs that may be."""
    held = table.kept | new
    if not least or not held.any():
        return min(1, int(held.any()))
    room = (table.kept.sum(1) < most)[:, None] & (table.kept.sum(0) < table.most)[None, :]
    label, _count = labels(held | (table.allowed & room))
    possible = len(np.unique(label[: len(table.entries)][held.any(1)]))
    pairs = int(held.sum() + np.maximum(most - held.sum(1), 0).sum())
    return max(possible, int(held.any(1).sum() + held.any(0).sum()) - pairs)


def _window(table: Table, new: Marks, at: int) -> Marks:
    """Nominations that may move: all, if they are few; else some of every part, others in each window: those first that a
    judge of another part may judge, then what such judges have, who must give something in exchange."""
    if is_small(table):
        return np.ones(len(table.entries), dtype=bool)
    n, each = len(table.entries), int(np.clip(MOST_FREE // len(table.experts), 4, MOST_TABLED))
    label = labels(table.kept | new)[0]
    across = table.allowed & (label[:n, None] != label[None, n:])
    use = np.where(across.any(1), 0, np.where(new[:, across.any(0)].any(1), 1, 2))
    rows, place = np.nonzero(new.any(1))[0], np.zeros(n, dtype=np.int64)
    for part in np.unique(label[rows]):
        own = rows[label[rows] == part]
        own = own[np.argsort(use[own], kind="stable")]
        place[np.roll(own, -at * each // 2)] = np.arange(len(own))
    window = np.zeros(n, dtype=bool)
    window[rows[np.argsort(place[rows], kind="stable")[:each]]] = True
    return window
