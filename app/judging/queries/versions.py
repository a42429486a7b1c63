"""Scorecards that were made with an older version of the rubric, for the organizers who may want them looked at again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Scorecard
from app.nominations.models import Nomination
from app.programs.models import CHOOSING, Round, Rubric
from app.programs.queries import current_round, current_rubric


@dataclass(frozen=True, slots=True)
class Older:
    """One scorecard. `version`: the number of the one that it was made with."""

    assignment_id: int
    judge: str
    public_id: str
    reference: str
    version: int
    final: bool


def older(session: Session, program_id: int, apart: Collection[int]) -> list[Older]:
    """Of the round that counts now, by judge; one query. `apart`: nominations that this organizer must not look after."""
    rows = session.execute(
        select(
            Assignment.id, User.name, User.email, Nomination.public_id, Nomination.reference, Rubric.number, Scorecard.final_at
        )
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id))
        .join(Rubric, Rubric.id == Scorecard.rubric_id)
        .join(User, User.id == Assignment.judge_id)
        .where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.id.not_in(list(apart)),
            Assignment.state == AssignmentState.ACTIVE, Assignment.round_id == current_round(program_id),
            Scorecard.rubric_id != current_rubric(program_id),
            Assignment.round_id.not_in(select(Round.id).where(Round.mode.in_(CHOOSING))),  # nothing is scored there
        )
        .order_by(User.name, User.id, Nomination.number)
    )  # fmt: skip
    return [Older(row[0], row[1] or row[2], row[3], row[4] or "", row[5], row[6] is not None) for row in rows]


def versions_made(session: Session, program_id: int) -> Sequence[Any]:
    """The versions of the round's rubric, the latest first."""
    return session.scalars(
        select(Rubric).where(Rubric.round_id == current_round(program_id)).order_by(Rubric.number.desc())
    ).all()
