"""Any file that is handed in as a sheet → its sheets as rows of cells, or one clear sentence. What it is shows in its bytes, not its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from app.domain.errors import UserError
from app.domain.sheets.archive import check_archive
from app.domain.sheets.biff import check_xls
from app.domain.sheets.csv_text import is_bare_utf_16, read_csv
from app.domain.sheets.table import Limits
from app.domain.sheets.workbook import Merged, read_workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class RawSheet:
    """Rows as the reader gave them, the first one being row 1 of the sheet; those of a CSV are text."""

    name: str
    rows: Sequence[Sequence[object]]
    merged: tuple[Merged, ...] = ()
    """Merged cells: (first row, first column, last row, last column), from 0."""


@dataclass(frozen=True, slots=True)
class Opened:
    kind: Literal["csv", "xlsx", "xls", "ods"]
    sheets: tuple[RawSheet, ...]
    said: tuple[str, ...] = ()
    """How a CSV was read, for people: encoding and separator."""
    parts: Mapping[str, bytes] = field(default_factory=dict)
    """The parts of an XLSX or ODS, unpacked, by name."""


Refusal = Callable[[str, Mapping[str, bytes], bytes], None]
"""Looks at the kind, the parts (of an XLSX or ODS) and the bytes before anything is read; raises `UserError`."""


def open_sheets(data: bytes, limits: Limits, refuse: Refusal = lambda kind, parts, data: None) -> Opened:
    """Open a CSV, XLSX, XLS or ODS: its visible sheets that hold anything. Raises `UserError` for anything else, and for
    what exceeds the limits. Rows of a CSV are not counted here."""
    if len(data) > limits.bytes:
        raise UserError(
            f"This file is larger than {limits.bytes // 1_000_000} MB. Save only the sheet with the {limits.what}."
        )
    if not data.strip(b" \t\r\n\0"):
        raise UserError("This file is empty.")
    if data.startswith(b"PK"):
        kind, parts = check_archive(data, limits)
        refuse(kind, parts, data)
        return Opened(kind, _sheets(data, limits), parts=parts)
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise UserError("This file is protected by a password. Save it without one, and try again.")
        refuse("xls", {}, data)
        check_xls(data)
        return Opened("xls", _sheets(data, limits))
    _refuse_others(data)
    rows, said = read_csv(data)
    return Opened("csv", (RawSheet("", rows),), said)


def _sheets(data: bytes, limits: Limits) -> tuple[RawSheet, ...]:
    return tuple(RawSheet(*found) for found in read_workbook(data, limits))


def _refuse_others(data: bytes) -> None:
    start = data[:4096].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")[:1024].lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<head", b"<body")):
        raise UserError(
            "This is a web page (or XML) that bears the name of a spreadsheet. Open it in your spreadsheet program and save it as XLSX or CSV."
        )
    if start.startswith((b"%pdf", b"{\\rtf", b"\x89png", b"\xff\xd8", b"gif8", b"\x1f\x8b", b"7z\xbc")):
        raise UserError("This is not a spreadsheet. Please give a CSV, XLSX, XLS or ODS file.")
    marked = data[:2] in (b"\xff\xfe", b"\xfe\xff") or is_bare_utf_16(data)
    if not marked and data.count(b"\0") > len(data) // 100:
        raise UserError("This is not a spreadsheet. Please give a CSV, XLSX, XLS or ODS file.")
