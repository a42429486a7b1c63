"""`uphill results`: a contest's decision file, and recomputing one from itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.domain.decision_file import Part, Verified

_SHOWN = 20  # differences of a part; all of them with --json

results = typer.Typer(
    help="The decision file: everything that results were made of, and recomputing it.", no_args_is_help=True
)


@results.command()
def export(
    program: Annotated[str, typer.Argument(help="The program's short name, as in its address: /programs/NAME.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write [default: PROGRAM-decision.zip].")
    ] = None,
) -> None:
    """Write the decision file of a program: rubric, rules, anonymised scores, assessments, settlements, results, decisions.

    The same state of the contest gives the same bytes. The SHA-256 that is printed seals all of it: write it down where it
    can't be changed, and give it to 'uphill results verify --seal'.
    """
    from datetime import UTC, datetime

    from app.cli.export import _names
    from app.cli.opening import current_database
    from app.exports.service import Export, record_export
    from app.programs.queries import by_slug
    from app.results.queries.decision_file import decision_file

    _settings, database = current_database()
    with database.snapshot() as session:
        found = by_slug(session, program)
        if found is None:
            raise UserError(f"There is no program named {program!r}.{_names(session)}")
        made = decision_file(session, found, datetime.now(UTC))
    target = output or Path(f"{found.slug}-decision.zip")
    try:
        target.write_bytes(made.data)
    except OSError as error:
        raise UserError(f"{target} can't be written: {error.strerror}.") from None
    with database.writing() as session:
        record_export(
            session,
            found,
            Export("decision-file", "zip"),
            by=None,
            now=datetime.now(UTC),
            rows=made.cards,
            left_out=0,
            sha256=made.seal,
        )
    database.close()
    print(f"{target}: {len(made.data):,} bytes, {made.cards:,} scorecards")
    print(f"SHA-256 of its manifest: {made.seal}")


@results.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A decision file.")],
    seal: Annotated[str, typer.Option(help="The SHA-256 of the manifest, as it was printed at the export.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, with every difference.")] = False,
) -> int:
    """Recompute a decision file from itself, without a database, and say what matches to the last digit and what doesn't.

    Exit code 0: all of it matches; 1: something doesn't; 2: the file can't be read.
    """
    from app.domain.decision_file import verify as recompute

    try:
        verified = recompute(_bytes(file))
    except UserError as error:
        raise UserError(f"{file.name}: {error}") from error
    wrong_seal = bool(seal) and seal.strip().lower() != verified.seal
    if as_json:
        print(json.dumps(_plain(verified, wrong_seal), indent=1, default=repr))
    else:
        _say(verified, wrong_seal)
    return 0 if verified.matches and not wrong_seal else 1


def _bytes(file: Path) -> bytes:
    from app.domain.decision_file.opening import MOST_BYTES

    try:
        if file.stat().st_size > MOST_BYTES:
            raise UserError(f"This file is larger than {MOST_BYTES // 1_000_000} MB.")
        return file.read_bytes()
    except OSError as error:
        raise UserError((error.strerror or "can not be read").lower() + ".") from error


def _say(verified: Verified, wrong_seal: bool) -> None:
    if verified.program:
        _print(f"Decision file of {verified.program}")
    _print(f"SHA-256 of its manifest: {verified.seal}" + (" – not the one you gave" if wrong_seal else ""))
    for note in verified.notes:
        _print(f"Note: {note}")
    for name, what in verified.changed:
        _print(f"✗ {name} was changed: {what}.")
    if not verified.changed:
        _print("✓ hashes: every file is as the manifest says")
    for part in verified.parts:
        _print(_sentence(part))
        for one in part.differences[:_SHOWN]:
            _print(f"    {one.path}: stored {_short(one.stored)}, recomputed {_short(one.recomputed)}")
        if len(part.differences) > _SHOWN:
            _print(f"    and {len(part.differences) - _SHOWN:,} more (--json lists them)")


def _print(line: str) -> None:
    """A file from elsewhere moves no cursor."""
    print("".join(sign if sign.isprintable() else "�" for sign in line))


def _sentence(part: Part) -> str:
    if part.problem:
        return f"✗ {part.name}: can't be checked, since {part.problem}"
    if part.differences:
        return f"✗ {part.name}: {len(part.differences):,} of {part.checked:,} figures don't match"
    if not part.checked:
        return f"✓ {part.name}: none"
    if part.nearly:
        return f"✓ {part.name}: {part.checked:,} figures equal to 1e-9, computed by another version"
    return f"✓ {part.name}: {part.checked:,} figures match to the last digit"


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 120 else f"{text[:117]}…"


def _plain(verified: Verified, wrong_seal: bool) -> dict[str, object]:
    return {
        "matches": verified.matches and not wrong_seal, "program": verified.program, "seal": verified.seal,
        "seal_matches": not wrong_seal, "notes": list(verified.notes),
        "changed": [{"file": name, "what": what} for name, what in verified.changed],
        "parts": [
            {
                "name": part.name, "matches": part.matches, "figures": part.checked, "problem": part.problem,
                "within": 1e-9 if part.nearly else 0,
                "differences": [
                    {"path": one.path, "stored": one.stored, "recomputed": one.recomputed} for one in part.differences
                ],
            }
            for part in verified.parts
        ],
    }  # fmt: skip
