"""Any file that is handed in as a sheet of nominations → a `Table`, or one clear sentence."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.errors import UserError
from app.domain.sheets.meanings import looks_like_header
from app.domain.sheets.opening import RawSheet, open_sheets
from app.domain.sheets.table import MOST_COLUMNS, MOST_ROWS, NOMINATIONS, Cell, Table, clean, is_blank

_HEADER_WITHIN = 25
_LONGEST_HEADING = 500


def read_sheet(data: bytes) -> Table:
    """Read a CSV, XLSX, XLS or ODS. Raises `UserError` for anything else, and for what exceeds the limits."""
    opened = open_sheets(data, NOMINATIONS)
    if opened.kind == "csv":
        return _table([[clean(cell) for cell in row] for row in opened.sheets[0].rows], opened.said)
    return _from_workbook(opened.sheets)


def _from_workbook(read: Sequence[RawSheet]) -> Table:
    """The sheet whose header we know best, else the first; the others are named."""
    sheets = [(sheet.name, [[clean(cell) for cell in row] for row in sheet.rows]) for sheet in read]
    sheets = [(name, rows) for name, rows in sheets if not all(is_blank(row) for row in rows)]
    if not sheets:
        raise UserError("This workbook holds no visible sheet with rows.")
    best = max(range(len(sheets)), key=lambda place: (_best_header(sheets[place][1])[1], -place))
    name, rows = sheets[best]
    others = [f"“{other}”" for other, _ in sheets if other != name]
    said = [f"Read from the sheet “{name}”."]
    if others:
        said.append(f"Not read: {', '.join(others)}.")
    return _table(rows, tuple(said))


def _best_header(rows: Sequence[Sequence[Cell]]) -> tuple[int, int]:
    """(place of the header, how many of its headings we know): the best of the first rows; the first one in doubt."""
    first = next((place for place, row in enumerate(rows) if sum(cell is not None for cell in row) > 1), 0)
    known = [looks_like_header(row) for row in rows[:_HEADER_WITHIN]]
    most = max(known, default=0)
    return (known.index(most), most) if most >= 2 or (most and len(rows[first]) <= 2) else (first, most)


def _table(rows: list[list[Cell]], said: tuple[str, ...]) -> Table:
    while rows and is_blank(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise UserError(f"This sheet has {len(rows):,} rows; the limit is {MOST_ROWS:,}. Split it into parts.")
    width = max((_length(row) for row in rows), default=0)
    if width > MOST_COLUMNS:
        raise UserError(f"This sheet has {width} columns; the limit is {MOST_COLUMNS}. Keep those that matter.")
    if width < 2:
        raise UserError(
            "This is no table: it has a single column. Separate the cells by commas, semicolons or tabs, or save the sheet as XLSX."
        )
    even = [tuple(row[:width]) + (None,) * (width - len(row)) for row in rows]
    place, _ = _best_header(even)
    header = tuple(" ".join(str(cell).split())[:_LONGEST_HEADING] if cell is not None else "" for cell in even[place])
    below = even[place + 1 :]
    if not below:
        raise UserError("There is no row below the header.")
    return Table(header, tuple(below), tuple(even[:place]), said)


def _length(row: Sequence[Cell]) -> int:
    return max((place + 1 for place, cell in enumerate(row) if cell is not None), default=0)
