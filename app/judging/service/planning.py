"""Writes about plans: saved as they were seen, and undone as long as nothing of them is begun."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.audit.service import record
from app.judging.models import AssignedBy, Assignment, AssignmentState, Plan
from app.judging.queries.assigning import kept_apart
from app.judging.queries.drafting import Asked, Draft, draft_of
from app.judging.queries.ground import Ground, Pair, begun, ground_of
from app.judging.service.assigning import lock
from app.programs.models import Program
from app.programs.queries import current_round, round_now


class ChangedMeanwhile(Exception):
    """The plan would no longer be the one that was seen: somebody assigned, scored, left or was kept apart since."""


def save_plan(
    session: Session, program: Program, asked: Asked, *, seen: str | None = None, by: int, now: datetime
) -> Plan | None:
    """Makes the plan and saves it; None where it changes nothing. `seen`: the digest of the draft that was looked at.

    Raises ChangedMeanwhile, before anything is written. Never touches work begun."""
    lock(session, program)
    ground = ground_of(session, program)
    draft = draft_of(ground, asked)
    if seen is not None and seen != draft.digest:
        raise ChangedMeanwhile
    if not draft.added and not draft.taken:
        return None
    taken = [[*pair, ground.held[pair].plan_id, ground.held[pair].how] for pair in sorted(draft.taken)]
    plan = Plan(
        program_id=program.id, round_id=round_now(session, program.id).id, kind=asked.kind, least=asked.least, most=asked.most, seed=asked.seed, added=len(draft.added),
        taken=taken, by_id=by, created_at=now,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    ids = [ground.held[pair].id for pair in draft.taken]
    if ids:
        session.execute(delete(Assignment).where(Assignment.id.in_(ids)))
    _insert(session, draft, plan, now)
    record(
        session, program_id=program.id, actor_id=by, action="assignment.plan", about=("program", program.id), now=now,
        after={
            "kind": asked.kind, "wanted": asked.least, "most": asked.most, "seed": asked.seed,
            "added": _told(ground, draft.added), "taken": _told(ground, draft.taken),
        },
    )  # fmt: skip
    return plan


def _insert(session: Session, draft: Draft, plan: Plan, now: datetime) -> None:
    rows = [
        {
            "round_id": plan.round_id, "nomination_id": nomination, "judge_id": judge, "state": AssignmentState.ACTIVE,
            "plan_id": plan.id, "created_at": now,
            "assigned_by": AssignedBy.CHOICE if (nomination, judge) in draft.by_hand else AssignedBy.RULE,
        }
        for nomination, judge in sorted(draft.added)
    ]  # fmt: skip
    if rows:
        session.execute(insert(Assignment), rows)


def _told(ground: Ground, pairs: Iterable[Pair]) -> list[str]:
    return [f"{ground.by_id[nomination].reference}: {ground.name_of(judge)}" for nomination, judge in sorted(pairs)]


def last_plan(session: Session, program_id: int) -> Plan | None:
    """The one that can be undone: the last of the round that wasn't."""
    return session.scalar(
        select(Plan)
        .where(Plan.program_id == program_id, Plan.round_id == current_round(program_id), Plan.undone_at.is_(None))
        .order_by(Plan.id.desc())
        .limit(1)
    )


def is_begun(session: Session, plan_id: int) -> bool:
    """Whether a judge has begun, or left, anything that the plan gave."""
    worked = select(Assignment.id).where(
        Assignment.plan_id == plan_id, begun() | (Assignment.state == AssignmentState.RECUSED)
    )
    return session.scalar(worked.limit(1)) is not None


def undo_plan(session: Session, program: Program, plan_id: int, *, by: int, now: datetime) -> bool:
    """Everything as before the plan, but for pairs with a conflict by now. False: it isn't the last one, or something of it
    is begun."""
    lock(session, program)
    plan = last_plan(session, program.id)
    if plan is None or plan.id != plan_id or is_begun(session, plan.id):
        return False
    # What somebody took away since stays taken away.
    session.execute(delete(Assignment).where(Assignment.plan_id == plan.id, Assignment.state == AssignmentState.ACTIVE))
    session.execute(update(Assignment).where(Assignment.plan_id == plan.id).values(plan_id=None))
    about = {row[0] for row in plan.taken}
    there = session.execute(
        select(Assignment.nomination_id, Assignment.judge_id).where(
            Assignment.round_id == plan.round_id, Assignment.nomination_id.in_(about)
        )
    )
    held = {(row[0], row[1]) for row in there} | kept_apart(session, program.id)
    rows = [
        {
            "round_id": plan.round_id, "nomination_id": nomination, "judge_id": judge, "state": AssignmentState.ACTIVE,
            "plan_id": earlier, "assigned_by": AssignedBy(how) if how else None, "created_at": now,
        }
        for nomination, judge, earlier, how in plan.taken
        if (nomination, judge) not in held
    ]  # fmt: skip
    if rows:
        session.execute(insert(Assignment), rows)
    plan.undone_at = now
    record(
        session, program_id=program.id, actor_id=by, action="assignment.unplan", about=("program", program.id), now=now,
        before={"wanted": plan.least, "seed": plan.seed, "added": plan.added}, after={"given_back": len(rows)},
    )  # fmt: skip
    return True
