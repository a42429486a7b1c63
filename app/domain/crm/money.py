"""A column of amounts → hundredths of the currency, in one number style for the whole column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.amount_cells import reading, take_apart
from app.domain.amounts import AmountError, Style, decide_style, in_groups, parse_amount
from app.domain.sheets.table import Cell

_DIGITS = str.maketrans("123456789", "999999999")
_PLAIN = re.compile(r"(-?)(\d{1,14})(?:\.(\d{1,2}))?")
_SIGN_OUTSIDE = re.compile(r"([A-Z]{0,3}[$€£¥₹]?)\s*\(([^()]+)\)")
_GROUPED = {
    "point": re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,14})(?:\.\d{1,2})?"),
    "comma": re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d{1,14})(?:,\d{1,2})?"),
}
_MARKS = {"point": str.maketrans("", "", ","), "comma": str.maketrans(",", ".", ".")}


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """Per row: the amount (None: empty or unreadable) and the currency that the cell itself names."""

    minor: list[int | None]
    currencies: list[str | None]
    unreadable: dict[int, str]
    """Row → what is wrong with its cell."""


def style_of(cells: Iterable[Cell]) -> tuple[Style, str | None]:
    """The style of a column, and the question where its cells can be read in two ways."""
    shapes = _shapes(cells)
    style, ambiguous, question = decide_style(shapes)
    shown = {reading(take_apart(text))[0] for text in shapes} - {None} if ambiguous else set()
    # Where every mark stands before three digits, they are thousands: no column of money has three decimals throughout.
    return style, question if len(shown) > 1 else None


def sure_style(cells: Iterable[Cell]) -> Style | None:
    """The style that the cells leave no doubt about, or None."""
    shown = {style for style, sure in (reading(take_apart(text)) for text in _shapes(cells)) if sure and style}
    return next(iter(shown)) if len(shown) == 1 else None


def read_money(cells: Sequence[Cell], style: Style) -> MoneyColumn:
    """Every cell in hundredths, in the style given; never raises."""
    grouped = in_groups(_shapes(cells), style)
    minor: list[int | None] = []
    currencies: list[str | None] = []
    unreadable: dict[int, str] = {}
    known: dict[str, tuple[int | None, str | None]] = {}
    for row, cell in enumerate(cells):
        if cell is None:
            found: tuple[int | None, str | None] = (None, None)
        elif isinstance(cell, str):
            try:
                found = known.get(cell) or known.setdefault(cell, _read(cell, style, grouped))
            except AmountError as error:
                found = (None, None)
                unreadable[row] = str(error)
        elif isinstance(cell, int | float) and not isinstance(cell, bool):
            found = (_hundredths(Decimal(repr(cell))) if abs(cell) < 1e15 else None, None)
        else:
            found = (None, None)
            unreadable[row] = "A date or a yes stands where an amount belongs."
        minor.append(found[0])
        currencies.append(found[1])
    return MoneyColumn(minor, currencies, unreadable)


def _shapes(cells: Iterable[Cell]) -> list[str]:
    """One example of each shape ("9,999.99"): the style shows in the marks, not in the digits."""
    shapes: dict[str, str] = {}
    for cell in cells:
        if isinstance(cell, str):
            shapes.setdefault(cell.translate(_DIGITS), cell)
    return list(shapes.values())


def _read(text: str, style: Style, grouped: bool) -> tuple[int | None, str | None]:
    text = text.strip()
    if _GROUPED[style].fullmatch(text):
        sign, whole, cents = _PLAIN.fullmatch(text.translate(_MARKS[style])).groups()  # type: ignore[union-attr]
        value = int(whole) * 100 + int((cents or "0").ljust(2, "0"))
        return (-value if sign else value), None
    inside = _SIGN_OUTSIDE.fullmatch(text)
    if inside:  # "$(1,200.00)", as spreadsheets write credits
        text = f"({inside[1]}{inside[2]})"
    amount = parse_amount(text, style, grouped=grouped)
    if amount.percent:
        raise AmountError(f"“{text[:40]}” is a percentage, not an amount.")
    return None if amount.value is None else _hundredths(amount.value), amount.currency


def _hundredths(value: Decimal) -> int:
    return int((value * 100).quantize(Decimal(1), ROUND_HALF_EVEN))
