"""What a conflict of interest takes away is asked in one place: whether one is confirmed between a nomination and a person."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from app.nominations.models import Conflict, ConflictState


def conflict_between(nomination: Any, user: Any) -> ColumnElement[bool]:
    """A part of another query. `nomination`, `user`: ids, or columns or parameters of a query around it, however far out."""
    confirmed = Conflict.state == ConflictState.CONFIRMED
    found = exists().where(Conflict.nomination_id == nomination, Conflict.user_id == user, confirmed)
    return found.correlate_except(Conflict)
