"""Which round counts, and which version of its rubric: one place, as conditions for other queries and as rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from app.programs.models import Round, RoundEntry, Rubric


def current_round(program: Any) -> Any:
    """The id of the round that counts now, as a part of another query: the last that was begun, a calibration left out.
    `program`: the program's id, a number or a column of the query around it."""
    begun = (Round.program_id == program, Round.begun_at.is_not(None), Round.calibration.is_(False))
    return (
        select(Round.id)
        .where(*begun)
        .order_by(Round.position.desc())
        .limit(1)
        .correlate_except(Round)
        .scalar_subquery()
    )


def latest_rubric(round_id: Any) -> Any:
    """The id of the version that new scorecards of a round are made with; a part of another query as well."""
    versions = select(Rubric.id).where(Rubric.round_id == round_id).order_by(Rubric.number.desc()).limit(1)
    return versions.correlate_except(Rubric).scalar_subquery()


def current_rubric(program: Any) -> Any:
    return latest_rubric(current_round(program))


def takes_part(nomination: Any, program: Any) -> ColumnElement[bool]:
    """Whether a nomination is in the round that counts now; all are in a round into which nobody was chosen."""
    chosen = RoundEntry.round_id == current_round(program)
    return or_(~exists().where(chosen), exists().where(chosen, RoundEntry.nomination_id == nomination))


def rounds_of(session: Session, program_id: int) -> Sequence[Round]:
    """A program's, in their order."""
    return session.scalars(select(Round).where(Round.program_id == program_id).order_by(Round.position)).all()


def round_now(session: Session, program_id: int) -> Round:
    """The round that counts now."""
    return session.scalars(select(Round).where(Round.id == current_round(program_id))).one()
