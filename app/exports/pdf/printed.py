"""What organizers take away printed, by name."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from app.exports.pdf.book import book_of
from app.exports.pdf.scoresheet import score_sheet_of
from app.exports.tables.table import Source


class Printable(Protocol):
    """Read in one snapshot; printing itself needs no database."""

    @property
    def number(self) -> int: ...

    def printed(self) -> bytes: ...


READERS: dict[str, Callable[[Source, datetime], Printable]] = {"book": book_of, "score-sheet": score_sheet_of}


def read_printed(what: str, source: Source, now: datetime) -> Printable:
    """`what`: one of app.exports.service.PRINTED."""
    return READERS[what](source, now)
