"""One judge's open nominations go to another: what is begun or done stays where it is."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Scorecard
from app.judging.queries.assigning import candidates
from app.judging.service.assigning import assign, remove
from app.nominations.models import Nomination
from app.panels.queries import Panelist
from app.programs.models import Program
from app.programs.queries import current_round


@dataclass(slots=True)
class Replaced:
    """References of what moved, and of what could not: (reference, code of `assign`)."""

    moved: list[str] = field(default_factory=list)
    stayed: list[tuple[str, str]] = field(default_factory=list)


def untouched(session: Session, program_id: int, judge_id: int) -> list[tuple[int, int]]:
    """(assignment, nomination) of what this judge still has and hasn't begun."""
    begun = exists().where(Scorecard.assignment_id == Assignment.id)
    rows = session.execute(
        select(Assignment.id, Assignment.nomination_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Assignment.judge_id == judge_id,
            Assignment.round_id == current_round(program_id), Assignment.state == AssignmentState.ACTIVE, ~begun,
        )
        .order_by(Nomination.number)
    )  # fmt: skip
    return [(row[0], row[1]) for row in rows]


def replace(
    session: Session, program: Program, judge: Panelist, other: Panelist, *, reason: str, by: int, now: datetime,
    may: Callable[[int], bool],
) -> Replaced:  # fmt: skip
    """`may`: whether the organizer looks after a nomination (by id). What the other judge can't have stays with the first."""
    known = {candidate.id: candidate for candidate in candidates(session, program.id)}
    done = Replaced()
    for assignment_id, nomination_id in untouched(session, program.id, judge.id):
        candidate = known.get(nomination_id)
        if candidate is None or not may(nomination_id):
            continue
        refused = assign(session, program, candidate, other, by=by, now=now)
        if refused is not None:
            done.stayed.append((candidate.reference, refused))
            continue
        remove(session, program, assignment_id, reason=reason, by=by, now=now)
        done.moved.append(candidate.reference)
    if done.moved:
        record(
            session, program_id=program.id, actor_id=by, action="judge.replace", about=("user", judge.id), now=now,
            before={"judge": judge.name}, after={"judge": other.name, "nominations": done.moved}, reason=reason,
        )  # fmt: skip
    return done
