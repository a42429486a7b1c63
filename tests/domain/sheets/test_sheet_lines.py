"""From a row to revenue lines: what totals say, and what they must not be made to say."""

from datetime import date
from decimal import Decimal

import pytest

from app.domain.revenue import Assessment, Period, Rules
from app.domain.sheets import Answered, Reading, assess_entries, guess_columns, read_entries, read_sheet
from tests import example_sheets as examples


def read(data: bytes) -> Reading:
    table = read_sheet(data)
    return read_entries(table, guess_columns(table))


def answered(data: bytes, threshold: str = "0.5") -> list[Answered]:
    return list(assess_entries(read(data).entries, Rules(Decimal(threshold))))


def one(header: str, row: str) -> tuple[Answered, Assessment]:
    (found,) = answered(f"Nominee;{header}\nSample Person;{row}\n".encode())
    assert found.assessment is not None
    return found, found.assessment


def codes(found: Answered) -> list[str]:
    return [note.code for note in found.entry.notes]


def test_existing_customers_out_of_a_total_are_managed_and_the_rest_is_new() -> None:
    found, assessment = one("Revenue;Existing customers", "$4,200,000.00;$3,900,000.00")
    assert assessment.components == {
        "total": 4_200_000,
        "managed": 3_900_000,
        "expansion": 0,
        "new": 300_000,
        "undetermined": 0,
    }
    assert assessment.flag
    assert assessment.role == "account_manager"
    assert found.question == "mostly_managed"
    assert codes(found) == ["existing_alone", "rest_is_new"]
    assert "“Existing customers” gives $3,900,000" in found.entry.notes[0].text
    assert assessment.remark("concentrated") is None, "existing customers are several, not one named customer"


def test_with_last_years_total_only_so_much_of_the_existing_revenue_is_managed() -> None:
    found, assessment = one("Revenue;Existing customers;Prior year", "1000;800;300")
    assert (assessment.components["managed"], assessment.components["expansion"], assessment.components["new"]) == (
        300,
        500,
        200,
    )
    assert codes(found)[0] == "existing_over_prior"


def test_recurring_revenue_is_a_renewal_and_managed_by_rule_6a() -> None:
    found, assessment = one("Revenue;Recurring revenue", "1000;800")
    assert next((split.name, split.rule, split.managed) for split in assessment.splits) == (
        "Existing customers",
        "6a",
        800,
    )
    assert codes(found)[0] == "renewals"


def test_new_business_leaves_the_rest_to_existing_customers() -> None:
    found, assessment = one("Revenue;New business", "1000;900")
    assert assessment.components["managed"] == 100
    assert assessment.role == "hunter"
    assert codes(found) == ["new", "rest_is_existing"]


def test_a_percentage_of_a_known_total_becomes_amounts() -> None:
    found, assessment = one("Revenue;% from existing customers", "1000;70%")
    assert assessment.managed_share == 0.7
    assert codes(found)[:2] == ["percent", "existing_alone"]
    assert "70% from existing customers" in found.entry.notes[0].text


def test_a_workbook_stores_a_percentage_as_a_fraction() -> None:
    data = examples.workbook([["Nominee", "Revenue", "% from existing customers"], ["A", 1000, 0.7], ["B", 1000, 1]])
    shares = [found.assessment.managed_share for found in answered(data) if found.assessment]
    assert shares == [0.7, 1]


def test_a_percentage_without_a_total_is_an_estimate() -> None:
    _, assessment = one("% from existing customers", "about 70 percent")
    assert assessment.managed_share is None
    assert assessment.estimated == (0.65, 0.85)
    assert assessment.flag


def test_an_answer_in_words_is_an_estimate_and_never_a_line() -> None:
    found, assessment = one("Revenue;Prior year;Share from existing customers", "1000;900;Almost all")
    assert assessment.splits == ()
    assert assessment.estimated == (0.9, 1)
    assert found.question == "mostly_managed?"
    assert codes(found) == ["band"]


def test_two_totals_alone_give_a_range_and_no_verdict() -> None:
    found, assessment = one("Revenue;Prior year", "1000;900")
    assert not assessment.flag
    assert assessment.managed_share is None
    assert (assessment.managed_share_low, assessment.managed_share_high) == (0, 0.9)
    assert found.question == "needs_breakdown"
    assert codes(found) == ["two_totals"]


def test_a_total_alone_is_no_line() -> None:
    found, assessment = one("Revenue;Story", "1000;A fine colleague.")
    assert assessment.splits == ()
    assert found.question == "needs_breakdown"
    assert codes(found) == ["story_only"]


def test_existing_revenue_without_a_total_is_not_taken_for_everything() -> None:
    found, assessment = one("Existing customers;Story", "1000;A fine colleague.")
    assert assessment.splits == ()
    assert codes(found) == ["no_total", "story_only"]


def test_parts_that_exceed_the_total_are_said() -> None:
    found, assessment = one("Revenue;Existing customers;New business", "1000;900;400")
    assert "more_than_total" in codes(found)
    assert assessment.remark("lines_exceed_headline") is not None


def test_listed_customers_beat_totals() -> None:
    first, second, total = answered(examples.titled_workbook())
    assert first.assessment is not None
    assert [split.name for split in first.assessment.splits] == ["Sample Mine", "Sample Port"]
    assert first.assessment.components["managed"] == 850_000.5
    assert codes(first) == ["customers"]
    assert second.assessment is not None
    assert second.assessment.managed_share == 0
    assert total.entry.left_out == "This is a total, not a nomination."
    assert total.entry.number == 7


def test_german_amounts_are_read_by_their_column() -> None:
    first, second, total = read(examples.german()).entries
    assert first.facts is not None
    assert first.facts.headline_revenue == Decimal("1250000.50")
    assert second.facts is not None
    assert total.left_out


def test_bare_thousands_take_the_style_that_other_columns_show() -> None:
    reading = read(b"Nominee;Revenue;Prior year\nA;1.234;900,50\nB;2.345;100,00\n")
    assert reading.entries[0].facts is not None
    assert reading.entries[0].facts.headline_revenue == 1234
    assert reading.questions == ()


def test_a_sheet_that_shows_no_decimal_mark_is_asked_about() -> None:
    assert "Revenue" in read(b"Nominee;Revenue\nA;1.234\nB;2.345\n").questions[0]


def test_the_answer_about_the_decimal_mark_is_kept() -> None:
    table = read_sheet(b"Nominee;Revenue\nA;1.234\n")
    reading = read_entries(table, guess_columns(table), style="point")
    assert reading.entries[0].facts is not None
    assert reading.entries[0].facts.headline_revenue == Decimal("1.234")


def test_an_amount_that_is_none_is_said_and_not_guessed() -> None:
    third = answered(examples.google_form())[2]
    assert third.assessment is not None
    assert third.entry.facts is not None
    assert third.entry.facts.headline_revenue is None
    assert "“about a million” is not an amount" in third.entry.problems[0].text


@pytest.mark.parametrize(
    ("text", "code"), [("-5", "negative"), ("NaN", "unreadable"), ("1e400", "unreadable"), ("9" * 40, "unreadable")]
)
def test_amounts_that_cannot_be_are_left_out_and_said(text: str, code: str) -> None:
    data = f"Nominee;Revenue\nA;1000\nB;2000\nC;{text}\n".encode()
    last = read(data).entries[-1]
    assert last.facts is not None
    assert last.facts.headline_revenue is None
    assert [note.code for note in last.problems] == [code]


def test_the_same_reference_twice_is_said_with_its_row() -> None:
    third = read(examples.award_export()).entries[2]
    assert third.same_as == 2
    assert third.problems[-1].text == "The same reference as in row 2."


def test_the_same_row_twice_is_said() -> None:
    assert read(b"Nominee,Revenue\nA,1000\nA,1000\n").entries[1].same_as == 2


def test_blank_rows_are_no_entries_and_keep_the_numbers_right() -> None:
    entries = read(b"Nominee,Revenue\nA,1000\n,\nB,2000\n").entries
    assert [entry.number for entry in entries] == [2, 4]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", Period(date(2026, 12, 31))),
        ("FY2026", Period(date(2026, 12, 31))),
        ("2026-03", Period(date(2026, 3, 31), 1)),
        ("soon", None),
    ],
)
def test_a_period_is_a_year_or_a_month(text: str, period: Period | None) -> None:
    entry = read(f"Nominee,Revenue,Period\nA,1000,{text}\n".encode()).entries[0]
    assert entry.facts is not None
    assert entry.facts.period == period
