"""Organizers give nominations to judges and take them away again; scores of a removed assignment stay, and don't count."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import AssignedBy, Assignment, AssignmentState
from app.judging.queries.assigning import Candidate, cleared, kept_apart, too_close
from app.judging.service.recusal import keep_apart, tell_organizers
from app.nominations.models import Nomination
from app.panels.queries import Panelist, panels_of
from app.programs.models import Program
from app.programs.queries import current_round, round_now


def assign(
    session: Session, program: Program, candidate: Candidate, judge: Panelist, *, by: int, now: datetime,
    how: AssignedBy = AssignedBy.CHOICE,
) -> str | None:  # fmt: skip
    """One nomination to one judge. Gives the reason where it can't be: own | company | conflict | panel | already; else None."""
    lock(session, program)
    close = too_close(judge, candidate)
    if close == "own" or (close is not None and (candidate.id, judge.id) not in cleared(session, program.id)):
        return close
    if (candidate.id, judge.id) in kept_apart(session, program.id):
        return "conflict"
    if not panels_of(session, program.id).seat_together(judge.id, candidate.id, candidate.category_id):
        return "panel"
    known = session.scalar(
        select(Assignment).where(
            Assignment.nomination_id == candidate.id,
            Assignment.judge_id == judge.id,
            Assignment.round_id == current_round(program.id),
        )
    )
    if known is not None and known.state is AssignmentState.ACTIVE:
        return "already"
    before = {"state": known.state} if known is not None else None
    if known is None:
        known = Assignment(
            round_id=round_now(session, program.id).id, nomination_id=candidate.id, judge_id=judge.id,
            state=AssignmentState.ACTIVE, created_at=now,
        )  # fmt: skip
        session.add(known)
    known.state, known.assigned_by, known.plan_id = AssignmentState.ACTIVE, how, None
    session.flush()
    record(
        session, program_id=program.id, actor_id=by, action="assignment.assign", about=("assignment", known.id), now=now,
        before=before, after={"state": "active", "nomination": candidate.reference, "judge": judge.name},
    )  # fmt: skip
    return None


def ask_another(
    session: Session, program: Program, candidate: Candidate, judge: Panelist, *, by: int, now: datetime
) -> bool:
    """One more score by whoever is next by rule: nobody chose this judge, so the assignment stays one by rule."""
    return assign(session, program, candidate, judge, by=by, now=now, how=AssignedBy.RULE) is None


def known_assignment(session: Session, program_id: int, nomination_id: int, judge_id: int) -> int | None:
    return session.scalar(
        select(Assignment.id).where(
            Assignment.nomination_id == nomination_id, Assignment.judge_id == judge_id,
            Assignment.round_id == current_round(program_id),
        )
    )  # fmt: skip


def remove(session: Session, program: Program, assignment_id: int, *, reason: str, by: int, now: datetime) -> bool:
    """Takes a nomination from a judge. False: there is no such active assignment in this program."""
    found = session.execute(
        select(Assignment.id, Nomination.reference)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(
            Assignment.id == assignment_id,
            Assignment.state == AssignmentState.ACTIVE,
            Nomination.program_id == program.id,
        )
    ).first()
    if found is None:
        return False
    session.execute(update(Assignment).where(Assignment.id == found[0]).values(state=AssignmentState.REMOVED))
    record(
        session, program_id=program.id, actor_id=by, action="assignment.remove", about=("assignment", found[0]), now=now,
        before={"state": "active", "nomination": found[1]}, after={"state": "removed"}, reason=reason,
    )  # fmt: skip
    return True


def record_conflict(
    session: Session, nomination: Nomination, person: Panelist, *, reason: str, by: int, now: datetime, origin: str
) -> None:
    """An organizer knows of a conflict: the two don't meet any more, and what was scored doesn't count."""
    keep_apart(session, nomination.id, person.id, source="organizer", reason=reason, by=by, now=now)
    record(
        session, program_id=nomination.program_id, actor_id=by, action="conflict.record", about=("nomination", nomination.id),
        now=now, before=None, after={"person": person.name, "state": "confirmed"}, reason=reason,
    )  # fmt: skip
    tell_organizers(
        session, nomination.program, nomination.id, nomination.reference or "", person, by=by, reason=reason, now=now, origin=origin
    )  # fmt: skip


def lock(session: Session, program: Program) -> None:
    """One organizer at a time (SQLite's writers wait for each other anyway)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(Program.id).where(Program.id == program.id).with_for_update())
