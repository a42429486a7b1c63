"""What a nomination says (lines, period, narrative) and the rules it is read by: plain data, no judgment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from app.domain.revenue.words import OWN_ORIGINS, Moment

RULES_VERSION = "2026.3"
"""Stored with every assessment: one made under other rules is made anew, never changed."""

Placement = Literal["before", "in"]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months: `months` of them, the last one being that of `end`."""

    end: date
    months: int = 12

    @property
    def last_month(self) -> int:
        return month_number(self.end)

    @property
    def first_month(self) -> int:
        return self.last_month - self.months + 1

    @property
    def start(self) -> date:
        return first_day(self.first_month)

    @property
    def comparison(self) -> Period:
        """The comparable earlier period: the same months a year (or as many years as it lasts) before."""
        years = -(-self.months // 12)
        return Period(first_day(self.last_month - 12 * years + 1) - timedelta(days=1), self.months)

    def placement(self, moment: Moment | None) -> Placement | None:
        """Whether a moment lies before the period or in it; None when that isn't known."""
        if moment is None:
            return None
        if moment.last < self.start:
            return "before"
        return "in" if self.start <= moment.first < first_day(self.last_month + 1) else None


def month_number(day: date) -> int:
    """Months counted from the year 0, so that they can be subtracted."""
    return day.year * 12 + day.month - 1


def first_day(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class RevenueLine:
    """What one customer brought in, in units of the currency (or percent); None: not known, 0: nothing."""

    name: str
    revenue: Decimal | None
    prior_revenue: Decimal | None = None
    origin: str = "unknown"
    relationship_started: Moment | None = None
    kind: str = "unknown"
    incumbent_displaced: str | None = None
    """The supplier it was won from; "yes" when it has no name; None when there was none."""
    term_years: Decimal | None = None
    customers: int = 1
    """How many customers the line stands for ("all others": 31)."""
    from_earlier_buyers: Decimal | None = None
    prior_confirmed: bool = False
    """The 0 in `prior_revenue` was confirmed: nothing was bought, from anyone."""
    rebid_won: str | None = None
    """The rival it was won against when the base was put out to bid; "yes" when there is no name."""
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class NominationFacts:
    """A nomination as the rules see it. Only `id` is needed; whatever is missing is not known."""

    id: str | int
    title: str | None = None
    company: str | None = None
    period: Period | None = None
    headline_revenue: Decimal | None = None
    currency: str | None = None
    quota: Decimal | None = None
    narrative: str = ""
    accounts: tuple[RevenueLine, ...] = ()
    existing_share_band: str | None = None
    """The answer to "how much came from customers of the year before": one of `BANDS`."""
    credit_shared: str | None = None
    """Who else shares the credit."""
    measure: str | None = None
    """What the headline counts, when it is not revenue: premium, pipeline, contract value and so on."""
    percent: bool = False
    """The amounts of the lines are percent of the headline."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a program may set. `threshold` is a share from 0 to 1; `new_for_months` None means the period."""

    threshold: Decimal = Decimal("0.5")
    new_for_months: int | None = None
    version: str = RULES_VERSION

    def __post_init__(self) -> None:
        if not Decimal(0) <= self.threshold < Decimal(1):
            raise ValueError("The threshold is a share: at least 0 and less than 1, for example 0.5.")
        if self.new_for_months is not None and not 1 <= self.new_for_months <= 120:
            raise ValueError("A customer is new for 1 to 120 months.")


@dataclass(frozen=True, slots=True)
class Customer:
    """The lines of one customer, added (rule 1)."""

    name: str
    revenue: Decimal | None
    prior: Decimal | None
    origin: str
    started: Moment | None
    kinds: frozenset[str]
    years: Decimal = Decimal(1)
    customers: int = 1
    from_earlier_buyers: Decimal | None = None
    prior_confirmed: bool = False
    rebid_won: str | None = None
    incumbent: str | None = None
    currency: str | None = None
    lines: tuple[int, ...] = field(default=())
    """The places of its lines in the nomination, from 0."""

    @property
    def own(self) -> bool:
        return self.origin in OWN_ORIGINS

    @property
    def base(self) -> Decimal | None:
        """What the earlier period says was there already: P, or n × P of a contract over n years (rule 4)."""
        return None if self.prior is None or self.prior <= 0 else self.prior * self.years

    def only(self, *kinds: str) -> bool:
        """Whether all lines are of these kinds."""
        return self.kinds <= set(kinds)

    def placements(self, period: Period | None) -> Placement | None:
        return period.placement(self.started) if period else None


def by_size(customers: list[Customer]) -> Iterator[Customer]:
    """Largest revenue first; equal ones by name, so that the order of lines never matters."""
    yield from sorted(customers, key=lambda customer: (-(customer.revenue or 0), customer.name.casefold()))
