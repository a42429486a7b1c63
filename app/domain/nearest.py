"""Apples to apples: which nominees are the nearest to one, so that like is compared with like."""

from collections.abc import Sequence
from math import log10

from app.domain.charts import Figure

MOST, FEWEST = 5, 2


def nearest(figures: Sequence[Figure], to: Figure, *, many: int = MOST - 1) -> list[Figure]:
    """Those of the same role whose managed share, share of new business and size are the nearest, the nearest first.

    Distance is the sum of the difference in managed share (0 to 1; 0.5 where one of the two isn't known), the difference in the
    share of new business, and half the difference in the order of magnitude of the total. Equal distances: by label, then key."""
    others = [figure for figure in figures if figure.role == to.role and figure.key != to.key]
    return sorted(others, key=lambda other: (_distance(to, other), other.label.casefold(), other.key))[:many]


def _distance(one: Figure, other: Figure) -> float:
    managed = 0.5 if one.share is None or other.share is None else abs(one.share - other.share)
    size = abs(log10(max(one.total, 1)) - log10(max(other.total, 1)))
    return round(managed + abs(_new(one) - _new(other)) + size / 2, 9)


def _new(figure: Figure) -> float:
    return figure.new / figure.total if figure.total > 0 else 0.0
