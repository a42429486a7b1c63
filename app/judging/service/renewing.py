"""A judge takes an open scorecard over to the latest version of the rubric; what was given before stays where it was."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import Score, Scorecard
from app.judging.queries.access import Task
from app.judging.queries.cards import Card
from app.programs.queries import versions


def renew(session: Session, task: Task, card: Card, *, by: int, now: datetime) -> bool:
    """Scores and notes of criteria that stayed go along. False: there is nothing to renew."""
    if not card.outdated or card.final_at is not None:
        return False
    assert task.round is not None
    same = versions(session, task.program.id, [task.category], task.round.id).same
    held = set(session.scalars(select(Score.criterion_id).where(Score.scorecard_id == card.id)))
    rows = [
        {"scorecard_id": card.id, "criterion_id": same[line.criterion_id], "thousandths": line.thousandths, "note": line.note}
        for line in card.lines
        if (line.thousandths is not None or line.note)
        and same[line.criterion_id] != line.criterion_id
        and same[line.criterion_id] not in held
    ]  # fmt: skip
    if rows:
        session.execute(insert(Score), rows)
    session.execute(
        update(Scorecard)
        .where(Scorecard.id == card.id)
        .values(rubric_id=card.latest_rubric_id, version=card.version + 1, updated_at=now)
    )
    record(
        session, program_id=task.program.id, actor_id=by, action="scorecard.renew", about=("scorecard", card.id), now=now,
        before={"rubric": card.rubric_id}, after={"rubric": card.latest_rubric_id},
    )  # fmt: skip
    return True
