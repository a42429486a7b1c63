"""Words for origins, kinds and dates (words.toml): taken for one of ours or for nothing, never guessed."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from importlib import resources

ORIGINS = ("self_sourced", "inbound", "partner", "assigned", "inherited", "acquired_company", "unknown")
OWN_ORIGINS = frozenset({"self_sourced", "inbound", "partner"})
KINDS = ("new_business", "expansion", "renewal", "service", "unknown")
BANDS = ("almost_all", "three_quarters", "half", "a_quarter", "almost_none", "cant_say")

_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(" "), 1)}


def _table(section: str) -> dict[str, str]:
    return {word: value for value, listed in WORDS[section].items() for word in [value, *listed]}


WORDS: dict[str, dict[str, list[str]]] = tomllib.loads(
    (resources.files(__package__) / "words.toml").read_text(encoding="utf-8")
)
_ORIGIN_OF, _KIND_OF, _BAND_OF = _table("origin"), _table("kind"), _table("band")


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").casefold().split()).rstrip(".")


def origin_of(text: str) -> str | None:
    """The origin that a word stands for, or None when we don't know the word."""
    return _ORIGIN_OF.get(_plain(text))


def kind_of(text: str) -> str | None:
    """The kind of business that a word stands for, or None when we don't know the word."""
    return _KIND_OF.get(_plain(text))


def band_of(text: str) -> str | None:
    """The answer to "how much came from last year's customers" that a word stands for, or None."""
    return _BAND_OF.get(_plain(text))


@dataclass(frozen=True, slots=True)
class Moment:
    """A day known to a day, a month or a year: it lies between `first` and `last`, both included."""

    first: date
    last: date

    def __str__(self) -> str:
        if self.first == self.last:
            return self.first.isoformat()
        return self.first.strftime("%Y") if self.first.month != self.last.month else self.first.strftime("%Y-%m")


_WRITTEN = (
    re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{1,2})(?:-(?P<d>\d{1,2})(?:[T ][\d:.+Z-]*)?)?)?"),
    re.compile(r"(?P<m>\d{1,2})[/.](?P<y>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?:(?P<d>\d{1,2}),? )?(?P<y>\d{4})"),
    re.compile(r"(?:(?P<d>\d{1,2})\.? )?(?P<name>[A-Za-z]{3,9})\.? (?P<y>\d{4})"),
)


def moment_of(text: str) -> Moment | None:
    """Read `2024`, `2024-03`, `2024-03-15`, `3/2024`, `March 2024` or `March 15, 2024`; else None.

    Orders that can't be told apart (`3/4/2024`) are not guessed.
    """
    for pattern in _WRITTEN:
        match = pattern.fullmatch(text.strip())
        if match is None:
            continue
        parts = match.groupdict()
        name = parts.get("name")
        month = _MONTHS.get(name[:3].lower()) if name else int(parts.get("m") or 0)
        if month is None:
            return None
        return _moment(int(parts["y"]), month, int(parts.get("d") or 0))
    return None


def _moment(year: int, month: int, day: int) -> Moment | None:
    try:
        if day:
            return Moment(date(year, month, day), date(year, month, day))
        if month:
            return Moment(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Moment(date(year, 1, 1), date(year, 12, 31))
    except ValueError:
        return None
