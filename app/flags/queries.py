"""Reads about flags: which nominations carry one or an open question, what judges said, and which still wait to be settled."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, case, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Scorecard, Verdict
from app.nominations.models import Assessment, Nomination, Settlement, SettlementKind, Submission
from app.nominations.queries import Split
from app.programs.models import Category, ForRole, Program
from app.web.paging import Page


class FlagState(StrEnum):
    """Of the latest assessment: WAITING and SETTLED only where the category asks for a settlement, or was left by one."""

    NONE = "none"
    RAISED = "raised"
    QUESTION = "question"
    SETTLED = "settled"


def asking_roles(program: Program) -> tuple[ForRole, ...]:
    """The kinds of categories in which a flag is ruled on and settled; elsewhere the split is shown and nothing is flagged."""
    return (ForRole.HUNTER, ForRole.ANY) if program.flag_in_any else (ForRole.HUNTER,)


def flag_state(program: Program) -> ColumnElement[str]:
    """One of FlagState, for a query that joins Category, Assessment and (outer) Settlement."""
    asks = Category.for_role.in_(asking_roles(program))
    return case(
        (Settlement.id.is_not(None), FlagState.SETTLED.value),
        (asks & Assessment.flag, FlagState.RAISED.value),
        (asks & Assessment.question, FlagState.QUESTION.value),
        else_=FlagState.NONE.value,
    )


def with_latest(columns: Any, program_id: int, kept_from: Collection[int]) -> Any:
    """Joins each submitted-once nomination of the program to its category, latest submission, assessment and settlement."""
    return (
        columns.select_from(Nomination)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .where(Nomination.program_id == program_id, Nomination.id.not_in(kept_from))
    )


def is_waiting(program: Program) -> ColumnElement[bool]:
    """A flag or an open question, in a category that asks, of a nomination in the contest, and not settled."""
    return (
        Category.for_role.in_(asking_roles(program))
        & (Assessment.flag | Assessment.question)
        & Settlement.id.is_(None)
        & (Nomination.state == State.SUBMITTED)
    )


def waiting(session: Session, program: Program, kept_from: Collection[int]) -> dict[int, int]:
    """Category id → how many flags and open questions wait there."""
    columns = select(Nomination.category_id, func.count())
    statement = with_latest(columns, program.id, kept_from).where(is_waiting(program)).group_by(Nomination.category_id)
    return {row[0]: row[1] for row in session.execute(statement)}


@dataclass(frozen=True, slots=True)
class Settled:
    """How a flag was settled; `by_nominator`: by accepting the offered category."""

    settlement: Settlement
    by: str
    from_category: str
    to_category: str | None
    by_nominator: bool

    @property
    def decision(self) -> SettlementKind:
        return self.settlement.decision


@dataclass(frozen=True, slots=True)
class Flagged:
    """A nomination with a flag or an open question; `result` is the stored answer of the rules, `explanation` the nominator's."""

    nomination: Nomination
    submission: Submission
    assessment: Assessment
    category: Category
    nominator: str
    settled: Settled | None

    @property
    def status(self) -> FlagState:
        if self.settled:
            return FlagState.SETTLED
        return FlagState.RAISED if self.assessment.flag else FlagState.QUESTION

    @property
    def share(self) -> float | None:
        return None if self.assessment.share is None else self.assessment.share / 1_000_000

    @property
    def split(self) -> Split:
        part = self.assessment
        return Split(
            part.total_minor, part.managed_minor, part.expansion_minor, part.new_minor, part.undetermined_minor
        )

    @property
    def explanation(self) -> str:
        """The answer given after submitting, else what was submitted."""
        return str(self.nomination.draft.get("answer") or self.submission.content.get("explanation") or "").strip()


@dataclass(frozen=True, slots=True)
class Said:
    """What one judge said: a ruling on the flag (`verdict`), or that the category is wrong (`suggested`, if they said which)."""

    judge: str
    reason: str
    verdict: Verdict | None = None
    suggested: str | None = None


_By, _From, _To = aliased(User), aliased(Category), aliased(Category)


def flagged(
    session: Session,
    program: Program,
    kept_from: Collection[int],
    *,
    waiting: bool,
    settled: bool,
    page: int = 1,
    size: int = 25,
) -> tuple[list[Flagged], Page]:
    """One page of those that wait, were settled, or both; the waiting first. Two queries."""
    wanted = or_(is_waiting(program) if waiting else false(), Settlement.id.is_not(None) if settled else false())
    total = session.scalar(with_latest(select(func.count()), program.id, kept_from).where(wanted)) or 0
    pages = Page.of(page, total, size)
    statement = _flagged(program.id, kept_from).where(wanted)
    ordered = statement.order_by(Settlement.id.is_not(None), Category.position, Nomination.number)
    return [_row(row) for row in session.execute(ordered.limit(pages.size).offset(pages.offset))], pages


def flagged_one(session: Session, nomination: Nomination) -> Flagged | None:
    """The nomination with its latest assessment, flagged or not."""
    row = session.execute(_flagged(nomination.program_id, ()).where(Nomination.id == nomination.id)).first()
    return _row(row) if row else None


def _flagged(program_id: int, kept_from: Collection[int]) -> Any:
    columns = select(
        Nomination, Submission, Assessment, Category, User.name, Settlement, _By.name, _From.name, _To.name
    )
    return (
        with_latest(columns, program_id, kept_from)
        .join(User, User.id == Nomination.owner_id)
        .outerjoin(_By, _By.id == Settlement.by_id)
        .outerjoin(_From, _From.id == Settlement.from_category_id)
        .outerjoin(_To, _To.id == Settlement.to_category_id)
    )


def _row(row: Any) -> Flagged:
    nomination, submission, assessment, category, nominator, settlement, by, before, after = row
    settled = None
    if settlement is not None:
        settled = Settled(settlement, by, before, after, settlement.by_id == nomination.owner_id)
    return Flagged(nomination, submission, assessment, category, nominator, settled)


def rulings(session: Session, rows: Iterable[Flagged]) -> dict[int, list[Said]]:
    """Nomination id → what its judges said about the flag; only judges who are still assigned. One query."""
    found: dict[int, list[Said]] = {}
    asked = {row.assessment.id: row.nomination.id for row in rows}
    statement = (
        select(Assignment.nomination_id, User.name, Ruling.verdict, Ruling.reason)
        .join(Assessment, Assessment.id == Ruling.assessment_id)
        .join(Submission, Submission.id == Assessment.submission_id)
        .join(User, User.id == Ruling.judge_id)
        .join(
            Assignment,
            (Assignment.nomination_id == Submission.nomination_id) & (Assignment.judge_id == Ruling.judge_id),
        )
        .where(Ruling.assessment_id.in_(list(asked)), Assignment.state == AssignmentState.ACTIVE)
        .order_by(User.name)
    )
    for nomination_id, judge, verdict, reason in session.execute(statement):
        found.setdefault(nomination_id, []).append(Said(judge, reason, verdict=verdict))
    return found


def doubts(session: Session, rows: Iterable[Flagged]) -> dict[int, list[Said]]:
    """Nomination id → the judges who said "wrong category" of its present one. One query."""
    found: dict[int, list[Said]] = {}
    suggested = aliased(Category)
    statement = (
        select(Nomination.id, User.name, CategoryDoubt.reason, suggested.name)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id))
        .join(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .join(User, User.id == Assignment.judge_id)
        .outerjoin(suggested, suggested.id == CategoryDoubt.suggested_category_id)
        .where(Nomination.id.in_([row.nomination.id for row in rows]), Assignment.state == AssignmentState.ACTIVE)
        .order_by(User.name)
    )
    for nomination_id, judge, reason, name in session.execute(statement):
        found.setdefault(nomination_id, []).append(Said(judge, reason, suggested=name))
    return found


def scored_since(session: Session, nomination_id: int, category_id: int, since: datetime) -> bool:
    """Whether a judge has begun to score the nomination in this category since then."""
    statement = (
        select(func.count())
        .select_from(Scorecard)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(
            Assignment.nomination_id == nomination_id,
            Scorecard.category_id == category_id,
            Scorecard.updated_at >= since,
        )
    )
    return bool(session.scalar(statement))
