"""An organizer gives a final scorecard back to its judge, and writes nothing in it."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.service import record
from app.judging.models import Assignment, Scorecard
from app.judging.queries.pages import reading_of
from app.judging.queries.sheet import hide_names
from app.mail.service import queue
from app.nominations.models import Nomination
from app.programs.queries import current_round


def reopen_scorecard(
    session: Session, nomination: Nomination, assignment_id: int, *, reason: str, by: int, now: datetime, origin: str
) -> bool:
    """Gives a final scorecard back to its judge, with a mail that says why. False: there is no final one to reopen."""
    row = session.execute(
        select(Scorecard.id, Scorecard.version, User)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(User, User.id == Assignment.judge_id)
        .where(
            Assignment.id == assignment_id,
            Assignment.nomination_id == nomination.id,
            Assignment.round_id == current_round(nomination.program_id),
            Scorecard.category_id == nomination.category_id,
            Scorecard.final_at.is_not(None),
        )
        .with_for_update(of=Scorecard)
    ).first()
    if row is None:
        return False
    card_id, version, judge = row
    session.execute(update(Scorecard).where(Scorecard.id == card_id).values(final_at=None, version=version + 1))
    record(
        session, program_id=nomination.program_id, actor_id=by, action="scorecard.reopen", about=("scorecard", card_id), now=now,
        before={"final": True}, after={"final": False}, reason=reason,
    )  # fmt: skip
    words = hide_names(reading_of(session, nomination.id), reason)
    queue(
        session, to=(judge.email, judge.name), template="judging/mail/reopened.txt", dedup_key=f"reopened:{card_id}:{version}",
        now=now, program_id=nomination.program_id, nomination_id=nomination.id, name=judge.name, program=nomination.program, reference=nomination.reference,
        reason=words, link=f"{origin}/nominations/{nomination.public_id}/score",
    )  # fmt: skip
    return True
