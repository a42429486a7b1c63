"""What a conflict of interest takes away is asked in one place: whether one is confirmed between a nomination and a person."""

from typing import Any

from sqlalchemy import ColumnElement, exists

from app.nominations.models import Conflict, ConflictState


def conflict_between(nomination: Any, user: Any) -> ColumnElement[bool]:
    """A part of another query. `nomination`, `user`: ids, or columns or parameters of the query around it."""
    return exists().where(
        Conflict.nomination_id == nomination, Conflict.user_id == user, Conflict.state == ConflictState.CONFIRMED
    )
