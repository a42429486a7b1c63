"""`uphill assess sheet.xlsx --out sheet.xlsx`: a sheet of nominations goes out again with role, share, flag and reasons."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.domain.amounts import Style
from app.domain.errors import UserError
from app.domain.revenue import Rules
from app.domain.sheets import (
    MEANINGS,
    Answered,
    Table,
    answered_rows,
    assess_entries,
    csv_lines,
    guess_columns,
    is_meaning,
    read_entries,
    read_sheet,
    write_xlsx,
)  # fmt: skip
from app.domain.sheets.table import MOST_BYTES

_WORTH_A_BAR = 100


def assess_sheet(file: Path, out: Path | None, rules: Rules, *, mapping: Path | None, decimal: Style | None) -> None:
    """Read, map, assess and write one sheet; what was understood goes to stderr. Raises `UserError`."""
    if out is not None and out.suffix.lower() not in (".xlsx", ".csv"):
        raise UserError(f"{out.name}: the sheet can be written as .xlsx or .csv.")
    if out is not None and out.exists() and file.exists() and out.samefile(file):
        raise UserError(f"{out.name}: this is the sheet itself. Give another name after --out.")
    try:
        table = read_sheet(_bytes(file))
    except UserError as error:
        raise UserError(f"{file.name}: {error}") from error
    columns = _mapped(table, mapping) if mapping else guess_columns(table)
    _say_mapping(table, columns)
    if all(meaning in ("ignore", "nominee", "id", "company", "title", "category") for meaning in columns):
        raise UserError(
            f"{file.name}: no column shows revenue or a story. Write “Heading = headline” (or narrative, prior, existing …) "
            "into a file, a line for each column, and give it with --map."
        )
    reading = read_entries(table, columns, style=decimal)
    for question in reading.questions:
        hint = " (--decimal point or --decimal comma)" if "decimal" in question else ""
        print(f"Please check: {question}{hint}", file=sys.stderr)
    with _progress(len(reading.entries)) as advance:
        answered = list(assess_entries(reading.entries, rules, advance))
    _write(out, table, answered)
    _say_counts(answered, out)


def _bytes(file: Path) -> bytes:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise UserError(
                f"{file.name}: larger than {MOST_BYTES // 1_000_000} MB. Save only the sheet with the nominations."
            )
        return file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: {(error.strerror or 'can not be read').lower()}.") from error


def _mapped(table: Table, mapping: Path) -> tuple[str, ...]:
    """Lines "Heading = meaning"; a column that no line names is ignored."""
    try:
        text = mapping.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{mapping}: {(error.strerror or 'can not be read').lower()}.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{mapping}: can't be read as a text in UTF-8.") from error
    wanted: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        heading, equals, meaning = line.rpartition("=")
        heading, meaning = " ".join(heading.split()), meaning.strip()
        if not equals or not is_meaning(meaning):
            known = ", ".join(MEANINGS)
            raise UserError(
                f"{mapping.name}, line {number}: write “Heading = meaning”, with one of {known}, or customer.1.revenue."
            )
        if heading not in table.header:
            raise UserError(f"{mapping.name}, line {number}: the sheet has no column “{heading}”.")
        wanted[heading] = meaning
    return tuple(wanted.get(heading, "ignore") for heading in table.header)


def _say_mapping(table: Table, columns: tuple[str, ...]) -> None:
    for sentence in table.said:
        print(sentence, file=sys.stderr)
    print("What each column holds (edit these lines in a file and give it with --map to change it):", file=sys.stderr)
    for heading, meaning in zip(table.header, columns, strict=True):
        if heading:
            print(f"  {heading} = {meaning}", file=sys.stderr)


def _say_counts(answered: list[Answered], out: Path | None) -> None:
    roles = Counter(one.assessment.role for one in answered if one.assessment)
    questions = Counter(one.question for one in answered if one.question)
    assessed = sum(roles.values())
    parts = [f"{assessed:,} assessed"]
    parts += [f"{count:,} {role.replace('_', ' ')}" for role, count in roles.most_common()]
    print("; ".join(parts) + ".", file=sys.stderr)
    flagged = questions["mostly_managed"]
    print(
        f"{flagged:,} flagged as mostly managed, {sum(questions.values()) - flagged:,} with an open question.",
        file=sys.stderr,
    )
    for one in answered:
        if one.entry.left_out:
            print(f"Row {one.entry.number} left out: {one.entry.left_out}", file=sys.stderr)
    if out is not None:
        print(f"Written to {out}.", file=sys.stderr)


def _write(out: Path | None, table: Table, answered: list[Answered]) -> None:
    rows = answered_rows(table, answered)
    if out is None:
        sys.stdout.writelines(csv_lines(table, rows))
        sys.stdout.flush()
        return
    try:
        if out.suffix.lower() == ".csv":
            with out.open("w", encoding="utf-8-sig", newline="") as sink:
                sink.writelines(csv_lines(table, rows))
        else:
            with out.open("wb") as target:
                write_xlsx(target, table, rows)
    except OSError as error:
        raise UserError(f"{out}: {(error.strerror or 'can not be written').lower()}.") from error


@contextmanager
def _progress(total: int) -> Iterator[Any]:
    if total < _WORTH_A_BAR or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True)) as progress:
        task = progress.add_task("Assessing", total=total)
        yield lambda: progress.advance(task)
