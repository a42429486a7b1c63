"""Amounts look as Babel writes them, at a fraction of its cost; a bar's parts fill it."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency, get_currency_precision

from app.web.filters import money, parts


@pytest.mark.parametrize("currency", ["USD", "EUR", "GBP", "CHF", "JPY", "KWD", "SEK", "XXX"])
@pytest.mark.parametrize("minor", [0, 1, -1, 99, 100, -12_345, 123_456_789, 10**15, -(10**15) - 1])
def test_money_is_what_babel_writes(currency: str, minor: int) -> None:
    precision = get_currency_precision(currency)
    whole = minor % 10**precision == 0
    amount = Decimal(minor).scaleb(-precision)
    pattern = "¤#,##0" if whole else None
    assert money(minor, currency) == format_currency(
        amount, currency, format=pattern, currency_digits=not whole, locale="en_US"
    )


def test_the_parts_of_a_bar_fill_it_and_leave_out_what_is_not_there() -> None:
    found = parts({"total": 300, "new": 100, "expansion": 0, "managed": 200, "undetermined": 0})
    assert [(part.kind, part.start, part.width, part.share) for part in found] == [
        ("new", "0.000", "33.333", "33%"),
        ("managed", "33.333", "66.667", "67%"),
    ]
    assert parts({"new": 0, "expansion": 0, "managed": 0, "undetermined": 0}) == []
