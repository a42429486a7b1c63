"""Whether a judge has said "I'm done" with the round that counts now. What is assigned afterwards is not what they were done with:
then it is as if it had not been said."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, AssignmentState, JudgeFinish
from app.programs.queries import current_round


def _stands() -> ColumnElement[bool]:
    return ~exists().where(
        Assignment.judge_id == JudgeFinish.judge_id,
        Assignment.round_id == JudgeFinish.round_id,
        Assignment.state == AssignmentState.ACTIVE,
        Assignment.created_at > JudgeFinish.done_at,
    ).correlate(JudgeFinish)


def done_of(program: Any, judge: Any) -> Any:
    """When a judge of a program said so, as a part of another query; both are numbers or columns of the query around it."""
    mine = (JudgeFinish.round_id == current_round(program), JudgeFinish.judge_id == judge, _stands())
    return select(JudgeFinish.done_at).where(*mine).correlate_except(JudgeFinish).scalar_subquery()


@cache
def _done_at() -> Any:
    return select(done_of(bindparam("program"), bindparam("judge")))


def done_at(session: Session, program_id: int, judge_id: int) -> datetime | None:
    """When the judge said so; None: not, or taken back."""
    found: datetime | None = session.scalar(_done_at(), {"program": program_id, "judge": judge_id})
    return found
