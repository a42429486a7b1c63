"""Makes an export: reads one snapshot of the program row by row into a file, and records that it was made."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.audit.service import record
from app.exports.tables import TABLES, Source, Table, with_round
from app.exports.writing.csv import write_csv
from app.exports.writing.json import write_json
from app.exports.writing.xlsx import Workbook
from app.programs.models import Program
from app.programs.queries import RoundChoice

EVERYTHING = "everything"  # all tables, as one workbook
PRINTED = ("book", "score-sheet")  # PDF only; how each is read: app.exports.pdf.printed
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
}
Track = Callable[[Table, int, Iterable[Sequence[Any]]], Iterable[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Export:
    """What is asked for. `what`: a name of TABLES, or EVERYTHING (XLSX only). `round`: another round than the one that counts now."""

    what: str
    format: str
    round: int | None = None

    @property
    def tables(self) -> list[Table]:
        found = TABLES.values() if self.what == EVERYTHING else [TABLES[self.what]]
        return [with_round(table) for table in found]

    @property
    def by_round(self) -> bool:
        return self.what in (EVERYTHING, "score-sheet") or (self.what in TABLES and TABLES[self.what].by_round)

    def file_name(self, program: Program, now: datetime, of: RoundChoice | None = None) -> str:
        """Neutral and dated: no name of a person. Where there are several rounds, it says which."""
        at = of.number if of and self.by_round and len(of.rounds) > 1 else None
        day = now.astimezone(ZoneInfo(program.time_zone)).date()
        return f"{program.slug}-{self.what}{f'-round-{at}' if at else ''}-{day.isoformat()}.{self.format}"


def write_export(file: IO[bytes], source: Source, export: Export, *, now: datetime, track: Track | None = None) -> int:
    """Writes the export and answers with its number of rows. `track`: sees every row pass (a progress bar)."""
    counter = _Counter()

    def rows(table: Table) -> Iterable[Sequence[Any]]:
        passing = table.rows(source)
        return counter.count(track(table, table.count(source), passing) if track else passing)

    if export.format == "xlsx":
        with Workbook(file, source.program, now=now) as book:
            for table in export.tables:
                book.add(table, rows(table))
    else:
        write = {"csv": write_csv, "json": write_json}[export.format]
        (table,) = export.tables
        write(file, table, rows(table), source.program)
    return counter.number


class _Counter:
    def __init__(self) -> None:
        self.number = 0

    def count(self, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        for row in rows:
            self.number += 1
            yield row


def record_export(
    session: Session,
    program: Program,
    export: Export,
    *,
    by: int | None,
    now: datetime,
    rows: int,
    left_out: int,
    sha256: str = "",
    of: RoundChoice | None = None,
) -> None:
    """`by`: None from the command line; `of`: the round that it is of, where it is of one; `left_out`: nominations that the organizer must not see; `sha256`: of a decision file."""
    more = {"sha256": sha256} if sha256 else {}
    if of is not None and len(of.rounds) > 1 and export.by_round:
        more["round"] = of.shown.name
    record(
        session, program_id=program.id, actor_id=by, action="program.export", about=("program", program.id), now=now,
        after={"what": export.what, "format": export.format, "rows": rows, "nominations_left_out": left_out, **more},
    )  # fmt: skip


def note_printing(session: Session, program: Program, what: str, number: int, *, by: int, now: datetime) -> None:
    """A judge took own nominations along on paper: how many."""
    about = ("program", program.id)
    record(
        session, program_id=program.id, actor_id=by, action="desk.print", about=about, now=now,
        after={"what": what, "nominations": number},
    )  # fmt: skip
