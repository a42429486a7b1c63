"""Which names in the owner column are the nominee's: the same words, whatever their order, case, accents and marks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.domain.crm.meanings import plain

_ASIDE = re.compile(r"\s*[(\[][^)\]]*[)\]]|<[^>]*>")


def owner_key(name: str) -> frozenset[str]:
    """The words of a name: "Reyes, Dana (inactive)" and "dana.reyes@example.com" are both Dana and Reyes."""
    text = _ASIDE.sub("", name) or name
    local, at, domain = text.strip().rpartition("@")
    if at and "." in domain and " " not in text.strip():
        text = re.sub(r"[._\-+\d]+", " ", local)
    return frozenset(plain(text).split())


def names_of(wanted: str, names: Iterable[str]) -> tuple[str, ...]:
    """The names found in a file that are one wanted name, in the order of the file; empty where none is."""
    key = owner_key(wanted)
    return tuple(name for name in names if key and owner_key(name) == key)


def near_names(wanted: str, names: Iterable[str], most: int = 12) -> tuple[str, ...]:
    """The names to offer where none is the wanted one: those that share a word with it first."""
    key = owner_key(wanted)
    return tuple(sorted(names, key=lambda name: -len(key & owner_key(name)))[:most])
