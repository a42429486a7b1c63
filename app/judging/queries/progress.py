"""How far judging is, for organizers: by judge, by nomination, and the assignments behind it.

`apart`: the nominations that this organizer must not look after (app.nominations.queries.kept_from); they are left out.
`round_id`: of another round than the one that counts now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, literal, select, true
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.domain.work import work_in
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Scorecard
from app.judging.queries.choosing import pairs_made
from app.judging.queries.counted import counted_scorecards
from app.nominations.models import Nomination, Submission
from app.nominations.queries.conflicts import conflict_between
from app.programs.models import Category, Round, RoundMode
from app.programs.queries import round_or_current, takes_part
from app.web.paging import Page

OWN = ("to_do", "begun", "final")


@dataclass(frozen=True, slots=True)
class ByJudge:
    """`assigned`, `done`: what the work is where the mode is `mode` (app.domain.work), pairs where judges compare. `held`:
    nominations, without conflicts and recusals."""

    judge_id: int
    name: str
    assigned: int
    done: int
    begun: int
    recused: int
    last_at: datetime | None
    held: int = 0
    mode: str = RoundMode.SCORE


@dataclass(frozen=True, slots=True)
class Held:
    """One judge of a nomination. state: to_do | begun | final | wrong_category | recused | removed | conflict."""

    assignment_id: int
    judge_id: int
    name: str
    state: str


@dataclass(frozen=True, slots=True)
class ByNomination:
    id: int
    public_id: str
    reference: str
    nominee: str
    company: str
    category: str
    counted: int
    judges: list[Held] = field(default_factory=list)

    @property
    def active(self) -> int:
        return sum(held.state not in ("recused", "removed", "conflict") for held in self.judges)


def assignment_state() -> Any:
    """to_do | begun | final | wrong_category | recused | removed | conflict; for a statement of `with_cards`."""
    conflicted = conflict_between(Assignment.nomination_id, Assignment.judge_id)
    return case(
        (Assignment.state == AssignmentState.RECUSED, "recused"),
        (Assignment.state == AssignmentState.REMOVED, "removed"),
        (conflicted, "conflict"),
        (CategoryDoubt.id.is_not(None), "wrong_category"),
        (Scorecard.final_at.is_not(None), "final"),
        (Scorecard.id.is_not(None), "begun"),
        else_="to_do",
    )


def with_cards(statement: Any, round_id: int | None = None) -> Any:
    """Assignments with their nomination, judge and the scorecard of the category that the nomination is in;
    of the round that counts now, or another."""
    return (
        statement.select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(User, User.id == Assignment.judge_id)
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .outerjoin(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .where(Assignment.round_id == round_or_current(round_id, Nomination.program_id))
    )


def _in_contest(program_id: int, apart: Collection[int], round_id: int | None = None) -> ColumnElement[bool]:
    left_out = Nomination.id.not_in(list(apart)) if apart else true()
    inside = takes_part(Nomination.id, program_id, round_id)
    return and_(Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, inside, left_out)


def by_judge(
    session: Session, program_id: int, apart: Collection[int] = (), round_id: int | None = None
) -> list[ByJudge]:
    """One row per person who has or had an assignment; one query, and one more where judges compare."""
    rows = session.execute(_by_category(program_id, apart, round_id)).all()
    compared = any(row.mode == RoundMode.COMPARE for row in rows)
    pairs = pairs_made(session, program_id, round_id) if compared else {}
    found: dict[int, ByJudge] = {}
    for row in rows:
        work = work_in(
            row.mode, row.choices, own=int(row.own), shown=int(row.shown), final=int(row.final), doubted=int(row.doubted),
            pairs=pairs.get((row.judge, row.category), 0),
        )  # fmt: skip
        before = found.get(row.judge) or ByJudge(row.judge, row.name or row.email, 0, 0, 0, 0, None, 0, row.mode)
        found[row.judge] = replace(
            before, assigned=before.assigned + work.asked, done=before.done + work.done, begun=before.begun + int(row.begun),
            recused=before.recused + int(row.recused), held=before.held + int(row.shown) + int(row.doubted),
            last_at=max(filter(None, (before.last_at, row.last_at)), default=None),
        )  # fmt: skip
    return list(found.values())


def _by_category(program_id: int, apart: Collection[int], round_id: int | None) -> Any:
    """A row per judge and category; only `own` counts what is apart too."""
    state = assignment_state().label("state")
    seen = case((Nomination.id.in_(list(apart)), 0), else_=1) if apart else literal(1)
    columns = select(
        User.id.label("judge"), User.name, User.email, Nomination.category_id.label("category"), Round.mode, Round.choices,
        state, Scorecard.updated_at, seen.label("seen"),
    )  # fmt: skip
    each = (
        with_cards(columns, round_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(_in_contest(program_id, (), round_id))
        .subquery("each")
    )

    def count(*states: str, of: Any = each.c.seen) -> Any:
        return func.sum(case((each.c.state.in_(states), of), else_=0))

    whose = (each.c.judge, each.c.name, each.c.email, each.c.category, each.c.mode, each.c.choices)
    return (
        select(
            *whose, count(*OWN, of=1).label("own"), count(*OWN).label("shown"), count("final").label("final"),
            count("wrong_category").label("doubted"), count("begun").label("begun"), count("recused", "conflict").label("recused"),
            func.max(case((each.c.seen == 1, each.c.updated_at))).label("last_at"),
        )
        .group_by(*whose)
        .having(func.sum(each.c.seen) > 0)
        .order_by(each.c.name, each.c.judge, each.c.category)
    )  # fmt: skip


def count_nominations(
    session: Session, program_id: int, apart: Collection[int] = (), judge_id: int | None = None, round_id: int | None = None
) -> int:  # fmt: skip
    inside = (_in_contest(program_id, apart, round_id), _of_judge(judge_id, round_id))
    statement = select(func.count()).select_from(Nomination).where(*inside)
    return session.scalar(statement) or 0


def _of_judge(judge_id: int | None, round_id: int | None) -> ColumnElement[bool]:
    if judge_id is None:
        return true()
    return exists().where(
        Assignment.nomination_id == Nomination.id, Assignment.judge_id == judge_id,
        Assignment.round_id == round_or_current(round_id, Nomination.program_id),
    )  # fmt: skip


def by_nomination(
    session: Session, program_id: int, page: Page, apart: Collection[int] = (), judge_id: int | None = None,
    round_id: int | None = None,
) -> list[ByNomination]:  # fmt: skip
    """One page of nominations with their judges, those with the fewest counted scores first; two queries."""
    counted = counted_scorecards(program_id, round_id).subquery("counted")
    scores = (
        select(counted.c.nomination_id, func.count().label("scores"))
        .group_by(counted.c.nomination_id)
        .subquery("scores")
    )
    rows = session.execute(
        select(
            Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Submission.nominee_company,
            Category.name, func.coalesce(scores.c.scores, 0).label("given"),
        )
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .outerjoin(scores, scores.c.nomination_id == Nomination.id)
        .where(_in_contest(program_id, apart, round_id), _of_judge(judge_id, round_id))
        .order_by("given", Nomination.number)
        .limit(page.size)
        .offset(page.offset)
    )  # fmt: skip
    found = {row[0]: ByNomination(*row) for row in rows}
    for nomination_id, held in _held(session, list(found), round_id):
        found[nomination_id].judges.append(held)
    return list(found.values())


def _held(session: Session, nomination_ids: Sequence[int], round_id: int | None) -> list[tuple[int, Held]]:
    rows = session.execute(
        with_cards(
            select(Assignment.nomination_id, Assignment.id, User.id, User.name, User.email, assignment_state()),
            round_id,
        )
        .where(Assignment.nomination_id.in_(nomination_ids))
        .order_by(User.name, User.id)
    )
    return [(row[0], Held(row[1], row[2], row[3] or row[4], row[5])) for row in rows]


@dataclass(frozen=True, slots=True)
class About:
    """One assignment, for the organizer who deals with it."""

    held: Held
    public_id: str
    reference: str
    nomination_id: int


def assignment_of(session: Session, program_id: int, assignment_id: int, apart: Collection[int] = ()) -> About | None:
    row = session.execute(
        with_cards(
            select(
                Assignment.id, User.id, User.name, User.email, assignment_state(), Nomination.public_id, Nomination.reference, Nomination.id
            )
        ).where(Assignment.id == assignment_id, Nomination.program_id == program_id)
    ).first()  # fmt: skip
    if row is None or row[7] in apart:
        return None
    return About(Held(row[0], row[1], row[2] or row[3], row[4]), row[5], row[6] or "", row[7])
