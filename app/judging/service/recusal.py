"""A judge steps back from a nomination, or an organizer keeps two apart: the scores stay, and don't count."""

from datetime import datetime

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.audit.service import record
from app.judging.models import Assignment, AssignmentState
from app.judging.queries.access import Task
from app.mail.service import queue
from app.nominations.models import Conflict, ConflictState
from app.policy import Role, Viewer


def recuse(session: Session, task: Task, *, judge: Viewer, reason: str, now: datetime, origin: str) -> None:
    """The nomination leaves the judge's desk, and the organizers are told."""
    keep_apart(session, task.nomination_id, judge.user_id, source="declared", reason=reason, by=judge.user_id, now=now)
    session.execute(update(Assignment).where(Assignment.id == task.assignment_id).values(state=AssignmentState.RECUSED))
    record(
        session, program_id=task.program.id, actor_id=judge.user_id, action="assignment.recuse",
        about=("assignment", task.assignment_id), now=now, before={"state": "active"}, after={"state": "recused"}, reason=reason,
    )  # fmt: skip
    for organizer in organizers_for(session, task.program.id, task.nomination_id):
        if organizer.id != judge.user_id:
            queue(
                session, to=(organizer.email, organizer.name), template="judging/mail/recused.txt",
                dedup_key=f"recused:{task.assignment_id}:{organizer.id}:{now.isoformat()}", now=now, program_id=task.program.id, nomination_id=task.nomination_id,
                name=organizer.name, judge=judge.name, program=task.program, reference=task.reference,
                reason=reason, link=f"{origin}/programs/{task.program.slug}/assignments",
            )  # fmt: skip


def keep_apart(
    session: Session, nomination_id: int, user_id: int, *, source: str, reason: str, by: int, now: datetime
) -> None:
    """A confirmed conflict; said twice, the later words stand."""
    known = session.scalar(
        select(Conflict).where(
            Conflict.nomination_id == nomination_id, Conflict.user_id == user_id, Conflict.source == source
        )
    )
    if known is None:
        session.add(
            Conflict(
                nomination_id=nomination_id, user_id=user_id, source=source, state=ConflictState.CONFIRMED, reason=reason,
                by_id=by, created_at=now,
            )
        )  # fmt: skip
    else:
        known.state, known.reason, known.by_id = ConflictState.CONFIRMED, reason, by
    session.flush()


def organizers_for(session: Session, program_id: int, nomination_id: int) -> list[User]:
    """The organizers who may know about a nomination: those without a conflict of their own."""
    conflicted = exists().where(
        Conflict.nomination_id == nomination_id, Conflict.user_id == User.id, Conflict.state == ConflictState.CONFIRMED
    )
    return list(
        session.scalars(
            select(User)
            .join(ProgramRole, ProgramRole.user_id == User.id)
            .where(
                ProgramRole.program_id == program_id, ProgramRole.role == Role.ORGANIZER, ProgramRole.ended_at.is_(None),
                User.disabled_at.is_(None), ~conflicted,
            )
            .order_by(User.id)
        )
    )  # fmt: skip
