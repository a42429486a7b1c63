"""Awards that are decided and public, without going through all pages of it."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.nominations.models import Nomination
from app.programs.models import ForRole, Program
from app.results.models import Award, AwardKind, CategoryDecision, DecisionState, Publication
from tests import factories as make


def decide(
    db: Session, nomination: Nomination, kind: AwardKind = AwardKind.WINNER, *, approved: bool = True, role: ForRole | None = None, **award: str
) -> Award:  # fmt: skip
    """`role`: of the category that gives it, where that is another than the nomination's."""
    now = datetime.now(UTC) - timedelta(hours=1)
    category = (
        make.category_of(db, db.get_one(Program, nomination.program_id), role).id if role else nomination.category_id
    )
    decision = db.scalars(select(CategoryDecision).where(CategoryDecision.category_id == category)).one_or_none()
    if decision is None:
        decision = CategoryDecision(category_id=category, state=DecisionState.DRAFT, blocked=[])
        db.add(decision)
    if approved:
        decision.state, decision.approved_at = DecisionState.APPROVED, now
    db.flush()
    made = Award(decision_id=decision.id, nomination_id=nomination.id, kind=kind, **award)
    db.add(made)
    db.commit()
    return made


def publish(db: Session, program: Program, by: User, at: datetime | None = None) -> None:
    now = datetime.now(UTC)
    db.add(
        Publication(
            program_id=program.id, publish_at=at or now - timedelta(minutes=1), proposed_by_id=by.id, approved_by_id=by.id, approved_at=now,
        )
    )  # fmt: skip
    db.commit()


def owner_of(db: Session, nomination: Nomination) -> User:
    """Leaves no transaction open, which would hold up the app."""
    owner = db.get_one(User, nomination.owner_id)
    db.commit()
    return owner
