"""The working copy: begun, saved step by step as typed, deleted. A save never refuses text."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.domain.states import State
from app.nominations.forms import blank_draft
from app.nominations.models import Nomination
from app.nominations.queries import latest, settlement_of
from app.nominations.service.crm_files import forget_exports
from app.nominations.service.settling import accept_move, move_category, take_back_move
from app.programs.models import Category, Program
from app.programs.queries import asks
from app.web.i18n import _

LOCKED = ("version", "draft", "state", "category_id", "number", "reference")


@dataclass(frozen=True, slots=True)
class Saved:
    version: int
    changed: bool


@dataclass(frozen=True, slots=True)
class Stale:
    """Another tab saved something else in this step since the page was opened; nothing was written."""

    version: int


def start_draft(
    session: Session,
    program: Program,
    *,
    category: Category,
    by: int,
    now: datetime,
    draft: Mapping[str, Any] | None = None,
    actor: int | None = None,
) -> Nomination:
    """A new nomination of `by`, with program and category loaded; `draft` fills it further (demo, import). `actor`: who does
    it, where that is somebody else (an organizer who takes in a sheet)."""
    nomination = Nomination(
        public_id=secrets.token_urlsafe(12), program=program, category=category, owner_id=by, state=State.DRAFT, version=1,
        draft={**blank_draft(program.period_from, program.period_to), **(draft or {})}, created_at=now, updated_at=now,
    )  # fmt: skip
    session.add(nomination)
    session.flush()
    after = {"category": category.name}
    record(session, program_id=program.id, actor_id=actor or by, action="nomination.start", about=("nomination", nomination.id), now=now, after=after)  # fmt: skip
    return nomination


def lock(session: Session, nomination: Nomination) -> None:
    """Read the nomination anew, and keep others from changing it until this transaction ends."""
    session.refresh(nomination, attribute_names=LOCKED, with_for_update=True)


def save_step(
    session: Session,
    nomination: Nomination,
    step: str,
    typed: Mapping[str, Any],
    *,
    version: int | None,
    by: int,
    now: datetime,
) -> Saved | Stale:
    """Keep what was typed in one step. `version`: the one the page was opened with (None: whatever stands there now).

    Other tabs may have saved other steps meanwhile; only a change of the same fields is a conflict, and a save equal to
    what is stored is none.
    """
    lock(session, nomination)
    draft = dict(nomination.draft)
    changed = sorted(name for name, value in typed.items() if _differs(draft.get(name), value))
    if not changed:
        return Saved(nomination.version, changed=False)
    touched = dict(draft.get("touched") or {})
    if version is not None and any(touched.get(name, 0) > version for name in changed):
        return Stale(nomination.version)
    before = nomination.version
    nomination.version = before + 1
    nomination.draft = {**draft, **typed, "touched": {**touched, **dict.fromkeys(changed, nomination.version)}}
    nomination.updated_at = now
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.save", about=("nomination", nomination.id),
        now=now, before={"version": before}, after={"version": nomination.version, "step": step, "fields": changed},
    )  # fmt: skip
    return Saved(nomination.version, changed=True)


def _differs(stored: Any, typed: Any) -> bool:
    return (stored or None) != (typed or None)


def delete_draft(session: Session, nomination: Nomination, *, by: int, now: datetime) -> None:
    """Only what was never submitted; the trail keeps that it was there, not what it said."""
    lock(session, nomination)
    if nomination.state != State.DRAFT or nomination.number is not None:
        raise UserError(_("A nomination that was submitted can be withdrawn, but not deleted."))
    record(session, program_id=nomination.program_id, actor_id=by, action="nomination.delete", about=("nomination", nomination.id), now=now)  # fmt: skip
    forget_exports(session, nomination.id, now)
    session.delete(nomination)
    session.flush()


def choose_category(session: Session, nomination: Nomination, category: Category, *, by: int, now: datetime) -> None:
    """The nominator's own choice, while nominations are open; what organizers settled stands."""
    lock(session, nomination)
    if category.program_id != nomination.program_id:
        raise UserError(_("That category belongs to another program. Please choose one of this program's."))
    found = latest(session, nomination.id)
    settled = settlement_of(session, found[1].id) if found else None
    if settled is not None and settled.by_id != by:
        raise UserError(_("The organizers have decided on the category, so it can't be changed here. Please ask them."))
    if category.id == nomination.category_id:
        return
    if settled is not None:
        take_back_move(session, nomination, settled, by=by, now=now)
        settled = None
    asked = found is not None and (found[1].flag or found[1].question) and asks(nomination.program, nomination.category)
    if found is not None and asked and settled is None:
        accept_move(session, nomination, found[1].id, category, by=by, now=now)
    else:
        move_category(session, nomination, category, by=by, now=now, reason=_("Chosen by the nominator."))
