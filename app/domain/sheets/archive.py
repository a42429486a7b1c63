"""What is inside an XLSX or ODS, measured before anything opens it: sizes that lie, cells at the end of the world, and
texts repeated until memory is full are refused here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Literal

from app.domain.errors import UserError
from app.domain.sheets.table import Limits

_BROKEN = UserError("This file is damaged, so it can't be opened. Download or save it again, and try that.")

_PASSWORD = UserError("This file is protected by a password. Save it without one, and try again.")

_XLSX_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d+)"')
_XLSX_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(?:<(?:\w+:)?v>(\d{1,9})</)?")
_PLACE = re.compile(rb'(?:^|\s)r="([A-Z]{1,3})(\d{1,7})"')
_STRING = re.compile(rb"<(?:\w+:)?si\b(?:/>|.*?</(?:\w+:)?si>)", re.DOTALL)
_ODS_ROW = re.compile(rb"<table:table-row\b((?:[^>]*[^/>])?)>(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*)>")
_REPEATED = re.compile(rb'-repeated="(\d+)"')


def check_archive(data: bytes, limits: Limits) -> tuple[Literal["xlsx", "ods"], dict[str, bytes]]:
    """What it is, and its parts unpacked by name; raises `UserError` for anything that can't be a sheet to read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > 5_000 or sum(entry.file_size for entry in entries) > limits.inside:
                raise _too_large(limits)
            if any(entry.flag_bits & 1 for entry in entries):
                raise _PASSWORD
            names = {entry.filename for entry in entries}
            if not names & {"xl/workbook.xml", "content.xml"}:
                raise UserError("This is an archive, but not a spreadsheet. Please give a CSV, XLSX, XLS or ODS file.")
            parts = {entry.filename: _unpacked(data, entry) for entry in entries}
            if "xl/workbook.xml" in names:
                _check_xlsx(parts, limits)
                return "xlsx", parts
            if any(b"manifest:encryption-data" in part for name, part in parts.items() if "manifest.xml" in name):
                raise _PASSWORD
            _check_ods(parts["content.xml"], limits)
            return "ods", parts
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, UserError):
            raise
        raise _BROKEN from error


def _too_large(limits: Limits) -> UserError:
    return UserError(
        f"This file unpacks to far more than a sheet of {limits.what} holds. Save only the sheet with the {limits.what}."
    )


def _too_many_rows(limits: Limits) -> UserError:
    return UserError(f"This sheet has more than {limits.rows:,} rows. Split it, and take the parts one by one.")


def _too_many_columns(limits: Limits) -> UserError:
    return UserError(
        f"This sheet has more than {limits.columns} columns. Keep those with the {limits.what}, and try again."
    )


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The entry's content, never more than it declares: zipfile would stop there, the reader of sheets might not."""
    start = entry.header_offset
    if data[start : start + 4] != b"PK\x03\x04":
        raise _BROKEN
    name, extra = (int.from_bytes(data[start + at : start + at + 2], "little") for at in (26, 28))
    body = data[start + 30 + name + extra :][: entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return body
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise _BROKEN
    inflate = zlib.decompressobj(-15)
    found = inflate.decompress(body, entry.file_size + 1)
    if len(found) != entry.file_size:
        raise _BROKEN
    return found


def _check_xlsx(parts: dict[str, bytes], limits: Limits) -> None:
    strings = [
        len(match[0])
        for name, part in parts.items()
        if name.lower().endswith("sharedstrings.xml")
        for match in _STRING.finditer(part)
    ]
    far, longest = _far_away(2 * limits.rows), max(strings, default=0)
    for part in parts.values():  # whatever its name: a workbook says itself which parts are sheets
        if far.search(part) or part.count(b't="s"') * longest > limits.text:
            _check_cells(part, strings, limits)
        if any(
            int(row[1]) > 2 * limits.rows and not _ends_at_once(part, row.end()) for row in _XLSX_ROW.finditer(part)
        ):
            raise _too_many_rows(limits)


def _far_away(row: int) -> re.Pattern[bytes]:
    """Finds places that may lie beyond the limits, so that an honest sheet is searched, not taken apart cell by cell."""
    digits = str(row)
    rows = rf"[{digits[0]}-9]\d{{{len(digits) - 1}}}|\d{{{len(digits) + 1},7}}"
    return re.compile(rf'\sr="(?:[A-Z]{{3}}\d+|[W-Z][A-Z]\d+|[A-Z]{{1,3}}(?:{rows}))"'.encode())


def _check_cells(part: bytes, strings: list[int], limits: Limits) -> None:
    text = 0
    for cell in _XLSX_CELL.finditer(part):
        place = _PLACE.search(cell[1])
        if place and int(place[2]) > 2 * limits.rows:
            raise _too_many_rows(limits)
        if place and _column(place[1]) > 2 * limits.columns:
            raise _too_many_columns(limits)
        if cell[2] and b't="s"' in cell[1] and int(cell[2]) < len(strings):
            text += strings[int(cell[2])]
    if text > limits.text:
        raise _too_large(limits)


def _ends_at_once(part: bytes, at: int) -> bool:
    """Whether a row holds no cell with content, as formatted empty rows at the end of a sheet do."""
    end = part.find(b"</row>", at)
    tag = part.find(b">", at)
    return part[tag - 1 : tag] == b"/" or _XLSX_CELL.search(part, tag + 1, max(end, tag + 1)) is None


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_ods(content: bytes, limits: Limits) -> None:
    """Repeated cells are expanded when read: refuse those that would fill memory. Empty ones are only counted."""
    cells = 0
    for row in _ODS_ROW.finditer(content):
        rows = _repeats(row[1])
        filled = [_repeats(cell[1]) for cell in _ODS_CELL.finditer(row[2]) if b"office:value-type" in cell[1]]
        if not filled:
            continue
        if rows > limits.rows:
            raise _too_many_rows(limits)
        if max(filled) > limits.columns:
            raise _too_many_columns(limits)
        cells += rows * max(sum(filled), len(row[2]) // 200)
        if cells > limits.rows * limits.columns or rows * len(row[2]) > limits.text:
            raise _too_large(limits)


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1][:9]) if found else 1
