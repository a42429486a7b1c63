"""Amounts in every style that people write, with one style for a whole column."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.amounts import AmountError, decide_style, looks_like_amount, parse_amount, read_amounts

POINT = [
    ("1,234.50", "1234.50"), ("1234.5", "1234.5"), ("12,34,567", "1234567"), ("1 234.50", "1234.50"),
    ("1'234.50", "1234.50"), ("(1,200)", "-1200"), ("1,200-", "-1200"), ("-1,200", "-1200"), ("− 1,200", "-1200"),
    ("$4.2M", "4200000"), ("310k", "310000"), ("$1.2 million", "1200000"), ("2bn", "2000000000"), ("$1,000", "1000"),
    ("USD 1,000", "1000"), ("1,000 USD", "1000"), ("-$5.00", "-5.00"), ("$-5.00", "-5.00"), ("($ 5.00)", "-5.00"),
    ("12%", "12"), ("1.5 %", "1.5"), ("Fr. 485.-", "485"), ("CHF 485.--", "485"), ("US$1,200.00", "1200.00"),
    (".5", "0.5"), ("+7", "7"), ("$ -", "0"), ("0", "0"), ("１２３", "123"), ('"1,200"', "1200"),
]  # fmt: skip
COMMA = [
    ("1.234,50", "1234.50"), ("1234,5", "1234.5"), ("1 234,50", "1234.50"), ("485.000,-", "485000"),
    ("EUR 1.234,50", "1234.50"), ("-1.234,50 €", "-1234.50"), ("kr 1.234,50", "1234.50"), ("1,5 Mio. €", "1500000"),
    ("(1.200)", "-1200"), ("1.200-", "-1200"), ("1\u202f234,50", "1234.50"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), POINT)
def test_an_amount_with_a_decimal_point_is_read(text: str, value: str) -> None:
    assert parse_amount(text, "point").value == Decimal(value)


@pytest.mark.parametrize(("text", "value"), COMMA)
def test_an_amount_with_a_decimal_comma_is_read(text: str, value: str) -> None:
    assert parse_amount(text, "comma").value == Decimal(value)


@pytest.mark.parametrize("text", ["", "  ", "-", "–", "n/a", "?", "unknown", None])
def test_an_empty_cell_is_not_known_which_is_not_nothing(text: str | None) -> None:
    assert parse_amount(text).value is None


@pytest.mark.parametrize(
    "text",
    ["abc", "1,2,3", "1.2.3", "NaN", "Infinity", "1e5", "12 apples", "=1+1", "1,23,4", "--5", "5 5", "$", "1_000",
     "9" * 16, "<b>5</b>", "#REF!", "1,234.5.6", "12,3456", True, float("nan"), float("inf")],
)  # fmt: skip
def test_what_is_no_amount_is_refused_with_a_sentence(text: object) -> None:
    with pytest.raises(AmountError) as refused:
        parse_amount(text)
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("cells", "style", "ambiguous"),
    [
        (["1,234.50", "12"], "point", False),
        (["1.234,50", "1.234"], "comma", False),
        (["1,234,567", "1,234"], "point", False),
        (["1.234.567"], "comma", False),
        (["1 234,500"], "comma", False),
        (["485.000,-"], "comma", False),
        (["4.2M"], "point", False),
        (["0.500"], "point", False),
        (["12", "7"], "point", False),
        (["1,234"], "point", True),
        (["1.234"], "comma", True),
        (["1,234", "1.234"], "point", True),
        (["1,234.50", "1.234,50"], "point", True),
        ([], "point", False),
        ([1.5, None, 3], "point", False),
    ],
)
def test_the_style_is_decided_for_the_whole_column(cells: list[object], style: str, ambiguous: bool) -> None:
    found, unsure, question = decide_style(cells)
    assert (found, unsure) == (style, ambiguous)
    assert (question is not None) is ambiguous


def test_an_ambiguous_cell_is_read_like_its_column() -> None:
    assert read_amounts(["1.234", "1.234,50"]).values == (Decimal(1234), Decimal("1234.50"))
    assert read_amounts(["1.234", "99.5"]).values == (Decimal("1.234"), Decimal("99.5"))
    assert read_amounts(["1.234"]).values == (Decimal(1234),)
    assert read_amounts(["1.234"], "point").values == (Decimal("1.234"),)


def test_a_column_names_its_currencies_percentages_and_the_cells_it_can_not_read() -> None:
    column = read_amounts(["$5", "€7", "oops", "", "50%"])
    assert column.currencies == ("USD", "EUR")
    assert column.percent
    assert [(problem.row, problem.text) for problem in column.problems] == [(2, "oops")]
    assert "oops" in column.problems[0].sentence
    assert column.values == (Decimal(5), Decimal(7), None, None, Decimal(50))


def test_an_amount_is_told_from_a_word() -> None:
    assert looks_like_amount("1.234,50")
    assert not looks_like_amount("Acme")
    assert not looks_like_amount("")


@given(st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False, allow_infinity=False))
def test_what_is_written_with_thousands_is_read_back_in_both_styles(value: Decimal) -> None:
    point = f"{value:,.2f}"
    comma = point.translate(str.maketrans(",.", ".,"))
    assert parse_amount(point, "point").value == value
    assert parse_amount(comma, "comma").value == value


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        found = parse_amount(text)
    except AmountError:
        return
    assert found.value is None or found.value.is_finite()


@pytest.mark.parametrize(
    ("text", "value"),
    [("~95,000", 95_000), ("~ $95,000", 95_000), ("≈95k", 95_000), ("ca. 95,000", 95_000), ("about 95k", 95_000), ("approx. $95k", 95_000)],
)  # fmt: skip
def test_an_estimate_is_read_as_its_amount(text: str, value: int) -> None:
    assert parse_amount(text).value == value


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (["$1,250,000.00", "$ 900.000"], "write thousands with a comma. Write 900,000 or 900."),
        (["1.250.000,00 €", "900,000"], "write thousands with a point. Write 900.000 or 900."),
    ],
)
def test_thousands_written_the_other_way_are_asked_about_and_never_read_as_decimals(
    cells: list[str], sentence: str
) -> None:
    column = read_amounts(cells)
    assert column.values == (Decimal(1_250_000), None)
    assert [problem.row for problem in column.problems] == [1]
    assert column.problems[0].sentence.endswith(sentence)


def test_three_decimals_of_millions_are_no_thousands() -> None:
    assert read_amounts(["$1,250,000.00", "1.125M"]).values == (Decimal(1_250_000), Decimal(1_125_000))
