"""What is inside an XLSX or ODS, measured before anything opens it: sizes that lie, cells at the end of the world, and
texts repeated until memory is full are refused here."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from app.domain.errors import UserError
from app.domain.sheets.table import MOST_COLUMNS, MOST_ROWS

MOST_INSIDE = 120_000_000
_MOST_TEXT = 200_000_000
_CHUNK = 1 << 20

_TOO_LARGE = UserError(
    "This file unpacks to far more than a sheet of nominations holds. Save only the sheet with the nominations."
)
_BROKEN = UserError("This file is damaged, so it can't be opened. Download or save it again, and try that.")
_ROWS = UserError(f"This sheet has more than {MOST_ROWS:,} rows. Split it, and take the parts one by one.")
_COLUMNS = UserError(
    f"This sheet has more than {MOST_COLUMNS} columns. Keep those with the nominations, and try again."
)

_XLSX_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d+)"')
_XLSX_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>])>(?:<(?:\w+:)?v>(\d{1,9})</)?")
_PLACE = re.compile(rb'(?:^|\s)r="([A-Z]{1,3})(\d{1,7})"')
_STRING = re.compile(rb"<(?:\w+:)?si\b(?:/>|.*?</(?:\w+:)?si>)", re.DOTALL)
_ODS_ROW = re.compile(rb"<table:table-row\b((?:[^>]*[^/>])?)>(.*?)</table:table-row>", re.DOTALL)
_ODS_CELL = re.compile(rb"<table:table-cell\b([^>]*)>")
_REPEATED = re.compile(rb'-repeated="(\d+)"')


def check_archive(data: bytes) -> str:
    """ "xlsx" or "ods"; raises `UserError` for anything that can't be a sheet of nominations."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            if len(entries) > 5_000 or sum(entry.file_size for entry in entries) > MOST_INSIDE:
                raise _TOO_LARGE
            if any(entry.flag_bits & 1 for entry in entries):
                raise UserError("This file is protected by a password. Save it without one, and try again.")
            if "xl/workbook.xml" in names:
                _check_xlsx({entry.filename: _unpacked(data, entry) for entry in entries})
                return "xlsx"
            if "content.xml" in names:
                if b"manifest:encryption-data" in b"".join(
                    _unpacked(data, e) for e in entries if "manifest.xml" in e.filename
                ):
                    raise UserError("This file is protected by a password. Save it without one, and try again.")
                _check_ods(b"".join(_unpacked(data, entry) for entry in entries if entry.filename == "content.xml"))
                return "ods"
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, UserError):
            raise
        raise _BROKEN from error
    raise UserError("This is an archive, but not a spreadsheet. Please give a CSV, XLSX, XLS or ODS file.")


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


def _check_xlsx(parts: dict[str, bytes]) -> None:
    strings = [
        len(match[0])
        for name, part in parts.items()
        if name.lower().endswith("sharedstrings.xml")
        for match in _STRING.finditer(part)
    ]
    for part in parts.values():  # whatever its name: a workbook says itself which parts are sheets
        text = 0
        for cell in _XLSX_CELL.finditer(part):
            place = _PLACE.search(cell[1])
            if place:
                if int(place[2]) > 2 * MOST_ROWS:
                    raise _ROWS
                if _column(place[1]) > 2 * MOST_COLUMNS:
                    raise _COLUMNS
            if cell[2] and b't="s"' in cell[1] and int(cell[2]) < len(strings):
                text += strings[int(cell[2])]
        if text > _MOST_TEXT:
            raise _TOO_LARGE
        if not _XLSX_CELL.search(part):
            continue
        if any(int(row[1]) > 2 * MOST_ROWS for row in _XLSX_ROW.finditer(part) if not _ends_at_once(part, row.end())):
            raise _ROWS


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


def _check_ods(content: bytes) -> None:
    """Repeated cells are expanded when read: refuse those that would fill memory. Empty ones are only counted."""
    cells = 0
    for row in _ODS_ROW.finditer(content):
        rows = _repeats(row[1])
        filled = [_repeats(cell[1]) for cell in _ODS_CELL.finditer(row[2]) if b"office:value-type" in cell[1]]
        if not filled:
            continue
        if rows > MOST_ROWS:
            raise _ROWS
        if max(filled) > MOST_COLUMNS:
            raise _COLUMNS
        cells += rows * max(sum(filled), len(row[2]) // 200)
        if cells > MOST_ROWS * MOST_COLUMNS or rows * len(row[2]) > _MOST_TEXT:
            raise _TOO_LARGE


def _repeats(attributes: bytes) -> int:
    found = _REPEATED.search(attributes)
    return int(found[1][:9]) if found else 1
