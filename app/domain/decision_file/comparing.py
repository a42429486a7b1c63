"""Stored figures against recomputed ones: equal to the last digit, or where not."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isclose
from typing import Any

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Difference:
    """`path`: where it stands in the member, "/" between the names; `stored`, `recomputed`: plain values, MISSING for none."""

    path: str
    stored: Any
    recomputed: Any


class _Missing:
    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


def differences(stored: Any, recomputed: Any, path: str = "", *, tolerance: float = 0.0) -> Iterator[Difference]:
    """Every place where two plain values differ. With a tolerance, numbers with a fraction may differ by it (of 1, or of
    their size)."""
    if isinstance(stored, dict) and isinstance(recomputed, dict):
        for key in sorted(stored.keys() | recomputed.keys(), key=str):
            one, other = stored.get(key, MISSING), recomputed.get(key, MISSING)
            yield from differences(one, other, f"{path}/{key}" if path else str(key), tolerance=tolerance)
    elif isinstance(stored, list) and isinstance(recomputed, list):
        for place in range(max(len(stored), len(recomputed))):
            one = stored[place] if place < len(stored) else MISSING
            other = recomputed[place] if place < len(recomputed) else MISSING
            yield from differences(one, other, f"{path}/{place + 1}", tolerance=tolerance)
    elif not _same(stored, recomputed, tolerance):
        yield Difference(path, stored, recomputed)


def _same(one: Any, other: Any, tolerance: float) -> bool:
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        if one == other:
            return True
        is_close = isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
        return bool(tolerance) and (isinstance(one, float) or isinstance(other, float)) and is_close
    return type(one) is type(other) and bool(one == other)


def figures(value: Any) -> int:
    """How many single values a plain value holds."""
    if isinstance(value, dict):
        return sum(map(figures, value.values()))
    if isinstance(value, list):
        return sum(map(figures, value))
    return 1
