"""Feedback to nominators: an organizer reads each comment first, then releases it all."""

import secrets
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.programs.models import Program
from app.results.models import Audience, CommentReview
from app.results.queries.awards import is_public, publication_of
from app.results.queries.feedback import Comment
from app.results.service.announcing import release
from app.web.i18n import _


def review_comment(
    session: Session, program: Program, comment: Comment, text: str, reason: str, *, by: int, now: datetime
) -> None:
    """`text`: what the nominator may read; empty leaves it out. The judge's own words stay as they are."""
    text = text.strip()
    outcome = "left_out" if not text else "as_it_is" if text == comment.original.strip() else "edited"
    if outcome != "as_it_is" and not reason:
        raise UserError(_("Please say why the comment is changed or left out. The reason stands in the audit trail."))
    found = session.scalars(
        select(CommentReview).where(CommentReview.scorecard_id == comment.scorecard_id).with_for_update()
    ).one_or_none()
    if found is None:
        found = CommentReview(scorecard_id=comment.scorecard_id, place=secrets.randbelow(2**31))
        session.add(found)
    found.original, found.text, found.reason, found.by_id, found.at = comment.original, text, reason, by, now
    session.flush()
    about = ("scorecard", comment.scorecard_id)
    record(session, program_id=program.id, actor_id=by, action="comment.review", about=about, now=now, after={"outcome": outcome}, reason=reason)  # fmt: skip


def release_feedback(session: Session, program: Program, *, by: int, origin: str, now: datetime) -> int:
    """Pages open, and their nominators are told; how many mails."""
    if not program.feedback:
        raise UserError(_("This program offers no feedback. An organizer can switch it on in the settings."))
    if not is_public(publication_of(session, program.id), now):
        raise UserError(_("The winners are not public yet. Feedback can be released after that moment."))
    return release(session, program, [Audience.FEEDBACK], action="feedback.release", by=by, origin=origin, now=now)
