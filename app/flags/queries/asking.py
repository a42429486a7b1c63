"""Whom an organizer may ask: the nominations whose question waits, with what was asked so far."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.flags.queries.state import FlagState, is_waiting, with_latest
from app.nominations.models import Assessment, Nomination, Question, Submission
from app.nominations.queries import due_of, questions_of
from app.nominations.service import why_not_asked
from app.programs.models import Program
from app.web.paging import Page


@dataclass(frozen=True, slots=True)
class Askable:
    """`why_not`: no mail can go out now; empty when it can."""

    nomination: Nomination
    submission: Submission
    assessment: Assessment
    question: Question | None
    why_not: str

    @property
    def status(self) -> FlagState:
        return FlagState.RAISED if self.assessment.flag else FlagState.QUESTION

    @property
    def due(self) -> datetime | None:
        return due_of(self.question, self.nomination.program) if self.question else None


def askable(
    session: Session,
    program: Program,
    kept_from: Collection[int],
    now: datetime,
    *,
    only: Collection[str] = (),
    page: int = 1,
    size: int = 100,
) -> tuple[list[Askable], Page]:
    """Those that wait, unanswered and overdue first; `only`: public ids. Three queries."""
    counted = with_latest(select(func.count()), program.id, kept_from).where(is_waiting(program))
    statement = (
        with_latest(select(Nomination, Submission, Assessment), program.id, kept_from)
        .where(is_waiting(program))
        .options(joinedload(Nomination.program), joinedload(Nomination.category))
    )
    if only:
        statement = statement.where(Nomination.public_id.in_(list(only)))
        counted = counted.where(Nomination.public_id.in_(list(only)))
    pages = Page.of(page, session.scalar(counted) or 0, size)
    rows = session.execute(statement.order_by(Nomination.number).limit(pages.size).offset(pages.offset)).all()
    questions = questions_of(session, [nomination.id for nomination, _s, _a in rows])
    return [
        Askable(nomination, submission, assessment, question, why_not_asked(nomination, question, now))
        for nomination, submission, assessment in rows
        for question in [questions.get(nomination.id)]
    ], pages
