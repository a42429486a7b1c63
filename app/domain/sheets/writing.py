"""The sheet goes out again: its own rows and columns, then the answers. No cell of a user ever becomes a formula or a link."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.sheets.answers import ANSWER_COLUMNS, Answered, answer_cells
from app.domain.sheets.table import Cell, Table, text_of

_SHARES = range(1, 4)
_WIDEST, _NARROWEST = 60, 10
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def answered_rows(table: Table, answered: Iterable[Answered]) -> Iterator[tuple[Cell, ...]]:
    """All rows below the header, each followed by its answers; blank rows stay blank."""
    blank = (None,) * len(ANSWER_COLUMNS)
    by_place = {one.entry.place: one for one in answered}
    for place, row in enumerate(table.rows):
        yield row + (answer_cells(by_place[place]) if place in by_place else blank)


def csv_lines(table: Table, rows: Iterable[tuple[Cell, ...]]) -> Iterator[str]:
    """Lines of a CSV for spreadsheet programs: the caller encodes as UTF-8, with its mark ("utf-8-sig")."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    for row in (*table.above, (*table.header, *ANSWER_COLUMNS)):
        writer.writerow([_guarded(cell) for cell in row])
    for row in rows:
        writer.writerow([_guarded(cell) for cell in row])
        yield sink.getvalue()
        sink.seek(0)
        sink.truncate()
    if sink.tell():
        yield sink.getvalue()


def plain_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV of these values for spreadsheet programs, and nothing else in it: UTF-8 with its mark."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow([_guarded(cell) for cell in header])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return sink.getvalue().encode("utf-8-sig")


def _guarded(cell: Cell) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe; numbers, also negative ones, stay as they are."""
    text = text_of(cell)
    if isinstance(cell, str) and text.startswith(_FORMULA) and not _is_number(text):
        return "'" + text
    return text


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and bool(text[1:]) and text[1:].replace(".", "").replace(",", "").isascii() and (
        text[1:].replace(".", "").replace(",", "").isdigit()
    )  # fmt: skip


def write_xlsx(target: Any, table: Table, rows: Iterable[tuple[Cell, ...]]) -> None:
    """Write a workbook to a path or a binary file, in flat memory: typed cells, header frozen, shares as percentages."""
    import xlsxwriter  # type: ignore[import-untyped]

    book = xlsxwriter.Workbook(
        target,
        {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )  # fmt: skip
    sheet = book.add_worksheet("Nominations")
    writer = _Writer(book, sheet, len(table.header))
    for place, width in enumerate(_widths(table)):
        sheet.set_column(place, place, width)
    for number, row in enumerate(table.above):
        writer.row(number, row)
    writer.header(len(table.above), table.header)
    sheet.freeze_panes(len(table.above) + 1, 0)
    last = len(table.above)
    for last, row in enumerate(rows, len(table.above) + 1):
        writer.row(last, row)
    sheet.autofilter(len(table.above), 0, last, len(table.header) + len(ANSWER_COLUMNS) - 1)
    book.close()


class _Writer:
    def __init__(self, book: Any, sheet: Any, width: int) -> None:
        self.sheet, self.width = sheet, width
        self.theirs = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.ours = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E6EEF8"}
        )
        self.text = book.add_format({"valign": "top"})
        self.wrapped = book.add_format({"valign": "top", "text_wrap": True})
        self.percent = book.add_format({"valign": "top", "num_format": "0%"})
        self.day = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd hh:mm"})

    def header(self, number: int, header: Sequence[str]) -> None:
        for place, text in enumerate((*header, *ANSWER_COLUMNS)):
            self.sheet.write_string(number, place, text, self.theirs if place < self.width else self.ours)

    def row(self, number: int, row: Sequence[Cell]) -> None:
        for place, cell in enumerate(row):
            if cell is not None:
                self._cell(number, place, cell)

    def _cell(self, number: int, place: int, cell: Cell) -> None:
        answer = place - self.width
        if isinstance(cell, bool):
            self.sheet.write_boolean(number, place, cell, self.text)
        elif isinstance(cell, datetime):
            self.sheet.write_datetime(number, place, cell.replace(tzinfo=None), self.moment)
        elif isinstance(cell, date):
            self.sheet.write_datetime(number, place, cell, self.day)
        elif isinstance(cell, int | float) and abs(cell) < 1e15:
            self.sheet.write_number(number, place, cell, self.percent if answer in _SHARES else self.text)
        else:
            self.sheet.write_string(number, place, str(cell)[:32_767], self.wrapped if answer >= 0 else self.text)


def _widths(table: Table) -> list[int]:
    theirs = []
    for place, heading in enumerate(table.header):
        longest = max((len(text_of(row[place])) for row in table.rows[:100]), default=0)
        theirs.append(max(_NARROWEST, min(max(longest, len(heading) // 2) + 2, 40)))
    return [*theirs, 24, 12, 12, 12, 30, _WIDEST, 40, 50]
