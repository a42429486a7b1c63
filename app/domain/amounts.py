"""Reads amounts as people write them, with one number style for a whole column, never one per row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from app.domain.errors import UserError

Style = Literal["point", "comma"]
"""`point`: 1,234.50 (the point is the decimal mark). `comma`: 1.234,50."""

LARGEST = Decimal(10) ** 15

_CURRENCY_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
}
_DOLLARS = {"US$": "USD", "C$": "CAD", "CA$": "CAD", "A$": "AUD", "AU$": "AUD", "NZ$": "NZD", "R$": "BRL"}
_CODES = (
    "USD EUR GBP CHF JPY CNY INR CAD AUD NZD SEK NOK DKK PLN CZK HUF RON BGN TRY ZAR BRL MXN SGD HKD KRW ILS AED SAR"
)
_OTHER_WORDS = {
    "FR.": "CHF",
    "SFR.": "CHF",
    "SFR": "CHF",
    "FR": "CHF",
    "EURO": "EUR",
    "EUROS": "EUR",
    "RS.": "INR",
}
_OTHER_WORDS |= {
    "DOLLARS": "USD",
    "DOLLAR": "USD",
    "RS": "INR",
    "ZŁ": "PLN",
    "KČ": "CZK",
    "KR": "",
    "KR.": "",
}
_CURRENCIES = _CURRENCY_SIGNS | _DOLLARS | {code: code for code in _CODES.split()} | _OTHER_WORDS

_SCALES = {
    "k": 3,
    "thousand": 3,
    "tsd": 3,
    "tsd.": 3,
    "m": 6,
    "mm": 6,
    "mn": 6,
    "mio": 6,
    "mio.": 6,
    "mil": 6,
}
_SCALES |= {
    "million": 6,
    "millions": 6,
    "b": 9,
    "bn": 9,
    "billion": 9,
    "mrd": 9,
    "mrd.": 9,
    "lakh": 5,
    "crore": 7,
}

_EMPTY = {
    "",
    "-",
    "--",
    "–",
    "—",
    "n/a",
    "na",
    "n.a.",
    "?",
    "unknown",
    "not known",
    "tbd",
    "null",
    "none",
    ".",
}

_WORDS = re.compile(r"[^\W\d_]+\.?\$?|[$€£¥₹₩₽₺]")
_MINUSES = str.maketrans({"−": "-", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})


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


@dataclass(frozen=True, slots=True)
class _Cell:
    """What is left of a cell when sign, currency, scale and percent are taken off."""

    body: str
    negative: bool = False
    currency: str | None = None
    scale: int = 0
    percent: bool = False
    no_cents: bool = False  # "485.000,-"
    empty: bool = False


def parse_amount(text: object, style: Style = "point") -> Amount:
    """Read one amount in a given style.

    Takes text such as `1,234.50`, `(1,200)`, `1,200-`, `$4.2M`, `485.000,-` or `12 %`, or an int, float or
    Decimal. An empty cell gives `Amount(None)`: not known, which is not 0. Raises `AmountError`.
    """
    if isinstance(text, bool):
        raise AmountError("yes or no stands where an amount belongs.")
    if isinstance(text, int | float | Decimal):
        return Amount(_checked(Decimal(str(text)), str(text)))
    if text is None:
        return Amount(None)
    cell = _take_apart(str(text))
    if cell.empty:
        return Amount(None, cell.currency, cell.percent)
    value = _number(cell, style, str(text)) * 10**cell.scale
    return Amount(_checked(-value if cell.negative else value, str(text)), cell.currency, cell.percent)


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
        cell = _take_apart(text)
        style, sure = _reading(cell)
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
    amounts: list[Amount] = []
    problems: list[CellProblem] = []
    for row, text in enumerate(texts):
        try:
            amounts.append(parse_amount(text, style))
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


def _take_apart(text: str) -> _Cell:
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_MINUSES).split()).strip("\"' ")
    if plain.casefold() in _EMPTY:
        return _Cell("", empty=True)
    negative = plain.startswith("(") and plain.endswith(")")
    if negative:
        plain = plain[1:-1].strip()
    percent = plain.endswith("%") or plain.startswith("%")
    plain = plain.strip("% ")
    plain, currency, scale = _take_words(plain)
    no_cents = bool(re.search(r"\d[.,]-{1,2}$", plain))
    body = plain.rstrip("-").rstrip(".,") if no_cents else plain
    if body.startswith(("-", "+")):
        negative, body = negative != body.startswith("-"), body[1:]
    elif body.endswith("-"):
        negative, body = not negative, body[:-1]
    if plain.strip() in ("-", "--") and currency:
        return _Cell("0", currency=currency)  # the accounting format of a spreadsheet writes zero as "$ -"
    decimal_mark = plain.rstrip("-")[-1:] if no_cents else ""
    return _Cell(body.strip() + decimal_mark, negative, currency, scale, percent, no_cents)


def _take_words(plain: str) -> tuple[str, str | None, int]:
    currency: str | None = None
    scale = 0
    rest = plain
    for word in _WORDS.findall(plain):
        if word.upper() in _CURRENCIES:
            currency = _CURRENCIES[word.upper()] or currency
        elif word.casefold() in _SCALES and not scale:
            scale = _SCALES[word.casefold()]
        else:
            return plain, None, 0
        rest = rest.replace(word, " ", 1)
    return re.sub(r"^([-+]) +", r"\1", " ".join(rest.split())), currency, scale


def _reading(cell: _Cell) -> tuple[Style | None, bool]:
    """Which style a cell shows, and whether no other reading is possible."""
    body = cell.body.replace(" ", "_").replace("'", "_")
    marks = [char for char in body if char in ".,"]
    if not marks or cell.empty:
        return None, False
    last: Style = "point" if marks[-1] == "." else "comma"
    other: Style = "comma" if last == "point" else "point"
    if len(set(marks)) == 2:
        return (last, True) if marks.count(marks[-1]) == 1 else (other, True)
    if len(marks) > 1:
        return other, True
    before, _, after = body.partition(marks[0])
    thousands = len(after) == 3 and 1 <= len(before) <= 3 and before != "0" and "_" not in before
    return (other, False) if thousands else (last, True)


def _number(cell: _Cell, style: Style, text: str) -> Decimal:
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
