"""Percentages cell by cell: what a cell says of itself counts, and what reads in two ways is not known."""

import pytest

from app.domain.revenue import Rules
from app.domain.sheets import Reading, assess_entries, guess_columns, read_entries, read_sheet
from tests import example_sheets as examples


def read(data: bytes) -> Reading:
    table = read_sheet(data)
    return read_entries(table, guess_columns(table))


def column(heading: str, *cells: str) -> Reading:
    rows = "".join(f"Sample {place};1000;{cell}\n" for place, cell in enumerate(cells))
    return read(f"Nominee;Revenue;{heading}\n{rows}".encode())


def shares(reading: Reading) -> list[float | None]:
    return [found.assessment.managed_share for found in assess_entries(reading.entries, Rules()) if found.assessment]


def doubts(reading: Reading, place: int) -> list[str]:
    return [note.text for note in reading.entries[place].problems]


def test_fractions_beside_a_large_number_in_a_workbook_count_as_not_known() -> None:
    rows: list[list[object]] = [
        ["Nominee", "Revenue", "Existing %"],
        ["A", 1000, 0.5],
        ["B", 1000, 0.9],
        ["C", 1000, 80],
    ]
    reading = read(examples.workbook(rows))
    assert shares(reading) == [None, None, 0.8]
    assert "“0.5” may be 0.5% or 50%" in doubts(reading, 0)[0]
    assert doubts(reading, 2) == []
    (question,) = reading.questions
    assert question.startswith("Existing %: ")


def test_a_fraction_among_cells_with_a_percent_sign_counts_as_not_known() -> None:
    reading = column("Existing %", "90%", "0.5", "90%")
    assert shares(reading) == [0.9, None, 0.9]
    assert len(reading.questions) == 1


def test_a_cell_that_says_percent_is_that_percent_whatever_the_rest() -> None:
    reading = column("Existing %", "0.5%", "80", "1%")
    assert shares(reading) == [0.005, 0.8, 0.01]
    assert reading.questions == ()


def test_a_column_of_nothing_but_fractions_is_read_as_a_workbook_stores_it() -> None:
    reading = column("Existing %", "0.5", "1", "0")
    assert shares(reading) == [0.5, 1, 0]
    assert reading.questions == ()


def test_nothing_but_ones_is_neither_1_nor_100_percent() -> None:
    assert shares(column("Existing %", "1", "0")) == [None, 0]


def test_a_percentage_among_amounts_is_a_percentage_of_the_rows_total() -> None:
    reading = column("Of which existing customers", "80%", "n/a", "$300", "$400")
    assert shares(reading) == [0.8, None, 0.3, 0.4]
    assert "80% from existing customers, $800 of $1,000" in reading.entries[0].notes[0].text.replace("USD ", "$")


def test_a_percentage_beside_an_empty_cell_is_no_amount() -> None:
    assert shares(column("Of which existing customers", "80%", "n/a")) == [0.8, None]


@pytest.mark.parametrize("heading", ["New business", "Prior year", "Quota"])
def test_a_percentage_in_any_other_amount_column_counts_as_not_known(heading: str) -> None:
    reading = column(heading, "80%", "500", "600")
    assert doubts(reading, 0) == [
        f"“{heading}”: a percentage stands where an amount belongs, so it counts as not known."
    ]
    assert shares(reading)[0] is None


def test_a_percentage_of_a_listed_customer_counts_as_not_known() -> None:
    reading = read(b"Nominee;Revenue;Customer 1;Customer 1 revenue\nA;1000;Sample Mine;80%\nB;1000;Sample Port;700\n")
    assert reading.entries[0].facts is not None
    assert reading.entries[0].facts.accounts[0].revenue is None
    assert "a percentage stands" in doubts(reading, 0)[0]


def test_an_amount_of_money_in_a_column_of_shares_counts_as_not_known() -> None:
    reading = column("Existing %", "$900,000", "70%", "80%")
    assert shares(reading) == [None, 0.7, 0.8]
    assert doubts(reading, 0) == [
        "“Existing %”: an amount of money stands where a percentage belongs, so it counts as not known."
    ]


def test_an_amount_of_money_does_not_make_fractions_doubtful() -> None:
    assert shares(column("Existing %", "$900,000", "0.7", "0.8")) == [None, 0.7, 0.8]


@pytest.mark.parametrize(("cell", "share"), [("25%", 0.25), ("50%", 0.5), ("75 %", 0.75), ("about 75%", 0.75)])
def test_a_number_is_exact_even_where_words_would_be_a_band(cell: str, share: float) -> None:
    assert shares(column("Existing %", cell, "60%")) == [share, 0.6]


@pytest.mark.parametrize("cell", ["half", "three quarters", "a quarter", "3/4"])
def test_only_words_give_a_band(cell: str) -> None:
    reading = column("Share from existing customers", cell, "60%")
    assert shares(reading) == [None, 0.6]
    assert reading.entries[0].facts is not None
    assert reading.entries[0].facts.existing_share_band is not None
