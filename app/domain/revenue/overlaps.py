"""The same customer in two nominations of one company: both may claim the same revenue."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from app.domain.revenue.assessment import Assessment, Remark, number
from app.domain.revenue.customers import add_lines, is_bundle, key_of
from app.domain.revenue.facts import NominationFacts

_NOT_A_NAME = 2
"""Customers may be called A, B, C: such short names say nothing about who they are."""


def shared_customers(nominations: Iterable[NominationFacts]) -> list[Remark | None]:
    """For each nomination, in order, the remark `same_customer_in_two_nominations`, or None.

    Compared are nominations of one company, by customer names (rule 1), but not bundles or names like "A".
    """
    listed = list(nominations)
    claims: dict[tuple[str, str], dict[int, tuple[str, Decimal]]] = {}
    for place, facts in enumerate(listed):
        if not facts.company or not facts.company.strip():
            continue
        for customer in add_lines(facts.accounts):
            if _comparable(customer.name, customer.customers) and customer.revenue and customer.revenue > 0:
                key = (key_of(facts.company), key_of(customer.name))
                claims.setdefault(key, {})[place] = (customer.name, customer.revenue)
    found: dict[int, list[tuple[str, Decimal, list[str | int]]]] = {}
    for places in claims.values():
        if len(places) < 2:
            continue
        for place, (name, revenue) in places.items():
            others = [listed[other].id for other in places if other != place]
            found.setdefault(place, []).append((name, revenue, others))
    return [_remark(found[place]) if place in found else None for place in range(len(listed))]


def with_remark(assessment: Assessment, remark: Remark | None) -> Assessment:
    """The assessment with one more remark, when there is one."""
    return replace(assessment, remarks=(*assessment.remarks, remark)) if remark else assessment


def _comparable(name: str, customers: int) -> bool:
    plain = key_of(name).removeprefix("customer ").removeprefix("client ").removeprefix("account ")
    return len(plain) > _NOT_A_NAME and not plain.startswith("(row") and not is_bundle(name, customers)


def _remark(shared: list[tuple[str, Decimal, list[str | int]]]) -> Remark:
    others = sorted({str(other) for _, _, ids in shared for other in ids})
    revenue = number(sum((amount for _, amount, _ in shared), Decimal(0)))
    figures = {"nominations": others, "revenue": revenue, "count": len(shared)}
    names = tuple(name for name, _, _ in shared)
    return Remark("same_customer_in_two_nominations", "question", "1", figures, names)
