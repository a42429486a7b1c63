"""Reads amounts as people write them, with one number style for a whole column, never one per row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.domain.amount_cells import Cell, Style, reading, take_apart
from app.domain.errors import UserError

__all__ = [
    "Amount",
    "AmountColumn",
    "AmountError",
    "CellProblem",
    "Style",
    "decide_style",
    "in_groups",
    "looks_like_amount",
    "parse_amount",
    "read_amounts",
]

LARGEST = Decimal(10) ** 15
_OTHER: dict[Style, Style] = {"point": "comma", "comma": "point"}


class AmountError(UserError):
    """A cell that is not an amount; the message says what was found."""


@dataclass(frozen=True, slots=True)
class Amount:
    """One amount: `value` in units of the currency (or percent), None when the cell is empty."""

    value: Decimal | None
    currency: str | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell of a column that could not be read: `row` counts from 0."""

    row: int
    text: str
    sentence: str


@dataclass(frozen=True, slots=True)
class AmountColumn:
    """A whole column read in one style. When `ambiguous`, the style was assumed: ask, and read again."""

    amounts: tuple[Amount, ...]
    style: Style
    ambiguous: bool
    question: str | None
    currencies: tuple[str, ...]
    problems: tuple[CellProblem, ...]

    @property
    def values(self) -> tuple[Decimal | None, ...]:
        return tuple(amount.value for amount in self.amounts)

    @property
    def percent(self) -> bool:
        return any(amount.percent for amount in self.amounts)


def parse_amount(text: object, style: Style = "point", *, grouped: bool = False) -> Amount:
    """Read one amount in a given style.

    Takes text such as `1,234.50`, `(1,200)`, `1,200-`, `$4.2M`, `485.000,-`, `~95,000` or `12 %`, or an int,
    float or Decimal. An empty cell gives `Amount(None)`: not known, which is not 0. `grouped`: the column writes
    thousands in this style (`in_groups`), so that `900.000` among `1,250,000` is refused. Raises `AmountError`.
    """
    if isinstance(text, bool):
        raise AmountError("yes or no stands where an amount belongs.")
    if isinstance(text, int | float | Decimal):
        return Amount(_checked(Decimal(str(text)), str(text)))
    if text is None:
        return Amount(None)
    cell = take_apart(str(text))
    if cell.empty:
        return Amount(None, cell.currency, cell.percent)
    if grouped and not cell.scale and reading(cell) == (_OTHER[style], False):
        raise AmountError(_two_ways(cell.body, style, str(text)))
    value = _number(cell, style, str(text)) * 10**cell.scale
    return Amount(_checked(-value if cell.negative else value, str(text)), cell.currency, cell.percent)


def in_groups(texts: Iterable[object], style: Style) -> bool:
    """Whether some cell writes thousands with the mark of this style: `1,250,000` for `point`."""
    mark = "," if style == "point" else "."
    cells = (take_apart(text) for text in texts if isinstance(text, str) and mark in text)
    return any(mark in cell.body.rstrip(mark) and reading(cell)[0] == style for cell in cells)


def decide_style(texts: Iterable[object]) -> tuple[Style, bool, str | None]:
    """The style of a whole column: (style, ambiguous, question to ask when ambiguous).

    A cell decides when only one reading is possible: `1.234,50`, `4.2`, `1,234,567`. `1,234` alone decides
    nothing: it is then read with thousands, and the answer says that it was assumed.
    """
    votes: dict[Style, str] = {}
    leaning: dict[Style, str] = {}
    for text in texts:
        if not isinstance(text, str):
            continue
        cell = take_apart(text)
        style, sure = reading(cell)
        if style is not None:
            (votes if sure else leaning).setdefault(style, text.strip())
    if len(votes) == 1:
        return next(iter(votes)), False, None
    if len(votes) == 2:
        point, comma = votes["point"], votes["comma"]
        return (
            "point",
            True,
            f"“{point}” and “{comma}” write decimals differently. Is the decimal mark a point or a comma?",
        )
    if len(leaning) == 2:
        first, second = leaning.values()
        return (
            "point",
            True,
            f"“{first}” and “{second}” can be read in two ways. Is the decimal mark a point or a comma?",
        )
    if leaning:
        style, text = next(iter(leaning.items()))
        return (
            style,
            True,
            f"“{text}” was read with thousands. Is that right, or does it have three decimals?",
        )
    return "point", False, None


def read_amounts(texts: Sequence[object], style: Style | None = None) -> AmountColumn:
    """Read a column of cells in one style: the one given, else the one its cells show.

    Never raises: a cell that is not an amount becomes an empty amount and a `CellProblem` with a sentence.
    """
    ambiguous, question = False, None
    if style is None:
        style, ambiguous, question = decide_style(texts)
    grouped = in_groups(texts, style)
    amounts: list[Amount] = []
    problems: list[CellProblem] = []
    for row, text in enumerate(texts):
        try:
            amounts.append(parse_amount(text, style, grouped=grouped))
        except AmountError as error:
            amounts.append(Amount(None))
            problems.append(CellProblem(row, str(text), str(error)))
    currencies = tuple(dict.fromkeys(amount.currency for amount in amounts if amount.currency))
    return AmountColumn(tuple(amounts), style, ambiguous, question, currencies, tuple(problems))


def looks_like_amount(text: str) -> bool:
    """Whether a cell is an amount in one style or the other (empty cells are not)."""
    for style in ("point", "comma"):
        try:
            if parse_amount(text, style).value is not None:
                return True
        except AmountError:
            continue
    return False


def _number(cell: Cell, style: Style, text: str) -> Decimal:
    decimal, group = (".", ",") if style == "point" else (",", ".")
    whole, _, cents = cell.body.partition(decimal)
    whole = whole.replace("'", " ").replace(group, " ")
    groups = whole.split(" ")
    grouped = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and len(groups[-1]) == 3 and all(len(part) in (2, 3) for part in groups[1:])
    )
    digits = "".join(groups)
    if not grouped or not re.fullmatch(r"[0-9]*", digits + cents) or not (digits or cents):
        raise AmountError(f"“{_short(text)}” is not an amount. Write digits only, for example 1,234.50.")
    return Decimal(f"{digits or 0}.{cents}" if cents else digits)


def _two_ways(body: str, style: Style, text: str) -> str:
    mark, group = (".", ",") if style == "point" else (",", ".")
    name = "comma" if group == "," else "point"
    return (
        f"“{_short(text)}” can be read in two ways, and the other amounts write thousands with a {name}."
        f" Write {body.replace(mark, group)} or {body.partition(mark)[0]}."
    )


def _checked(value: Decimal, text: str) -> Decimal:
    try:
        fits = value.is_finite() and abs(value) < LARGEST
    except InvalidOperation:
        fits = False
    if not fits:
        raise AmountError(f"“{_short(text)}” is not an amount that can be true (the limit is 15 digits).")
    return value


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 40 else one_line[:39] + "…"
