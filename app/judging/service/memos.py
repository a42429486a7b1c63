"""What judges keep to themselves: a note on a nomination, and the pile of those to come back to. Not audited: it decides nothing,
and nobody else is to read it."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.judging.models import Memo


def write_note(session: Session, nomination_id: int, judge_id: int, note: str) -> None:
    _write(session, nomination_id, judge_id, note=note)


def put_aside(session: Session, nomination_id: int, judge_id: int, *, now: datetime) -> None:
    """On the pile to come back to."""
    _write(session, nomination_id, judge_id, later_at=now)


def take_up(session: Session, nomination_id: int, judge_id: int) -> None:
    """Off the pile again; of one that isn't on it, nothing."""
    session.execute(
        update(Memo).where(Memo.nomination_id == nomination_id, Memo.judge_id == judge_id).values(later_at=None)
    )


def _write(session: Session, nomination_id: int, judge_id: int, **values: Any) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    whole = {"nomination_id": nomination_id, "judge_id": judge_id, "note": "", **values}
    session.execute(
        dialect.insert(Memo)
        .values(whole)
        .on_conflict_do_update(index_elements=["nomination_id", "judge_id"], set_=values)
    )
