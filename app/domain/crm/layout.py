"""Where the header of a sheet is and what its columns are called; which sheets hold deals, and which only sum them up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.crm.export import Export, Sheet
from app.domain.crm.meanings import meaning_of, plain, profile_of
from app.domain.crm.reading import Column
from app.domain.sheets.table import Cell, clean

_HEADER_WITHIN = 60
_SAMPLE = 2000
_LONGEST_HEADING = 200
_YEAR = re.compile(r"(?<!\d)(?:fy ?)?((?:19|20)\d\d)(?!\d)|\bfy ?(\d\d)\b")
_PART = re.compile(
    r"\b(q[1-4]|[1-4]q|h[12]|quarter|quartal|quota|target|budget|plan|margin|growth|percent|rank|delta|diff\w*|change)\b|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* (19|20)\d\d"
)
_SUMMARY = re.compile(
    r"\b(summary|summaries|pivot|overview|dashboard|totals?|chart|notes?|read me|readme|legend|ubersicht|zusammenfassung|summen|resume|synthese|resumen|totales)\b"
)
_DEALS = ("close_date", "stage", "owner", "type", "id", "created_date", "deal", "won")


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet with its header: `header` is its row number (0: none), `headings` their unique names by place."""

    sheet: Sheet
    header: int
    headings: tuple[str, ...]
    columns: dict[str, Column]
    """Meaning → the best column for it."""
    also: dict[str, tuple[str, ...]]
    """Meaning → further headings that could mean the same."""

    @property
    def holds_deals(self) -> bool:
        return "account" in self.columns and ("amount" in self.columns or len(years_of(self.headings)) > 1)


def layout_of(sheet: Sheet) -> Layout:
    """Find the header of a sheet and what each column is taken for."""
    rows = sheet.first(_HEADER_WITHIN)
    scores = [_score(row) for row in rows]
    best = max(scores, default=0)
    if best < 2:
        width = max((len(row) for row in rows), default=0)
        return Layout(sheet, 0, unique_names([], width), {}, {})
    header = scores.index(best) + 1
    headings = unique_names(rows[header - 1], max((len(row) for row in sheet.rows[header : header + 50]), default=0))
    columns, also = _columns(sheet, header, headings)
    return Layout(sheet, header, headings, columns, also)


def unique_names(row: Sequence[Cell], width: int = 0) -> tuple[str, ...]:
    """Headings by which columns can be told apart: "Amount", "Amount #2", "Column D" where there is none."""
    names: list[str] = []
    seen: dict[str, int] = {}
    for place in range(max(width, len(row))):
        cell = row[place] if place < len(row) else None
        name = " ".join(str(cell).split())[:_LONGEST_HEADING] if cell is not None else f"Column {letter(place)}"
        seen[plain(name)] = seen.get(plain(name), 0) + 1
        names.append(name if seen[plain(name)] == 1 else f"{name} #{seen[plain(name)]}")
    return tuple(names)


def letter(place: int) -> str:
    """The letters by which a spreadsheet names a column: 0 → A, 26 → AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def years_of(headings: Sequence[str]) -> dict[int, str]:
    """Year → the heading of its amounts; quarters and months are no years, and of two for one year none is taken."""
    found: dict[int, list[str]] = {}
    for heading in headings:
        years = [int(year or f"20{short}") for year, short in _YEAR.findall(plain(heading))]
        meaning = meaning_of(heading)
        if years and (meaning is None or meaning[0] in ("amount", "prior")):
            found.setdefault(years[-1], []).append(heading)
    whole = {year: [name for name in names if not _PART.search(plain(name))] for year, names in found.items()}
    return {year: (whole[year] or names)[0] for year, names in found.items() if len(whole[year] or names) == 1}


def _score(row: Sequence[Cell]) -> int:
    """How many meanings a row names; a row with amounts or long texts is no header."""
    known: set[str] = set()
    years = 0
    for cell in row:
        if isinstance(cell, int | float) and not isinstance(cell, bool) and not 1990 <= cell <= 2100:
            return 0
        text = str(cell) if cell is not None else ""
        if 0 < len(text) <= 80:
            meaning = meaning_of(text)
            years += bool(_YEAR.search(plain(text)))
            known.update({meaning[0]} if meaning else ())
    return len(known) + (years if "account" in known else 0)


def _columns(
    sheet: Sheet, header: int, headings: Sequence[str]
) -> tuple[dict[str, Column], dict[str, tuple[str, ...]]]:
    sample = sheet.rows[header : header + _SAMPLE]
    found: dict[str, list[tuple[tuple[bool, bool, int, int], Column]]] = {}
    for place, heading in enumerate(headings):
        meaning = meaning_of(re.sub(r" #\d+$", "", heading))
        if meaning is None:
            continue
        empty = not any(place < len(row) and clean(row[place]) is not None for row in sample)
        hidden = place in sheet.hidden_columns
        column = Column(meaning[0], heading, place, 0.3 if empty else meaning[2], hidden)
        found.setdefault(meaning[0], []).append(((empty, hidden and meaning[0] != "id", meaning[1], place), column))
    best, also = {}, {}
    for name, claims in found.items():
        claims.sort(key=lambda claim: claim[0])
        best[name] = claims[0][1]
        also[name] = tuple(column.heading for (empty, _, _, _), column in claims[1:] if not empty)
    return best, also


def choose_sheets(layouts: Sequence[Layout]) -> list[Layout]:
    """The sheets that hold deals, in their order: those alike to the best one. Summaries are left."""
    able = [layout for layout in layouts if layout.holds_deals]
    plainly = [layout for layout in able if not _SUMMARY.search(plain(layout.sheet.name))]
    able = plainly or able
    if not able:
        return []
    best = max(able, key=lambda layout: (len(_kinds(layout)), len(layout.sheet.rows)))
    return [layout for layout in able if _kinds(layout) >= _kinds(best) - {"type", "id", "created_date", "deal"}]


def _kinds(layout: Layout) -> set[str]:
    return {meaning for meaning in _DEALS if meaning in layout.columns}


def profile_for(layouts: Sequence[Layout]) -> str:
    """The profile of the sheets that are read."""
    if not layouts:
        return "by_hand"
    columns = layouts[0].columns
    deals = "close_date" in columns or "stage" in columns or "won" in columns
    two_years = "prior" in columns or len(years_of(layouts[0].headings)) > 1
    if "account" in columns and two_years and not deals:
        return "customer_list"
    return profile_of(layouts[0].headings) or "by_hand"


def layouts_of(export: Export) -> list[Layout]:
    return [layout_of(sheet) for sheet in export.sheets]
