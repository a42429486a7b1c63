"""A judge's desk in one program: what is left, what is next, how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Scorecard
from app.judging.queries.pace import Finished, of_program
from app.nominations.models import Assessment, Conflict, ConflictState, Nomination, Settlement, Submission
from app.policy import Role, Viewer
from app.programs.models import Category, Program
from app.programs.queries import category_asks, current_round
from app.web.paging import Page

GROUPS = ("to_do", "begun", "final", "wrong_category", "recused")


@dataclass(frozen=True, slots=True)
class Counts:
    to_do: int
    begun: int
    final: int
    wrong_category: int
    recused: int
    rulings: int  # flags that wait for this judge's ruling

    def of(self, groups: Sequence[str]) -> int:
        """How many there are in the groups; "waiting": rulings."""
        return sum(self.rulings if group == "waiting" else int(getattr(self, group)) for group in groups)

    @property
    def done(self) -> int:
        return self.final + self.wrong_category

    @property
    def left(self) -> int:
        return self.to_do + self.begun

    @property
    def all(self) -> int:
        return self.done + self.left


@dataclass(frozen=True, slots=True)
class DeskRow:
    public_id: str
    reference: str
    nominee: str
    company: str
    category: str
    group: str
    role: str
    share: int | None
    waiting: bool  # a flag or question, without a ruling of this judge
    headline_minor: int | None
    split: dict[str, int]
    final_at: datetime | None


def _group() -> Any:
    return case(
        (Assignment.state == AssignmentState.RECUSED, "recused"),
        (CategoryDoubt.id.is_not(None), "wrong_category"),
        (Scorecard.final_at.is_not(None), "final"),
        (Scorecard.id.is_not(None), "begun"),
        else_="to_do",
    )


def _asked() -> Any:
    """Rulings are asked for in this category, and the card is still open."""
    return category_asks() & _group().in_(("to_do", "begun"))


def _waits() -> Any:
    """A flag or question on which this judge has not ruled, and which no organizer has settled."""
    return _asked() & (Assessment.flag | Assessment.question) & Ruling.id.is_(None) & Settlement.id.is_(None)


def _held(statement: Any) -> Any:
    """The judge's assignments in a program with how far they are. A recused one stays as a line; any other conflict hides the
    nomination altogether."""
    kept_apart = exists().where(
        Conflict.nomination_id == Assignment.nomination_id,
        Conflict.user_id == Assignment.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )
    return (
        statement.select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Program, Program.id == bindparam("program"))
        .join(Category, Category.id == Nomination.category_id)
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .outerjoin(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .where(
            Assignment.judge_id == bindparam("judge"),
            Assignment.round_id == current_round(bindparam("program")),
            of_program(),
            Nomination.state == State.SUBMITTED,
            Nomination.owner_id != bindparam("judge"),
            or_(
                Assignment.state == AssignmentState.RECUSED,
                (Assignment.state == AssignmentState.ACTIVE) & ~kept_apart,
            ),
        )
    )


def _read(statement: Any) -> Any:
    """The same, with what there is to read and this judge's ruling on it."""
    return (
        _held(statement)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .outerjoin(Ruling, (Ruling.assessment_id == Assessment.id) & (Ruling.judge_id == Assignment.judge_id))
    )


@cache
def _counts() -> Any:
    # Whether a flag waits is looked up for open cards only: the CASE stops before, and a desk of hundreds stays quick.
    flagged = exists().where(
        Submission.nomination_id == Nomination.id,
        Submission.superseded_at.is_(None),
        Assessment.submission_id == Submission.id,
        Assessment.superseded_at.is_(None),
        Assessment.flag | Assessment.question,
        ~exists().where(Ruling.assessment_id == Assessment.id, Ruling.judge_id == bindparam("judge")),
        ~exists().where(Settlement.assessment_id == Assessment.id),
    )
    waiting = case((_asked(), case((flagged, 1), else_=0)), else_=0)
    group = _group()
    return _held(select(group, func.count(), func.sum(waiting))).group_by(group)


def counts(session: Session, program_id: int, judge_id: int) -> Counts:
    found = dict.fromkeys(GROUPS, 0)
    rulings = 0
    for group, count, waiting in session.execute(_counts(), {"program": program_id, "judge": judge_id}):
        found[group] = count
        rulings += int(waiting or 0)
    return Counts(**found, rulings=rulings)


ALL = 100_000  # more than anybody reads
ORDER = (Category.position, Nomination.number)


@cache
def _page(shown: tuple[str, ...]) -> Any:
    """Which fifty, from narrow rows: stories are too long to be sorted."""
    chosen = _waits() if shown == ("waiting",) else _group().in_(shown)
    held = (_read if shown == ("waiting",) else _held)(select(Assignment.id)).where(chosen)
    return held.order_by(*ORDER).limit(bindparam("size")).offset(bindparam("offset"))


@cache
def _own(groups: tuple[str, ...]) -> Any:
    held = _held(select(Nomination.public_id)).where(_group().in_(groups))
    return held.order_by(*ORDER).limit(bindparam("size")).offset(bindparam("offset"))


def own(
    session: Session, program_id: int, judge_id: int, groups: tuple[str, ...], page: Page | None = None
) -> list[str]:
    """The public ids of the nominations in the given groups, by category and reference; all of them without a page."""
    size, offset = (page.size, page.offset) if page else (ALL, 0)
    whose = {"program": program_id, "judge": judge_id, "size": size, "offset": offset}
    return list(session.scalars(_own(groups), whose))


@cache
def _rows() -> Any:
    columns = select(
        Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company, Category.name,
        _group(), Assessment.role, Assessment.share, _waits(), Submission.headline_minor, Assessment.total_minor,
        Assessment.new_minor, Assessment.expansion_minor, Assessment.managed_minor, Assessment.undetermined_minor,
        Scorecard.final_at,
    )  # fmt: skip
    return _read(columns).where(Assignment.id.in_(bindparam("page", expanding=True))).order_by(*ORDER)


def rows(session: Session, program_id: int, judge_id: int, shown: tuple[str, ...], page: Page) -> list[DeskRow]:
    """One page of the nominations in the given groups ("waiting": flags without a ruling), by category and reference. Two
    queries: as one, PostgreSQL guesses that the page has one row, and goes through all of the judge's work for each of fifty."""
    whose = {"program": program_id, "judge": judge_id}
    ids = session.scalars(_page(shown), {**whose, "size": page.size, "offset": page.offset}).all()
    return [_row(row) for row in session.execute(_rows(), {**whose, "page": ids})] if ids else []


def _row(row: Any) -> DeskRow:
    public_id, reference, nominee, company, category, group, role, share, waiting, headline = row[:10]
    split = dict(zip(("total", "new", "expansion", "managed", "undetermined"), row[10:15], strict=True))
    return DeskRow(
        public_id, reference, nominee, company, category, group, role, share, bool(waiting), headline, split, row[15]
    )


@cache
def _next() -> Any:
    other = Assignment.__table__.alias("other")
    card = Scorecard.__table__.alias("card")
    scores = (
        select(func.count())
        .select_from(other.join(card, card.c.assignment_id == other.c.id))
        .where(
            other.c.nomination_id == Nomination.id,
            other.c.round_id == Assignment.round_id,
            card.c.final_at.is_not(None),
        )
        .correlate(Nomination, Assignment)
        .scalar_subquery()
    )
    category, role = Nomination.category_id == bindparam("category"), Assessment.role == bindparam("role")
    return (
        _read(select(Nomination.public_id))
        .where(_group().in_(("to_do", "begun")))
        .order_by(
            case((category, 0), else_=1),
            case((role, 0), else_=1),
            case((category & role, scores), else_=0),  # counted only where it decides
            Category.position,
            Nomination.number,
        )
        .limit(1)
    )


def next_for(session: Session, program_id: int, judge_id: int, finals: Sequence[Finished]) -> str | None:
    """The public id of the nomination to take up next: of the category and role last finished, so that like is compared with
    like; among those the one with the fewest scores."""
    category, role = (finals[0].category_id, finals[0].role) if finals else (0, "")
    parameters = {"program": program_id, "judge": judge_id, "category": category, "role": role}
    following: str | None = session.scalar(_next(), parameters)
    return following


def desks(session: Session, viewer: Viewer) -> Sequence[Program]:
    """The programs in which the viewer is a judge, the one that closes next first; archived ones last."""
    mine = [program_id for program_id, roles in viewer.roles.items() if Role.JUDGE in roles]
    return session.scalars(
        select(Program)
        .where(Program.id.in_(mine))
        .order_by(Program.archived_at.is_not(None), Program.judging_closes_at, Program.id)
    ).all()
