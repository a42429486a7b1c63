"""Adjustments: what a nominee's result was corrected to, whether that still applies, and the order it leads to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.decisions.adjusted import adjusted_scores, in_thousandths, ranks
from app.judging.queries.counted import counted_scorecards
from app.nominations.models import Nomination
from app.programs.models import Category
from app.results.models import Adjustment, AdjustmentState
from app.results.queries.boards import Board, Row


@dataclass(frozen=True, slots=True)
class Adjusted:
    """`now`: the nominee's official score in thousandths of a point, None where it has none; `by`: who proposed it."""

    adjustment: Adjustment
    now: int | None
    by: str
    approved_by: str

    @property
    def rests(self) -> bool:
        """On the score that it was to correct."""
        return self.now == self.adjustment.old

    @property
    def applies(self) -> bool:
        return self.adjustment.state is AdjustmentState.APPROVED and self.rests


@dataclass(frozen=True, slots=True)
class Placed:
    """A ranked nominee in the order that holds. `score`: points, as adjusted; `rank`: 1 + those with more, in its group."""

    row: Row
    score: float
    rank: int
    adjusted: Adjusted | None


def official(row: Row) -> float:
    """Points by the official method; the plain mean where it can't be adjusted for judges."""
    assert row.line is not None
    return row.line.raw if row.line.fair is None else row.line.fair


def adjustments_in(session: Session, program_id: int, hidden: Collection[int] = ()) -> Mapping[int, list[Adjustment]]:
    """Category → its adjustments, oldest first; those of nominations in `hidden` are left out. One query."""
    rows = session.scalars(
        select(Adjustment)
        .join(Category, Category.id == Adjustment.category_id)
        .where(Category.program_id == program_id, Adjustment.nomination_id.not_in(hidden))
        .order_by(Adjustment.id)
    )
    found: dict[int, list[Adjustment]] = {}
    for one in rows:
        found.setdefault(one.category_id, []).append(one)
    return found


def adjusted_now(board: Board, made: Sequence[Adjustment], names: Mapping[int, str]) -> list[Adjusted]:
    """`names`: of organizers."""
    scores = {row.key: in_thousandths(official(row)) for row in board.ranked}
    return [
        Adjusted(
            one, scores.get(one.nomination_id), names.get(one.proposed_by_id, "?"), names.get(one.approved_by_id or 0, "")
        )
        for one in made
    ]  # fmt: skip


def adjusted_among(
    session: Session, program_id: int, boards: Sequence[Board], hidden: Collection[int]
) -> dict[int, Adjusted]:
    """Nomination → the adjustment that applies to it, for whoever shows the original beside it. One query."""
    made = adjustments_in(session, program_id, hidden)
    found = [one for board in boards for one in adjusted_now(board, made.get(board.category.id, ()), {})]
    return {one.adjustment.nomination_id: one for one in found if one.applies}


def placed(board: Board, adjusted: Sequence[Adjusted]) -> list[Placed]:
    """The ranked nominees as the order stands with adjustments; without any, as on the leaderboard."""
    applied = {one.adjustment.nomination_id: one for one in adjusted if one.applies}
    if not applied:
        return [Placed(row, official(row), row.rank or 0, None) for row in board.ranked]
    found = []
    for group in board.groups:
        rows = {row.key: row for row in board.ranked if row.line and row.line.component == group}
        scores = adjusted_scores(
            {key: official(row) for key, row in rows.items()},
            {key: (one.adjustment.old, one.adjustment.new) for key, one in applied.items()},
        )
        found += [Placed(rows[key], scores[key], rank, applied.get(key)) for key, rank in ranks(scores).items()]
    return found


def names_of(session: Session, user_ids: Collection[int]) -> dict[int, str]:
    """One query."""
    rows = session.execute(select(User.id, User.name, User.email).where(User.id.in_(user_ids)))
    return {row[0]: row[1] or row[2] for row in rows}


def judges_concerned(session: Session, program_id: int, nomination_id: int) -> tuple[str, dict[int, tuple[str, str]]]:
    """The nomination's reference, and judge → (e-mail, name) of those whose scores of it count."""
    cards = counted_scorecards(program_id).subquery()
    rows = session.execute(
        select(Nomination.reference, User.id, User.email, User.name)
        .join(cards, cards.c.nomination_id == Nomination.id)
        .join(User, User.id == cards.c.judge_id)
        .where(Nomination.id == nomination_id)
        .order_by(User.id)
    ).all()
    return rows[0][0] or "" if rows else "", {row[1]: (row[2], row[3] or row[2]) for row in rows}
