"""An order of the best that one judge puts together: how long it is, what is wrong with it, and one step up or down."""

from collections.abc import Mapping
from dataclasses import dataclass

EACH = 3  # comparisons that a judge is asked for per nomination, where the round doesn't say otherwise


def places_asked(nominations: int, first: int | None) -> int:
    """How many of a judge's `nominations` (≥ 0) are put in order: the `first` so many, or all."""
    return nominations if first is None else min(nominations, first)


def pairs_asked(nominations: int, each: int | None) -> int:
    """How many comparisons a judge is asked for who has so many `nominations` (≥ 0) of a category: so that each of them is in
    `each` pairs (None: three), and never more than there are pairs."""
    return min(-(-nominations * (EACH if each is None else each) // 2), nominations * (nominations - 1) // 2)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What keeps an order from being complete: places that nobody has, and places that several have."""

    free: tuple[int, ...]
    shared: Mapping[int, tuple[str, ...]]

    @property
    def is_complete(self) -> bool:
        return not self.free and not self.shared


def wrong_in(places: Mapping[str, int | None], asked: int) -> Wrong:
    """`places`: nomination → its place from 1 to `asked`, or None; each place wants exactly one."""
    holders: dict[int, list[str]] = {}
    for key, place in places.items():
        if place is not None:
            holders.setdefault(place, []).append(key)
    shared = {place: tuple(held) for place, held in sorted(holders.items()) if len(held) > 1}
    return Wrong(tuple(place for place in range(1, asked + 1) if place not in holders), shared)


def in_order(places: Mapping[str, int | None]) -> list[str]:
    """Those with a place, the best first; who shares a place stands as in `places`."""
    placed = [(place, key) for key, place in places.items() if place is not None]
    return [key for _place, key in sorted(placed, key=lambda one: one[0])]


def stepped(places: Mapping[str, int | None], key: str, asked: int, *, up: bool) -> dict[str, int | None]:
    """The order after one step of `key`, numbered anew from 1. Up from outside takes the first free place at the end, or the
    last one from whoever has it; down from the last place leads out."""
    order = in_order(places)
    if key in order:
        here = order.index(key)
        there = here - 1 if up else here + 1
        if up and here:
            order[here], order[there] = order[there], order[here]
        elif not up:
            order.pop(here)
            if there < asked and here < len(order):
                order.insert(there, key)
    elif up:
        order[min(len(order), asked - 1) :] = [key]
    return {one: order.index(one) + 1 if one in order[:asked] else None for one in places}
