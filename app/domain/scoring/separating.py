"""How many scores it takes until a difference between two nominees is more than chance."""

from math import ceil, floor

_SURE = 1.6449
"""One-sided 95 percent of the normal distribution: the level of the tie zone."""
MOST = 200


def scores_to_separate(gap: float, error_variance: float) -> int | None:
    """So many scores does each of two nominees need, from the same judges (whose severities then cancel), until a mean
    difference of `gap` points (≥ 0) is significant at 5 percent; `error_variance` in points squared. At least 1; None where no
    reasonable number would do (more than MOST), or the two are equal.

    The standard error of a difference of two means of k scores is √(2 σ²/k); k = ⌈2 σ² (1.645/gap)²⌉."""
    if gap <= 0 or not error_variance >= 0:
        return None
    needed = 2 * error_variance * (_SURE / gap) ** 2
    return max(1, ceil(needed)) if floor(needed) < MOST else None
