"""A judge says "I'm done" with the round that counts now, or comes back."""

from datetime import datetime

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import JudgeFinish
from app.judging.queries.finishing import done_at
from app.programs.queries import current_round, round_now


def say_done(session: Session, program_id: int, *, left: int, by: int, now: datetime) -> bool:
    """`left`: how many nominations have no final scorecard, or how many pairs are asked and not made. False: it was said before."""
    if done_at(session, program_id, by) is not None:
        return False
    _forget(session, program_id, by)
    session.execute(
        insert(JudgeFinish).values(
            program_id=program_id, round_id=round_now(session, program_id).id, judge_id=by, done_at=now
        )
    )
    record(
        session, program_id=program_id, actor_id=by, action="judging.done", about=("program", program_id), now=now,
        before=None, after={"done": True, "left": left},
    )  # fmt: skip
    return True


def come_back(session: Session, program_id: int, *, by: int, now: datetime) -> bool:
    """Takes it back. False: it had not been said."""
    if done_at(session, program_id, by) is None:
        return False
    _forget(session, program_id, by)
    record(
        session, program_id=program_id, actor_id=by, action="judging.come_back", about=("program", program_id), now=now,
        before={"done": True}, after=None,
    )  # fmt: skip
    return True


def _forget(session: Session, program_id: int, by: int) -> None:
    this = (JudgeFinish.round_id == current_round(program_id), JudgeFinish.judge_id == by)
    session.execute(delete(JudgeFinish).where(*this).execution_options(synchronize_session=False))
