"""The judges' progress: how much each has to do and has done."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, exists, func, select

from app.accounts.models import ProgramRole, User
from app.domain.states import State
from app.exports.tables.table import Column, Kind, Source, Table
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Scorecard
from app.nominations.models import Nomination
from app.policy import Role


def _number_where(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _statement(source: Source) -> Any:
    """One row per judge of the program, and per former judge with assignments; scorecards of the present category only."""
    active = Assignment.state == AssignmentState.ACTIVE
    doubted = exists().where(CategoryDoubt.scorecard_id == Scorecard.id)
    mine = (
        select(
            Assignment.judge_id.label("judge_id"),
            _number_where(active).label("assigned"),
            _number_where(active & Scorecard.final_at.is_not(None)).label("final"),
            _number_where(active & Scorecard.final_at.is_(None) & Scorecard.id.is_not(None) & ~doubted).label("begun"),
            _number_where(active & doubted & Scorecard.final_at.is_(None)).label("doubted"),
            _number_where(Assignment.state == AssignmentState.RECUSED).label("recused"),
            func.max(Scorecard.updated_at).label("last"),
        )
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .where(
            Nomination.program_id == source.program.id,
            Assignment.round_id == source.of.shown.id,
            Nomination.state == State.SUBMITTED,
            Nomination.id.not_in(source.kept_from),
        )
        .group_by(Assignment.judge_id)
        .subquery()
    )
    is_judge = exists().where(
        ProgramRole.user_id == User.id,
        ProgramRole.program_id == source.program.id,
        ProgramRole.role == Role.JUDGE,
        ProgramRole.ended_at.is_(None),
    )
    number = [func.coalesce(mine.c[name], 0) for name in ("assigned", "final", "begun", "doubted", "recused")]
    return (
        select(User.name, User.email, is_judge, *number, mine.c.last)
        .outerjoin(mine, mine.c.judge_id == User.id)
        .where(is_judge | mine.c.judge_id.is_not(None))
        .order_by(User.name, User.id)
    )


def _rows(source: Source) -> Iterator[Any]:
    return source.stream(_statement(source))


def _count(source: Source) -> int:
    return int(source.session.scalar(select(func.count()).select_from(_statement(source).subquery())) or 0)


JUDGES = Table(
    "judges",
    "Judges",
    "How many nominations each judge has, and how far they are.",
    (
        Column("judge", "Judge", width=26),
        Column("email", "E-mail", width=30),
        Column("on_the_panel", "On the panel", Kind.YES_NO, 12),
        Column("assigned", "Assigned", Kind.INTEGER, 10),
        Column("final", "Final", Kind.INTEGER, 8),
        Column("begun", "Begun", Kind.INTEGER, 8),
        Column("wrong_category", "Wrong category", Kind.INTEGER, 10),
        Column("recused", "Stepped back", Kind.INTEGER, 10),
        Column("last_saved", "Last saved", Kind.MOMENT, 20),
    ),
    _rows,
    _count,
    by_round=True,
)
