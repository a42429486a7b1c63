"""Any file that is handed in as a sheet → a `Table`, or one clear sentence. What it is shows in its bytes, not its name."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import UserError
from app.domain.sheets.archive import check_archive
from app.domain.sheets.csv_text import read_csv
from app.domain.sheets.meanings import looks_like_header
from app.domain.sheets.table import MOST_BYTES, MOST_COLUMNS, MOST_ROWS, Cell, Table, clean, is_blank
from app.domain.sheets.workbook import read_workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER_WITHIN = 25
_LONGEST_HEADING = 500


def read_sheet(data: bytes) -> Table:
    """Read a CSV, XLSX, XLS or ODS. Raises `UserError` for anything else, and for what exceeds the limits."""
    if len(data) > MOST_BYTES:
        raise UserError(
            f"This file is larger than {MOST_BYTES // 1_000_000} MB. Save only the sheet with the nominations."
        )
    if not data.strip(b" \t\r\n\0"):
        raise UserError("This file is empty.")
    if data.startswith(b"PK"):
        check_archive(data)
        return _from_workbook(data)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UserError("This file is protected by a password. Save it without one, and try again.")
        return _from_workbook(data)
    _refuse_others(data)
    rows, said = read_csv(data)
    return _table([[clean(cell) for cell in row] for row in rows], said)


def _refuse_others(data: bytes) -> None:
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")[:1024].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<body")):
        raise UserError(
            "This is a web page (or XML) that bears the name of a spreadsheet. Open it in your spreadsheet program and save it as XLSX or CSV."
        )
    if start.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"\xff\xd8", b"gif8", b"\x1f\x8b", b"7z\xbc")):
        raise UserError("This is not a spreadsheet. Please give a CSV, XLSX, XLS or ODS file.")
    if data[:2] not in (b"\xff\xfe", b"\xfe\xff") and data.count(b"\0") > len(data) // 100:
        raise UserError("This is not a spreadsheet. Please give a CSV, XLSX, XLS or ODS file.")


def _from_workbook(data: bytes) -> Table:
    """The sheet whose header we know best, else the first; the others are named."""
    sheets = [(name, [[clean(cell) for cell in row] for row in rows]) for name, rows in read_workbook(data)]
    sheets = [(name, rows) for name, rows in sheets if not all(is_blank(row) for row in rows)]
    if not sheets:
        raise UserError("This workbook holds no visible sheet with rows.")
    best = max(range(len(sheets)), key=lambda place: (_best_header(sheets[place][1])[1], -place))
    name, rows = sheets[best]
    others = [f"“{other}”" for other, _ in sheets if other != name]
    said = [f"Read from the sheet “{name}”."]
    if others:
        said.append(f"Not read: {', '.join(others)}.")
    return _table(rows, tuple(said))


def _best_header(rows: Sequence[Sequence[Cell]]) -> tuple[int, int]:
    """(place of the header, how many of its headings we know): the best of the first rows; the first one in doubt."""
    first = next((place for place, row in enumerate(rows) if sum(cell is not None for cell in row) > 1), 0)
    known = [looks_like_header(row) for row in rows[:_HEADER_WITHIN]]
    most = max(known, default=0)
    return (known.index(most), most) if most >= 2 or (most and len(rows[first]) <= 2) else (first, most)


def _table(rows: list[list[Cell]], said: tuple[str, ...]) -> Table:
    while rows and is_blank(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise UserError(f"This sheet has {len(rows):,} rows; the limit is {MOST_ROWS:,}. Split it into parts.")
    width = max((_length(row) for row in rows), default=0)
    if width > MOST_COLUMNS:
        raise UserError(f"This sheet has {width} columns; the limit is {MOST_COLUMNS}. Keep those that matter.")
    if width < 2:
        raise UserError(
            "This is no table: it has a single column. Separate the cells by commas, semicolons or tabs, or save the sheet as XLSX."
        )
    even = [tuple(row[:width]) + (None,) * (width - len(row)) for row in rows]
    place, _ = _best_header(even)
    header = tuple(" ".join(str(cell).split())[:_LONGEST_HEADING] if cell is not None else "" for cell in even[place])
    below = even[place + 1 :]
    if not below:
        raise UserError("There is no row below the header.")
    return Table(header, tuple(below), tuple(even[:place]), said)


def _length(row: Sequence[Cell]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell is not None), default=0)
