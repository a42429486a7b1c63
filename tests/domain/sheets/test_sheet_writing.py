"""The sheet goes out again, read here by readers that are not ours: typed cells, no formula from anybody's text."""

import csv
import io

import openpyxl
import pytest

from app.domain.revenue import Rules
from app.domain.sheets import (
    ANSWER_COLUMNS,
    Table,
    answered_rows,
    assess_entries,
    csv_lines,
    guess_columns,
    read_entries,
    read_sheet,
    write_xlsx,
)  # fmt: skip
from tests import example_sheets as examples


def assessed(data: bytes) -> tuple[Table, list[tuple[object, ...]]]:
    table = read_sheet(data)
    entries = read_entries(table, guess_columns(table)).entries
    return table, list(answered_rows(table, assess_entries(entries, Rules())))  # type: ignore[arg-type]


def as_workbook(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    table, rows = assessed(data)
    sink = io.BytesIO()
    write_xlsx(sink, table, rows)  # type: ignore[arg-type]
    sheet = openpyxl.load_workbook(io.BytesIO(sink.getvalue()))["Nominations"]
    assert isinstance(sheet, openpyxl.worksheet.worksheet.Worksheet)
    return sheet


def as_rows(data: bytes) -> list[list[str]]:
    table, rows = assessed(data)
    return list(csv.reader(io.StringIO("".join(csv_lines(table, rows)), newline="")))  # type: ignore[arg-type]


def test_the_same_rows_go_out_with_typed_cells_and_answers_beside_them() -> None:
    sheet = as_workbook(examples.titled_workbook())
    header = [cell.value for cell in sheet[4]]
    assert header[-len(ANSWER_COLUMNS) :] == list(ANSWER_COLUMNS)
    assert sheet.freeze_panes == "A5"
    assert sheet["A1"].value == "Sales awards 2027"
    assert sheet["D5"].value == 1_000_000
    assert sheet["M5"].value.isoformat() == "2027-01-03T14:30:00"
    share = sheet.cell(5, header.index("Uphill: managed share") + 1)
    assert share.value == pytest.approx(0.85)
    assert share.number_format == "0%"
    assert sheet.cell(5, header.index("Uphill: question") + 1).value == "FLAG: mostly managed"
    assert sheet.cell(7, header.index("Uphill: remarks") + 1).value == "This is a total, not a nomination."


EVIL = ["=HYPERLINK(\"http://evil.example\")", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "http://evil.example", "{=1}", "=cmd|' /C calc'!A0"]  # fmt: skip


@pytest.mark.parametrize("text", EVIL)
def test_no_text_of_a_user_becomes_a_formula_or_a_link(text: str) -> None:
    data = examples.as_csv([["Nominee", text, "Story"], [text, "1000", text]]).encode()
    sheet = as_workbook(data)
    assert {cell.data_type for row in sheet for cell in row} <= {"s", "n"}
    assert not [cell for row in sheet for cell in row if cell.hyperlink]
    assert sheet["A2"].value.strip() == text.strip()
    for row in as_rows(data):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "-", "@", "\t")]


def test_a_negative_amount_in_a_csv_stays_an_amount() -> None:
    rows = as_rows(b"Nominee,Customer 1,Revenue 1\nA,Acme,-12.50\n")
    assert rows[1][2] == "-12.50"


def test_a_csv_reads_back_as_the_same_table_with_its_answers() -> None:
    source = read_sheet(examples.award_export())
    rows = as_rows(examples.award_export())
    assert tuple(rows[0]) == source.header + ANSWER_COLUMNS
    assert rows[1][7] == 'Kept every clinic.\n\nNobody left, "nobody".'
    again = read_sheet("\n".join(csv_lines(*assessed(examples.award_export()))).encode())  # type: ignore[arg-type]
    assert guess_columns(again)[-len(ANSWER_COLUMNS) :] == ("ignore",) * len(ANSWER_COLUMNS)


def test_a_row_says_what_its_share_rests_on_and_what_would_change_it() -> None:
    first = dict(zip(*as_rows(examples.german())[:2], strict=True))
    assert first["Uphill: role"] == "Account manager (looks after accounts)"
    assert "more new business" in first["Uphill: what would change it"]
    assert "“davon Bestandskunden” gives" in first["Uphill: rests on"]
