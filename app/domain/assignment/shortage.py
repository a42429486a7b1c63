"""Why a wish can't be met, and what would help."""

import math

import numpy as np
from numpy.typing import NDArray

from app.domain.assignment.table import Marks, Table, order_of
from app.domain.assignment.wishes import Key, Missing, Wishes


def missing(table: Table, new: Marks, wishes: Wishes) -> tuple[Missing, ...]:
    """What the plan leaves unmet. Nominations that are short for the same reason are told together: all that
    compete for the same full judges (the set that Hall's theorem names)."""
    held, least = table.kept | new, wishes.least
    if not table.experts and table.entries and least:
        return (Missing("nobody", wanted=least * len(table.entries)),)
    may = table.kept | (table.allowed & (table.most > 0))
    few = may.sum(1) < least
    found = _few_allowed(table, may, few, held, least) + _of_kept(table, wishes)
    waiting = {int(i) for i in np.nonzero((held.sum(1) < least) & ~few)[0]}
    full: dict[bytes, tuple[Marks, Marks]] = {}
    while waiting:
        rows, columns = _rivals(table, new, held, min(waiting))
        waiting -= set(np.nonzero(rows)[0].tolist()) or {min(waiting)}
        known = full.get(columns.tobytes())
        full[columns.tobytes()] = (rows | known[0] if known else rows), columns
    found += [_full(table, rows, columns, held, least) for rows, columns in full.values()]
    return _sorted(found + _of_judges(table, held))


def _of_kept(table: Table, wishes: Wishes) -> list[Missing]:
    """Pairs to keep that can't be, or are more than somebody takes."""
    judges, nominations = {one.key for one in table.experts}, {one.key for one in table.entries}
    barred = {one.key: one.conflicts for one in table.experts}
    found = [
        Missing("barred", (nomination,), (judge,))
        for judge, nomination in sorted(set(wishes.keep), key=lambda pair: (order_of(pair[0]), order_of(pair[1])))
        if judge in judges and nomination in nominations and nomination in barred[judge]
    ]
    for j in np.nonzero(table.kept.sum(0) > table.most)[0]:
        found.append(Missing("keeps", (), (table.experts[j].key,), (), int(table.most[j]), int(table.kept[:, j].sum())))
    for i in np.nonzero(table.kept.sum(1) > wishes.most)[0]:
        found.append(Missing("kept", (table.entries[i].key,), (), (), wishes.most, int(table.kept[i].sum())))
    return found


def missing_by_hand(table: Table, new: Marks, wishes: Wishes) -> tuple[Missing, ...]:
    """The same for a plan that nobody sought the best of: which bounds it doesn't keep."""
    held = table.kept | new
    found = []
    for got in np.unique(held.sum(1)):
        rows = held.sum(1) == got
        keys = _keys_of(table, rows)
        named = _named([entry.category for entry, there in zip(table.entries, rows, strict=True) if there])
        if got < wishes.least:
            found.append(Missing("short", keys, (), named, wishes.least, int(got)))
        elif got > wishes.most:
            found.append(Missing("many", keys, (), named, wishes.most, int(got)))
    for j in np.nonzero(held.sum(0) > table.most)[0]:
        found.append(Missing("over", (), (table.experts[j].key,), (), int(table.most[j]), int(held[:, j].sum())))
    return _sorted(found + _of_judges(table, held))


def _of_judges(table: Table, held: Marks) -> list[Missing]:
    found = [_idle(table, int(j), held) for j in np.nonzero(held.sum(0) < table.least)[0]] + _alone(table, held)
    for a, b in table.apart:
        for i in np.nonzero(held[:, a] & held[:, b])[0]:
            found.append(Missing("apart", (table.entries[i].key,), (table.experts[a].key, table.experts[b].key)))
    for a, b in table.together:
        if not (held[:, a] & held[:, b]).any():
            found.append(Missing("together", (), (table.experts[a].key, table.experts[b].key)))
    return found


def _sorted(found: list[Missing]) -> tuple[Missing, ...]:
    return tuple(
        sorted(
            found,
            key=lambda one: (
                one.why,
                [order_of(key) for key in one.nominations or one.judges],
                [order_of(key) for key in one.judges],
            ),
        )
    )


def _few_allowed(table: Table, may: Marks, few: Marks, held: Marks, least: int) -> list[Missing]:
    """Nominations that fewer judges than wanted may judge (`may`: and take any): those of a category with the same
    judges and as many scores together."""
    alike: dict[tuple[Key | None, bytes, int], list[int]] = {}
    for i in np.nonzero(few)[0].tolist():
        alike.setdefault((table.entries[i].category, may[i].tobytes(), int(held[i].sum())), []).append(i)
    found = []
    for (category, _same, got), rows in alike.items():
        number, keys = int(may[rows[0]].sum()), sorted((table.entries[i].key for i in rows), key=order_of)
        judges = _keys(table, may[rows[0]])
        found.append(
            Missing("conflicts", tuple(keys), judges, _named([category]), least, got, number, least - number)
        )  # fmt: skip
    return found


def _rivals(table: Table, new: Marks, held: Marks, start: int) -> tuple[Marks, Marks]:
    """All nominations and judges that chains of hand-overs reach from one that is short; every judge there is full."""
    rows, columns = np.zeros(len(table.entries), dtype=bool), np.zeros(len(table.experts), dtype=bool)
    rows[start] = True
    while True:
        wider = columns | (table.allowed[rows] & ~held[rows]).any(0)
        reached = rows | new[:, wider].any(1)
        if (wider == columns).all() and (reached == rows).all():
            return rows, columns
        rows, columns = reached, wider


def _full(table: Table, rows: Marks, columns: Marks, held: Marks, least: int) -> Missing:
    """The judges in `columns` are full; others can't reach these nominations, but for what they hold there."""
    others = int(held[np.ix_(rows, ~columns)].sum())
    room = int(table.most[columns].sum() - held[np.ix_(~rows, columns)].sum()) + others
    wanted, number = least * int(rows.sum()), int(rows.sum())
    lacking = max(wanted - int(held[rows].sum()), 1)
    typical = float(np.median(table.most[columns])) if columns.any() else 1.0
    return Missing(
        "capacity", _keys_of(table, rows), _keys(table, columns),
        _named([entry.category for entry, there in zip(table.entries, rows, strict=True) if there]),
        wanted, wanted - lacking, max(room, 0) // number, math.ceil(lacking / max(typical, 1.0)),
    )  # fmt: skip


def _alone(table: Table, held: Marks) -> list[Missing]:
    """Who has a single nomination of a category, where all shall have several: by category of one nomination, else by judge."""
    if not table.several:
        return []
    found, size = [], table.counts(np.ones_like(held))
    for c, j in np.argwhere(table.counts(held) == 1):
        rows = (table.category == c) & held[:, j]
        key = _named([one.category for one, there in zip(table.entries, rows, strict=True) if there])
        found.append(Missing("lone", _keys_of(table, rows), (table.experts[j].key,), key, 2, int(size[c, j])))
    for i, entry in enumerate(table.entries):
        if table.category[i] < 0 and entry.category is not None and held[i].any():
            found.append(Missing("lone", (entry.key,), _keys(table, held[i]), (entry.category,), 2, 1))
    return found


def _idle(table: Table, j: int, held: Marks) -> Missing:
    return Missing("judge", (), (table.experts[j].key,), (), int(table.least[j]), int(held[:, j].sum()))


def _keys(table: Table, columns: NDArray[np.bool_]) -> tuple[Key, ...]:
    return tuple(sorted((one.key for one, there in zip(table.experts, columns, strict=True) if there), key=order_of))


def _keys_of(table: Table, rows: NDArray[np.bool_]) -> tuple[Key, ...]:
    return tuple(sorted((one.key for one, there in zip(table.entries, rows, strict=True) if there), key=order_of))


def _named(categories: list[Key | None]) -> tuple[Key, ...]:
    return tuple(sorted({one for one in categories if one is not None}, key=order_of))
