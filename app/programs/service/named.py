"""What categories and criteria have in common: a name that is theirs alone, and a place in the program's list."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.programs.models import Category, Criterion
from app.programs.service.problems import ProgramProblem, plain

Named = Category | Criterion
WORDS: Mapping[type[Named], str] = {Category: "category", Criterion: "criterion"}


def refuse_same_name(
    session: Session, kind: type[Category], program_id: int, name: str, own_id: int | None, sentence: str
) -> None:
    statement = select(kind.id).where(kind.program_id == program_id, kind.name == name, kind.id != (own_id or 0))
    if session.scalar(statement) is not None:
        raise ProgramProblem("name", sentence)


def move_by_one(session: Session, rows: Sequence[Named], row: Named, *, up: bool, by: int, now: datetime) -> None:
    """Changes places with its neighbor; at the end of the list there is nothing to do."""
    here = [one.id for one in rows].index(row.id)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    other = rows[there]
    mine, its = row.position, other.position
    other.position = -1  # positions may be unique
    session.flush()
    row.position = its
    session.flush()
    other.position = mine
    record_named(session, row, "move", by, now, {"position": here + 1}, {"position": there + 1})


def record_named(
    session: Session,
    row: Named,
    verb: str,
    by: int,
    now: datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:
    word = WORDS[type(row)]
    was, became = (
        None if values is None else {"name": row.name, **{key: plain(value) for key, value in values.items()}}
        for values in (before, after)
    )
    record(
        session, program_id=row.program_id, actor_id=by, action=f"{word}.{verb}", about=(word, row.id), now=now,
        before=was, after=became,
    )  # fmt: skip
