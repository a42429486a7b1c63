"""What judges wrote beside their scores: one row per scorecard, with its comments, the ruling and the doubt about the category."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.exports.tables.table import IDENTITY, Column, Kind, Source, Table
from app.flags.queries import with_latest
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Scorecard, Screening
from app.nominations.models import Assessment, Nomination, Submission
from app.programs.models import Category

_Scored, _Better = aliased(Category), aliased(Category)
_STATE = case(
    (Assignment.state != AssignmentState.ACTIVE, Assignment.state),
    (CategoryDoubt.id.is_not(None), "wrong_category"),
    (Scorecard.final_at.is_not(None), "final"),
    else_="begun",
)


def _statement(source: Source, columns: Any) -> Any:
    """The ruling is on the latest assessment: of a judge who scored before and after a move, it stands in both rows."""
    return (
        with_latest(columns, source.program.id, source.kept_from)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(User, User.id == Assignment.judge_id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .join(_Scored, _Scored.id == Scorecard.category_id)
        .outerjoin(Ruling, (Ruling.assessment_id == Assessment.id) & (Ruling.judge_id == Assignment.judge_id))
        .outerjoin(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .outerjoin(Screening, Screening.scorecard_id == Scorecard.id)
        .where(Assignment.round_id == source.of.shown.id)
    )


def _rows(source: Source) -> Iterator[Any]:
    columns = select(
        Nomination.reference, Category.name, Submission.nominee_name, Submission.nominee_company, User.name, _Scored.name,
        _STATE, Scorecard.comment_organizers, Scorecard.comment_nominee, Ruling.verdict, Ruling.reason, _Better.name,
        CategoryDoubt.reason, Scorecard.updated_at, Screening.yes, Screening.reason,
    )  # fmt: skip
    statement = _statement(source, columns).outerjoin(_Better, _Better.id == CategoryDoubt.suggested_category_id)
    return source.stream(statement.order_by(Nomination.number, User.name, Scorecard.id))


def _count(source: Source) -> int:
    return int(source.session.scalar(_statement(source, select(func.count()))) or 0)


COMMENTS = Table(
    "comments",
    "Comments",
    "One row for each scorecard: the judge's comments to the organizers and to the nominee, and what the judge says about the category.",
    (
        *IDENTITY,
        Column("judge", "Judge", width=24),
        Column("scored_in", "Scored in category", width=30),
        Column("state", "State", width=16),
        Column("to_organizers", "Comment to the organizers", width=50),
        Column("to_nominee", "Comment to the nominee", width=50),
        Column("verdict", "Ruling on the flag", width=14),
        Column("verdict_reason", "Reason of the ruling", width=40),
        Column("better_category", "Would fit better in", width=30),
        Column("wrong_category_reason", "Why the category is wrong", width=40),
        Column("last_saved", "Last saved", Kind.MOMENT, 20),
        Column("yes", "Yes in a first look", Kind.YES_NO, 10),
        Column("answer_reason", "Why, in a first look", width=40),
    ),
    _rows,
    _count,
    by_round=True,
)
