"""How steep the hill was: plain facts about the customers won, derived from a stored assessment. Never one number."""

from dataclasses import dataclass
from decimal import Decimal

from app.domain.revenue.assessment import Assessment, CustomerSplit

WON_BACK = "5c"


@dataclass(frozen=True, slots=True)
class Steps:
    """How many customers, and how much new business with them (in units of the currency as computed, or minor units)."""

    customers: int = 0
    amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Hill:
    """Facts about the customers with new business in the period: all of them, those the nominee found alone, those won from
    another supplier, and those who had never bought before (won back ones had).

    `said_first_time`: how many first orders the nominator counts; `quota` in the same units as the amounts;
    `attainment`: new business ÷ quota, None without a quota; `is_known`: whether there are rows to derive it from."""

    won: Steps
    self_sourced: Steps
    displaced: Steps
    first_time: Steps
    said_first_time: int | None
    quota: Decimal | None
    attainment: Decimal | None
    is_known: bool


def hill_of(assessed: Assessment, *, quota: Decimal | None = None, said_first_time: int | None = None) -> Hill:
    """Derive the facts from the rows of an assessment; amounts in units of its currency. Rows in several currencies are counted
    but not added (rule 11), so that there is no attainment either. A quota of 0 is none."""
    added = assessed.null_reason != "mixed_currencies"
    won = [row for row in assessed.splits if row.new > 0]
    every = _steps(won, added)
    attained = every.amount / quota if quota and quota > 0 and added and assessed.splits else None
    return Hill(
        won=every,
        self_sourced=_steps([row for row in won if row.origin == "self_sourced"], added),
        displaced=_steps([row for row in won if row.incumbent_displaced], added),
        first_time=_steps([row for row in won if row.rule != WON_BACK and not row.prior_revenue], added),
        said_first_time=said_first_time,
        quota=quota if quota and quota > 0 else None,
        attainment=attained,
        is_known=bool(assessed.splits),
    )


def _steps(rows: list[CustomerSplit], added: bool) -> Steps:
    amount = sum((Decimal(str(row.new)) for row in rows), Decimal(0)) if added else Decimal(0)
    return Steps(sum(max(row.customers, 1) for row in rows), amount)
