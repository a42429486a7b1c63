"""How a judge changed their own scores of one nomination. Only for that judge."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, Score, Scorecard
from app.judging.queries.access import Task
from app.programs.models import Category, Criterion


@dataclass(frozen=True, slots=True)
class Change:
    """In thousandths; `after` None: taken back."""

    at: datetime
    criterion: str
    category: str
    before: int
    after: int | None


def own_changes(session: Session, task: Task, judge_id: int) -> list[Change]:
    """The last change first; also in earlier rounds, and in a category in which the nomination stood before. One query."""
    rows = session.execute(
        select(Criterion.name, Category.name, Score.earlier)
        .join(Scorecard, Scorecard.id == Score.scorecard_id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Category, Category.id == Scorecard.category_id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(Assignment.nomination_id == task.nomination_id, Assignment.judge_id == judge_id)
        .order_by(Criterion.position)
    )
    found = [
        Change(datetime.fromisoformat(at), criterion, category, before, after)
        for criterion, category, earlier in rows
        for at, before, after in earlier
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)
