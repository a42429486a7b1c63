"""CSV for spreadsheets: UTF-8 with a byte order mark, decimal points, and no text that could be taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, Any

from app.exports.tables import Kind, Table
from app.exports.writing.values import as_numbers, guarded, of_columns
from app.programs.models import Program


def write_csv(file: IO[bytes], table: Table, rows: Iterable[Sequence[Any]], program: Program) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False, errors="replace")
    kinds = as_numbers(program) | {
        Kind.TEXT: lambda value: guarded(str(value)),
        Kind.YES_NO: lambda value: "yes" if value else "no",
    }
    convert = of_columns(table.columns, kinds)
    writer = csv.writer(text)
    writer.writerow([column.title for column in table.columns])
    writer.writerows(
        [None if value is None else change(value) for change, value in zip(convert, row, strict=True)] for row in rows
    )
    text.flush()
    text.detach()
