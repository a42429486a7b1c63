"""`uphill crm export.csv --owner "Dana Reyes" --from 2026-01-01 --to 2026-12-31`: what an export of a CRM says of one person."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.domain.crm import Mapping, Taken


def crm(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export of deals: .csv, .tsv, .xlsx, .xls or .ods.")],
    owner: Annotated[str | None, typer.Option(help="The nominee, as the owner column names them.")] = None,
    period_from: Annotated[str | None, typer.Option("--from", help="First day of the period, 2026-01-01.")] = None,
    period_to: Annotated[str | None, typer.Option("--to", help="Last day of the period, 2026-12-31.")] = None,
    prior_from: Annotated[
        str | None, typer.Option(help="First day of the earlier period [default: a year before].")
    ] = None,
    prior_to: Annotated[str | None, typer.Option(help="Last day of the earlier period.")] = None,
    currency: Annotated[
        str | None, typer.Option(help="The currency that counts, where the file has several: USD.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", help="Decisions: the “mapping” that --json prints, as you changed it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> int:
    """Read an export of a CRM: the won deals of one person in a period, by customer, with what each bought before.

    Recognizes Salesforce, HubSpot, Pipedrive, Zoho and Dynamics, and lists of customers with two years. Every row left
    out is counted with its reason. Exit code 3: something must be decided first; the questions say what.
    """
    from app.domain.crm import LIMITS, open_export, recognize_and_take

    remembered = _mapping(mapping)
    period = _span(period_from, period_to, "--from", "--to")
    prior = _span(prior_from, prior_to, "--prior-from", "--prior-to")
    try:
        data = _bytes(file, LIMITS.bytes)
        export = open_export(file.name, data)
    except UserError as error:
        raise UserError(f"{file.name}: {error}") from error
    reading, taken = recognize_and_take(
        export, remembered=remembered, owner=owner, period=period, prior=prior, currency=currency and currency.upper()
    )
    if as_json:
        answer = taken.to_json()
        answer["notes"] = [*reading.notes, *answer["notes"]]
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        _say(taken, reading.notes)
    for question in taken.questions:
        print(f"Please decide: {question.sentence}", file=sys.stderr)
    return 3 if taken.questions else 0


def _bytes(file: Path, most: int) -> bytes:
    try:
        if file.stat().st_size > most:
            raise UserError(f"This file is larger than {most // 1_000_000} MB. Export a shorter period.")
        return file.read_bytes()
    except OSError as error:
        raise UserError((error.strerror or "can not be read").lower() + ".") from error


def _mapping(file: Path | None) -> Mapping | None:
    from app.domain.crm import Mapping

    if file is None:
        return None
    try:
        return Mapping.from_json(json.loads(_bytes(file, 5_000_000).decode("utf-8-sig")))
    except (ValueError, RecursionError) as error:
        said = str(error) if isinstance(error, UserError) else "not a JSON text in UTF-8."
        raise UserError(f"{file.name}: {said}") from error


def _span(first: str | None, last: str | None, one: str, other: str) -> tuple[date, date] | None:
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise UserError(f"Give {one} and {other} together.")
    start, end = _day(first, one), _day(last, other)
    if start > end:
        raise UserError(f"{one} {first} is after {other} {last}.")
    return start, end


def _day(text: str, option: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{option} “{text}” is not a day. Write it like 2026-01-31.") from error


def _say(taken: Taken, notes: tuple[str, ...]) -> None:
    """For people: what was taken, left out and found."""
    from app.domain.crm.reading import units

    print(f"{taken.profile}: {taken.rows_read} rows read, {len(taken.used)} used, total {units(taken.total):,} {taken.currency or ''}".rstrip())  # fmt: skip
    for meaning, heading in taken.columns.items():
        print(f"  {meaning:<20} {heading}")
    if taken.left_out:
        print("Left out: " + ", ".join(f"{reason} {count}" for reason, count in taken.reasons.items()))
    for value, amount in taken.totals_by_type.items():
        print(f"  {units(amount):>16,}  {value or '(no type)'}")
    for account in taken.accounts:
        prior = "not known" if account.prior_revenue is None else f"{units(account.prior_revenue):,}"
        print(f"{account.name}: {units(account.revenue):,}, before: {prior} ({', '.join(account.kinds)}; {account.origin}; rows {', '.join(account.rows)})")  # fmt: skip
    for note in (*notes, *taken.notes):
        print(f"Note: {note}")
