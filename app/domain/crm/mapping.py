"""What a person decided about an export: kept for the program, saved to a file, and read back. Plain data."""

from __future__ import annotations

from collections.abc import Mapping as Dict
from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from app.domain.crm.meanings import MEANINGS, PROFILES
from app.domain.errors import UserError
from app.domain.revenue.words import KINDS, ORIGINS

STANDINGS = ("won", "lost", "open")
DATE_ORDERS = ("dmy", "mdy", "ymd", "swapped")
"""`swapped`: a spreadsheet program took 3/4 for 4/3 when it opened the CSV; days and months are put back."""
DECIMALS = ("point", "comma")
_REMEMBERED = ("profile", "columns", "sheets", "types", "stages", "sources", "decimal", "dates", "all_won", "everybody")
_WORDS = {"types": KINDS, "stages": STANDINGS, "sources": ORIGINS, "decimal": DECIMALS, "dates": DATE_ORDERS, "rows": ("use", "leave")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mapping:
    """Every decision about an export; whatever is empty or None is not decided.

    `columns`: meaning → heading as it stands in the file ("Amount #2" is the second of that name, "Column C" one
    without a heading). `types`, `stages`, `sources`: value as it stands in the file → kind, won/lost/open, origin.
    `decimal`, `dates`: meaning → "point"/"comma", "dmy"/"mdy"/"ymd"/"swapped". `rows`: label of a row → "use" or
    "leave", whatever the rules say.
    """

    profile: str = ""
    columns: Dict[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    """Names of the sheets to read, one after the other; empty for a CSV."""
    types: Dict[str, str] = field(default_factory=dict)
    stages: Dict[str, str] = field(default_factory=dict)
    sources: Dict[str, str] = field(default_factory=dict)
    decimal: Dict[str, str] = field(default_factory=dict)
    dates: Dict[str, str] = field(default_factory=dict)
    owners: tuple[str, ...] = ()
    """The nominee's names as the owner column spells them; ("*",): all rows are the nominee's."""
    period_from: date | None = None
    period_to: date | None = None
    prior_from: date | None = None
    prior_to: date | None = None
    currency: str | None = None
    all_won: bool = False
    """No column says which deals are won: all of them are."""
    everybody: bool = False
    """The file holds the deals of all owners, though only one name occurs in it."""
    rows: Dict[str, str] = field(default_factory=dict)

    def for_program(self) -> Mapping:
        """What the next nomination of the program may start from: nothing of this nominee, file or period."""
        return replace(Mapping(), **{name: getattr(self, name) for name in _REMEMBERED if name != "sheets"})

    def to_json(self) -> dict[str, Any]:
        """Plain JSON without what is empty; `from_json` reads it back."""
        found: dict[str, Any] = {}
        for each in fields(self):
            value = getattr(self, each.name)
            if value not in (None, "", (), {}, False):
                found[each.name] = _plain(value)
        return found

    @classmethod
    def from_json(cls, data: object) -> Mapping:
        """Read a mapping, or the whole answer of `uphill crm --json` that holds one. Raises `UserError`."""
        if isinstance(data, dict) and isinstance(data.get("mapping"), dict):
            data = data["mapping"]
        if not isinstance(data, dict):
            raise UserError("A map file holds one JSON object, such as the “mapping” that uphill crm --json prints.")
        known = {each.name for each in fields(cls)}
        unknown = [name for name in data if name not in known]
        if unknown:
            raise UserError(f"“{unknown[0]}” is nothing that a map file holds. It may hold {', '.join(sorted(known))}.")
        return cls(**{name: _read(name, value) for name, value in data.items()})


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Dict) else value


def _read(name: str, value: Any) -> Any:
    if name in ("sheets", "owners"):
        return tuple(_text(name, each) for each in _list(name, value))
    if name in ("all_won", "everybody"):
        if not isinstance(value, bool):
            raise UserError(f"“{name}” in a map file is true or false.")
        return value
    if name in ("columns", *_WORDS):
        return _words(name, value)
    if name in ("period_from", "period_to", "prior_from", "prior_to"):
        return _day(name, value)
    if value is None and name == "currency":
        return None
    text = _text(name, value)
    if name == "profile" and text not in (*PROFILES, ""):
        raise UserError(f"“{text[:40]}” is no profile. There are {', '.join(PROFILES)}.")
    return text.upper() if name == "currency" else text


def _words(name: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise UserError(f"“{name}” in a map file is an object of names and words.")
    found = {str(key): _text(name, word) for key, word in value.items()}
    for key, word in found.items():
        if name in ("columns", "decimal", "dates") and key not in MEANINGS:
            raise UserError(f"“{key[:40]}” in “{name}” is no meaning of a column. There are {', '.join(MEANINGS)}.")
        if name in _WORDS and word not in _WORDS[name]:
            raise UserError(f"“{word[:40]}” in “{name}” is not one of {', '.join(_WORDS[name])}.")
    return found


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise UserError(f"“{name}” in a map file holds text in quotation marks.")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise UserError(f"“{name}” in a map file is a list.")
    return value


def _day(name: str, value: Any) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(_text(name, value))
    except ValueError as error:
        raise UserError(f"“{name}” in a map file is a day such as 2026-01-31.") from error
