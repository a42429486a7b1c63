"""Reads about one nomination."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased, contains_eager

from app.accounts.models import User
from app.domain import revenue
from app.domain.states import State
from app.nominations.models import (
    Assessment,
    Nomination,
    Question,
    RevenueLine,
    Settlement,
    Submission,
)
from app.nominations.queries.conflicts import conflict_between
from app.policy import NominationFacts, Viewer
from app.programs.models import Category, Program
from app.programs.queries import asks, facts_of
from app.web.filters import when


def by_public_id(session: Session, public_id: str) -> Nomination | None:
    """With its program and category."""
    return session.scalar(
        select(Nomination)
        .join(Program, Program.id == Nomination.program_id)
        .join(Category, Category.id == Nomination.category_id)
        .options(contains_eager(Nomination.program), contains_eager(Nomination.category))
        .where(Nomination.public_id == public_id)
    )


def by_public_ids(session: Session, program_id: int, public_ids: Sequence[str]) -> list[Nomination]:
    """Those of a program, with program and category, by number; what does not exist is not in it. One query."""
    found = (
        select(Nomination)
        .join(Program, Program.id == Nomination.program_id)
        .join(Category, Category.id == Nomination.category_id)
        .options(contains_eager(Nomination.program), contains_eager(Nomination.category))
        .where(Nomination.program_id == program_id, Nomination.public_id.in_(public_ids))
        .order_by(Nomination.number)
    )
    return list(session.scalars(found))


def latest(session: Session, nomination_id: int) -> tuple[Submission, Assessment] | None:
    """The latest submission with its latest assessment."""
    row = session.execute(
        select(Submission, Assessment)
        .join(Assessment, Assessment.submission_id == Submission.id)
        .where(
            Submission.nomination_id == nomination_id,
            Submission.superseded_at.is_(None),
            Assessment.superseded_at.is_(None),
        )
    ).first()
    return (row[0], row[1]) if row else None


def is_conflicted(session: Session, nomination_id: int, user_id: int) -> bool:
    return bool(session.scalar(select(conflict_between(nomination_id, user_id))))


def facts_for(session: Session, nomination: Nomination, viewer: Viewer | None, now: datetime) -> NominationFacts:
    """What the policy needs to know to decide about a nomination (judging adds the viewer's assignment)."""
    waiting = session.execute(
        select(Assessment.question | Assessment.flag, Settlement.id, _due())
        .join(Submission, Submission.id == Assessment.submission_id)
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .where(
            Submission.nomination_id == nomination.id,
            Submission.superseded_at.is_(None),
            Assessment.superseded_at.is_(None),
        )
    ).first()
    settled: int | None = waiting[1] if waiting else None
    due = min(waiting[2], nomination.program.judging_opens_at) if waiting and waiting[2] else None
    return NominationFacts(
        program=facts_of(nomination.program, now),
        owner_id=nomination.owner_id,
        on_behalf=nomination.on_behalf,
        state=nomination.state,
        conflicted=viewer is not None and is_conflicted(session, nomination.id, viewer.user_id),
        has_submission=nomination.number is not None,
        settled=settled is not None,
        question_open=waiting is not None
        and bool(waiting[0])
        and settled is None
        and nomination.state is State.SUBMITTED
        and asks(nomination.program, nomination.category),
        answer_by=when(due, nomination.program.time_zone) if due else "",
        answer_late=due is not None and now > due,
    )


def _due() -> Any:
    """Until when the latest question may be answered."""
    return (
        select(Question.due_at)
        .where(Question.nomination_id == Submission.nomination_id)
        .order_by(Question.number.desc())
        .limit(1)
        .scalar_subquery()
    )


@dataclass(frozen=True, slots=True)
class Split:
    """The four parts of the revenue and their sum, in minor units, as the split macros take them."""

    total: int
    managed: int
    expansion: int
    new: int
    undetermined: int

    def __getitem__(self, part: str) -> int:
        value: int = getattr(self, part)
        return value


def split_of(assessment: Assessment) -> Split:
    return Split(
        total=assessment.total_minor,
        managed=assessment.managed_minor,
        expansion=assessment.expansion_minor,
        new=assessment.new_minor,
        undetermined=assessment.undetermined_minor,
    )


def answer_of(nomination: Nomination, submission: Submission) -> str:
    """How the nominator explains the category: the answer to the question, else the explanation that was submitted."""
    return str(nomination.draft.get("answer") or submission.content.get("explanation") or "")


_MARKED = {"won": "new", "hunting": "new", "grown": "expansion", "managed": "managed"}


def marks_of(outcome: revenue.Assessment) -> list[dict[str, Any]]:
    """The sentences to mark in the story, one mark each, as components/marks.html takes them."""
    found: dict[int, dict[str, Any]] = {}
    for mark in outcome.marks:
        kind = _MARKED.get(mark.stance)
        if kind and mark.sentence_start not in found:
            found[mark.sentence_start] = {
                "start": mark.sentence_start,
                "end": mark.sentence_end,
                "kind": kind,
                "cue": mark.label,
            }
    return [found[start] for start in sorted(found)]


def lines_of(session: Session, submission_id: int) -> Sequence[RevenueLine]:
    """The revenue lines of a submission, in the order of the form."""
    return session.scalars(
        select(RevenueLine).where(RevenueLine.submission_id == submission_id).order_by(RevenueLine.position)
    ).all()


def submissions_of(session: Session, nomination_id: int) -> Sequence[Submission]:
    """All that was sent in, the latest first."""
    return session.scalars(
        select(Submission).where(Submission.nomination_id == nomination_id).order_by(Submission.number.desc())
    ).all()


def settlement_of(session: Session, assessment_id: int) -> Settlement | None:
    return session.scalar(select(Settlement).where(Settlement.assessment_id == assessment_id))


def settled_by(session: Session, settlement: Settlement | None) -> str:
    """Who settled it, for organizers."""
    return "" if settlement is None else session.scalars(select(User.name).where(User.id == settlement.by_id)).one()


def owner_of(session: Session, nomination: Nomination) -> User:
    return session.scalars(select(User).where(User.id == nomination.owner_id)).one()


@dataclass(frozen=True, slots=True)
class Offer:
    """The category in which the nominee would be compared with equals."""

    category: Category
    share: float | None


# Where a nominee of this role is among equals; the next best follows.
_FITS = {
    "hunter": ("hunter", "any"),
    "farmer": ("farmer", "account_manager", "any"),
    "account_manager": ("account_manager", "farmer", "any"),
}


def fitting_category(
    categories: Sequence[Category], now_in: Category, role: str, share: float | None, *, flagged: bool
) -> Offer | None:
    """The category to offer, or None when the nominee is among equals already (or nothing decides it).

    A flagged nominee of a mixed role in a category for hunters is offered the one for account managers.
    """
    if role == "mixed" and flagged:
        role = "account_manager"
    wanted = _FITS.get(role, ())
    if not wanted or now_in.for_role in ("any", wanted[0]) or (now_in.for_role != "hunter" and role != "hunter"):
        return None
    for kind in wanted[:-1]:
        for category in categories:
            if category.for_role == kind:
                return Offer(category, share)
    return None


def shared_customers(session: Session, nomination: Nomination) -> list[tuple[str, str, str]]:
    """Customers that another nomination of the program counts too: (customer, public id, reference). For organizers only:
    it names what others wrote. Letters and bundles ("Customer A", "all others") never match."""
    own, other = aliased(RevenueLine), aliased(RevenueLine)
    here, there, elsewhere = aliased(Submission), aliased(Submission), aliased(Nomination)
    rows = session.execute(
        select(own.name, elsewhere.public_id, elsewhere.reference)
        .join(here, here.id == own.submission_id)
        .join(other, other.name_key == own.name_key)
        .join(there, there.id == other.submission_id)
        .join(elsewhere, elsewhere.id == there.nomination_id)
        .where(
            here.nomination_id == nomination.id,
            here.superseded_at.is_(None),
            there.superseded_at.is_(None),
            own.name_key != "",
            elsewhere.program_id == nomination.program_id,
            elsewhere.id != nomination.id,
            elsewhere.state.in_((State.SUBMITTED, State.OUT_OF_CONTEST)),
        )
        .distinct()
        .order_by(own.name)
    ).all()
    return [(name, public_id, reference or "") for name, public_id, reference in rows]
