"""Reads about nominations; each says what it loads."""

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, contains_eager

from app.nominations.models import Assessment, Conflict, ConflictState, Nomination, Settlement, Submission
from app.policy import NominationFacts, Viewer
from app.programs.models import Category, Program
from app.programs.queries import facts_of


def by_public_id(session: Session, public_id: str) -> Nomination | None:
    """With its program and category."""
    return session.scalar(
        select(Nomination)
        .join(Program, Program.id == Nomination.program_id)
        .join(Category, Category.id == Nomination.category_id)
        .options(contains_eager(Nomination.program), contains_eager(Nomination.category))
        .where(Nomination.public_id == public_id)
    )


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
    return bool(
        session.scalar(
            select(
                exists().where(
                    Conflict.nomination_id == nomination_id,
                    Conflict.user_id == user_id,
                    Conflict.state == ConflictState.CONFIRMED,
                )
            )
        )
    )


def facts_for(session: Session, nomination: Nomination, viewer: Viewer | None, now: datetime) -> NominationFacts:
    """What the policy needs to know to decide about a nomination (judging adds the viewer's assignment)."""
    waiting = session.execute(
        select(Assessment.question | Assessment.flag, Settlement.id)
        .join(Submission, Submission.id == Assessment.submission_id)
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .where(
            Submission.nomination_id == nomination.id,
            Submission.superseded_at.is_(None),
            Assessment.superseded_at.is_(None),
        )
    ).first()
    return NominationFacts(
        program=facts_of(nomination.program, now),
        owner_id=nomination.owner_id,
        state=nomination.state,
        conflicted=viewer is not None and is_conflicted(session, nomination.id, viewer.user_id),
        has_submission=nomination.number is not None,
        settled=waiting is not None and waiting[1] is not None,
        question_open=waiting is not None
        and bool(waiting[0])
        and waiting[1] is None
        and nomination.category.for_role in ("hunter", "any"),
    )
