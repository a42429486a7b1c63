"""Plans in which no judge has a single nomination of a category, where judges order or compare: there is nothing beside it to tell
it from. Exchanges and moves come first; where they don't suffice, an integer program, which in a small contest finds the fewest.

No more scores are missing by it, no bound of a judge is passed, and who must not meet doesn't.
"""

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.connecting import MOST_FREE, is_small
from app.domain.assignment.meeting import Exchanging
from app.domain.assignment.moving import Moving
from app.domain.assignment.optimum import EVENNESS, Whole
from app.domain.assignment.table import Marks, Places, Table

MOST_STEPS = 3000
MOST_TRIED = 1500  # pairs of others looked at for each single one
MOST_WINDOWS = 10
MOST_TURNED = 60

Counts = NDArray[np.int64]  # by category and judge
Step = tuple[int, float, Places, Places]  # how many more are alone, what it costs, what goes and what comes


def gather(mixer: Exchanging, least: int, most: int) -> None:
    """In place. Where pairs of an earlier plan are to stay, by the program alone in a small contest: it moves fewest."""
    table = mixer.table
    if not table.several:
        return
    if not (is_small(table) and table.liked.any()):
        _step_by_step(mixer)
    for at in range(1 if is_small(table) else MOST_WINDOWS):
        if not table.lone(mixer.new):
            return
        found = _solved(table, mixer.new, _window(table, mixer.new, at), least, most)
        if found is not None and table.lone(found) < table.lone(mixer.new):
            mixer.new = found


def _solved(table: Table, new: Marks, window: Marks, least: int, most: int) -> Marks | None:
    moving = Moving(table, new, window, least, most)
    if not moving.pairs:
        return None
    width = 2 * len(moving.several) + moving.ways
    cost, low = np.zeros(width), np.zeros(width)
    cost[1 : 2 * len(moving.several) : 2] = 10.0 + 4.0 * moving.pairs  # more than all that moving could cost
    rows = [*moving.bounds(), *moving.apart(), *moving.lone(moving.more)]
    rows += moving.together(moving.more + 2 * len(moving.several))
    found = moving.solve_program(rows, cost, low, 1e-6)
    return moving.plan_of(found) if found is not None else None


def _window(table: Table, new: Marks, at: int) -> Marks:
    """All nominations in a small contest, else some: those that judges have alone, and others of their categories."""
    n = len(table.entries)
    if is_small(table):
        return np.ones(n, dtype=bool)
    counts = table.counts(table.kept | new)
    single = (counts == 1)[table.category] & (table.category >= 0)[:, None] & new
    alone = single.any(1)
    wanted = np.isin(table.category, np.unique(table.category[alone]))
    rank = np.where(alone, 0, np.where(wanted, 1, 2))
    order = np.lexsort(((np.arange(n) - at * n // MOST_WINDOWS) % n, rank))
    window = np.zeros(n, dtype=bool)
    window[order[: max(MOST_FREE // len(table.experts), 4)]] = True
    return window


def _step_by_step(mixer: Exchanging) -> None:
    """The step that leaves the fewest alone and costs least, for one judge after the other, until none helps."""
    table, given_up = mixer.table, set[tuple[int, int]]()
    for _ in range(MOST_STEPS):
        held = table.kept | mixer.new
        waiting = [
            (int(c), int(j)) for c, j in np.argwhere(table.counts(held) == 1) if (int(c), int(j)) not in given_up
        ]
        if not waiting:
            return
        category, judge = waiting[0]
        if not _step(mixer, category, judge):
            given_up.add((category, judge))


def _step(mixer: Exchanging, category: int, j: int) -> bool:
    """Gives the single one away or brings another: by an exchange with any pair of another judge, or by moving one pair."""
    table, acquainted = mixer.table, mixer.acquainted()
    counts = table.counts(mixer.held())
    for _change, _cost, gone, come in sorted(
        [*_exchanges(mixer, counts, category, j), *_moves(mixer, counts, category, j)]
    )[:MOST_TURNED]:
        _turn(mixer.new, gone, come)
        if not mixer.meet(*(row for row, _ in come)) and mixer.acquainted() >= acquainted:
            return True
        _turn(mixer.new, come, gone)
    return False


def _exchanges(mixer: Exchanging, counts: Counts, category: int, j: int) -> list[Step]:
    """(i, j), (k, l) to (i, l), (k, j), one of the two of the category, where fewer are alone then."""
    table, new, worth = mixer.table, mixer.new, mixer.worth
    free, kind = table.allowed & ~mixer.held(), table.category
    k, other = np.nonzero(new)
    k, other = k[other != j], other[other != j]
    if len(k) > MOST_TRIED:
        near = np.argsort(kind[k] != category, kind="stable")[:MOST_TRIED]
        k, other = k[near], other[near]
    padded = np.vstack([counts, np.full((1, counts.shape[1]), 9)])  # whatever has no category is never alone

    def turns(kinds: Whole, judges: Whole, by: int) -> Whole:
        has = padded[kinds, judges]
        turned: Whole = (has + by == 1).astype(np.int64) - (has == 1)
        return turned

    found: list[Step] = []
    for i in np.nonzero(new[:, j])[0].tolist():
        here, own = np.full(len(k), kind[i]), np.full(len(k), j)
        change = turns(here, own, -1) + turns(kind[k], own, 1) + turns(kind[k], other, -1) + turns(here, other, 1)
        fits = free[i, other] & free[k, j] & ((kind[k] == category) != (kind[i] == category)) & (change < 0)
        cost = worth[i, j] + worth[k, other] - worth[i, other] - worth[k, j]
        places = np.nonzero(fits)[0]
        for a in places[np.lexsort((cost[places], change[places]))][:MOST_TURNED].tolist():
            one, two = (i, j), (int(k[a]), int(other[a]))
            found.append((int(change[a]), float(cost[a]), (one, two), ((i, two[1]), (two[0], j))))
    return found


def _moves(mixer: Exchanging, counts: Counts, category: int, j: int) -> list[Step]:
    """One pair goes to another judge, or comes from one, within what both take; dearer than an exchange, as loads change."""
    table, new = mixer.table, mixer.new
    free, loads, inside = table.allowed & ~mixer.held(), mixer.held().sum(0), table.category == category
    tried: list[tuple[tuple[int, int], tuple[int, int]]] = []
    if loads[j] > table.least[j]:
        for i in np.nonzero(new[:, j] & inside)[0].tolist():
            tried += [((i, j), (i, to)) for to in np.nonzero(free[i] & (loads < table.most))[0].tolist()]
    if loads[j] < table.most[j]:
        may = new & (inside & free[:, j])[:, None] & (loads > table.least)[None, :]
        tried += [((k, other), (k, j)) for k, other in np.argwhere(may).tolist()[:MOST_TRIED]]
    found: list[Step] = []
    for one, two in tried:
        change = table.lone_change(counts, (one,), (two,))
        uneven = EVENNESS * max(0.0, float(loads[two[1]] + 1 - loads[one[1]])) + 0.5
        if change < 0:
            found.append((change, float(mixer.worth[one] - mixer.worth[two]) + uneven, (one,), (two,)))
    return found


def _turn(new: Marks, gone: Places, come: Places) -> None:
    for place in gone:
        new[place] = False
    for place in come:
        new[place] = True
