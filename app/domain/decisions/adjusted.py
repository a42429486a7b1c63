"""Results with adjustments: what a score was corrected to, as long as it still is what was corrected."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TypeVar

Key = TypeVar("Key")


def in_thousandths(points: float) -> int:
    """A score in thousandths of a point, half to even: adjustments are kept in these."""
    return int((Decimal(repr(float(points))) * 1000).to_integral_value(ROUND_HALF_EVEN))


def adjusted_scores(scores: Mapping[Key, float], made: Mapping[Key, tuple[int, int]]) -> dict[Key, float]:
    """Scores in points with approved adjustments `made`: key → (old, new) in thousandths. One whose score is no longer `old` is
    left out: it corrected something that isn't there any more."""
    return {
        key: made[key][1] / 1000 if key in made and in_thousandths(score) == made[key][0] else score
        for key, score in scores.items()
    }


def ranks(scores: Mapping[Key, float]) -> dict[Key, int]:
    """1 + how many have more; equal scores share a rank. Best first, and those with equal scores as they were given."""
    ordered = sorted(scores, key=lambda key: -scores[key])
    return {key: 1 + sum(other > scores[key] for other in scores.values()) for key in ordered}
