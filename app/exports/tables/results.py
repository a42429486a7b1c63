"""Results: every nomination in the contest with its rank, in the order of the results page."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from app.domain.scoring.means import Result
from app.domain.states import State
from app.exports.tables.table import IDENTITY, SPLIT, Column, Kind, Source, Table
from app.nominations.models import Nomination
from app.programs.queries import categories
from app.results.queries.standings import entries, standings

PART = 500  # rows whose revenue and flag are read at a time


def _rows(source: Source) -> Iterator[tuple[Any, ...]]:
    found = standings(source.session, source.program, categories(source.session, source.program.id), source.kept_from)
    for one in found:
        everyone: list[Result] = [*one.ranking.ranked, *one.ranking.below_minimum]
        for start in range(0, len(everyone), PART):
            part = everyone[start : start + PART]
            beside = entries(source.session, source.program, part)
            for row in part:
                entry = beside[int(row.key)]
                split = entry.split
                yield (
                    entry.reference, one.category.name, entry.nominee, entry.company, row.rank,
                    row.rank is not None and one.shares(row.rank), row.mean, row.count, row.spread, row.sd, entry.role,
                    entry.flag.value, entry.headline, split.total, split.new, split.expansion, split.managed,
                    split.undetermined, None if entry.share is None else round(entry.share * 1_000_000),
                )  # fmt: skip


def _count(source: Source) -> int:
    return (
        source.session.scalar(
            select(func.count())
            .select_from(Nomination)
            .where(
                Nomination.program_id == source.program.id,
                Nomination.state == State.SUBMITTED,
                Nomination.id.not_in(source.kept_from),
            )
        )
        or 0
    )


RESULTS = Table(
    "results",
    "Results",
    "Rank, mean over the judges, number of scores and spread, beside role, split and flag.",
    (
        *IDENTITY,
        Column("rank", "Rank", Kind.INTEGER, 7),
        Column("rank_shared", "Rank shared", Kind.YES_NO, 11),
        Column("result", "Result", Kind.SCORE, 9),
        Column("scores", "Scores", Kind.INTEGER, 8),
        Column("spread", "Spread", Kind.SCORE, 9),
        Column("standard_deviation", "Standard deviation", Kind.SCORE, 11),
        Column("role", "Role", width=16),
        Column("flag", "Flag", width=12),
        Column("headline_revenue", "Headline revenue", Kind.MONEY, 18),
        *SPLIT,
    ),
    _rows,
    _count,
)
