"""Rules 3 to 8: how one customer's revenue is split into managed, expansion, new and undetermined."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.revenue.customers import is_bundle
from app.domain.revenue.facts import Customer, Period, Rules, month_number

ZERO = Decimal(0)
_MILLIONTH = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Split:
    """One customer's revenue in four parts that add up to it, and the rule that decided."""

    customer: Customer
    rule: str
    managed: Decimal = ZERO
    expansion: Decimal = ZERO
    new: Decimal = ZERO
    undetermined: Decimal = ZERO

    @property
    def revenue(self) -> Decimal:
        return self.managed + self.expansion + self.new + self.undetermined


def split_customer(customer: Customer, period: Period | None, rules: Rules) -> Split:
    """Split the revenue of a customer whose R is above 0, in units of its currency."""
    revenue = customer.revenue or ZERO
    prior = customer.prior
    before_rule_3 = rules.new_for_months is not None and period and rules.new_for_months > period.months
    if rules.new_for_months is not None and (before_rule_3 or customer.base is None):
        windowed = _within_window(customer, revenue, period, rules.new_for_months)
        if windowed is not None:
            return windowed
    if customer.base is not None:
        return _over_base(customer, revenue, customer.base)
    if prior is None:
        return _prior_unknown(customer, revenue, period)
    return _prior_nothing(customer, revenue, period)


def _over_base(customer: Customer, revenue: Decimal, base: Decimal) -> Split:
    """P > 0: rules 3 and 4, and what rule 5 says of a line for several customers."""
    most = min(revenue, base)
    rest = revenue - most
    if customer.customers > 1 and (customer.own or customer.origin == "unknown"):
        if customer.from_earlier_buyers is None:
            return Split(customer, "5", undetermined=most, expansion=rest)
        managed = min(most, max(customer.from_earlier_buyers, ZERO))
        return Split(customer, "5", managed=managed, expansion=revenue - managed)
    return Split(customer, "4" if customer.years > 1 else "3", managed=most, expansion=rest)


def _prior_nothing(customer: Customer, revenue: Decimal, period: Period | None) -> Split:
    """P = 0: rules 5a to 5e."""
    started = customer.placements(period)
    if customer.origin == "acquired_company":
        return Split(customer, "5a", managed=revenue)
    if customer.origin == "inherited" and not customer.prior_confirmed:
        return _taken_over(customer, revenue)
    if customer.origin != "inherited" and (
        customer.only("renewal") or (customer.only("service", "renewal") and started == "before")
    ):
        return Split(customer, "5b", managed=revenue)
    if started == "before" and customer.own:
        return Split(customer, "5c", new=revenue)
    if started == "before":
        return Split(customer, "5d", expansion=revenue)
    return Split(customer, "5e", new=revenue)


def _prior_unknown(customer: Customer, revenue: Decimal, period: Period | None) -> Split:
    """P unknown: rules 6a to 6g, the first that fits."""
    started = customer.placements(period)
    if "renewal" in customer.kinds:
        return Split(customer, "6a", managed=revenue)
    if customer.only("service"):
        won = started == "in" and customer.own
        return Split(customer, "6b", new=revenue) if won else Split(customer, "6b", managed=revenue)
    if "new_business" in customer.kinds and (
        (started == "in" and (customer.own or customer.origin == "assigned")) or (started is None and customer.own)
    ):
        return Split(customer, "6c", new=revenue)
    if customer.origin == "acquired_company":
        return Split(customer, "6d", managed=revenue)
    if customer.origin in ("inherited", "assigned"):
        return _taken_over(customer, revenue)
    if customer.own:
        return _own_prior_unknown(customer, revenue, started)
    if "new_business" in customer.kinds and started == "in":
        return Split(customer, "6g", new=revenue)
    return Split(customer, "6g", undetermined=revenue)


def _taken_over(customer: Customer, revenue: Decimal) -> Split:
    """Rule 6e."""
    if customer.only("expansion"):
        return Split(customer, "6e", undetermined=revenue)
    return Split(customer, "6e", managed=revenue)


def _own_prior_unknown(customer: Customer, revenue: Decimal, started: str | None) -> Split:
    """Rule 6f."""
    if started == "in":
        return Split(customer, "6f", new=revenue)
    if started == "before" and not customer.only("expansion"):
        return Split(customer, "6f", managed=revenue)
    return Split(customer, "6f", undetermined=revenue)


def _within_window(customer: Customer, revenue: Decimal, period: Period | None, months: int) -> Split | None:
    """Rule 7: a customer of own origin is new for so many months from S; None where that decides nothing."""
    started = customer.started
    if not customer.own or started is None or period is None:
        return None
    first = month_number(started.first)
    if first != month_number(started.last) or first > period.last_month:
        return None
    if customer.prior is not None and customer.base is None and first < period.first_month:
        return None  # nothing in the earlier period: won back (5c)
    active = period.last_month - max(first, period.first_month) + 1
    new_months = min(first + months - 1, period.last_month) - max(first, period.first_month) + 1
    if new_months <= 0 or (new_months == active and first >= period.first_month and customer.base is None):
        return None
    new = (revenue * new_months / active).quantize(_MILLIONTH) if new_months < active else revenue
    rest = revenue - new
    managed = rest if customer.base is None else min(rest, customer.base)
    return Split(customer, "7", managed=managed, expansion=rest - managed, new=new)


def is_existing(split: Split, period: Period | None) -> bool:
    """Whether the customer was there before the period (role 2): not won in it, and known to be older."""
    customer = split.customer
    if split.new * 2 >= split.revenue:
        return False
    older = customer.base is not None or customer.placements(period) == "before"
    return older or split.managed + split.expansion > 0 or customer.origin in ("inherited", "acquired_company")


def is_named(split: Split) -> bool:
    """Whether the customer is one customer, not a line that bundles several."""
    return not is_bundle(split.customer.name, split.customer.customers)
