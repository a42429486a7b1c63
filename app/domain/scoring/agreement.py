"""How far judges agree: intraclass correlations, Krippendorff's alpha, Kendall's W."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc

from app.domain.scoring.panel import Floats, Whole

ICC = ("ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k")
LEVELS = ("nominal", "ordinal", "interval", "ratio")
_MOST_VALUES = 4000


def intraclass(table: Floats) -> dict[str, float | None]:
    """The six coefficients of Shrout & Fleiss 1979 from nominees × judges; all None where a score is missing, with
    fewer than two nominees or judges, or where a coefficient would divide by 0."""
    n, k = table.shape
    if n < 2 or k < 2 or np.isnan(table).any():
        return dict.fromkeys(ICC)
    mean, rows, columns = table.mean(), table.mean(axis=1), table.mean(axis=0)
    between = k * float(((rows - mean) ** 2).sum()) / (n - 1)
    within = float(((table - rows[:, None]) ** 2).sum()) / (n * (k - 1))
    judges = n * float(((columns - mean) ** 2).sum()) / (k - 1)
    rest = float(((table - rows[:, None] - columns + mean) ** 2).sum()) / ((n - 1) * (k - 1))
    return {
        "ICC1": _share(between - within, between + (k - 1) * within),
        "ICC2": _share(between - rest, between + (k - 1) * rest + k * (judges - rest) / n),
        "ICC3": _share(between - rest, between + (k - 1) * rest),
        "ICC1k": _share(between - within, between),
        "ICC2k": _share(between - rest, between + (judges - rest) / n),
        "ICC3k": _share(between - rest, between),
    }


def krippendorff(unit: Whole, value: Floats) -> dict[str, float | None]:
    """Krippendorff's alpha (Computing Krippendorff's Alpha-Reliability, 2011) at four levels; gaps are allowed.

    `unit` (whole numbers) and `value` have an entry per score. Units with one score say nothing and are left out.
    All None without a unit of two scores or where all values are equal; `ratio` is None where a value is negative.
    Above 4,000 different values `ratio` is computed on the range cut into as many steps.
    """
    _, place, many = np.unique(unit, return_inverse=True, return_counts=True)
    paired = many[place] > 1
    if not paired.any():
        return dict.fromkeys(LEVELS)
    place = np.unique(place[paired], return_inverse=True)[1]
    value = np.asarray(value, float)[paired]
    many = np.bincount(place)
    values, code, counts = np.unique(value, return_inverse=True, return_counts=True)
    if len(values) < 2:
        return dict.fromkeys(LEVELS)
    midranks = (np.cumsum(counts) - counts / 2)[code]
    return {
        "nominal": _nominal(place, code, many, counts),
        "ordinal": _squared(place, midranks, many),
        "interval": _squared(place, value, many),
        "ratio": _ratio(place, value, many) if values[0] >= 0 else None,
    }


def kendall_w(table: Floats) -> tuple[float | None, float | None]:
    """Kendall's coefficient of concordance with the correction for ties, and the p of its chi-squared test, from
    nominees × judges without gaps; (None, None) where it isn't defined."""
    n, m = table.shape
    if n < 2 or m < 2 or np.isnan(table).any():
        return None, None
    sums, tied = np.zeros(n), 0.0
    for column in table.T:
        _, place, counts = np.unique(column, return_inverse=True, return_counts=True)
        sums += (np.cumsum(counts) - (counts - 1) / 2)[place]  # midranks
        tied += float((counts.astype(float) ** 3 - counts).sum())
    spread = float(((sums - sums.mean()) ** 2).sum())
    most = m * m * (n**3 - n) - m * tied
    if most <= 0:
        return None, None
    w = 12 * spread / most
    return w, float(chdtrc(n - 1, m * (n - 1) * w))


def _share(part: float, whole: float) -> float | None:
    return part / whole if abs(whole) > 1e-300 else None


def _nominal(place: Whole, code: Whole, many: Whole, counts: Whole) -> float:
    pair = place.astype(np.int64) * len(counts) + code
    _, first, pairs = np.unique(pair, return_index=True, return_counts=True)
    unit = place[first]
    agree = float((pairs * (pairs - 1) / (many[unit] - 1)).sum())
    n = float(counts.sum())
    observed = 1 - agree / n
    expected = 1 - float((counts * (counts - 1.0)).sum()) / (n * (n - 1))
    return 1 - observed / expected


def _squared(place: Whole, value: Floats, many: Whole) -> float:
    """Alpha for the metric (a − b)²: sums of squares instead of pairs."""
    n = len(value)
    means = np.bincount(place, value) / many
    within = np.bincount(place, (value - means[place]) ** 2)
    observed = 2 * float((within * many / (many - 1)).sum()) / n
    expected = 2 * n * float(((value - value.mean()) ** 2).sum()) / (n * (n - 1))
    return 1 - observed / expected


def _ratio(place: Whole, value: Floats, many: Whole) -> float:
    """Alpha for the metric ((a − b) / (a + b))²."""
    values = np.unique(value)
    if len(values) > _MOST_VALUES:
        step = float(values[-1] - values[0]) / _MOST_VALUES
        value = values[0] + np.round((value - values[0]) / step) * step
    n = len(value)
    values, counts = np.unique(value, return_counts=True)
    expected = sum(
        float(count * (_apart(one, values) * counts).sum()) for one, count in zip(values, counts, strict=True)
    )
    observed = 0.0
    order = np.argsort(place, kind="stable")
    ends = np.cumsum(many)
    for size in np.unique(many):
        starts = ends[many == size] - size
        block = value[order][starts[:, None] + np.arange(size)]
        for shift in range(1, int(size)):
            observed += float(_apart(block, np.roll(block, shift, axis=1)).sum()) / (size - 1)
    return float(1 - (observed / n) / (expected / (n * (n - 1))))


def _apart(left: Floats, right: Floats) -> Floats:
    total = left + right
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, ((left - right) / np.where(total > 0, total, 1)) ** 2, 0.0)
