"""The flags page's rows: nominations with a flag, an open question or a doubted category, and what judges said about them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import false, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.flags.queries.state import FlagState, is_doubted, is_waiting, with_latest
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Scorecard, Verdict
from app.judging.queries.counted import still_assigned
from app.nominations.models import Assessment, Nomination, Settlement, SettlementKind, Submission
from app.nominations.queries import Split, split_of
from app.programs.models import Category, Program
from app.programs.queries import is_judged
from app.web.paging import Page


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
        """NONE: only judges have doubts about the category."""
        if self.settled:
            return FlagState.SETTLED
        if self.assessment.flag:
            return FlagState.RAISED
        return FlagState.QUESTION if self.assessment.question else FlagState.NONE

    @property
    def share(self) -> float | None:
        return None if self.assessment.share is None else self.assessment.share / 1_000_000

    @property
    def split(self) -> Split:
        return split_of(self.assessment)

    @property
    def explanation(self) -> str:
        """The answer given after submitting, else what was submitted."""
        return str(self.nomination.draft.get("answer") or self.submission.content.get("explanation") or "").strip()


@dataclass(frozen=True, slots=True)
class Opinion:
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
    open_ones = or_(is_waiting(program), is_doubted())
    wanted = or_(open_ones if waiting else false(), Settlement.id.is_not(None) if settled else false())
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


def rulings(session: Session, rows: Iterable[Flagged]) -> dict[int, list[Opinion]]:
    """Nomination id → what its judges said about the flag; only judges who are still assigned. One query."""
    found: dict[int, list[Opinion]] = {}
    asked = {row.assessment.id: row.nomination.id for row in rows}
    statement = (
        select(Submission.nomination_id, User.name, Ruling.verdict, Ruling.reason)
        .join(Assessment, Assessment.id == Ruling.assessment_id)
        .join(Submission, Submission.id == Assessment.submission_id)
        .join(User, User.id == Ruling.judge_id)
        .where(Ruling.assessment_id.in_(list(asked)), still_assigned(Submission.nomination_id, Ruling.judge_id))
        .order_by(User.name)
    )
    for nomination_id, judge, verdict, reason in session.execute(statement):
        found.setdefault(nomination_id, []).append(Opinion(judge, reason, verdict=verdict))
    return found


def doubts(session: Session, rows: Iterable[Flagged]) -> dict[int, list[Opinion]]:
    """Nomination id → the judges who said "wrong category" of its present one. One query."""
    found: dict[int, list[Opinion]] = {}
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
        found.setdefault(nomination_id, []).append(Opinion(judge, reason, suggested=name))
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
            is_judged(Assignment.round_id),
        )
    )
    return bool(session.scalar(statement))
