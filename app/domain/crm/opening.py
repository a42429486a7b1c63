"""Bytes of an export → its sheets, or one sentence that says why not. Nothing is run, followed or fetched."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from html import unescape

from app.domain.crm.export import LIMITS, Export, Sheet
from app.domain.errors import UserError
from app.domain.sheets.opening import RawSheet, open_sheets

_SAVE = "Save the sheet with the deals alone, as values, in an XLSX or CSV file, and give that."
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<")
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*(?:"([^"]*)"|\'([^\']*)\')')
_COLS = re.compile(rb"<(?:\w+:)?col\b([^>]*)/?>")
_HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\shidden="(?:1|true)")[^>]*?\sr="(\d{1,7})"')
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\sr="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>')  # fmt: skip
_MOST_HIDDEN = 16_384


def open_export(filename: str, data: bytes) -> Export:
    """Open a CSV, TSV, XLSX, XLS or ODS (what it is shows in its bytes). Raises `UserError` with a sentence for anything
    else: too large, damaged, protected, with macros or links to other files, a web page by the name of a sheet."""
    opened = open_sheets(data, LIMITS, _refuse_active)
    sheets, said = [], list(opened.said)
    places = _sheet_parts(opened.parts) if opened.kind == "xlsx" else {}
    for raw in opened.sheets:
        sheet = _sheet(raw, opened.parts.get(places.get(raw.name, ""), b""))
        if sheet.rows:
            sheets.append(sheet)
    if not sheets:
        raise UserError("This file holds no visible sheet with rows.")
    for name in places.keys() - {raw.name for raw in opened.sheets}:
        said.append(f"Not read, since it is hidden or empty: the sheet “{name}”.")
    return Export(filename, opened.kind, tuple(sheets), tuple(sorted(said)), hashlib.sha256(data).hexdigest())


def _sheet(raw: RawSheet, part: bytes) -> Sheet:
    rows = raw.rows if isinstance(raw.rows, list) else list(raw.rows)
    while rows and not any(cell not in (None, "") and str(cell).strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > LIMITS.rows + LIMITS.above:
        raise UserError(f"This file has {len(rows):,} rows; the limit is {LIMITS.rows:,}. Export a shorter period.")
    if max((len(row) for row in rows[:1000]), default=0) > LIMITS.columns:
        raise UserError(f"This file has more than {LIMITS.columns} columns. Export only those with the deals.")
    rows = _filled_merges(rows, raw.merged)
    if not part:
        return Sheet(raw.name, rows)
    head = part[: part.find(b"<sheetData")] if b"<sheetData" in part else part[:20_000]
    return Sheet(
        raw.name,
        rows,
        frozenset(int(row[1]) for row in _HIDDEN_ROW.finditer(part)) if b"hidden=" in part else frozenset(),
        _hidden_columns(head),
        _uncalculated(part),
    )


def _uncalculated(part: bytes) -> frozenset[tuple[int, int]]:
    if b"<f" not in part and b":f" not in part:
        return frozenset()
    return frozenset((int(cell[2]), _column(cell[1])) for cell in _FORMULA.finditer(part))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _hidden_columns(head: bytes) -> frozenset[int]:
    found: set[int] = set()
    for column in _COLS.finditer(head):
        said = _attributes(column[1])
        if said.get("hidden") in ("1", "true") and said.get("min", "").isdigit() and said.get("max", "").isdigit():
            found.update(range(int(said["min"]) - 1, min(int(said["max"]), _MOST_HIDDEN)))
    return frozenset(found)


def _filled_merges(rows: list[Sequence[object]], merged: Sequence[tuple[int, int, int, int]]) -> list[Sequence[object]]:
    """A value merged over rows stands in each of them; one merged over columns (a title) stays where it is."""
    for first, column, last, last_column in merged[:50_000]:
        if last > first and column == last_column and first < len(rows) and column < len(rows[first]):
            value = rows[first][column]
            for place in range(first + 1, min(last + 1, len(rows))):
                row = list(rows[place])
                if column < len(row) and row[column] in (None, ""):
                    row[column] = value
                    rows[place] = row
    return rows


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        found[1].decode("utf-8", "replace"): unescape((found[2] or found[3] or b"").decode("utf-8", "replace"))
        for found in _ATTRIBUTE.finditer(tag)
    }


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Name of a sheet → the part of the archive that holds it."""
    relations = {}
    for relation in _RELATION.finditer(parts.get("xl/_rels/workbook.xml.rels", b"")):
        said = _attributes(relation[1])
        target = said.get("Target", "")
        relations[said.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for sheet in _SHEET.finditer(parts.get("xl/workbook.xml", b"")):
        said = _attributes(sheet[1])
        found[said.get("name", "")] = relations.get(said.get("r:id", said.get("id", "")), "")
    return found


def _refuse_active(kind: str, parts: Mapping[str, bytes], data: bytes) -> None:
    """Macros, links to other files and entities: no export of a CRM has them."""
    names = [name.lower() for name in parts]
    macros = any("vbaproject" in name or name.startswith(("basic/", "scripts/")) for name in names)
    if kind == "xls":
        macros = "_VBA_PROJECT".encode("utf-16-le") in data
    if macros:
        raise UserError(f"This file holds macros. {_SAVE}")
    links = any("externallinks/" in name or name.endswith("connections.xml") for name in names)
    if kind == "ods":
        content = parts["content.xml"]
        links = b"<table:cell-range-source" in content or b"<table:table-source" in content
    if links:
        raise UserError(f"This file takes values from other files or data sources. {_SAVE}")
    for part in parts.values():
        if _XML.match(part[:64]) and (b"<!DOCTYPE" in part or b"<!ENTITY" in part or _DOCTYPE.search(part[:4096])):
            raise UserError(f"This file declares entities, as no export of a CRM does. {_SAVE}")
