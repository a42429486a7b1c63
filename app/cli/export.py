"""`uphill export`: a table of a program, or all of it, into a file or a pipe."""

import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Annotated, Any

import typer

from app.domain.errors import UserError


def export(
    program: Annotated[str, typer.Argument(help="The program's short name, as in its address: /programs/NAME.")],
    what: Annotated[
        str,
        typer.Option(
            help="nominations, lines, scores, comments, results, flags, judges, everything (one workbook) or book (PDF)."
        ),
    ] = "everything",
    format: Annotated[str, typer.Option("--format", help="csv, xlsx or json; pdf for the book.")] = "",
    round: Annotated[
        str, typer.Option(help="The name of a round that has begun; without it, the one that counts now.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="The file to write; without it, the export goes to standard output.")
    ] = None,
) -> None:
    """Export a program: nominations, revenue lines, scores, judges' comments, results, flags, judges' progress, or everything.

    Reads one moment of the contest in flat memory, and is recorded in the audit trail. Nothing is left out: whoever may run
    this may read the database. Revenue never comes without its split.

    Examples:

    uphill export sales-awards --what results --format csv --out results.csv

    uphill export sales-awards --out everything.xlsx
    """
    from app.cli.opening import current_database
    from app.exports.pdf.printed import read_printed
    from app.exports.service import PRINTED, record_export, write_export
    from app.exports.tables import Source
    from app.programs.queries import by_slug

    asked = _asked(what, format, out)
    if asked.format == "xlsx" and out is None and sys.stdout.isatty():
        raise UserError("A workbook is no text for a terminal. Name a file, such as --out export.xlsx.")
    now = datetime.now(UTC)
    _settings, database = current_database()
    with tempfile.TemporaryFile() as file:
        with database.snapshot() as session, _progress(to_file=out is not None) as bar:
            found = by_slug(session, program)
            if found is None:
                raise UserError(f"There is no program named {program!r}.{_names(session)}")
            source = Source.about(session, found, frozenset(), _round(session, found, round))
            printed = read_printed(asked.what, source, now) if asked.what in PRINTED else None
            rows = printed.number if printed else write_export(file, source, asked, now=now, track=_tracker(bar))
        if printed:
            file.write(printed.printed())
        with database.writing() as session:
            record_export(session, found, asked, by=None, now=now, rows=rows, left_out=0, of=source.of)
        database.close()
        file.seek(0)
        _deliver(file, out)
    if out is not None:
        print(f"{rows:,} rows in {out}", file=sys.stderr)


def _round(session: Any, program: Any, name: str) -> int | None:
    from app.programs.queries import round_choice

    if not name:
        return None
    of = round_choice(session, program.id, None)
    begun = {one.name: one.id for one in of.rounds} if of else {}
    if name not in begun:
        raise UserError(f"No round named {name!r} has begun. There is: {', '.join(begun)}.")
    return begun[name]


def _asked(what: str, format: str, out: Path | None) -> Any:
    from app.exports.service import EVERYTHING, FORMATS, PRINTED, Export
    from app.exports.tables import TABLES

    ending = out.suffix.removeprefix(".").lower() if out else ""
    chosen = bool(format)
    format = (
        format
        or (ending if ending in FORMATS else "")
        or {EVERYTHING: "xlsx", **dict.fromkeys(PRINTED, "pdf")}.get(what, "csv")
    ).lower()
    if what not in (*TABLES, EVERYTHING, *PRINTED):
        raise UserError(f"{what!r} can't be exported. Choose one of: {', '.join((*TABLES, EVERYTHING, *PRINTED))}.")
    if format not in FORMATS:
        raise UserError(f"{format!r} is no format for an export. Choose csv, xlsx or json.")
    if ending and not chosen and ending not in FORMATS:
        raise UserError(f"{out}: an export can be written as .csv, .xlsx, .json or .pdf.")
    if ending in FORMATS and ending != format:
        raise UserError(f"{out} would hold {format.upper()}. Name it .{format}, or leave out --format.")
    if what == EVERYTHING and format != "xlsx":
        raise UserError("The whole program goes into one workbook: use --format xlsx, or choose a table with --what.")
    if (what in PRINTED) != (format == "pdf"):
        raise UserError(
            "The results book and the score sheet are PDFs, and nothing else is: use --what book --format pdf, or --what score-sheet."
        )
    return Export(what, format)


def _names(session: Any) -> str:
    from sqlalchemy import select

    from app.programs.models import Program

    slugs = session.scalars(select(Program.slug).order_by(Program.slug).limit(10)).all()
    return f" There is: {', '.join(slugs)}." if slugs else " There are no programs yet."


def _progress(*, to_file: bool) -> Any:
    """A bar on the terminal while a file is written; nothing in a pipe or a log."""
    if not (to_file and sys.stderr.isatty()):
        return nullcontext()
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _tracker(bar: Any) -> Any:
    if bar is None:
        return None

    def track(table: Any, total: int, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        return bar.track(rows, total=total, description=table.title)  # type: ignore[no-any-return]

    return track


def _deliver(file: IO[bytes], out: Path | None) -> None:
    if out is None:
        shutil.copyfileobj(file, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        with out.open("wb") as target:
            shutil.copyfileobj(file, target)
    except OSError as error:
        raise UserError(f"{out} can't be written: {error.strerror}.") from None
