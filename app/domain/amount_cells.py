"""One cell of amounts taken apart: sign, currency, scale and percent off, and what its marks can mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Style = Literal["point", "comma"]
"""`point`: 1,234.50 (the point is the decimal mark). `comma`: 1.234,50."""

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

_ABOUT = re.compile(r"^(~|≈|(ca|circa|about|approx|approximately|around|roughly|etwa|rund)\b\.?)\s*", re.IGNORECASE)
"""“~95,000” is read as 95,000: an estimate is what most sheets hold."""

_WORDS = re.compile(r"[^\W\d_]+\.?\$?|[$€£¥₹₩₽₺]")
_MINUSES = str.maketrans({"−": "-", "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})


@dataclass(frozen=True, slots=True)
class Cell:
    """What is left of a cell when sign, currency, scale and percent are taken off."""

    body: str
    negative: bool = False
    currency: str | None = None
    scale: int = 0
    percent: bool = False
    no_cents: bool = False  # "485.000,-"
    empty: bool = False


def take_apart(text: str) -> Cell:
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_MINUSES).split()).strip("\"' ")
    plain = _ABOUT.sub("", plain) if any(char.isdigit() for char in plain) else plain
    if plain.casefold() in _EMPTY:
        return Cell("", empty=True)
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
        return Cell("0", currency=currency)  # the accounting format of a spreadsheet writes zero as "$ -"
    decimal_mark = plain.rstrip("-")[-1:] if no_cents else ""
    return Cell(body.strip() + decimal_mark, negative, currency, scale, percent, no_cents)


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


def reading(cell: Cell) -> tuple[Style | None, bool]:
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
