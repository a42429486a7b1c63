"""The facts about the hill: counted from the rows, each by itself."""

from decimal import Decimal
from typing import Any

from app.domain.revenue import Assessment, assess, nomination_from
from app.domain.revenue.hill import Steps, hill_of


def assessed(*accounts: dict[str, Any], **more: Any) -> Assessment:
    facts = {"id": 1, "accounts": list(accounts), "period_end": "2025-12-31", "currency": "USD", **more}
    return assess(nomination_from(facts))


OLD = {"name": "Acme", "revenue": 900, "prior_revenue": 800, "origin": "inherited"}
FOUND = {"name": "Bolt", "revenue": 300, "prior_revenue": 0, "origin": "self_sourced", "incumbent_displaced": "Rival", "relationship_started": "2025-03"}  # fmt: skip
CALLED = {"name": "Core", "revenue": 100, "prior_revenue": 0, "origin": "inbound", "relationship_started": "2025-05"}
BACK = {"name": "Dune", "revenue": 50, "prior_revenue": 0, "origin": "self_sourced", "relationship_started": "2019"}


def test_each_fact_counts_only_customers_with_new_business() -> None:
    hill = hill_of(assessed(OLD, FOUND, CALLED))
    assert hill.won == Steps(2, Decimal(400))
    assert hill.self_sourced == Steps(1, Decimal(300))
    assert hill.displaced == Steps(1, Decimal(300))
    assert hill.first_time == Steps(2, Decimal(400))


def test_a_customer_won_back_had_bought_before() -> None:
    hill = hill_of(assessed(FOUND, BACK))
    assert hill.won.customers == 2
    assert hill.first_time.customers == 1


def test_an_incumbent_of_an_old_customer_is_not_one_displaced_for_new_business() -> None:
    assert hill_of(assessed({**OLD, "incumbent_displaced": "Rival"})).displaced == Steps()


def test_new_business_is_measured_against_the_quota() -> None:
    hill = hill_of(assessed(OLD, FOUND), quota=Decimal(600), said_first_time=4)
    assert hill.attainment == Decimal("0.5")
    assert hill.said_first_time == 4


def test_without_rows_or_quota_nothing_is_claimed() -> None:
    assert not hill_of(assessed()).is_known
    assert hill_of(assessed(), quota=Decimal(600)).attainment is None
    assert hill_of(assessed(FOUND), quota=Decimal(0)).attainment is None


def test_currencies_are_counted_but_never_added() -> None:
    hill = hill_of(assessed({**FOUND, "currency": "USD"}, {**CALLED, "currency": "EUR"}), quota=Decimal(10))
    assert hill.won == Steps(2, Decimal(0))
    assert hill.attainment is None


def test_a_row_for_several_customers_counts_as_many() -> None:
    assert hill_of(assessed({**CALLED, "customers": 12})).won.customers == 12
