"""Rules 1 and 2: the lines of one customer are added first, credits included."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.domain.revenue.facts import Customer, RevenueLine

LEAST_OWN_FIRST = (
    "inherited",
    "assigned",
    "acquired_company",
    "unknown",
    "partner",
    "inbound",
    "self_sourced",
)
_RANK = {origin: place for place, origin in enumerate(LEAST_OWN_FIRST)}

_SEVERAL = (
    r"(customers|clients|accounts|buyers|others|dealers|stores|shops|households|logos|companies|firms|businesses)"
)
_REST = r"(others?|rest|remaining|remainder|misc\.?|miscellaneous|various|sundry|everyone else|everybody else)"
_SMALL = (
    r"(other|house|small|smaller|remaining|misc\.?|miscellaneous|various|sundry|legacy|all|all other|all the other)"
)
_BUNDLE = re.compile(
    rf"((all|the|all the|and|all of the) )?{_REST}( of (the|all|my|our|her|his)( \w+)?)?( {_SEVERAL})?\W*(\(?\d.*)?|"
    rf"((the|all|all the) )?{_SMALL} {_SEVERAL}\b.*|"
    rf"(.*\W)?([2-9]|[1-9]\d{{1,5}}) ([a-z][\w-]* ){{0,3}}{_SEVERAL}\b.*"
)


def key_of(name: str) -> str:
    """The name by which lines belong together: trimmed, case folded, spaces collapsed."""
    return " ".join(name.split()).casefold()


def is_bundle(name: str, customers: int = 1) -> bool:
    """Whether a line stands for several customers: by its number, or its name ("31 house accounts")."""
    return customers > 1 or _BUNDLE.fullmatch(key_of(name)) is not None


def add_lines(lines: Sequence[RevenueLine]) -> list[Customer]:
    """One `Customer` per name, in order of first appearance. A line without a name stands for itself."""
    groups: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        groups.setdefault(key_of(line.name) or f"\0{place}", []).append(place)
    return [_added(lines, places) for places in groups.values()]


def _added(lines: Sequence[RevenueLine], places: list[int]) -> Customer:
    if len(places) == 1:  # nearly always: nothing to add up
        return _alone(lines[places[0]], places[0])
    own = [lines[place] for place in places]
    currencies = {line.currency for line in own if line.currency}
    return Customer(
        name=" ".join(own[0].name.split()) or f"(row {places[0] + 1})",
        revenue=_sum(line.revenue for line in own),
        prior=_sum(line.prior_revenue for line in own),
        origin=min((line.origin for line in own), key=_RANK.__getitem__),
        started=min(
            (line.relationship_started for line in own if line.relationship_started),
            key=lambda moment: (moment.first, moment.last),
            default=None,
        ),
        kinds=frozenset(line.kind for line in own),
        years=max(max(line.term_years or Decimal(1) for line in own), Decimal(1)),
        customers=max(line.customers for line in own),
        from_earlier_buyers=_sum(line.from_earlier_buyers for line in own),
        prior_confirmed=any(line.prior_confirmed for line in own),
        rebid_won=next((line.rebid_won for line in own if line.rebid_won), None),
        incumbent=next((line.incumbent_displaced for line in own if line.incumbent_displaced), None),
        currency=min(currencies) if len(currencies) == 1 else None,
        lines=tuple(places),
    )


def _alone(line: RevenueLine, place: int) -> Customer:
    return Customer(
        name=" ".join(line.name.split()) or f"(row {place + 1})",
        revenue=line.revenue,
        prior=line.prior_revenue,
        origin=line.origin,
        started=line.relationship_started or None,
        kinds=frozenset((line.kind,)),
        years=max(line.term_years or Decimal(1), Decimal(1)),
        customers=line.customers,
        from_earlier_buyers=line.from_earlier_buyers,
        prior_confirmed=line.prior_confirmed,
        rebid_won=line.rebid_won or None,
        incumbent=line.incumbent_displaced or None,
        currency=line.currency or None,
        lines=(place,),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
