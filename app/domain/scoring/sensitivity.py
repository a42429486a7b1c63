"""Who would win under other methods, and without each judge in turn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from app.domain.scoring.additive import Additive, additive
from app.domain.scoring.assignment import Assignment, Fitted, fit
from app.domain.scoring.links import Groups, groups
from app.domain.scoring.outcome import Method
from app.domain.scoring.panel import Floats, Panel, Whole

_REFIT = 20_000
"""Below this many scores × judges the variances are estimated anew without each judge; above, they are kept."""

Winners = list[str] | None


def sensitivity(
    panel: Panel,
    cell: Whole,
    linked: Groups,
    weak: tuple[str, ...],
    lines: Additive | None,
    method: Method,
    fitted: Fitted | None,
) -> dict[str, Any]:
    """{"raw", "trimmed", "additive": winners, "without": {judge: winners}}: names of the first of each category (and
    group); several where equal; None where no order can be defended. `without` uses the official method; `weak` are
    the judges on whom a link hangs."""
    return {
        "raw": winners(panel, panel.raw, cell),
        "trimmed": winners(panel, panel.trimmed, cell),
        "additive": winners(panel, lines.scores, cell) if lines else None,
        "without": dict(sorted(_leaving(panel, cell, linked, weak, method, fitted))),
    }


def _leaving(
    panel: Panel, cell: Whole, linked: Groups, weak: tuple[str, ...], method: Method, fitted: Fitted | None
) -> Iterator[tuple[str, Winners]]:
    if method is Method.FAIR and fitted and len(panel.y) * len(panel.judges) >= _REFIT:
        for judge, value in zip(panel.judges, fitted.model.fair_without(fitted.at), strict=True):
            yield judge, None if judge in weak else winners(panel, value, cell)
        return
    for j, judge in enumerate(panel.judges):
        yield judge, _without(panel.without(j), method, fitted, linked.count)


def winners(panel: Panel, value: Floats, cell: Whole) -> list[str]:
    """The names with the highest value of each cell, in order of cells."""
    unit = float(panel.y.std()) or 1.0
    best = np.full(int(cell.max()) + 1, -np.inf)
    np.maximum.at(best, cell, value)
    first = np.flatnonzero((value >= best[cell] - 1e-9 * unit) & np.isfinite(value))
    return [panel.nominees[i] for i in first[np.argsort(cell[first], kind="stable")]]


def cells(panel: Panel, linked: Groups | None) -> Whole:
    """The competitors of each nominee, numbered: its category, within its group unless `linked` is None."""
    pairs = panel.category if linked is None else panel.category * linked.count + linked.nominee
    return np.asarray(np.unique(pairs, return_inverse=True)[1], np.intp)


def _without(panel: Panel, method: Method, fitted: Fitted | None, before: int) -> Winners:
    if not len(panel.y):
        return None
    if method in (Method.MEAN, Method.TRIMMED):
        return winners(panel, panel.raw if method is Method.MEAN else panel.trimmed, cells(panel, None))
    linked = groups(panel)
    cell = cells(panel, linked)
    df = len(panel.y) - len(panel.nominees) - len(panel.judges) + linked.count
    if df < 1 or len(panel.judges) < 2 or linked.count > before:
        return None
    if not float(np.ptp(panel.y)):
        return winners(panel, panel.raw, cell)
    if method is Method.ADDITIVE or fitted is None or len(panel.judges) < 3:
        return winners(panel, additive(panel, linked).scores, cell)
    return winners(panel, _fair(panel, linked, cell, fitted), cell)


def _fair(panel: Panel, linked: Groups, cell: Whole, fitted: Fitted) -> Floats:
    asked = Assignment.CHOSEN if fitted.corrected else Assignment.RANDOM
    new = fit(panel, cell, additive(panel, linked), asked, start=fitted.at)
    return new.model.fair(new.at)
