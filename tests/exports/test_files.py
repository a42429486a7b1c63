"""G1, G2: what is in the files, read by readers that are not ours: csv, json and openpyxl."""

import csv
import io
import json
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.exports.tables import TABLES, Kind
from app.exports.writing.values import guarded
from app.nominations.models import Nomination
from app.programs.models import Program
from tests.browsing import Visitor
from tests.exports.conftest import HOSTILE
from tests.exports.test_index import DOWNLOAD


def fetched(browser: Visitor, what: str, format: str) -> bytes:
    answer = browser.submit(DOWNLOAD, what=what, format=format)
    assert answer.status_code == 200
    return bytes(answer.content)


def read_csv(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def sheets(raw: bytes) -> dict[str, Any]:
    return {sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(raw)).worksheets}


def test_no_text_in_a_csv_can_be_taken_for_a_formula(
    visitor: Visitor, organizer: User, nominations: list[Nomination]
) -> None:
    rows = read_csv(fetched(visitor.signed_in(organizer), "nominations", "csv"))
    for row, text in zip(rows, HOSTILE, strict=True):
        assert row["Company"] == row["Explanation"] == "'" + text
    for what, table in TABLES.items():
        texts = [column.title for column in table.columns if column.kind is Kind.TEXT]
        for row in read_csv(fetched(visitor.signed_in(organizer), what, "csv")):
            assert not [row[title] for title in texts if row[title][:1] in set("=+-@\t\r＝＋－＠")]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("", ""), ("Acme", "Acme"), ("a=b", "a=b"), ("=x", "'=x"), (" =x", "' =x"), ("\u200b=x", "'\u200b=x"), ("＋x", "'＋x"), ("3-4", "3-4")],
)  # fmt: skip
def test_an_apostrophe_stands_before_what_could_be_a_formula(text: str, safe: str) -> None:
    assert guarded(text) == safe


def test_negative_amounts_stay_numbers(visitor: Visitor, organizer: User, nominations: list[Nomination]) -> None:
    rows = read_csv(fetched(visitor.signed_in(organizer), "lines", "csv"))
    assert [row["Revenue from this customer"] for row in rows[:2]] == ["1234567.89", "-500.5"]
    assert rows[0]["The same, a year before"] == ""


def test_a_workbook_holds_no_formula_no_link_and_text_as_typed(
    visitor: Visitor, organizer: User, nominations: list[Nomination]
) -> None:
    book = sheets(fetched(visitor.signed_in(organizer), "everything", "xlsx"))
    assert list(book) == [table.title for table in TABLES.values()]
    for sheet in book.values():
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
        assert not [cell for cell in cells if cell.hyperlink]
        assert sheet.freeze_panes == "B2"
        assert sheet.column_dimensions["A"].width > 10
    assert [row[3].value for row in book["Nominations"].iter_rows(min_row=2)] == list(HOSTILE)


def test_cells_of_a_workbook_are_typed(visitor: Visitor, organizer: User, nominations: list[Nomination]) -> None:
    book = sheets(fetched(visitor.signed_in(organizer), "everything", "xlsx"))
    titles = [cell.value for cell in book["Nominations"][1]]
    row = dict(zip(titles, book["Nominations"][2], strict=True))
    assert (row["Managed (USD)"].value, row["New business (USD)"].value) == (900, 100)
    assert row["Managed share"].value == 0.9
    assert row["Managed share"].number_format == "0.0%"
    assert isinstance(row["Received (America/New_York)"].value, datetime)
    scores = dict(zip([cell.value for cell in book["Scores"][1]], book["Scores"][2], strict=True))
    assert scores["Score"].value in (8, 7.5)
    assert scores["Counted"].value is True


def test_the_three_formats_tell_the_same(visitor: Visitor, organizer: User, nominations: list[Nomination]) -> None:
    browser = visitor.signed_in(organizer)
    for what, table in TABLES.items():
        objects = json.loads(fetched(browser, what, "json"))
        rows = read_csv(fetched(browser, what, "csv"))
        (sheet,) = sheets(fetched(browser, what, "xlsx")).values()
        assert len(objects) == len(rows) == sheet.max_row - 1 > 0
        for place, column in enumerate(table.columns, 1):
            if column.kind in (Kind.INTEGER, Kind.MONEY, Kind.SCORE, Kind.SHARE):
                for number, (one, other) in enumerate(zip(objects, rows, strict=True), 2):
                    given = one[column.key]
                    assert other[column.title] == ("" if given is None else str(given))
                    assert sheet.cell(number, place).value == given


def test_revenue_never_goes_out_without_its_split() -> None:
    split = {"new_business", "expansion", "managed", "undetermined", "managed_share"}
    with_money = [table for table in TABLES.values() if any(column.kind is Kind.MONEY for column in table.columns)]
    assert len(with_money) == 4
    for table in with_money:
        assert split <= {column.key for column in table.columns}


def test_results_carry_rank_mean_and_number_of_scores(
    visitor: Visitor, organizer: User, nominations: list[Nomination]
) -> None:
    rows = json.loads(fetched(visitor.signed_in(organizer), "results", "json"))
    assert {(row["rank"], row["rank_shared"], row["result"], row["scores"], row["spread"]) for row in rows} == {
        (1, True, 7.75, 2, 0.5)
    }


def test_flags_carry_the_settlement_and_what_judges_said(
    visitor: Visitor, organizer: User, nominations: list[Nomination]
) -> None:
    (row,) = json.loads(fetched(visitor.signed_in(organizer), "flags", "json"))
    assert (row["nominee"], row["flag"], row["settled"], row["judges_agree"]) == ("Nominee 0", "raised", None, 0)


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    from tests import factories as make

    make.make_submitted(db, program, make.make_user(db), content={"story": "é" * 40_000}, nominee="Long")
    browser = visitor.signed_in(organizer)
    (sheet,) = sheets(fetched(browser, "nominations", "xlsx")).values()
    cell = sheet.cell(sheet.max_row, [c.value for c in sheet[1]].index("Story") + 1).value
    assert len(cell) == 32_767
    assert cell.endswith("[cut: the whole text is in the CSV]")
    assert "é" * 40_000 in fetched(browser, "nominations", "csv").decode()
