"""What headings and values of CRM exports mean (headings.toml, profiles.toml, values.toml): a known word or nothing."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

PROFILES = ("salesforce", "hubspot", "pipedrive", "zoho", "dynamics", "customer_list", "by_hand")


def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / name).read_text(encoding="utf-8"))


_HEADINGS = _data("headings.toml")
_NEVER = [re.compile(pattern) for pattern in _HEADINGS.pop("never")]
MEANINGS: tuple[str, ...] = tuple(_HEADINGS)
"""owner, account, deal, id, stage, won, type, lead_source, amount, prior, currency, converted, converted_currency, close_date,
created_date, relationship_started, label (stands in for a type where there is none)."""
_NAMES = {
    name: (meaning, rank) for meaning, words in reversed(_HEADINGS.items()) for rank, name in enumerate(words["names"])
}
_PATTERNS = [
    (meaning, len(words["names"]) + rank, re.compile(pattern))
    for meaning, words in _HEADINGS.items()
    for rank, pattern in enumerate(words["patterns"])
]
_SIGNATURES: dict[str, dict[str, float]] = _data("profiles.toml")


@lru_cache(4096)
def plain(text: str) -> str:
    """Lower case, without accents and punctuation, "%" as a word: "Größe (in %)" → "grosse in percent"."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("%", " percent ").replace("_", " "))
    letters = "".join(char for char in folded if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^\w$€£]+", " ", letters).split())


_VALUES = {
    about: {plain(word): value for value, words in table.items() for word in [value, *words]}
    for about, table in _data("values.toml").items()
}


@lru_cache(4096)
def meaning_of(heading: str) -> tuple[str, int, float] | None:
    """(meaning, rank among its words, confidence) of a heading, or None where no word of it is known."""
    text = plain(heading)
    if text in _NAMES:
        return (*_NAMES[text], 1.0)
    if not text or any(pattern.search(text) for pattern in _NEVER):
        return None
    return next(((meaning, rank, 0.7) for meaning, rank, pattern in _PATTERNS if pattern.search(text)), None)


def profile_of(headings: Sequence[str]) -> str | None:
    """Whose export has these headings, or None."""
    texts = {plain(heading) for heading in headings}
    weights = {profile: sum(w for name, w in names.items() if name in texts) for profile, names in _SIGNATURES.items()}
    best = max(weights, key=lambda profile: weights[profile])
    return best if weights[best] > 2 else None


def taken_for(about: str, value: str) -> str | None:
    """What a value of a type, stage or source column ("types", "stages", "sources") plainly says, or None. A number before
    a stage and a pipeline or percentage behind it say nothing: "6 - Closed Won (100%)"."""
    known = _VALUES[about]
    found = known.get(plain(value))
    if found is None and about == "stages":
        found = known.get(plain(_NUMBERING.sub("", value)))
    return found


_NUMBERING = re.compile(r"^\s*\d{1,3}\s*[-.):]?\s+|^\s*\d{1,3}[-.):]\s*|\s*\([^()]*\)\s*$|\s*[-–]?\s*100\s*%\s*$")
