"""Plans that were saved."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Assignment, AssignmentState, Plan
from app.judging.queries.ground import begun
from app.programs.queries import current_round


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """`begun`: a judge has begun, or left, something that it gave."""

    id: int
    kind: str
    least: int
    seed: int
    added: int
    taken: int
    by: str
    at: datetime
    undone: bool
    begun: bool


def recent_plans(session: Session, program_id: int, most: int = 10) -> list[SavedPlan]:
    """The last ones of the round that counts now, the latest first; one query."""
    worked = exists().where(
        Assignment.plan_id == Plan.id, begun() | (Assignment.state == AssignmentState.RECUSED)
    )  # fmt: skip
    rows = session.execute(
        select(Plan, User.name, User.email, worked)
        .join(User, User.id == Plan.by_id)
        .where(Plan.program_id == program_id, Plan.round_id == current_round(program_id))
        .order_by(Plan.id.desc())
        .limit(most)
    )
    return [
        SavedPlan(
            plan.id, plan.kind.value, plan.least, plan.seed, plan.added, len(plan.taken), name or email, plan.created_at,
            plan.undone_at is not None, bool(worked),
        )
        for plan, name, email, worked in rows
    ]  # fmt: skip
