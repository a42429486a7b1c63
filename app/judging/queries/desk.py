"""A judge's desk in one program: how far they are, and their nominations by group, searched and filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Memo, Ruling, Scorecard
from app.judging.queries.at_hand import moment, round_at_hand
from app.judging.queries.finishing import done_of
from app.judging.queries.pace import of_program
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.nominations.queries.conflicts import conflict_between
from app.programs.models import CHOOSING, Category, Program, Round
from app.programs.queries import category_asks, is_judged
from app.web.paging import Page

GROUPS = ("to_do", "begun", "later", "final", "wrong_category", "recused")
OPEN = ("to_do", "begun", "later")  # still to be finished


@dataclass(frozen=True, slots=True)
class Counts:
    to_do: int
    begun: int
    later: int  # put aside, to come back to
    alone: int  # where one chooses, and the category has no other of the judge's: nothing to do, and in no other group
    final: int
    wrong_category: int
    recused: int
    rulings: int  # flags that wait for this judge's ruling
    categories: tuple[tuple[int, str], ...] = ()  # those of the judge's nominations: ids and names
    done_at: datetime | None = None  # when the judge said "I'm done" with this round

    def of(self, groups: Sequence[str]) -> int:
        """How many there are in the groups; "waiting": rulings."""
        return sum(self.rulings if group == "waiting" else int(getattr(self, group)) for group in groups)

    @property
    def done(self) -> int:
        return self.final + self.wrong_category

    @property
    def left(self) -> int:
        return self.to_do + self.begun + self.later

    @property
    def all(self) -> int:
        return self.done + self.left + self.alone


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


def group_of() -> Any:
    return case(
        (Assignment.state == AssignmentState.RECUSED, "recused"),
        (CategoryDoubt.id.is_not(None), "wrong_category"),
        (Scorecard.final_at.is_not(None), "final"),
        (Memo.later_at.is_not(None), "later"),
        (Scorecard.id.is_not(None), "begun"),
        else_="to_do",
    )


def _asked() -> Any:
    """Rulings are asked for in this category, and the card is still open."""
    return category_asks() & group_of().in_(OPEN) & is_judged(Assignment.round_id)


def waits() -> Any:
    """A flag or question on which this judge has not ruled, and which no organizer has settled."""
    return _asked() & (Assessment.flag | Assessment.question) & Ruling.id.is_(None) & Settlement.id.is_(None)


def held(statement: Any) -> Any:
    """The judge's assignments in a program with how far they are. A recused one stays as a line; any other conflict hides the
    nomination altogether."""
    kept_apart = conflict_between(Assignment.nomination_id, Assignment.judge_id)
    return (
        statement.select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Program, Program.id == bindparam("program"))
        .join(Category, Category.id == Nomination.category_id)
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .outerjoin(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .outerjoin(Memo, (Memo.nomination_id == Assignment.nomination_id) & (Memo.judge_id == Assignment.judge_id))
        .where(
            Assignment.judge_id == bindparam("judge"),
            Assignment.round_id == round_at_hand(bindparam("program"), bindparam("judge"), moment()),
            of_program(),
            Nomination.state == State.SUBMITTED,
            Nomination.owner_id != bindparam("judge"),
            or_(
                Assignment.state == AssignmentState.RECUSED,
                (Assignment.state == AssignmentState.ACTIVE) & ~kept_apart,
            ),
        )
    )


def read(statement: Any) -> Any:
    """The same, with what there is to read and this judge's ruling on it."""
    return (
        held(statement)
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
    group, category = group_of(), (Category.position, Category.id, Category.name)
    mode = (
        select(Round.mode)
        .where(Round.id == round_at_hand(bindparam("program"), bindparam("judge"), moment()))
        .scalar_subquery()
    )
    columns = select(
        group, func.count(), func.sum(waiting), *category, done_of(bindparam("program"), bindparam("judge")), mode
    )
    return held(columns).group_by(group, *category).order_by(*category[:2])


def counts(session: Session, program_id: int, judge_id: int, now: datetime | None = None) -> Counts:
    """One query. `now`: of the calibration, while it is open; here and below."""
    found = dict.fromkeys((*GROUPS, "alone"), 0)
    held: dict[int, dict[str, int]] = {}  # category → its groups
    rulings, categories, done_at, mode = 0, {}, None, ""
    for group, count, waiting, _position, category, name, said, asked in session.execute(_counts(), {"program": program_id, "judge": judge_id, "now": now}):  # fmt: skip
        held.setdefault(category, {})[group] = count
        rulings += int(waiting or 0)
        categories[category], done_at, mode = name, said, asked
    for groups in held.values():
        single = mode in CHOOSING and sum(groups.get(group, 0) for group in (*OPEN, "final")) == 1
        for group, count in groups.items():
            found["alone" if single and group in OPEN else group] += count
    return Counts(**found, rulings=rulings, categories=tuple(categories.items()), done_at=done_at)


ALL = 100_000  # more than anybody reads
ORDER = (Category.position, Nomination.number)


@cache
def _page(shown: tuple[str, ...]) -> Any:
    """Which fifty, from narrow rows: stories are too long to be sorted."""
    apart = Assignment.id.not_in(bindparam("apart", expanding=True))
    chosen = (waits() if shown == ("waiting",) else group_of().in_(shown)) & apart
    begun = read if shown == ("waiting",) else held
    return (
        begun(select(Assignment.id)).where(chosen).order_by(*ORDER).limit(bindparam("size")).offset(bindparam("offset"))
    )


@cache
def _own(groups: tuple[str, ...]) -> Any:
    found = held(select(Nomination.public_id)).where(group_of().in_(groups))
    return found.order_by(*ORDER).limit(bindparam("size")).offset(bindparam("offset"))


def own(
    session: Session, program_id: int, judge_id: int, groups: tuple[str, ...], page: Page | None = None,
    now: datetime | None = None,
) -> list[str]:  # fmt: skip
    """The public ids of the nominations in the given groups, by category and reference; all of them without a page."""
    size, offset = (page.size, page.offset) if page else (ALL, 0)
    whose = {"program": program_id, "judge": judge_id, "size": size, "offset": offset, "now": now}
    return list(session.scalars(_own(groups), whose))


@cache
def _rows() -> Any:
    columns = select(
        Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company, Category.name,
        group_of(), Assessment.role, Assessment.share, waits(), Submission.headline_minor, Assessment.total_minor,
        Assessment.new_minor, Assessment.expansion_minor, Assessment.managed_minor, Assessment.undetermined_minor,
        Scorecard.final_at,
    )  # fmt: skip
    return read(columns).where(Assignment.id.in_(bindparam("page", expanding=True))).order_by(*ORDER)


def page_of(
    session: Session, program_id: int, judge_id: int, shown: tuple[str, ...], page: Page, now: datetime | None = None,
    apart: Sequence[int] = (),
) -> Sequence[int]:  # fmt: skip
    """Assignments of one page of the nominations in the given groups ("waiting": flags without a ruling), by category and
    reference, without those `apart`; one query."""
    whose = {"program": program_id, "judge": judge_id, "now": now, "apart": apart}
    return session.scalars(_page(shown), {**whose, "size": page.size, "offset": page.offset}).all()


def rows(
    session: Session, program_id: int, judge_id: int, page: Sequence[int], now: datetime | None = None
) -> list[DeskRow]:
    """These assignments, by category and reference. A query of its own: as one with the choice of the page, PostgreSQL guesses
    that the page has one row, and goes through all of the judge's work for each of fifty."""
    whose = {"program": program_id, "judge": judge_id, "page": page, "now": now}
    return [_row(row) for row in session.execute(_rows(), whose)] if page else []


def _row(row: Any) -> DeskRow:
    public_id, reference, nominee, company, category, group, role, share, waiting, headline = row[:10]
    split = dict(zip(("total", "new", "expansion", "managed", "undetermined"), row[10:15], strict=True))
    return DeskRow(
        public_id, reference, nominee, company, category, group, role, share, bool(waiting), headline, split, row[15]
    )
