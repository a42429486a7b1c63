"""Results: every nomination in the contest with its rank, in the order of the results page."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from app.domain.states import State
from app.exports.tables.table import IDENTITY, SPLIT, Column, Kind, Source, Table
from app.nominations.models import Nomination
from app.programs.queries.rounds import takes_part
from app.results.queries.adjusting import Adjusted, adjusted_among
from app.results.queries.boards import Board, Results, Row
from app.results.queries.computed import Computed
from app.results.queries.reasons import reason
from app.results.queries.standings import Entry, entries

METHODS = {
    "fair": "Fair score", "mean": "Plain mean", "trimmed": "Trimmed mean", "additive": "Additive least squares",
}  # fmt: skip
SHARES = {"fair": "Fair share", "mean": "Plain share", "trimmed": "Trimmed share", "additive": METHODS["additive"]}
"""The same where judges ranked or compared."""
UNITS = {False: "points", True: "percent of the other nominees"}
ROLES = {
    "hunter": "Hunter: wins new customers", "farmer": "Farmer: grows large customers",
    "account_manager": "Account manager: looks after customers", "mixed": "Mixed", "insufficient": "Too little to tell",
}  # fmt: skip
FLAGS = {
    "none": "No flag", "raised": "Mostly managed, not settled", "question": "Open question about the category",
    "straddles": "Can't tell yet", "settled": "Flag settled",
}  # fmt: skip
PART = 500  # rows whose revenue and flag are read at a time


def _thousandths(points: float | None) -> int | None:
    return None if points is None else round(points * 1000)


def _rows(source: Source) -> Iterator[tuple[Any, ...]]:
    results = source.results()
    adjusted = (
        {} if source.of.other else adjusted_among(source.session, source.program.id, results.boards, source.kept_from)
    )
    for board in results.boards:
        everyone = [*board.ranked, *board.few]
        for start in range(0, len(everyone), PART):
            part = everyone[start : start + PART]
            beside = entries(source.session, source.program, part)
            yield from (
                _row(row, board, beside[row.key], results) + _adjusted(adjusted.get(row.key)) + (UNITS[board.percent],)
                for row in part
            )


def _row(row: Row, board: Board, entry: Entry, results: Results) -> tuple[Any, ...]:
    split, line, raw = entry.split, row.line, row.raw
    chance = None if line is None or line.p_win is None else round(line.p_win * 1_000_000)
    why = reason(row, board.result, results.judges_of.get(row.key, ())) if board.result else ""
    return (
        entry.reference, board.category.name, entry.nominee, entry.company, row.rank, line is not None and row.shared,
        raw.mean, raw.count, raw.spread, raw.sd, entry.role, entry.flag.value, entry.headline, split.total, split.new,
        split.expansion, split.managed, split.undetermined, None if entry.share is None else round(entry.share * 1_000_000),
        method_in(results), _thousandths(line.fair if line else None), _thousandths(line.low if line else None), _thousandths(line.high if line else None),
        line and line.rank_low, line and line.rank_high, chance,
        line is not None and line.in_tie_zone, line and line.component, why, ROLES.get(entry.role, entry.role),
        FLAGS.get(entry.flag.value, entry.flag.value),
    )  # fmt: skip


def _adjusted(one: Adjusted | None) -> tuple[Any, ...]:
    """Beside the original, which stays as the scores give it."""
    return (None, "") if one is None else (one.adjustment.new, one.adjustment.reason)


def method_in(of: Results | Computed) -> str:
    return (SHARES if of.percent else METHODS)[of.method]


def _count(source: Source) -> int:
    return (
        source.session.scalar(
            select(func.count())
            .select_from(Nomination)
            .where(
                Nomination.program_id == source.program.id,
                Nomination.state == State.SUBMITTED,
                Nomination.id.not_in(source.kept_from),
                takes_part(Nomination.id, source.program.id, source.of.id),
            )
        )
        or 0
    )


RESULTS = Table(
    "results",
    "Results",
    "Rank and score by the official method with interval and tie zone, the plain mean, disagreement, beside role, split and flag.",
    (
        *IDENTITY,
        Column("rank", "Rank", Kind.INTEGER, 7),
        Column("rank_shared", "Rank shared", Kind.YES_NO, 11),
        Column("result", "Plain mean", Kind.SCORE, 11),
        Column("scores", "Scores", Kind.INTEGER, 8),
        Column("spread", "Disagreement (highest minus lowest)", Kind.SCORE, 9),
        Column("standard_deviation", "Standard deviation", Kind.SCORE, 11),
        Column("role", "Role", width=16),
        Column("flag", "Flag", width=12),
        Column("headline_revenue", "Headline revenue", Kind.MONEY, 18),
        *SPLIT,
        Column("method", "Official method", width=22),
        Column("score", "Score by the official method", Kind.SCORE, 12),
        Column("interval_low", "90% interval from", Kind.SCORE, 11),
        Column("interval_high", "90% interval to", Kind.SCORE, 11),
        Column("rank_low", "Rank, 90% from", Kind.INTEGER, 9),
        Column("rank_high", "Rank, 90% to", Kind.INTEGER, 9),
        Column("chance_of_winning", "Chance of being the best", Kind.SHARE, 12),
        Column("in_tie_zone", "In the tie zone", Kind.YES_NO, 11),
        Column("group", "Group that can be compared", Kind.INTEGER, 11),
        Column("why", "Why it differs from the plain mean", width=40),
        Column("role_in_words", "Role in words", width=22),
        Column("flag_in_words", "Flag in words", width=30),
        Column("adjusted_score", "Score as adjusted by the organizers", Kind.SCORE, 14),
        Column("adjusted_why", "Why it was adjusted", width=40),
        Column("unit", "Unit of scores and means", width=26),
    ),
    _rows,
    _count,
    by_round=True,
)
