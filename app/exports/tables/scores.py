"""Scores: one row per judge, nomination and criterion, with whether it counts."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.exports.tables.table import IDENTITY, Column, Kind, Source, Table
from app.judging.models import Assignment, Score, Scorecard
from app.judging.queries.counted import counts
from app.nominations.models import Nomination, Submission
from app.programs.models import Category, Criterion
from app.programs.queries import categories, versions

_Scored = aliased(Category)  # the category in which it was scored; the nomination may have been moved since


def _statement(source: Source, columns: Any) -> Any:
    return (
        columns.select_from(Nomination)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Category, Category.id == Nomination.category_id)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(User, User.id == Assignment.judge_id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .join(_Scored, _Scored.id == Scorecard.category_id)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(
            Nomination.program_id == source.program.id,
            Assignment.round_id == source.of.shown.id,
            Criterion.rubric_id == Scorecard.rubric_id,
            Nomination.id.not_in(source.kept_from),
        )
    )


def _rows(source: Source) -> Iterator[tuple[Any, ...]]:
    columns = select(
        Nomination.reference, Category.name, Submission.nominee_name, Submission.nominee_company, User.name, _Scored.name,
        Criterion.name, Score.thousandths, Scorecard.final_at, Score.note, Scorecard.id, Scorecard.category_id, Criterion.id,
        counts(), Scorecard.rubric_id,
    )  # fmt: skip
    ordered = _statement(source, columns).order_by(Nomination.number, User.name, Scorecard.id, Criterion.position)
    told = versions(source.session, source.program.id, categories(source.session, source.program.id), source.of.id)
    weights = {
        (version, category_id): {line.criterion_id: line.weight for line in lines}
        for version, by_category in ((None, told.latest), *told.earlier.items())
        for category_id, lines in by_category.items()
    }
    for (_card, category_id, version), lines in groupby(source.stream(ordered), key=itemgetter(10, 11, 14)):
        card = list(lines)
        asked = weights.get((version if version in told.earlier else None, category_id), {})
        complete = sum(1 for row in card if row[7] is not None and row[12] in asked) == len(asked)
        for row in card:
            counted = complete and bool(row[13]) and row[12] in asked
            yield (*row[:7], asked.get(row[12], 0), row[7], row[8] is not None, counted, row[8], row[9])


def _count(source: Source) -> int:
    return int(source.session.scalar(_statement(source, select(func.count()))) or 0)


SCORES = Table(
    "scores",
    "Scores",
    "One row for each judge, nomination and criterion, and whether it counts.",
    (
        *IDENTITY,
        Column("judge", "Judge", width=24),
        Column("scored_in", "Scored in category", width=30),
        Column("criterion", "Criterion", width=24),
        Column("weight", "Weight", Kind.INTEGER, 8),
        Column("score", "Score", Kind.SCORE, 8),
        Column("final", "Final", Kind.YES_NO, 7),
        Column("counted", "Counted", Kind.YES_NO, 9),
        Column("final_at", "Final since", Kind.MOMENT, 20),
        Column("note", "Note", width=50),
    ),
    _rows,
    _count,
    by_round=True,
)
