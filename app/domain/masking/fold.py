"""Texts folded for searching, with the way back to the places in the original."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_BREAKS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
_APOSTROPHES = frozenset("'’‘‛ʼʹ`´＇′")
_DASHES = frozenset("‐‑‒–—―−﹣－⁃")
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_OWN_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
_SOFT_HYPHEN = "\xad"
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """`text` as searched; `places[k]` is the offset in the original of the character that gave `text[k]`."""

    text: str
    places: Sequence[int]


def fold(text: str) -> Folded:
    """Lower case, without accents, marks, zero-width and control characters; line breaks are "\\n", other
    blanks " ", all dashes "-", all apostrophes "'"; compatibility forms (fullwidth, ligatures,
    mathematical letters) become the letters they stand for. A soft hyphen at a line break is a hyphen;
    elsewhere it is nothing."""
    if text.isascii() and text.isprintable():
        return Folded(text.lower(), range(len(text)))
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        new = fold_char(char)
        if char == _SOFT_HYPHEN and text[place + 1 : place + 2].isspace():
            new = "-"
        folded.append(new)
        places.extend([place] * len(new))
    return Folded("".join(folded), places)


def words_of(text: str) -> list[str]:
    """The runs of letters and digits of a text, folded."""
    return WORD.findall(fold(text).text)


@lru_cache(maxsize=8192)
def fold_char(char: str) -> str:
    if char in _BREAKS:
        return "\n"
    if char.isspace():
        return " "
    if char in _APOSTROPHES:
        return "'"
    if char in _DASHES:
        return "-"
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cc") or char in _BLANK_LETTERS:
        return ""
    plain = unicodedata.normalize("NFKD", char)
    if category == "So" and len(plain) > 1:
        return " "  # a sign such as ™ is no part of the word before it
    lowered = unicodedata.normalize("NFKD", plain.casefold()).casefold()
    return "".join(_OWN_LETTERS.get(c, c) for c in lowered if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
