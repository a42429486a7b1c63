"""A judge steps back from a nomination, or an organizer keeps two apart: the scores stay, and don't count."""

from datetime import datetime
from typing import Any

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.audit.service import record
from app.judging.models import Assignment, AssignmentState
from app.judging.queries.access import Task
from app.mail.service import queue, stop_waiting
from app.nominations.models import Conflict, ConflictState, Nomination
from app.nominations.queries.conflicts import conflict_between
from app.panels.queries import Panelist
from app.policy import Role, Viewer
from app.programs.models import Program
from app.web.i18n import _


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
                dedup_key=f"recused:{task.assignment_id}:{organizer.id}:{now.isoformat()}", now=now, program_id=task.program.id,
                nomination_id=task.nomination_id,
                name=organizer.name, judge=judge.name, program=task.program, reference=task.reference,
                reason=reason, link=f"{origin}/programs/{task.program.slug}/assignments",
            )  # fmt: skip


def keep_apart(
    session: Session, nomination_id: int, user_id: int, *, source: str, reason: str, by: int, now: datetime,
    evidence: list[dict[str, Any]] | None = None,
) -> None:  # fmt: skip
    """A confirmed conflict; said twice, the later words stand. Mails about the nomination that wait are not sent to them."""
    known = session.scalar(
        select(Conflict).where(
            Conflict.nomination_id == nomination_id, Conflict.user_id == user_id, Conflict.source == source
        )
    )
    if known is None:
        known = Conflict(nomination_id=nomination_id, user_id=user_id, source=source, created_at=now)
        session.add(known)
    known.state, known.reason, known.by_id, known.decided_at = ConflictState.CONFIRMED, reason, by, now
    known.evidence = known.evidence if evidence is None and known.evidence is not None else evidence or []
    session.flush()
    address = session.scalar(
        select(User.email).where(User.id == user_id, ~exists().where(_made(nomination_id, user_id)))
    )
    if address is not None:
        why = _("It was stopped: the person has a conflict of interest with the nomination.")
        stop_waiting(session, to_email=address, nomination_id=nomination_id, why=why, now=now)


def _made(nomination_id: int, user_id: int) -> Any:
    """Nominators go on getting mails about their own nominations."""
    return (Nomination.id == nomination_id) & (Nomination.owner_id == user_id) & ~Nomination.on_behalf


def tell_organizers(
    session: Session, program: Program, nomination_id: int, reference: str, person: User | Panelist, *, by: int, reason: str, now: datetime,
    origin: str,
) -> None:  # fmt: skip
    """Those who may know about the nomination; not who did it, nor whom it is about."""
    for organizer in organizers_for(session, program.id, nomination_id):
        if organizer.id not in (by, person.id):
            queue(
                session, to=(organizer.email, organizer.name), template="judging/mail/conflict_confirmed.txt", now=now,
                dedup_key=f"conflict:{nomination_id}:{person.id}:{organizer.id}:{now.isoformat()}", program_id=program.id,
                nomination_id=nomination_id, name=organizer.name, person=person.name or person.email, program=program,
                reference=reference, reason=reason, link=f"{origin}/programs/{program.slug}/conflicts?state=confirmed",
            )  # fmt: skip


def organizers_for(session: Session, program_id: int, nomination_id: int) -> list[User]:
    """The organizers who may know about a nomination: those without a conflict of their own."""
    conflicted = conflict_between(nomination_id, User.id)
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
