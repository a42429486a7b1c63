"""What judges declare of themselves, and what they may step back from."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Declaration
from app.judging.queries.pages import readings_of
from app.judging.queries.sheet import hide_names
from app.nominations.models import Conflict, ConflictState, Nomination, Submission
from app.nominations.queries.conflicts import conflict_between
from app.policy import Role
from app.programs.models import Category


def declaration_of(session: Session, program_id: int, user_id: int) -> Declaration | None:
    return session.scalar(
        select(Declaration).where(Declaration.program_id == program_id, Declaration.user_id == user_id)
    )


@dataclass(frozen=True, slots=True)
class Declared:
    """A judge, and what they declared; None: not yet."""

    name: str
    said: Declaration | None


def declared(session: Session, program_id: int) -> list[Declared]:
    rows = session.execute(
        select(User.name, User.email, Declaration)
        .join(ProgramRole, ProgramRole.user_id == User.id)
        .outerjoin(Declaration, (Declaration.user_id == User.id) & (Declaration.program_id == program_id))
        .where(
            ProgramRole.program_id == program_id, ProgramRole.role == Role.JUDGE, ProgramRole.ended_at.is_(None),
            User.disabled_at.is_(None),
        )
        .order_by(User.name, User.id)
    )  # fmt: skip
    return [Declared(name or email, said) for name, email, said in rows]


@dataclass(frozen=True, slots=True)
class Asked:
    """A nomination that the organizers ask this judge about. In a blind program `nominee` and `company` stay empty, and
    `question` names neither."""

    public_id: str
    reference: str
    category: str
    nominee: str
    company: str
    question: str
    asked_at: datetime


def asked_of(session: Session, program_id: int, user_id: int, *, hide_nominee: bool) -> list[Asked]:
    rows = session.execute(
        select(Nomination.public_id, Nomination.reference, Category.name, Submission.nominee_name,
               Submission.nominee_company, Conflict.question, Conflict.asked_at, Nomination.id)
        .join(Nomination, Nomination.id == Conflict.nomination_id)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(
            Nomination.program_id == program_id, Conflict.user_id == user_id, Conflict.state == ConflictState.POSSIBLE,
            Conflict.asked_at.is_not(None), Conflict.answered_at.is_(None),
        )
        .order_by(Nomination.number)
    ).all()  # fmt: skip
    readings = readings_of(session, [row[7] for row in rows]) if rows else {}
    return [
        Asked(
            public_id,
            reference or "",
            category,
            "" if hide_nominee else name,
            "" if hide_nominee else company,
            hide_names(readings[nomination_id], question),
            at,
        )
        for public_id, reference, category, name, company, question, at, nomination_id in rows
        if at is not None
    ]


@dataclass(frozen=True, slots=True)
class Title:
    """A nomination on a judge's desk by its title. In a blind program that hides it, `nominee` and `company` stay empty."""

    public_id: str
    reference: str
    category: str
    nominee: str
    company: str


def titles_of(session: Session, program_id: int, judge_id: int, *, hide_nominee: bool) -> list[Title]:
    """What a judge can step back from: assigned, without a conflict, not their own, in the contest; also before judging opens.
    Of nominations that are not theirs a judge learns nothing, not even that they are there."""
    conflicted = conflict_between(Nomination.id, judge_id)
    rows = session.execute(
        select(Nomination.public_id, Nomination.reference, Category.name, Submission.nominee_name, Submission.nominee_company,
               Nomination.number)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.owner_id != judge_id,
            Assignment.judge_id == judge_id, Assignment.state == AssignmentState.ACTIVE, ~conflicted,
        )
        .order_by(Nomination.number)
        .distinct()
    )  # fmt: skip
    return [
        Title(public_id, reference or "", category, "" if hide_nominee else name, "" if hide_nominee else company)
        for public_id, reference, category, name, company, _number in rows
    ]


def stepped_back(session: Session, program_id: int, judge_id: int) -> list[str]:
    """References of the nominations that this judge said they have a conflict with."""
    said = Conflict.user_id == judge_id, Conflict.by_id == judge_id, Conflict.state == ConflictState.CONFIRMED
    mine = select(Conflict.nomination_id).where(*said)
    references = session.scalars(
        select(Nomination.reference)
        .where(Nomination.program_id == program_id, Nomination.id.in_(mine))
        .order_by(Nomination.number)
    )
    return [reference for reference in references if reference]
