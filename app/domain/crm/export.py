"""An export as it was opened: sheets of cells with their row numbers, what is hidden in them, and how it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.sheets.table import Cell, Limits, clean

LIMITS = Limits("deals", 20_000_000, 200_000, 300, 450_000_000, 1_000_000_000, above=200)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`rows[0]` is row 1 of the sheet; rows may be of different length. `name` is "" for a CSV."""

    name: str
    rows: Sequence[Sequence[object]]
    hidden_rows: frozenset[int] = frozenset()
    """Row numbers, from 1."""
    hidden_columns: frozenset[int] = frozenset()
    """Places of columns, from 0."""
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    """(row number, place of the column): cells with a formula of which the file holds no result."""

    def cell(self, number: int, place: int) -> Cell:
        """The cell in a row, by its number, and a column, by its place."""
        row = self.rows[number - 1]
        return clean(row[place]) if place < len(row) else None

    def first(self, count: int) -> list[list[Cell]]:
        """The first rows, for showing."""
        return [[clean(cell) for cell in row] for row in self.rows[:count]]


@dataclass(frozen=True, slots=True)
class Export:
    """A file opened, and nothing decided yet."""

    filename: str
    kind: str
    """csv, xlsx, xls or ods."""
    sheets: tuple[Sheet, ...]
    said: tuple[str, ...]
    """How it was read, for people: encoding and separator; which sheets are hidden and were not read."""
    sha256: str
