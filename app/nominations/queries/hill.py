"""How steep a nominee's hill was, from what was sent and assessed: counts, and amounts in minor units."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision

from app.domain.revenue import Assessment
from app.domain.revenue.hill import Hill, Steps, hill_of
from app.nominations.forms import read_figures


def hill_facts(content: Mapping[str, Any], assessed: Assessment, currency: str) -> Hill:
    """The facts of `app.domain.revenue.hill`, with every amount in minor units of the program's currency."""
    asked = {name: content.get(name) for name in ("quota", "new_customers_count", "headline", "amounts_are", "lines")}
    figures = read_figures(asked)
    found = hill_of(assessed, quota=figures.quota, said_first_time=figures.new_customers_count)
    scale = 10 ** get_currency_precision(currency)

    def in_minor(steps: Steps) -> Steps:
        return replace(steps, amount=Decimal(round(steps.amount * scale)))

    return replace(
        found, won=in_minor(found.won), self_sourced=in_minor(found.self_sourced), displaced=in_minor(found.displaced),
        first_time=in_minor(found.first_time), quota=None if found.quota is None else Decimal(round(found.quota * scale)),
    )  # fmt: skip
