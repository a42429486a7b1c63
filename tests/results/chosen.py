"""Rounds in which judges ranked or compared: what is stored of it."""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Assignment, Comparison, Placing, Scorecard
from app.nominations.models import Nomination
from app.programs.models import Program, RoundMode
from app.programs.queries import categories, round_now
from tests import factories as make


def choosing(db: Session, program: Program, mode: RoundMode, minimum: int = 2) -> None:
    """The round that counts now becomes one of ranking or comparing."""
    program.minimum_scores = minimum
    now = round_now(db, program.id)
    now.mode, now.minimum_scores = mode, minimum
    db.commit()


def nominees(db: Session, program: Program, count: int, place: int = 0) -> list[Nomination]:
    """In one category of the program."""
    category = list(categories(db, program.id))[place]
    owner = make.make_user(db)
    return [make.make_submitted(db, program, owner, category=category) for _ in range(count)]


def card(db: Session, nomination: Nomination, judge: User) -> Scorecard:
    """The judge's final scorecard, without scores; made where there is none."""
    found = db.scalars(
        select(Scorecard)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(
            Assignment.nomination_id == nomination.id, Assignment.judge_id == judge.id,
            Assignment.round_id == round_now(db, nomination.program_id).id,
        )
    ).one_or_none()  # fmt: skip
    return found or make.make_scorecard(db, make.make_assignment(db, nomination, judge), {})


def order(db: Session, judge: User, best: list[Nomination], rest: list[Nomination] | None = None) -> None:
    for place, nomination in enumerate(best, 1):
        db.add(Placing(scorecard_id=card(db, nomination, judge).id, place=place))
    for nomination in rest or []:
        db.add(Placing(scorecard_id=card(db, nomination, judge).id, place=None))
    db.commit()


def pair(db: Session, judge: User, preferred: Nomination, other: Nomination, *, even: bool = False) -> None:
    now = datetime.now(UTC)
    one, two = card(db, preferred, judge), card(db, other, judge)
    db.add(Comparison(preferred_id=one.id, other_id=two.id, even=even, created_at=now, updated_at=now))
    db.commit()
