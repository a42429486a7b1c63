"""The revenue mix of a nomination: all customers' splits added, the share that was managed, and its range."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.domain.revenue.customers import add_lines
from app.domain.revenue.facts import Customer, NominationFacts, Rules, month_number
from app.domain.revenue.split import ZERO, Split, split_customer

NullReason = Literal["no_lines", "mixed_currencies", "covers_less_than_half", "mostly_undetermined"]

BANDS: dict[str, tuple[Decimal, Decimal]] = {
    "almost_all": (Decimal("0.90"), Decimal(1)),
    "three_quarters": (Decimal("0.65"), Decimal("0.85")),
    "half": (Decimal("0.35"), Decimal("0.65")),
    "a_quarter": (Decimal("0.15"), Decimal("0.35")),
    "almost_none": (ZERO, Decimal("0.10")),
}
"""Rule 13: what an answer to the banded question stands for, as the share that is managed."""


@dataclass(frozen=True, slots=True)
class Mix:
    """Splits, largest first, and their sums in units of the currency (or percent)."""

    splits: tuple[Split, ...]
    left_out: tuple[Customer, ...]
    """Customers with R ≤ 0 or unknown (rule 2); those who left count in `kept`."""
    currencies: tuple[str, ...]
    total: Decimal
    managed: Decimal
    expansion: Decimal
    new: Decimal
    undetermined: Decimal
    null_reason: NullReason | None
    coverage: Decimal | None
    """Sum of the lines ÷ headline; None when there is no headline to compare with."""

    @property
    def determined(self) -> Decimal:
        return self.total - self.undetermined

    @property
    def share(self) -> Decimal | None:
        """managed ÷ (total − undetermined); None where REVENUE rules say null."""
        return None if self.null_reason else self.managed / self.determined

    @property
    def summed(self) -> bool:
        """Whether there is a sum at all: lines, in one currency."""
        return self.total > 0 and self.null_reason != "mixed_currencies"

    @property
    def rewon(self) -> Decimal:
        """The managed revenue that was put out to bid and won again (rule 12)."""
        return sum((split.managed for split in self.splits if split.customer.rebid_won), ZERO)

    @property
    def low(self) -> Decimal | None:
        return (self.managed - self.rewon) / self.total if self.summed else None

    @property
    def high(self) -> Decimal | None:
        return (self.managed + self.undetermined) / self.total if self.summed else None

    def exceeds(self, threshold: Decimal) -> bool:
        """Whether the managed share lies above a threshold, compared exactly."""
        return self.null_reason is None and self.managed > threshold * self.determined

    def straddles(self, threshold: Decimal) -> bool:
        """Whether the range from low to high lies on both sides of a threshold."""
        if not self.summed:
            return False
        mark = threshold * self.total
        return self.managed - self.rewon <= mark < self.managed + self.undetermined


def mix_of(facts: NominationFacts, rules: Rules) -> Mix:
    """Add up the lines of a nomination (rules 1 to 12)."""
    customers = add_lines(facts.accounts)
    counted = [c for c in customers if c.revenue is not None and c.revenue > 0]
    splits = [split_customer(customer, facts.period, rules) for customer in counted]
    splits.sort(key=lambda split: (-split.revenue, split.customer.name.casefold()))
    named = {line.currency or facts.currency for line in facts.accounts if line.revenue is not None}
    currencies = tuple(sorted(currency for currency in named if currency))
    total = sum((split.revenue for split in splits), ZERO)
    undetermined = sum((split.undetermined for split in splits), ZERO)
    coverage = _coverage(facts, total, currencies)
    return Mix(
        splits=tuple(splits),
        left_out=tuple(c for c in customers if c.revenue is None or c.revenue <= 0),
        currencies=currencies,
        total=total,
        managed=sum((split.managed for split in splits), ZERO),
        expansion=sum((split.expansion for split in splits), ZERO),
        new=sum((split.new for split in splits), ZERO),
        undetermined=undetermined,
        null_reason=_null_reason(total, undetermined, coverage, currencies),
        coverage=coverage,
    )


def _coverage(facts: NominationFacts, total: Decimal, currencies: tuple[str, ...]) -> Decimal | None:
    if facts.percent:
        return total / 100
    comparable = len(currencies) <= 1 and (not facts.currency or currencies in ((), (facts.currency,)))
    if not comparable or facts.headline_revenue is None or facts.headline_revenue <= 0:
        return None
    return total / facts.headline_revenue


def _null_reason(
    total: Decimal, undetermined: Decimal, coverage: Decimal | None, currencies: tuple[str, ...]
) -> NullReason | None:
    if total <= 0:
        return "no_lines"
    if len(currencies) > 1:
        return "mixed_currencies"
    if coverage is not None and coverage < Decimal("0.5"):
        return "covers_less_than_half"
    if undetermined * 2 > total:
        return "mostly_undetermined"
    return None


def kept_of(mix: Mix) -> Decimal | None:
    """`kept`: Σ min(R, P) ÷ Σ P over the customers of the earlier period, those who left included."""
    customers = [split.customer for split in mix.splits] + list(mix.left_out)
    earlier = [
        (c.revenue / (c.years or 1), c.prior) for c in customers if c.revenue is not None and c.prior and c.prior > 0
    ]
    before = sum((prior for _, prior in earlier), ZERO)
    if not before or mix.null_reason == "mixed_currencies":
        return None
    return sum((max(min(revenue, prior), ZERO) for revenue, prior in earlier), ZERO) / before


def growth_of(mix: Mix) -> Decimal | None:
    """Growth of the customers of the earlier period, those who left included: Σ R ÷ Σ P − 1.

    Of several years booked at once, one year counts (rule 4)."""
    customers = [split.customer for split in mix.splits] + list(mix.left_out)
    earlier = [
        (c.revenue / (c.years or 1), c.prior) for c in customers if c.revenue is not None and c.prior and c.prior > 0
    ]
    before = sum((prior for _, prior in earlier), ZERO)
    if not before or mix.null_reason == "mixed_currencies":
        return None
    return sum((revenue for revenue, _ in earlier), ZERO) / before - 1


def own_base_of(mix: Mix) -> Decimal | None:
    """`own_base`: the part of the managed revenue that is with customers the nominee won (own origin)."""
    if not mix.managed or mix.null_reason == "mixed_currencies":
        return None
    return sum((split.managed for split in mix.splits if split.customer.own), ZERO) / mix.managed


def full_year_share(mix: Mix, facts: NominationFacts) -> tuple[list[Split], Decimal | None]:
    """`partial_base` (rule 7): who began within the comparison period, and the share with a full year."""
    if facts.period is None:
        return [], None
    earlier = facts.period.comparison
    partial: list[Split] = []
    managed = mix.managed
    for split in mix.splits:
        customer = split.customer
        if customer.base is None or customer.started is None or not split.managed:
            continue
        first = month_number(customer.started.first)
        if earlier.first_month < first <= earlier.last_month:
            months = earlier.last_month - first + 1
            full = min(split.revenue, customer.base * earlier.months / months)
            managed += max(full - split.managed, ZERO)
            partial.append(split)
    share = managed / mix.determined if partial and mix.null_reason is None else None
    return partial, share
