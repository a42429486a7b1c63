"""Reads of many nominations: one's own, and the organizer's list. The number of queries never grows with the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager

from app.accounts.models import ProgramRole, User
from app.domain.states import State
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.nominations.queries.conflicts import conflict_between
from app.policy import Role, Viewer
from app.programs.models import Category, Program
from app.programs.queries import asks, category_asks
from app.web.paging import Page


@dataclass(frozen=True, slots=True)
class MineRow:
    """A nomination of one's own, with program and category loaded; empty parts before the first submission."""

    nomination: Nomination
    submission: Submission | None
    assessment: Assessment | None
    question_open: bool


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of the organizer's list, with the category loaded. `flag`: raised | question | settled | none."""

    nomination: Nomination
    submission: Submission
    assessment: Assessment
    flag: str


@dataclass(frozen=True, slots=True)
class NominationFilter:
    """What an organizer asked to see; empty means all. `sort`: a key of SORTS, with "-" before it for descending."""

    category_id: int | None = None
    state: str = ""
    flag: str = ""
    search: str = ""
    sort: str = "number"


def visible_to(viewer: Viewer | None) -> ColumnElement[bool]:
    """The nominations that `decide(viewer, NOMINATION_SEE, …)` allows, as a condition."""
    if viewer is None:
        return false()
    programs = [program_id for program_id, roles in viewer.roles.items() if Role.ORGANIZER in roles]
    organized = and_(
        Nomination.program_id.in_(programs),
        Nomination.number.is_not(None),
        ~conflict_between(Nomination.id, viewer.user_id),
    )
    return or_(Nomination.owner_id == viewer.user_id, organized)


def made_by(user_id: Any) -> ColumnElement[bool]:
    """One's own, and not only taken in from a sheet for somebody else."""
    return and_(Nomination.owner_id == user_id, ~Nomination.on_behalf)


def kept_from(session: Session, program_id: int, user_id: int) -> frozenset[int]:
    """The nominations of a program that this organizer must not look after: those with a confirmed conflict, and their own.
    Flags, results and exports leave them out."""
    return frozenset(
        session.scalars(
            select(Nomination.id).where(
                Nomination.program_id == program_id,
                or_(made_by(user_id), conflict_between(Nomination.id, user_id)),
            )
        )
    )


def without_organizer(session: Session, program_id: int) -> int:
    """How many submitted nominations nobody can look after."""
    left = left_alone(program_id)
    return int(session.scalar(select(func.count()).select_from(Nomination).where(*left)) or 0)


def left_alone(program_id: int) -> tuple[ColumnElement[bool], ...]:
    """Submitted nominations that every organizer has a conflict with, or made; as conditions."""
    held = aliased(ProgramRole)
    somebody = exists().where(
        held.program_id == Nomination.program_id, held.role == Role.ORGANIZER, held.ended_at.is_(None),
        User.id == held.user_id, User.disabled_at.is_(None),
        ~made_by(held.user_id), ~conflict_between(Nomination.id, held.user_id),
    )  # fmt: skip
    return Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, ~somebody


def hidden_by_conflict(session: Session, program_id: int, viewer: Viewer) -> int:
    """How many submitted nominations an organizer doesn't see because of a conflict of interest."""
    statement = select(func.count()).select_from(Nomination)
    statement = statement.where(
        Nomination.program_id == program_id,
        Nomination.number.is_not(None),
        ~made_by(viewer.user_id),
        conflict_between(Nomination.id, viewer.user_id),
    )
    return session.scalar(statement) or 0


def mine(session: Session, viewer: Viewer) -> Sequence[MineRow]:
    """The viewer's own nominations, the last changed first; one query."""
    rows = session.execute(
        select(Nomination, Submission, Assessment, Settlement.id)
        .join(Program, Program.id == Nomination.program_id)
        .join(Category, Category.id == Nomination.category_id)
        .outerjoin(Submission, and_(Submission.nomination_id == Nomination.id, Submission.superseded_at.is_(None)))
        .outerjoin(Assessment, and_(Assessment.submission_id == Submission.id, Assessment.superseded_at.is_(None)))
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .options(contains_eager(Nomination.program), contains_eager(Nomination.category))
        .where(Nomination.owner_id == viewer.user_id)
        .order_by(Nomination.updated_at.desc(), Nomination.id.desc())
    ).all()
    return [
        MineRow(
            nomination,
            submission,
            assessment,
            _flag(nomination.program, nomination, assessment, settled) in ("raised", "question"),
        )
        for nomination, submission, assessment, settled in rows
    ]


def _flag(program: Program, nomination: Nomination, assessment: Assessment | None, settled: int | None) -> str:
    if assessment is None or not (assessment.flag or assessment.question):
        return "none"
    if settled is not None:
        return "settled"
    if nomination.state is not State.SUBMITTED or not asks(program, nomination.category):
        return "none"
    return "raised" if assessment.flag else "question"


_OPEN = and_(
    or_(Assessment.flag, Assessment.question),
    Settlement.id.is_(None),
    category_asks(),
    Nomination.state == State.SUBMITTED,
)
SORTS = {
    "number": Nomination.number,
    "nominee": func.lower(Submission.nominee_name),
    "company": func.lower(Submission.nominee_company),
    "category": Category.position,
    "revenue": func.coalesce(Submission.headline_minor, Assessment.total_minor),
    "new": Assessment.new_minor,
    "share": case((Assessment.share.is_(None), -1), else_=Assessment.share),
    "received": Submission.received_at,
}
FLAGS = {
    "open": _OPEN,
    "settled": Settlement.id.is_not(None),
    "none": ~_OPEN & Settlement.id.is_(None),
}


def _rows(program: Program, viewer: Viewer, asked: NominationFilter) -> Select[Nomination, Submission, Assessment, int]:
    statement: Select[Nomination, Submission, Assessment, int] = (
        select(Nomination, Submission, Assessment, Settlement.id)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, and_(Submission.nomination_id == Nomination.id, Submission.superseded_at.is_(None)))
        .join(Assessment, and_(Assessment.submission_id == Submission.id, Assessment.superseded_at.is_(None)))
        .outerjoin(Settlement, Settlement.assessment_id == Assessment.id)
        .join(Program, Program.id == Nomination.program_id)
        .where(Nomination.program_id == program.id, Nomination.number.is_not(None), visible_to(viewer))
    )
    if asked.category_id is not None:
        statement = statement.where(Nomination.category_id == asked.category_id)
    if asked.state in {state.value for state in State}:
        statement = statement.where(Nomination.state == State(asked.state))
    if asked.flag in FLAGS:
        statement = statement.where(FLAGS[asked.flag])
    if words := asked.search.replace("\x00", "").strip()[:200]:
        columns = (Submission.nominee_name, Submission.nominee_company, Nomination.reference)
        statement = statement.where(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    return statement


def listed(
    session: Session, program: Program, viewer: Viewer, asked: NominationFilter, page: int, *, size: int = 50
) -> tuple[list[ListedRow], Page]:
    """One page of the organizer's list of submitted nominations; two queries, whatever the number of rows."""
    statement = _rows(program, viewer, asked)
    total = session.scalar(select(func.count()).select_from(statement.with_only_columns(Nomination.id).subquery())) or 0
    pages = Page.of(page, total, size)
    column = SORTS.get(asked.sort.removeprefix("-"), Nomination.number)
    order = column.desc() if asked.sort.startswith("-") else column.asc()
    rows = session.execute(
        statement.options(contains_eager(Nomination.category))
        .order_by(order, Nomination.number)
        .limit(pages.size)
        .offset(pages.offset)
    ).all()
    return [ListedRow(n, s, a, _flag(program, n, a, settled)) for n, s, a, settled in rows], pages


def open_programs(session: Session, now: datetime) -> Sequence[Program]:
    """The programs that take nominations at this moment, the one that closes first at the top."""
    return session.scalars(
        select(Program)
        .where(Program.published, Program.opens_at <= now, Program.closes_at >= now, Program.archived_at.is_(None))
        .order_by(Program.closes_at, Program.id)
    ).all()
