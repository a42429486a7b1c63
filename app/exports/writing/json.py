"""JSON: an array of objects, written one after the other."""

import io
import json
from collections.abc import Iterable, Sequence
from typing import IO, Any

from app.exports.tables import Table
from app.exports.writing.values import as_numbers, of_columns
from app.programs.models import Program

_encode = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def write_json(file: IO[bytes], table: Table, rows: Iterable[Sequence[Any]], program: Program) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="\n", errors="backslashreplace")
    convert = of_columns(table.columns, as_numbers(program))
    keys = [column.key for column in table.columns]
    between = "[\n"
    for row in rows:
        values = (None if value is None else change(value) for change, value in zip(convert, row, strict=True))
        text.write(between + _encode(dict(zip(keys, values, strict=True))))
        between = ",\n"
    text.write("[]\n" if between == "[\n" else "\n]\n")
    text.flush()
    text.detach()
