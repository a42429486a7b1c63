"""What the policy needs to decide about a judge and a nomination, in one query."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Declaration, JudgeTerms, Scorecard
from app.judging.queries.at_hand import moment, round_at_hand
from app.nominations.models import Nomination
from app.nominations.queries.conflicts import conflict_between
from app.policy import NominationFacts
from app.programs.models import CHOOSING, Category, Program, Round
from app.programs.queries import asks, facts_of
from app.redaction.models import Redaction


def choosing(one: Round | None) -> bool:
    """There a final scorecard means that its nomination was chosen, or not; that can be changed until the close, so that it
    locks nothing."""
    return one is not None and one.mode in CHOOSING


@dataclass(frozen=True, slots=True)
class Task:
    """A nomination, its program, category and round, and the judge's assignment to it (0: there is none)."""

    program: Program
    category: Category
    nomination_id: int
    public_id: str
    reference: str
    state: State
    assignment_id: int
    round: Round | None = None  # None where it is read by somebody who judges nothing
    begun: bool = False  # there is a scorecard of it already, and nobody takes one away

    @property
    def choosing(self) -> bool:
        """Its round asks for no scores: nominations are put in order, or compared."""
        return choosing(self.round)

    @property
    def ruling_asked(self) -> bool:
        """Rulings are asked for in categories for hunters, and in those for anybody if the program says so."""
        return asks(self.program, self.category)

    @property
    def calibration(self) -> bool:
        """Everybody scores it first, to compare notes, and nothing of it counts: so nobody rules on a flag, doubts the category
        or writes to the nominee."""
        return self.round is not None and self.round.calibration


def _facts_of_task() -> Any:
    judge: Any = bindparam("judge")
    conflicted = conflict_between(Nomination.id, judge)
    declared = exists().where(Declaration.program_id == Program.id, Declaration.user_id == judge)
    return (
        select(
            Program, Category, Round, Nomination.id, Nomination.public_id, Nomination.reference, Nomination.state,
            Nomination.owner_id, Assignment.id, Assignment.state, Scorecard.id, Scorecard.final_at, conflicted,
            JudgeTerms.extended_until, Redaction.copies, declared,
        )
        .select_from(Nomination)
        .join(Program, Program.id == Nomination.program_id)
        .join(Category, Category.id == Nomination.category_id)
        .join(Round, Round.id == round_at_hand(Nomination.program_id, judge, moment(), Nomination.id))
        .outerjoin(
            Assignment,
            (Assignment.nomination_id == Nomination.id) & (Assignment.judge_id == judge) & (Assignment.round_id == Round.id),
        )
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .outerjoin(Redaction, Redaction.nomination_id == Nomination.id)
        .outerjoin(JudgeTerms, (JudgeTerms.program_id == Program.id) & (JudgeTerms.judge_id == judge))
    )  # fmt: skip


@cache
def _one() -> Any:
    return _facts_of_task().where(Nomination.public_id == bindparam("public_id"))


@cache
def _several() -> Any:
    return _facts_of_task().where(Nomination.public_id.in_(bindparam("public_ids", expanding=True)))


def task_for(session: Session, public_id: str, judge_id: int, now: datetime) -> tuple[Task, NominationFacts] | None:
    """The nomination as the judge's task, and the facts that decide about it; None where there is no such nomination."""
    row = session.execute(_one(), {"public_id": public_id, "judge": judge_id, "now": now}).first()
    return None if row is None else _task(row, now)


def tasks_for(
    session: Session, public_ids: Sequence[str], judge_id: int, now: datetime
) -> dict[str, tuple[Task, NominationFacts]]:
    """The same for several, by public id; what does not exist is not in it. One query."""
    rows = session.execute(_several(), {"public_ids": list(public_ids), "judge": judge_id, "now": now})
    return {found[0].public_id: found for row in rows if (found := _task(row, now))}


def _task(row: Any, now: datetime) -> tuple[Task, NominationFacts]:
    program, category, round_, nomination_id, public_id, reference, state, owner_id, assignment_id, standing, card_id, final_at, conflicted, until, copies, declared = row  # fmt: skip
    facts = NominationFacts(
        program=replace(facts_of(program, now, round_), undeclared=not declared),
        owner_id=owner_id,
        state=state,
        conflicted=bool(conflicted),
        assigned=standing == AssignmentState.ACTIVE,
        final=final_at is not None and not choosing(round_),
        has_submission=reference is not None,
        extended=until is not None and now <= until,
        copies=bool(copies),
    )
    task = Task(
        program,
        category,
        nomination_id,
        public_id,
        reference or "",
        state,
        assignment_id or 0,
        round_,
        card_id is not None,
    )
    return task, facts
