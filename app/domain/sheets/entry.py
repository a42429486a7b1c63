"""What was read of one row, and of all rows together."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.revenue.facts import NominationFacts
from app.domain.sheets.deriving import Note


@dataclass(frozen=True, slots=True)
class Entry:
    """One row: either `facts`, or `left_out` says why it is no nomination."""

    place: int
    """Its place in the table's rows, from 0."""
    number: int
    """Its number in the spreadsheet, from 1."""
    texts: dict[str, str] = field(default_factory=dict)
    """Meaning → text as given, joined where several columns hold it."""
    facts: NominationFacts | None = None
    new_customers: int | None = None
    notes: tuple[Note, ...] = ()
    """What the lines rest on."""
    problems: tuple[Note, ...] = ()
    """Cells that could not be read."""
    same_as: int | None = None
    """The number of an earlier row that says the same, or bears the same reference."""
    left_out: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All rows read, and what must be asked about whole columns."""

    entries: tuple[Entry, ...]
    questions: tuple[str, ...]

    @property
    def nominations(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.facts is not None]
