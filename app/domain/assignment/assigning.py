"""Who judges what, as well as the wishes allow: the best matches within all bounds, then connected and well mixed."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from app.domain.assignment.mixing import mix, parts_of, second_of_walk
from app.domain.assignment.optimum import best_pairs, objective_of
from app.domain.assignment.shortage import missing, missing_by_hand
from app.domain.assignment.table import Marks, Table, order_of, table_of
from app.domain.assignment.wishes import Assigned, Pair, Wishes


def assign(wishes: Wishes, *, seed: int) -> Assigned:
    """Judges for every nomination: `wishes.least` each where that is possible, never more than `wishes.most`.

    Guaranteed: no conflict is assigned; kept pairs stay (one that a conflict forbids does not); nobody gets
    more than he or she takes, and a nomination more than `most`, unless the kept pairs alone do; what falls
    short is shared (nobody misses two scores while somebody who could spare one misses none) and named in
    `missing`; the same wishes and seed give the same plan, whatever their order. Before the second step the
    plan is optimal: as many scores and least loads as possible, then matches (0 to 1 each) minus uneven loads
    (one nomination beyond the average weighs 0.3/average more than the one before). The second step
    joins the judge-nomination graph into as few parts as the bounds allow, where the heaviest load may grow by
    one, the lightest fall by one, and nobody is left without (up to 1,000 pairs: proven the fewest; beyond, the
    fewest that could be found), and mixes it at least half as well as a plan drawn by lot, giving up at most
    5% of all matches for the mixing; `gap` is what both cost. Before that, judges who must not meet are
    separated and those who should are brought together.

    Method: see `optimum`, `mixing` and `connecting`. 5,000 nominations × 100 judges × 3 take a few seconds.

    Raises ValueError for wishes that contradict themselves (see `Wishes`).
    """
    table = table_of(wishes, seed)
    if not table.entries or not table.experts:
        return _told(table, np.zeros(table.allowed.shape, dtype=bool), wishes, (0.0, 0.0), 0.0)
    least, most = (min(bound, len(table.experts)) for bound in (wishes.least, wishes.most))  # nobody judges twice
    best, objective, lost = best_pairs(table, least, most, seed)
    new = mix(table, best, least, most)
    reached = objective_of(table, least, new)
    gap = (max(0.0, objective_of(table, least, best) - reached) + lost) / max(abs(objective), 1e-9)
    return _told(table, new, wishes, (_expertise(table, best), _expertise(table, new)), gap)


def weigh(wishes: Wishes, pairs: Iterable[Pair]) -> Assigned:
    """What is to be said of these pairs (judge, nomination), which somebody chose by hand: `gap` is 0, since
    nothing was sought. Pairs of unknown judges or nominations, and those in conflict, are left out; every
    bound that is not kept is named in `missing`.

    Raises ValueError for wishes that contradict themselves (see `Wishes`).
    """
    table = table_of(replace(wishes, keep=(), prefer=tuple(pairs)), 0)
    new = table.liked
    expertise = _expertise(table, new)
    return _told(table, new, wishes, (expertise, expertise), 0.0, by_hand=True)


def _expertise(table: Table, new: Marks) -> float:
    held = table.kept | new
    return float((table.match * held).sum() / held.sum()) if held.any() else 0.0


def _told(
    table: Table, new: Marks, wishes: Wishes, expertise: tuple[float, float], gap: float, by_hand: bool = False
) -> Assigned:
    held = table.kept | new
    pairs: list[Pair] = [(table.experts[j].key, table.entries[i].key) for i, j in np.argwhere(held)]
    shared = (held & (held.sum(1) > 1)[:, None]).sum(0)
    busy = held.any(0)
    experts = sorted(range(len(table.experts)), key=lambda j: order_of(table.experts[j].key))
    entries = sorted(range(len(table.entries)), key=lambda i: order_of(table.entries[i].key))
    return Assigned(
        pairs=tuple(sorted(pairs, key=lambda pair: (order_of(pair[0]), order_of(pair[1])))),
        load={table.experts[j].key: int(held[:, j].sum()) for j in experts},
        coverage={table.entries[i].key: int(held[i].sum()) for i in entries},
        expertise=round(expertise[1], 6),
        best_expertise=round(expertise[0], 6),
        gap=round(gap, 6),
        components=parts_of(held)[0] if held.any() else 0,
        mixing=round(second_of_walk(held)[0], 6) if held.any() else 0.0,
        min_overlap=int(shared[busy].min()) if busy.any() else 0,
        missing=missing_by_hand(table, new, wishes) if by_hand else missing(table, new, wishes),
        moved=int((table.liked & ~held).sum()),
    )
