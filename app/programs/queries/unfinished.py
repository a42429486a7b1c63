"""What a close of judging would leave unfinished, counted from tables of a feature above."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, column, exists, func, select, table
from sqlalchemy.orm import Session

from app.domain.work import work_in
from app.programs.models import Round, RoundMode
from app.programs.queries.rounds import current_round

# Foreign keys by table name may point up; these columns are all that programs need to know of judging.
assignments = table("assignments", *map(column, ("id", "judge_id", "nomination_id", "round_id", "state")))
nominations = table("nominations", *map(column, ("id", "program_id", "category_id", "state")))
scorecards = table("scorecards", *map(column, ("id", "assignment_id", "category_id", "final_at")))
doubts = table("category_doubts", column("scorecard_id"))
conflicts = table("conflicts", *map(column, ("nomination_id", "user_id", "state")))
comparisons = table("comparisons", *map(column, ("id", "preferred_id", "other_id")))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Scorecards that are begun and not final, and those that are not begun; where judges compare, instead, `pairs` asked and
    not made. `mode`: of the round."""

    begun: int
    untouched: int
    pairs: int = 0
    mode: str = RoundMode.SCORE

    @property
    def count(self) -> int:
        return self.begun + self.untouched + self.pairs


def unfinished(session: Session, program_id: int) -> Unfinished:
    """In the round that counts now, of nominations in the contest; one query, and one more where judges compare."""
    rows = session.execute(_by_category(program_id)).all()
    mode = rows[0].mode if rows else RoundMode.SCORE
    compared = session.execute(_pairs(program_id)) if mode == RoundMode.COMPARE else ()
    pairs = {(judge, category): count for judge, category, count in compared}
    works = [
        work_in(mode, row.choices, own=row.own, shown=row.own, final=int(row.final), pairs=pairs.get((row.judge, row.category), 0))
        for row in rows
    ]  # fmt: skip
    if mode == RoundMode.COMPARE:
        return Unfinished(0, 0, sum(one.asked - one.done for one in works), mode)
    told = [row for row, work in zip(rows, works, strict=True) if work.asked]
    return Unfinished(sum(int(row.begun) for row in told), sum(int(row.untouched) for row in told), 0, mode)


def _held(columns: Any, program_id: int) -> Any:
    """What judges are to finish, or have finished: without conflicts and what is in the wrong category."""
    cards = (scorecards.c.assignment_id == assignments.c.id) & (scorecards.c.category_id == nominations.c.category_id)
    conflicted = exists().where(
        conflicts.c.nomination_id == nominations.c.id, conflicts.c.user_id == assignments.c.judge_id, conflicts.c.state == "confirmed"
    )  # fmt: skip
    return (
        columns.select_from(assignments)
        .join(nominations, nominations.c.id == assignments.c.nomination_id)
        .join(Round, Round.id == assignments.c.round_id)
        .outerjoin(scorecards, cards)
        .outerjoin(doubts, doubts.c.scorecard_id == scorecards.c.id)
        .where(
            nominations.c.program_id == program_id, nominations.c.state == "submitted", assignments.c.state == "active",
            Round.id == current_round(program_id), doubts.c.scorecard_id.is_(None), ~conflicted,
        )
    )  # fmt: skip


def _by_category(program_id: int) -> Any:
    """A row per judge and category."""
    whose = (
        assignments.c.judge_id.label("judge"),
        nominations.c.category_id.label("category"),
        Round.mode,
        Round.choices,
    )
    card, is_open = scorecards.c.id.is_not(None), scorecards.c.final_at.is_(None)

    def count(which: Any) -> Any:
        return func.sum(case((which, 1), else_=0))

    columns = select(
        *whose, func.count().label("own"), count(~is_open).label("final"), count(and_(card, is_open)).label("begun"),
        count(~card).label("untouched"),
    )  # fmt: skip
    return _held(columns, program_id).group_by(*whose)


def _pairs(program_id: int) -> Any:
    """How many pairs of final scorecards each judge compared in a category."""
    columns = select(scorecards.c.id, assignments.c.judge_id, nominations.c.category_id)
    cards = _held(columns, program_id).where(scorecards.c.final_at.is_not(None)).cte("cards")
    one, other = cards.alias("one"), cards.alias("other")
    return (
        select(one.c.judge_id, one.c.category_id, func.count())
        .select_from(comparisons)
        .join(one, one.c.id == comparisons.c.preferred_id)
        .join(other, (other.c.id == comparisons.c.other_id) & (other.c.category_id == one.c.category_id))
        .group_by(one.c.judge_id, one.c.category_id)
    )
