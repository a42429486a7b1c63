"""XLSX: typed cells, a header that stays in view, and nothing that people typed ever as a formula or a link."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

import xlsxwriter  # type: ignore[import-untyped]
from babel.numbers import get_currency_precision

from app.exports.tables import Column, Kind, Table
from app.exports.writing.values import as_numbers, of_columns
from app.programs.models import Program

LONGEST = 32_767  # characters in a cell
CUT = " [cut: the whole text is in the CSV]"


class Workbook:
    """A workbook written row by row in flat memory; use it in a `with`, and add one sheet after the other."""

    def __init__(self, file: IO[bytes], program: Program, *, now: datetime) -> None:
        self.program = program
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(file, options)
        self.book.set_properties(
            {"title": program.name, "created": now.replace(tzinfo=None), "author": "", "comments": "Uphill"}
        )
        places = get_currency_precision(program.currency)
        form = self.book.add_format
        self.header = form({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.formats = {
            Kind.TEXT: None, Kind.INTEGER: form({"num_format": "0"}),
            Kind.MONEY: form({"num_format": "#,##0" + ("." + "0" * places if places else "")}),
            Kind.SHARE: form({"num_format": "0.0%"}), Kind.SCORE: form({"num_format": "0.00"}),
            Kind.MOMENT: form({"num_format": "yyyy-mm-dd hh:mm"}), Kind.DATE: form({"num_format": "yyyy-mm-dd"}),
            Kind.YES_NO: None,
        }  # fmt: skip

    def __enter__(self) -> "Workbook":
        return self

    def __exit__(self, *_error: object) -> None:
        self.book.close()

    def add(self, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        sheet = self.book.add_worksheet(table.title)
        sheet.freeze_panes(1, 1)
        zone = ZoneInfo(self.program.time_zone)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, column.width)
            sheet.write_string(0, place, self._title(column), self.header)
        kinds = as_numbers(self.program) | {
            Kind.TEXT: _text,
            Kind.MOMENT: lambda at: at.astimezone(zone).replace(tzinfo=None),
            Kind.DATE: lambda day: day,
        }
        writers = {
            Kind.TEXT: sheet.write_string, Kind.YES_NO: sheet.write_boolean, Kind.MOMENT: sheet.write_datetime,
            Kind.DATE: sheet.write_datetime,
        }  # fmt: skip
        convert = of_columns(table.columns, kinds)
        cells = [
            (place, writers.get(column.kind, sheet.write_number), convert[place], self.formats[column.kind])
            for place, column in enumerate(table.columns)
        ]
        number = 0
        for number, row in enumerate(rows, 1):
            for (place, write, change, form), value in zip(cells, row, strict=True):
                if value is not None:
                    write(number, place, change(value), form)
        sheet.autofilter(0, 0, max(number, 1), len(table.columns) - 1)

    def _title(self, column: Column) -> str:
        if column.kind is Kind.MONEY:
            return f"{column.title} ({self.program.currency})"
        return f"{column.title} ({self.program.time_zone})" if column.kind is Kind.MOMENT else column.title


def _text(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
