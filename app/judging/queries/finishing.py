"""Whether a judge has said "I'm done" with the round that counts now."""

from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.judging.models import JudgeFinish
from app.programs.queries import current_round


@cache
def said_done() -> Any:
    """For a query with the parameters `program` and `judge`."""
    return select(JudgeFinish.done_at).where(
        JudgeFinish.round_id == current_round(bindparam("program")), JudgeFinish.judge_id == bindparam("judge")
    )


def done_at(session: Session, program_id: int, judge_id: int) -> datetime | None:
    """When the judge said so; None: not, or taken back."""
    found: datetime | None = session.scalar(said_done(), {"program": program_id, "judge": judge_id})
    return found


def done_judges(session: Session, program_id: int) -> dict[int, datetime]:
    """Every judge who said so, and when."""
    done = select(JudgeFinish.judge_id, JudgeFinish.done_at).where(JudgeFinish.round_id == current_round(program_id))
    return {row[0]: row[1] for row in session.execute(done)}
