"""What state a nomination's flag is in, as conditions and columns that other queries use."""

from collections.abc import Collection
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, tuple_
from sqlalchemy.orm import Session

from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Scorecard
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.programs.models import Category, Program
from app.programs.queries import asking_roles


class FlagState(StrEnum):
    """Of the latest assessment: WAITING and SETTLED only where the category asks for a settlement, or was left by one."""

    NONE = "none"
    RAISED = "raised"
    QUESTION = "question"
    SETTLED = "settled"


def flag_state(program: Program) -> ColumnElement[str]:
    """One of FlagState, for a query that joins Category, Assessment and (outer) Settlement."""
    asks = Category.for_role.in_(asking_roles(program))
    return case(
        (Settlement.id.is_not(None), FlagState.SETTLED.value),
        (asks & Assessment.flag, FlagState.RAISED.value),
        (asks & Assessment.question, FlagState.QUESTION.value),
        else_=FlagState.NONE.value,
    )


def with_latest(columns: Any, program_id: int, kept_from: Collection[int]) -> Any:
    """Joins each submitted-once nomination of the program to its category, latest submission, assessment and settlement."""
    return (
        columns.select_from(Nomination)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .where(Nomination.program_id == program_id, Nomination.id.not_in(kept_from))
    )


def is_waiting(program: Program) -> ColumnElement[bool]:
    """A flag or an open question, in a category that asks, of a nomination in the contest, and not settled."""
    return (
        Category.for_role.in_(asking_roles(program))
        & (Assessment.flag | Assessment.question)
        & Settlement.id.is_(None)
        & (Nomination.state == State.SUBMITTED)
    )


def waiting(session: Session, program: Program, kept_from: Collection[int]) -> dict[int, int]:
    """Category id → how many flags and open questions wait there."""
    columns = select(Nomination.category_id, func.count())
    statement = with_latest(columns, program.id, kept_from).where(is_waiting(program)).group_by(Nomination.category_id)
    return {row[0]: row[1] for row in session.execute(statement)}


def is_doubted() -> ColumnElement[bool]:
    """A judge who is still assigned said that the present category is wrong, and no organizer has settled it."""
    # Read from the few doubts, once; asked for each nomination anew it would cost seconds in a large program.
    said = (
        select(Assignment.nomination_id, Scorecard.category_id)
        .select_from(CategoryDoubt)
        .join(Scorecard, Scorecard.id == CategoryDoubt.scorecard_id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(Assignment.state == AssignmentState.ACTIVE)
    )
    here = tuple_(Nomination.id, Nomination.category_id).in_(said)
    return here & Settlement.id.is_(None) & (Nomination.state == State.SUBMITTED)
