"""Conflicts of interest, as far as they can be found by themselves: who of a panel is too close to which nomination, and by
what. What is found is only possible; people decide."""

from app.domain.conflicts.alike import AlikeCompanies, Likeness, likeness
from app.domain.conflicts.finding import find
from app.domain.conflicts.people import Code, Entry, Evidence, Finding, Named, Part, Person, Tie
from app.domain.conflicts.texts import Passage, listed, read

__all__ = [
    "AlikeCompanies", "Code", "Entry", "Evidence", "Finding", "Likeness", "Named", "Part", "Passage", "Person", "Tie",
    "find", "likeness", "listed", "read",
]  # fmt: skip
