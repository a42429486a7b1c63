"""What organizers do before they decide: a shortlist, and notes. Notes are only ever added."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.programs.models import Program
from app.results.models import DecisionState, DeliberationNote, ShortlistEntry
from app.results.queries.deciding import Deciding
from app.web.i18n import _


def shortlist(
    session: Session, program: Program, one: Deciding, nomination_ids: Sequence[int], *, by: int, now: datetime
) -> None:
    """Those of the category that are not on it yet."""
    changeable(one)
    there = {row.key for row in (*one.board.ranked, *one.board.few)} if one.board else set()
    added = [key for key in dict.fromkeys(nomination_ids) if key in there and key not in one.shortlist]
    if not added:
        raise UserError(_("Please choose somebody of this category who is not on the shortlist yet."))
    for key in added:
        session.add(ShortlistEntry(category_id=one.category.id, nomination_id=key, by_id=by, added_at=now))
        record(session, program_id=program.id, actor_id=by, action="shortlist.add", about=("nomination", key), now=now)


def unlist(session: Session, program: Program, one: Deciding, nomination_id: int, *, by: int, now: datetime) -> None:
    changeable(one)
    if nomination_id not in one.shortlist:
        raise UserError(_("This nominee is not on the shortlist any more."))
    session.execute(
        delete(ShortlistEntry).where(
            ShortlistEntry.category_id == one.category.id, ShortlistEntry.nomination_id == nomination_id
        )
    )
    about = ("nomination", nomination_id)
    record(session, program_id=program.id, actor_id=by, action="shortlist.drop", about=about, now=now)


def add_note(session: Session, program: Program, one: Deciding, text: str, *, by: int, now: datetime) -> None:
    """The trail says that there is one, and not what it says: organizers with a conflict read the trail too."""
    not_shut(one)
    session.add(DeliberationNote(category_id=one.category.id, author_id=by, text=text, created_at=now))
    about = ("category", one.category.id)
    record(session, program_id=program.id, actor_id=by, action="decision.note", about=about, now=now)


def not_shut(one: Deciding) -> None:
    if one.shut:
        raise UserError(_("You have a conflict of interest in this category, so other organizers decide it."))


def changeable(one: Deciding) -> None:
    not_shut(one)
    if one.state is not DecisionState.DRAFT:
        raise UserError(_("This was proposed already. Take the proposal back to change it."))
