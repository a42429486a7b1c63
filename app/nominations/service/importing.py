"""A sheet of nominations: kept, mapped, taken into the program all or nothing, and undone while untouched."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.queries import user_by_email_key
from app.accounts.service.users import create_user
from app.audit.service import record
from app.domain.companies import EmailError, normalize_email
from app.domain.errors import UserError
from app.domain.sheets import Table, guess_columns
from app.nominations.models import KeptSheet, Nomination
from app.nominations.queries.sheets import known_already, untouched
from app.nominations.service.drafts import start_draft
from app.nominations.service.rows import SheetRow
from app.nominations.service.submitting import submit_nomination, withdraw
from app.programs.models import Category, Program
from app.web.i18n import _

KEPT_FOR = timedelta(days=7)
MOST_ROWS = 1_000
MOST_AT_ONCE = 250  # so that judges who save meanwhile wait for seconds, not minutes


@dataclass(frozen=True, slots=True)
class Taken:
    """How many nominations came in, and which rows stayed out: (row, why)."""

    count: int
    skipped: list[tuple[int, str]]


def keep_sheet(
    session: Session, program_id: int, table: Table, *, filename: str, category_id: int, by: int, now: datetime
) -> KeptSheet:
    """Keep an uploaded sheet with the guess of its columns; expired ones go."""
    session.execute(delete(KeptSheet).where(KeptSheet.expires_at < now, KeptSheet.taken_at.is_(None)))
    session.execute(update(KeptSheet).where(KeptSheet.expires_at < now).values(content={}))  # their references are kept
    kept = KeptSheet(
        public_id=secrets.token_urlsafe(12), program_id=program_id, by_id=by, filename=filename[:200] or "sheet", created_at=now,
        expires_at=now + KEPT_FOR, content=table.to_json(), taken=[],
        mapping={"columns": list(guess_columns(table)), "decimal": "", "category_id": category_id},
    )  # fmt: skip
    session.add(kept)
    session.flush()
    record(
        session, program_id=program_id, actor_id=by, action="sheet.upload", about=("sheet", kept.id), now=now,
        after={"file": kept.filename, "rows": len(table.rows)},
    )  # fmt: skip
    return kept


def map_sheet(
    session: Session, kept: KeptSheet, columns: Sequence[str], *, decimal: str, category_id: int, by: int, now: datetime
) -> None:
    """What each column holds, how decimals are written, and where a row goes whose category we don't know."""
    before, after = kept.mapping, {"columns": list(columns), "decimal": decimal, "category_id": category_id}
    if before == after:
        return
    kept.mapping = after
    session.flush()
    record(
        session, program_id=kept.program_id, actor_id=by, action="sheet.map", about=("sheet", kept.id), now=now,
        before=before, after=after,
    )  # fmt: skip


def take_sheet(
    session: Session,
    program: Program,
    kept: KeptSheet,
    rows: Sequence[SheetRow],
    categories: Sequence[Category],
    *,
    by: int,
    now: datetime,
) -> Taken:
    """The next rows that can be one become submitted nominations, `MOST_AT_ONCE` at most; nobody is notified. One transaction:
    all of them or none. `rows`: what `rows_of` made of the sheet, before the writers' lock was taken."""
    session.refresh(kept, attribute_names=("taken_at", "taken"), with_for_update=True)
    by_id = {category.id: category for category in categories}
    known = known_already(session, program.id, [row.content["nominee_name"] for row in rows if row.content])
    taken: list[list[Any]] = []
    skipped: list[tuple[int, str]] = []
    for row in rows:
        reason = row.left_out or known.reason(row.entry.texts.get("id", ""), row.content or {})
        if reason or row.category.id not in by_id:
            skipped.append((row.entry.number, reason))
        elif len(taken) < MOST_AT_ONCE:
            nomination = _take(session, program, row, by_id[row.category.id], by=by, now=now)
            taken.append([nomination.id, row.entry.texts.get("id", "")])
    if not taken:
        raise UserError(_("There is no row left to take. The list says why."))
    kept.taken, kept.taken_at = [*kept.taken, *taken], now
    session.flush()
    record(
        session, program_id=program.id, actor_id=by, action="sheet.take", about=("sheet", kept.id), now=now,
        after={"file": kept.filename, "nominations": len(taken), "left_out": len(skipped)},
    )  # fmt: skip
    return Taken(len(taken), skipped)


def _take(
    session: Session, program: Program, row: SheetRow, category: Category, *, by: int, now: datetime
) -> Nomination:
    assert row.draft is not None
    nominator = _nominator(session, row.entry.texts, by=by, now=now)
    owner = by if nominator is None else nominator
    nomination = start_draft(session, program, category=category, by=owner, now=now, draft=row.draft, actor=by)
    nomination.on_behalf = nominator is None
    submit_nomination(session, nomination, by=by, now=now, complete=False)
    return nomination


def _nominator(session: Session, texts: Mapping[str, str], *, by: int, now: datetime) -> int | None:
    """The account of the nominator's address, made silently if need be; without one the organizer keeps it on their behalf."""
    email = nominator_email(texts)
    if email is None:
        return None
    found = user_by_email_key(session, normalize_email(email))
    if found is not None:
        return None if found.disabled_at else found.id
    name = " ".join(texts.get("nominator", "").split())[:120]
    return create_user(session, email=email, name=name, now=now, by=by).id


def nominator_email(texts: Mapping[str, str]) -> str | None:
    """The address as given, when mail could go there."""
    email = texts.get("nominator_email", "")
    try:
        key = normalize_email(email)
    except EmailError:
        return None
    return email.strip() if "." in key.rpartition("@")[2] else None


def undo_taking(session: Session, kept: KeptSheet, *, by: int, now: datetime) -> tuple[int, int]:
    """Withdraw what came from this sheet and is still as it came: (withdrawn, left as they are)."""
    session.refresh(kept, attribute_names=("taken_at", "taken"), with_for_update=True)
    if kept.taken_at is None:
        raise UserError(_("Nothing was taken from this sheet, so there is nothing to undo."))
    ids = [nomination_id for nomination_id, _reference in kept.taken]
    free = untouched(session, ids, kept.taken_at)
    for nomination in session.scalars(select(Nomination).where(Nomination.id.in_(free)).order_by(Nomination.id)):
        withdraw(session, nomination, by=by, now=now)
    kept.taken = [pair for pair in kept.taken if pair[0] not in free]
    if not kept.taken:
        kept.taken_at = None
    session.flush()
    record(
        session, program_id=kept.program_id, actor_id=by, action="sheet.undo", about=("sheet", kept.id), now=now,
        after={"file": kept.filename, "withdrawn": len(free), "left": len(kept.taken)},
    )  # fmt: skip
    return len(free), len(kept.taken)


def forget_sheet(session: Session, kept: KeptSheet, *, by: int, now: datetime) -> None:
    """The rows go at once; what was taken from them stays."""
    record(
        session, program_id=kept.program_id, actor_id=by, action="sheet.forget", about=("sheet", kept.id), now=now,
        after={"file": kept.filename},
    )  # fmt: skip
    session.delete(kept)
    session.flush()
