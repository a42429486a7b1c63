"""A row that names another currency is never added to the others (rule 11); a dollar sign alone says nothing."""

import pytest

from app.nominations.forms import read_figures


@pytest.mark.parametrize(
    ("typed", "currency"),
    [
        ("CAD 500,000", "CAD"), ("500,000 CAD", "CAD"), ("C$500,000", "CAD"), ("€ 500,000", "EUR"), ("USD 500,000", "USD"),
        ("$500,000", None), ("500,000", None), ("", None), ("$ five", None), ("x" * 200, None),
    ],
)  # fmt: skip
def test_the_currency_written_beside_an_amount_is_kept(typed: str, currency: str | None) -> None:
    figures = read_figures({"lines": [{"name": "Sample Mills", "revenue": typed}]})
    assert figures.lines[0].currency == currency
