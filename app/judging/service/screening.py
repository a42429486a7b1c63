"""A judge answers yes, no or wrong category in a round that is a quick first look; the answer can be changed until the close."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import Scorecard, Screening
from app.judging.queries.access import Task
from app.judging.queries.cards import Card
from app.judging.service.scoring import doubt_category, drop_doubt, write_card


def screen(session: Session, task: Task, card: Card, *, yes: bool, reason: str, by: int, now: datetime) -> None:
    """The scorecard is final with it, and holds no scores."""
    if card.doubted:
        drop_doubt(session, task, card, by=by, now=now)
    card_id = card.id or write_card(session, task, card, card, now)
    known = session.scalar(select(Screening).where(Screening.scorecard_id == card_id))
    before = None if known is None else {"answer": "yes" if known.yes else "no"}
    values = {"yes": yes, "reason": reason, "updated_at": now}
    if known is None:
        session.execute(insert(Screening).values(scorecard_id=card_id, **values))
    else:
        session.execute(update(Screening).where(Screening.id == known.id).values(values))
    session.execute(update(Scorecard).where(Scorecard.id == card_id).values(final_at=now, updated_at=now))
    record(
        session, program_id=task.program.id, actor_id=by, action="scorecard.screen", about=("scorecard", card_id), now=now,
        before=before, after={"answer": "yes" if yes else "no"}, reason=reason,
    )  # fmt: skip


def screen_out(session: Session, task: Task, card: Card, *, reason: str, by: int, now: datetime) -> None:
    """ "Wrong category": what was answered before is taken back with it."""
    if card.begun:
        session.execute(delete(Screening).where(Screening.scorecard_id == card.id))
        session.execute(update(Scorecard).where(Scorecard.id == card.id).values(final_at=None, updated_at=now))
    doubt_category(session, task, replace(card, final_at=None), suggested=None, reason=reason, by=by, now=now)
