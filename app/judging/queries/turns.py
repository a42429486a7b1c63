"""Which nomination of a judge comes next, which one they were at, and which stand beside the one they read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, cast, false, func, select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, AssignmentState, Scorecard
from app.judging.queries.desk import OPEN, ORDER, group_of, held, read
from app.judging.queries.pace import Finished
from app.nominations.models import Assessment, Nomination, Submission
from app.programs.models import Category


@dataclass(frozen=True, slots=True)
class Turn:
    """A nomination to take up; `like`: of the category and role last finished; `later`: it was put aside; `at`: when its
    scorecard was last saved."""

    public_id: str
    reference: str
    nominee: str
    category: str
    role: str
    like: bool
    later: bool
    at: datetime | None


@cache
def _next() -> Any:
    other = Assignment.__table__.alias("other")
    judges = (
        select(func.count())
        .select_from(other)
        .where(
            other.c.nomination_id == Nomination.id,
            other.c.round_id == Assignment.round_id,
            other.c.state == AssignmentState.ACTIVE,
        )
        .correlate(Nomination, Assignment)
        .scalar_subquery()
    )
    category, role = Nomination.category_id == bindparam("category"), Assessment.role == bindparam("role")
    return (
        _turn(category & role)
        .where(group_of().in_(OPEN), Nomination.public_id != bindparam("but"))
        .order_by(
            case((group_of() == "later", 1), else_=0),  # those put aside when nothing else is left
            case((category, 0), else_=1),
            case((role, 0), else_=1),
            case((category & role, judges), else_=0),  # counted only where it decides
            case((category & role, _scattered()), else_=0),
            *ORDER,
        )
        .limit(1)
    )


def _scattered() -> Any:
    """An order of its own for each judge, always the same: so each nomination is somebody's first and somebody's last, and
    scores come in evenly, though nobody's order depends on what others have scored."""
    return cast(Assignment.id, BigInteger) * 48_271 % 2_147_483_647


@cache
def _last_begun() -> Any:
    return (
        _turn(false()).where(group_of() == "begun").order_by(Scorecard.updated_at.desc(), Scorecard.id.desc()).limit(1)
    )


def _turn(like: Any) -> Any:
    return read(
        select(
            Nomination.public_id, Nomination.reference, Submission.nominee_name, Category.name, Assessment.role, like,
            group_of() == "later", Scorecard.updated_at,
        )
    )  # fmt: skip


def next_for(
    session: Session,
    program_id: int,
    judge_id: int,
    finals: Sequence[Finished],
    *,
    but: str = "",
    now: datetime | None = None,
) -> Turn | None:
    """The nomination to take up next: of the category and role last finished, so that like is compared with like; among those
    the one with the fewest judges. What was put aside comes last. `but`: not this one. What other judges have scored changes
    nothing of it (docs/decisions/0014). `now`: of the calibration, while it is open; here and below."""
    category, role = (finals[0].category_id, finals[0].role) if finals else (0, "")
    parameters = {"program": program_id, "judge": judge_id, "category": category, "role": role, "but": but, "now": now}
    row = session.execute(_next(), parameters).first()
    return _as_turn(row)


def last_begun(session: Session, program_id: int, judge_id: int, now: datetime | None = None) -> Turn | None:
    """The begun scorecard that was saved last: where the judge was."""
    row = session.execute(_last_begun(), {"program": program_id, "judge": judge_id, "now": now}).first()
    return _as_turn(row)


def _as_turn(row: Any) -> Turn | None:
    if row is None:
        return None
    public_id, reference, nominee, category, role, like, later, at = row
    return Turn(public_id, reference, nominee, category, role, bool(like), bool(later), at)


@cache
def _beside() -> Any:
    line = (
        held(
            select(
                Nomination.public_id.label("here"),
                func.lag(Nomination.public_id).over(order_by=ORDER).label("before"),
                func.lead(Nomination.public_id).over(order_by=ORDER).label("after"),
            )
        )
        .where(Assignment.state == AssignmentState.ACTIVE)
        .subquery()
    )
    return select(line.c.before, line.c.after).where(line.c.here == bindparam("here"))


def beside(
    session: Session, program_id: int, judge_id: int, public_id: str, now: datetime | None = None
) -> tuple[str | None, str | None]:
    """The judge's nominations before and after this one, as their desk orders them: public ids."""
    row = session.execute(_beside(), {"program": program_id, "judge": judge_id, "here": public_id, "now": now}).first()
    return (row[0], row[1]) if row else (None, None)
