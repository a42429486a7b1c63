"""Which rows of a sheet are deals, and which are totals, footers, headings of groups or the header again; values given once
for a group of rows stand in each of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from app.domain.crm.meanings import meaning_of, plain
from app.domain.sheets.table import Cell, clean, text_of

_TOTAL = re.compile(
    r"(grand |sub ?|overall |report )?totals?( (amount|sum|revenue|sales|records?|rows|customers|accounts|deals|won|all|[a-z]{3}|(19|20)\d\d|\d+( records?)?))*"
    r"|sum( of .*)?|(zwischen|gesamt|end)?summen?|gesamt(betrag|ergebnis|umsatz)?|insgesamt|sous total|(total|somme) (general|generale|partiel|partielle)|total general|suma( total)?|count|record count|average( .*)?|avg|durchschnitt|\d+ records?"
)
_LOOSE_TOTAL = re.compile(
    r"(sub ?totals?|totals?|zwischensumme|summe|sous total|sum|count)\b.+|.+ (sub ?totals?|totals?|ergebnis|gesamt|count)"
)
_GROUP = re.compile(r"^\s*([^:]{2,60}):\s*(.+?)(?:\s*\(\s*\d[\d,.]*\s*\w*\s*\))?\s*$", re.DOTALL)
_FILLED = ("owner", "account", "stage", "type", "lead_source", "currency", "label", "close_date")
_KEYS = ("account", "owner", "deal", "stage", "close_date", "id", "type", "won")
_MANY_KEYS = 4
"""A row with so many of the keys filled is a deal, whatever its first cell says."""
_AMOUNTS = ("amount", "converted", "prior")


@dataclass(slots=True)
class Structure:
    """`numbers`: the rows that hold anything, by number in the sheet. `given`: meaning → cells, where values of a group were
    given once."""

    numbers: list[int] = field(default_factory=list)
    reasons: list[str | None] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    given: dict[str, list[Cell]] = field(default_factory=dict)


def structure_of(rows: Sequence[Sequence[object]], header: int, places: Mapping[str, int]) -> Structure:
    """Look at every row below the header once."""
    found = Structure()
    heading = [text_of(clean(cell)) for cell in rows[header - 1]] if header else []
    keys = [places[meaning] for meaning in _KEYS if meaning in places]
    amounts = [places[meaning] for meaning in _AMOUNTS if meaning in places]
    surely = itemgetter(*keys) if len(keys) >= _MANY_KEYS else None
    top = next((cell for cell in rows[header - 1] if cell not in (None, "")), None) if header else None
    last = 0
    for number in range(header + 1, len(rows) + 1):
        row = rows[number - 1]
        reason: str | None = None
        if surely is None or len(row) <= max(keys) or not all(surely(row)) or row[0] == top:
            filled = [cell for cell in row if cell is not None and str(cell).strip()]
            if not filled:
                continue
            reason = _reason(row, filled, heading, keys, amounts)
            if reason is not None:
                found.texts[len(found.numbers)] = " · ".join(text_of(clean(cell)) for cell in filled)[:200]
        last = len(found.numbers) if reason is None else last
        found.numbers.append(number)
        found.reasons.append(reason)
    for at in found.texts:
        if found.reasons[at] == "heading" and at > last:
            found.reasons[at] = "footer"
    _fill_groups(rows, found, places)
    return found


def _reason(
    row: Sequence[object], filled: list[object], heading: list[str], keys: list[int], amounts: list[int]
) -> str | None:
    """Why a row is no deal, or None."""
    first = filled[0]
    width = len(row)
    known = sum(1 for place in keys if place < width and row[place] not in (None, ""))
    if known < len(keys) or len(keys) < _MANY_KEYS:
        labels = [first, *(row[place] for place in keys if place < width)]
        if any(_is_total(cell, known, len(keys)) for cell in labels):
            return "total"
    if heading and first == heading[0] and [text_of(clean(cell)) for cell in row][: len(heading)] == heading:
        return "repeated_header"
    has_amount = any(place < width and row[place] not in (None, "") for place in amounts)
    if not known and has_amount:
        return "total"
    if keys and not has_amount and (len(filled) == 1 or (len(filled) <= 2 and len(keys) > 3 and known <= 2)):
        return "heading"
    return None if known or has_amount or not keys else "footer"


def _is_total(cell: object, known: int, keys: int) -> bool:
    """ "Subtotal" always; "Total Q1", "Dana Total" only in a row that says nothing else: "Total Wine" is a customer."""
    if not isinstance(cell, str) or len(cell) > 80:
        return False
    text = plain(cell)
    return bool(_TOTAL.fullmatch(text)) or (
        keys > 2 and known <= 2 and known < keys - 1 and bool(_LOOSE_TOTAL.fullmatch(text))
    )


def _fill_groups(rows: Sequence[Sequence[object]], found: Structure, places: Mapping[str, int]) -> None:
    """Groups named in rows of their own ("Stage: Closed Won (3 records)"), then columns that give a value once."""
    named = {at: _GROUP.match(text) for at, text in found.texts.items() if found.reasons[at] == "heading"}
    groups: dict[str, dict[int, str]] = {}
    for at, match in named.items():
        known = meaning_of(match[1]) if match else None
        if match and known and known[0] in _FILLED and known[0] not in places:
            groups.setdefault(known[0], {})[at] = match[2]
    for meaning, starts in groups.items():
        value: Cell = None
        cells: list[Cell] = []
        for at in range(len(found.numbers)):
            value = starts.get(at, value)
            cells.append(value)
        found.given[meaning] = cells
    leading = True
    for meaning, place in sorted(places.items(), key=lambda item: item[1]):
        if not leading:
            break
        leading = meaning in _FILLED and _fill_down(rows, found, meaning, place)


def _fill_down(rows: Sequence[Sequence[object]], found: Structure, meaning: str, place: int) -> bool:
    """Fill a leading column whose values stand once for the rows below; whether it was one."""
    cells = [row[place] if place < len(row := rows[number - 1]) else None for number in found.numbers]
    deals = [at for at, reason in enumerate(found.reasons) if reason is None]
    blanks = sum(1 for at in deals if cells[at] in (None, ""))
    if not blanks:
        return bool(deals) and "total" in found.reasons  # a report with subtotals may repeat the outer group
    before: object = None
    for at, cell in enumerate(cells):
        if found.reasons[at] not in (None, "heading") or cell in (None, ""):
            before = None if found.reasons[at] not in (None, "heading") else before
            continue
        if found.reasons[at] is None and cell == before and cells[at - 1] not in (None, ""):
            return False
        before = cell
    starts = cells[deals[0]] not in (None, "") or any(cells[at] not in (None, "") for at in range(deals[0]))
    if not starts or (blanks * 3 < len(deals) and "total" not in found.reasons):
        return False
    value: Cell = None
    filled: list[Cell] = []
    for at, cell in enumerate(cells):
        if cell not in (None, "") and found.reasons[at] in (None, "heading"):
            value = clean(cell)
        filled.append(value)
    found.given[meaning] = filled
    return True
