"""How much a comparison would tell about one judge's order, from the comparisons that this judge made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from app.domain.scoring.choices.pair import Pair

SPREAD = 1.5
"""Standard deviation of nominations in one judge's eyes, in logits: the better of two is preferred three times in four."""
_STEPS = 20


def information(
    nominations: Sequence[int], done: Sequence[Pair], pairs: Sequence[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Pair → expected information, variance of the difference × p(1 − p), of a judge whose comparisons are `done`.

    Bradley & Terry's model (1952) with normal strengths, at its mode; the variance is that of Laplace's approximation.
    The product is the first term of what an answer is expected to take away from the uncertainty (Lindley 1956): large
    where two are close and little is known of how they compare. Rounded to 9 digits, so that equals are equal.
    """
    place = {nomination: at for at, nomination in enumerate(nominations)}
    first = np.array([place[pair.preferred] for pair in done], np.intp)
    second = np.array([place[pair.other] for pair in done], np.intp)
    won = np.array([0.5 if pair.even else 1.0 for pair in done])
    strength, covariance = _mode(len(nominations), first, second, won)
    one, other = np.array([[place[each] for each in pair] for pair in pairs], np.intp).T
    spread = np.diag(covariance)
    variance = spread[one] + spread[other] - 2 * covariance[one, other]
    p = 1 / (1 + np.exp(strength[other] - strength[one]))
    return {pair: round(float(told), 9) for pair, told in zip(pairs, variance * p * (1 - p), strict=True)}


def _mode(size: int, first: np.ndarray, second: np.ndarray, won: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Newton's method; the logarithm of the posterior is concave, and its curvature at least that of the prior."""
    strength = np.zeros(size)
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(strength[second] - strength[first]))
        slope = -strength / SPREAD**2
        np.add.at(slope, first, won - p)
        np.add.at(slope, second, p - won)
        curve = np.eye(size) / SPREAD**2
        weight = p * (1 - p)
        for a, b, sign in ((first, first, 1), (second, second, 1), (first, second, -1), (second, first, -1)):
            np.add.at(curve, (a, b), sign * weight)
        step = np.linalg.solve(curve, slope)
        strength = strength + step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-12:
            break
    return strength, np.linalg.inv(curve)
