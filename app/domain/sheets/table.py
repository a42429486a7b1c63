"""A table as it was read: cells with their types, the header row, and what stood above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

Cell = str | int | float | bool | date | datetime | None
"""What a cell holds. Dates and times of a workbook stay dates; everything in a CSV is text."""

MOST_BYTES = 20_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 300
LONGEST_CELL = 32_767


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold, and the word for what it should hold ("nominations") in sentences of refusal."""

    what: str
    bytes: int
    rows: int
    columns: int
    inside: int
    """Bytes of all parts of an archive, unpacked."""
    text: int
    """Characters of all cells of a sheet, texts that are repeated counted each time."""
    above: int = 0
    """How many rows more there may be for titles, header and footer."""


NOMINATIONS = Limits("nominations", MOST_BYTES, MOST_ROWS, MOST_COLUMNS, 120_000_000, 200_000_000)


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` follow the header; each has as many cells as the header. Row numbers count from 1, as a spreadsheet does."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    above: tuple[tuple[Cell, ...], ...] = ()
    """Title rows above the header; they go out again as they came."""
    said: tuple[str, ...] = ()
    """How the file was read, for people: encoding, separator, which sheet."""

    def number(self, place: int) -> int:
        """The number in the spreadsheet of the row at a place in `rows`."""
        return len(self.above) + 2 + place

    def column(self, place: int) -> list[Cell]:
        return [row[place] for row in self.rows]

    def to_json(self) -> dict[str, Any]:
        """As plain JSON, to be kept between two pages; `from_json` reads it back."""
        return {
            "header": list(self.header),
            "rows": [[_kept(cell) for cell in row] for row in self.rows],
            "above": [[_kept(cell) for cell in row] for row in self.above],
            "said": list(self.said),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Table:
        return cls(tuple(data["header"]), _rows(data["rows"]), _rows(data["above"]), tuple(data["said"]))


def text_of(cell: Cell) -> str:
    """The cell as one would type it: trimmed, 5.0 as "5", a day as 2026-12-31."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{Decimal(repr(cell)):f}" if cell == cell and abs(cell) != float("inf") else ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def clean(cell: object) -> Cell:
    """A cell as a reader gave it → a `Cell`: whole floats become ints, text loses what no database takes."""
    if isinstance(cell, float):
        if cell != cell or abs(cell) == float("inf"):
            return None
        return int(cell) if cell.is_integer() and abs(cell) < 1e15 else cell
    if isinstance(cell, str):
        text = cell.replace("\x00", "").replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
        text = text.encode("utf-8", "replace").decode("utf-8")[:LONGEST_CELL]
        return text if text.strip() else None
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell if isinstance(cell, bool | int | date | datetime) else None


def is_blank(row: Sequence[Cell]) -> bool:
    return all(cell is None for cell in row)


def _kept(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return cell


def _rows(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(_read_back(cell) for cell in row) for row in rows)


def _read_back(cell: Any) -> Cell:
    if isinstance(cell, dict):
        if "moment" in cell:
            return datetime.fromisoformat(cell["moment"])
        return date.fromisoformat(cell["day"])
    kept: Cell = cell
    return kept
