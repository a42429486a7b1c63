"""When decisions become public: proposed by one organizer, approved by another; then the clock does it."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.programs.models import Program
from app.results.models import CategoryDecision, Publication
from app.results.queries.awards import is_public, publication_of
from app.results.queries.deciding import Decisions, unreleased
from app.results.service.announcing import ALL, drop_held, prepare
from app.web.i18n import _


def schedule_publication(session: Session, program: Program, at: datetime, *, by: int, now: datetime) -> None:
    """A new moment needs a new approval."""
    found = publication_of(session, program.id)
    if is_public(found, now):
        raise UserError(_("The winners are public already."))
    if found is None:
        found = Publication(program_id=program.id, publish_at=at, proposed_by_id=by)
        session.add(found)
    found.publish_at, found.proposed_by_id, found.approved_by_id, found.approved_at = at, by, None, None
    drop_held(session, program.id, ALL, stopped=True)
    _tell(session, program, "decision.schedule", by, now, {"publish_at": at.isoformat()})


def approve_publication(
    session: Session, program: Program, all_: Decisions, *, by: int, now: datetime, origin: str
) -> None:
    """From then on the mails about it are held in the outbox. `origin`: for the links in them."""
    found = publication_of(session, program.id)
    later = unreleased(all_, found)
    if found is None or (found.approved_at is not None and not later):
        raise UserError(_("There is no moment of publication to approve."))
    if any(one.shut for one in all_.categories):
        raise UserError(
            _("You have a conflict of interest in this program, so another organizer approves what becomes public.")
        )
    if all_.organizers > 1 and found.proposed_by_id == by:
        raise UserError(_("You set this moment yourself, so another organizer approves it."))
    if not later:
        raise UserError(_("No category is decided yet, so there is nothing to publish."))
    if any(one.gone for one in later):
        raise UserError(
            _("A nominee who gets an award is no longer in the contest or the category. Take that decision back first.")
        )
    if any(one.stale for one in later):
        raise UserError(
            _("Scores changed since a category was decided. Take that decision back and look at it again first.")
        )
    found.approved_by_id, found.approved_at = by, now
    session.flush()
    prepare(session, program, ALL, origin=origin, now=now)
    _tell(session, program, "decision.publish", by, now, {"publish_at": found.publish_at.isoformat()})


def withdraw_publication(session: Session, program: Program, *, by: int, now: datetime) -> None:
    found = publication_of(session, program.id)
    if found is None:
        raise UserError(_("No moment of publication is set."))
    if is_public(found, now):
        raise UserError(_("The winners are public already."))
    session.delete(found)
    drop_held(session, program.id, ALL, stopped=True)
    _tell(session, program, "decision.unschedule", by, now, None)


def note_publication(session: Session, category_ids: Collection[int], *, now: datetime) -> None:
    """Everybody can read it from now on, so that it stands. Not audited: it follows from what was approved."""
    session.execute(
        update(CategoryDecision)
        .where(CategoryDecision.category_id.in_(category_ids), CategoryDecision.published_at.is_(None))
        .values(published_at=now)
    )


def _tell(
    session: Session, program: Program, action: str, by: int, now: datetime, after: dict[str, str] | None
) -> None:
    about = ("program", program.id)
    record(session, program_id=program.id, actor_id=by, action=action, about=about, now=now, after=after)
