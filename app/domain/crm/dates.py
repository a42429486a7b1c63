"""A column of dates → days, in one order for the whole column; an order that its cells don't show is asked, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from app.domain.crm.meanings import plain
from app.domain.sheets.table import Cell

Order = Literal["dmy", "mdy", "ymd", "swapped"]
_NUMBERS = re.compile(r"(\d{1,4})([-/. ])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)|((?:19|20)\d\d)([01]\d)([0-3]\d)$")
_NAMED = (
    re.compile(r"(?:[a-z]+ )?(?P<d>\d{1,2})(?:st|nd|rd|th)?(?: de)? (?P<m>[a-z]{3,12})(?: de)? (?P<y>\d{4}|\d{2})\b"),
    re.compile(r"(?:[a-z]+ )?(?P<m>[a-z]{3,12}) (?P<d>\d{1,2})(?:st|nd|rd|th)? (?P<y>\d{4})\b"),
)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janner janv janvier ene enero", "feb february februar fev fevr fevrier febrero", "mar march marz mrz mars marzo",
            "apr april avr avril abr abril", "may mai mayo", "jun june juni juin junio", "jul july juli juil juillet julio", "aug august aout ago agosto",
            "sep sept september septembre septiembre set", "oct october okt oktober octobre octubre", "nov november novembre noviembre", "dec december dez dezember decembre dic diciembre",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_EPOCH = date(1899, 12, 30)
_SERIALS = (20_000, 80_000)
_BLANK = frozenset({"", "-", "--", "n/a", "none", "null"})


@dataclass(frozen=True, slots=True)
class DateColumn:
    """Days per row (None: empty or unreadable); `order` None: the cells can be read in two ways, and were read as `dmy`."""

    days: list[date | None]
    unreadable: frozenset[int]
    order: Order | None
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the cells of a column show of their order. `order` None: they can be read in two ways (`example` can), or
    some only in one way and some only in the other (`both`)."""

    order: Order | None
    matters: bool = False
    """Whether any cell depends on the order."""
    example: str = ""
    both: bool = False


def order_of(cells: Iterable[Cell]) -> Shown:
    """The order of a column: shown by a number above 12, or by points (no country writes month.day.year)."""
    first_over, second_over, example, dotted = "", "", "", False
    for text in {cell[:32] for cell in cells if isinstance(cell, str)}:
        found = _NUMBERS.match(text.strip())
        if found is None or len(found[1]) > 2:
            continue
        dotted = dotted or found[2] == "."
        first, second = int(found[1]), int(found[3])
        first_over = text if first > 12 else first_over
        second_over = text if second > 12 else second_over
        if first != second and max(first, second) <= 12:
            example = min(example or text, text)
    if first_over and second_over:
        return Shown(None, True, f"{first_over}” beside “{second_over}", True)
    if first_over or second_over or dotted:
        return Shown("mdy" if second_over else "dmy", True)
    return Shown(None, True, example) if example else Shown("ymd")


def is_swapped(cells: Iterable[Cell], order: Order | None) -> bool:
    """Whether a spreadsheet program took days for months where it could: real dates whose days all fit a month, beside
    texts whose first number is none."""
    days = [cell for cell in cells if isinstance(cell, date)]
    return order == "dmy" and bool(days) and all(day.day <= 12 for day in days)


def read_dates(cells: Sequence[Cell], order: Order | None) -> DateColumn:
    """Every cell as a day, in the order given; never raises."""
    known: dict[Cell, date | None] = {}
    days: list[date | None] = []
    unreadable = set()
    as_read: Order = order or "dmy"
    for row, cell in enumerate(cells):
        if cell is None:
            days.append(None)
            continue
        if cell not in known:
            known[cell] = _day(cell, as_read)
        day = known[cell]
        days.append(day)
        if day is None and str(cell).strip().casefold() not in _BLANK:
            unreadable.add(row)
    return DateColumn(days, frozenset(unreadable), order)


def _day(cell: Cell, order: Order) -> date | None:
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return _made(day.year, day.day, day.month) if order == "swapped" and day.day <= 12 else day
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return _EPOCH + timedelta(days=int(cell)) if _SERIALS[0] <= cell <= _SERIALS[1] else _iso(str(cell))
    text = str(cell).strip()
    return _iso(text) or _numbers(text, order) or _named(text)


def _iso(text: str) -> date | None:
    found = _ISO.match(text)
    if found is None:
        return None
    year, month, day = found.groups()[:3] if found[1] else found.groups()[3:]
    return _made(int(year), int(month), int(day))


def _numbers(text: str, order: Order) -> date | None:
    found = _NUMBERS.match(text)
    if found is None or len(found[1]) > 2:
        return None
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    year += 0 if len(found[4]) == 4 else 2000 if year < 70 else 1900
    return _made(year, first, second) if order == "mdy" else _made(year, second, first)


def _named(text: str) -> date | None:
    words = plain(text)
    for pattern in _NAMED:
        found = pattern.match(words)
        month = MONTHS.get(found["m"]) if found else None
        if found and month:
            year = int(found["y"]) + (0 if len(found["y"]) == 4 else 2000)
            return _made(year, month, int(found["d"]))
    return None


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
