"""Shares in whole percent that add up to a hundred."""

from collections.abc import Mapping


def whole_percents(parts: Mapping[str, int]) -> dict[str, int]:
    """`parts`: sizes of any unit, none negative → whole percents with the sum 100, in the same order; all 0 where all are.

    Largest remainder (Hamilton): each is rounded down, and those that lost most get one more; among equals the earlier.
    Nothing but these numbers is left of the sizes, so amounts can't be computed from them. Raises ValueError below zero.
    """
    if any(size < 0 for size in parts.values()):
        raise ValueError("a size below zero has no share")
    total = sum(parts.values())
    if not total:
        return dict.fromkeys(parts, 0)
    found = {name: size * 100 // total for name, size in parts.items()}
    most_lost = sorted(parts, key=lambda name: -(parts[name] * 100 % total))
    for name in most_lost[: 100 - sum(found.values())]:
        found[name] += 1
    return found
