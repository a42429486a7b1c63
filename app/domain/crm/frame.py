"""The rows of all sheets that are read, column by column, under the meanings of a mapping; rows that are no deals set apart."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.crm.dates import MONTHS
from app.domain.crm.export import Export, Sheet
from app.domain.crm.layout import layout_of, unique_names
from app.domain.crm.mapping import Mapping
from app.domain.crm.meanings import plain
from app.domain.crm.structure import Structure, structure_of
from app.domain.sheets.table import Cell, clean


@dataclass(slots=True)
class Frame:
    """One entry per row in every list. `cells`: meaning → cells of the column."""

    labels: list[str] = field(default_factory=list)
    cells: dict[str, list[Cell]] = field(default_factory=dict)
    reasons: list[str | None] = field(default_factory=list)
    """Why a row is no deal: "total", "footer", "heading", "repeated_header"; None: it may be one."""
    texts: dict[int, str] = field(default_factory=dict)
    """What stands in the rows that are no deals."""
    hidden: set[int] = field(default_factory=set)
    uncalculated: dict[str, set[int]] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    """Headings of the mapping that a sheet doesn't have."""
    filled: set[str] = field(default_factory=set)
    """Meanings whose values were given once for a group of rows."""

    def __len__(self) -> int:
        return len(self.labels)

    def column(self, meaning: str) -> list[Cell]:
        """The cells of a meaning; empty ones where no column has it."""
        return self.cells.get(meaning) or [None] * len(self.labels)


def frame_of(export: Export, mapping: Mapping) -> Frame:
    """Put the sheets of a mapping one below the other."""
    frame = Frame()
    names = mapping.sheets or tuple(sheet.name for sheet in export.sheets[:1])
    chosen = [sheet for sheet in export.sheets if sheet.name in names]
    for sheet in chosen:
        _add(frame, sheet, mapping, f"{sheet.name}!" if len(chosen) > 1 else "")
    return frame


def _add(frame: Frame, sheet: Sheet, mapping: Mapping, prefix: str) -> None:
    header = header_with(sheet, mapping.columns.values())
    names = unique_names(sheet.first(header)[-1]) if header else ()
    places = {name.casefold(): place for place, name in reversed(list(enumerate(names)))}
    loosely = {plain(name): place for place, name in reversed(list(enumerate(names)))}
    found: dict[str, int] = {}
    for meaning, heading in mapping.columns.items():
        place = places.get(heading.casefold(), loosely.get(plain(heading), _by_letter(heading)))
        if place is None:
            frame.missing.append(heading)
        else:
            found[meaning] = place
    structure = structure_of(sheet.rows, header, found)
    frame.filled.update(structure.given)
    start = len(frame.labels)
    frame.labels.extend(f"{prefix}{number}" for number in structure.numbers)
    frame.reasons.extend(structure.reasons)
    frame.texts.update({start + at: text for at, text in structure.texts.items()})
    if sheet.hidden_rows:
        frame.hidden.update(start + at for at, number in enumerate(structure.numbers) if number in sheet.hidden_rows)
    day = None if "close_date" in mapping.columns else day_of(sheet.name)
    if day:
        structure.given["close_date"] = [day] * len(structure.numbers)
    for meaning in {*found, *structure.given, *frame.cells}:
        earlier = frame.cells.setdefault(meaning, [None] * start)
        earlier.extend(structure.given.get(meaning) or _cells(sheet.rows, structure, found.get(meaning)))
        if sheet.uncalculated and meaning in found:
            lost = {at for at, n in enumerate(structure.numbers) if (n, found[meaning]) in sheet.uncalculated}
            frame.uncalculated.setdefault(meaning, set()).update(start + at for at in lost)


def header_with(sheet: Sheet, headings: Iterable[str]) -> int:
    """The number of the first row that holds the headings of a mapping, else of the one that looks like a header."""
    wanted = {plain(heading) for heading in headings}
    best, most = 0, 0
    for number, row in enumerate(sheet.first(60), 1):
        known = len(wanted & {plain(name) for name in unique_names(row)})
        if known > most:
            best, most = number, known
    return best if most >= min(2, len(wanted)) and most else layout_of(sheet).header


def day_of(name: str) -> date | None:
    """The last day of the quarter, month or year that a sheet is named after ("Q1 2026", "2026-03", "FY 2025"), for sheets
    without dates."""
    text = plain(name)
    year = re.search(r"\b(?:fy ?)?((?:19|20)\d\d)\b", text)
    if year is None:
        return None
    quarter = re.search(r"\b(?:q|quarter |quartal |t)([1-4])\b|\b([1-4]) ?(?:q|quartal|trim\w*)\b", text)
    rest = text.replace(year[0], " ").split()
    numbered = [int(word) for word in rest if word.isdigit() and 1 <= int(word) <= 12]
    month = next((MONTHS[word] for word in rest if word in MONTHS), numbered[0] if numbered else 12)
    if quarter:
        month = 3 * int(quarter[1] or quarter[2])
    return date(int(year[1]), month, monthrange(int(year[1]), month)[1])


def _by_letter(heading: str) -> int | None:
    """The place that "Column C" names."""
    letters = heading.removeprefix("Column ")
    if letters == heading or not (letters.isascii() and letters.isalpha() and len(letters) <= 2):
        return None
    place = 0
    for char in letters.upper():
        place = place * 26 + ord(char) - 64
    return place - 1


def _cells(rows: Sequence[Sequence[object]], structure: Structure, place: int | None) -> list[Cell]:
    if place is None:
        return [None] * len(structure.numbers)
    known: dict[object, Cell] = {}
    cells: list[Cell] = []
    for number in structure.numbers:
        row = rows[number - 1]
        raw = row[place] if place < len(row) else None
        if raw.__class__ is str:
            if raw not in known:
                known[raw] = clean(raw)
            cells.append(known[raw])
        else:
            cells.append(raw if raw.__class__ is date else clean(raw))
    return cells
