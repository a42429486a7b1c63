"""Rows pasted from a spreadsheet into the revenue table."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import UserError
from app.domain.paste import meaning_of_header, read_pasted


def test_a_sheet_with_a_header_is_read_by_the_meaning_of_its_columns() -> None:
    table = read_pasted(
        "Customer\tThis year\tLast year\tOrigin\tSince\tType\tPrevious supplier\tTerm (years)\n"
        "Acme\t$1,234.50\t1,000\tInherited\t2019\tRenewal\tNorthwind\t3\n"
        "All others\t50k\t\tFound by the nominee\tMar 2026\tNew business\t\t\n"
    )
    assert table.columns == (
        "name", "revenue", "prior_revenue", "origin", "relationship_started", "kind", "incumbent_displaced",
        "term_years",
    )  # fmt: skip
    first, second = table.rows
    assert (first.name, first.revenue, first.prior_revenue) == ("Acme", Decimal("1234.50"), Decimal(1000))
    assert (first.origin, first.relationship_started, first.kind) == ("inherited", "2019", "renewal")
    assert (first.incumbent_displaced, first.term_years) == ("Northwind", 3)
    assert (second.revenue, second.prior_revenue, second.origin) == (Decimal(50000), None, "self_sourced")
    assert second.relationship_started == "2026-03"
    assert table.good
    assert table.currencies == ("USD",)


@pytest.mark.parametrize(
    "text",
    ["Acme\t1234.50\t0\nBolt\t7\t", "Acme;1234.50;0\nBolt;7;", "Acme,1234.50,0\nBolt,7,", "Acme|1234.50|0\nBolt|7|",
     "\ufeffAcme\t1234.50\t0\r\nBolt\t7\t\r\n\r\n"],
)  # fmt: skip
def test_tabs_semicolons_and_commas_separate_without_a_header(text: str) -> None:
    table = read_pasted(text)
    assert table.header is None
    assert [(row.name, row.revenue, row.prior_revenue) for row in table.rows] == [
        ("Acme", Decimal("1234.50"), Decimal(0)),
        ("Bolt", Decimal(7), None),
    ]


def test_quoted_cells_keep_their_commas_and_line_breaks() -> None:
    table = read_pasted('"Acme, Inc","1,234.50",900\n"Bolt\nMarine",5,6')
    assert [row.name for row in table.rows] == ["Acme, Inc", "Bolt Marine"]


def test_decimal_commas_are_decided_for_both_amount_columns_together() -> None:
    table = read_pasted("Acme;1.234;1.000,50\nBolt;2.000;7")
    assert table.style == "comma"
    assert [row.revenue for row in table.rows] == [Decimal(1234), Decimal(2000)]
    assert not table.questions


def test_an_ambiguous_decimal_mark_is_asked_and_can_be_answered() -> None:
    text = "Acme\t1,234\nBolt\t5"
    assert len(read_pasted(text).questions) == 1
    answered = read_pasted(text, style="comma")
    assert not answered.questions
    assert answered.rows[0].revenue == Decimal("1.234")


def test_totals_and_empty_rows_are_left_out_with_a_reason() -> None:
    table = read_pasted("Customer\tRevenue\nAcme\t5\n\nSubtotal\t5\nGrand Total\t5\n\t\nTotal\t5")
    assert [row.name for row in table.rows] == ["Acme"]
    assert [number for number, _ in table.left_out] == [4, 5, 7]
    assert all(reason.endswith(".") for _, reason in table.left_out)


def test_what_can_not_be_read_stays_in_its_row_with_a_sentence() -> None:
    table = read_pasted("Customer\tRevenue\tOrigin\tSince\nAcme\toops\tmoon\t99/99\nBolt\t\t\t\n\t5\t\t")
    assert [len(row.problems) for row in table.rows] == [3, 1, 1]
    assert table.rows[0].cells == ("Acme", "oops", "moon", "99/99")
    assert not table.good


def test_columns_can_be_given_by_hand() -> None:
    table = read_pasted("x\tAcme\t5\t6", columns=["ignore", "name", "prior_revenue", "revenue"])
    assert (table.rows[0].name, table.rows[0].revenue, table.rows[0].prior_revenue) == ("Acme", Decimal(6), Decimal(5))


def test_percentages_are_noticed() -> None:
    assert read_pasted("A\t70%\t60%\nB\t30%\t0%").percent


def test_several_currencies_are_asked_about() -> None:
    assert "never converted" in read_pasted("A\t$7\nB\t€7").questions[0]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "Acme", "just one line of prose without any figure"])
def test_a_text_without_rows_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(UserError, match=r"Copy|Say"):
        read_pasted(text)


def test_too_much_is_refused() -> None:
    with pytest.raises(UserError, match="rows"):
        read_pasted("Acme\t5\n" * 2001)
    with pytest.raises(UserError, match="characters"):
        read_pasted("x" * 600_000)


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [("Account Name", "name"), ("Client", "name"), ("Revenue 2026", "revenue"), ("This Year", "revenue"),
     ("Amount", "revenue"), ("Prior year revenue", "prior_revenue"), ("Last Year", "prior_revenue"),
     ("prior_revenue", "prior_revenue"), ("Revenue last year", "prior_revenue"), ("Origin", "origin"), ("Lead Source", "origin"),
     ("Customer since", "relationship_started"), ("Deal Type", "kind"), ("Incumbent", "incumbent_displaced"),
     ("Number of customers", "customers"), ("Favorite color", None)],
)  # fmt: skip
def test_headings_are_known_by_common_words(heading: str, meaning: str | None) -> None:
    assert meaning_of_header(heading) == meaning


@given(st.text(max_size=300))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        table = read_pasted(text)
    except UserError:
        return
    assert table.rows


def test_thousands_of_the_other_style_are_a_problem_of_their_row_whichever_column_shows_the_style() -> None:
    table = read_pasted("Customer\tRevenue\tPrior year\nAcme\t$1,250,000.00\t0\nBolt\t~95,000\t$ 900.000")
    assert [(row.revenue, row.prior_revenue) for row in table.rows] == [(1_250_000, 0), (95_000, None)]
    assert table.understood == 1
    assert table.rows[1].unread == (("prior_revenue", "$ 900.000"),)
    assert "can be read in two ways" in table.rows[1].problems[0]
