"""What a close of judging would leave unfinished, counted from tables of a feature above."""

from dataclasses import dataclass

from sqlalchemy import case, column, func, select, table
from sqlalchemy.orm import Session

from app.programs.queries.rounds import current_round

# Foreign keys by table name may point up; these columns are all that programs need to know of judging.
assignments = table("assignments", *map(column, ("id", "nomination_id", "round_id", "state")))
nominations = table("nominations", *map(column, ("id", "program_id", "category_id", "state")))
scorecards = table("scorecards", *map(column, ("id", "assignment_id", "category_id", "final_at")))
doubts = table("category_doubts", column("scorecard_id"))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Scorecards that are begun and not final, and those that are not begun."""

    begun: int
    untouched: int

    @property
    def count(self) -> int:
        return self.begun + self.untouched


def unfinished(session: Session, program_id: int) -> Unfinished:
    """In the round that counts now, of nominations in the contest; one query."""
    cards = (scorecards.c.assignment_id == assignments.c.id) & (scorecards.c.category_id == nominations.c.category_id)
    row = session.execute(
        select(
            func.coalesce(func.sum(case((scorecards.c.id.is_not(None), 1), else_=0)), 0),
            func.coalesce(func.sum(case((scorecards.c.id.is_(None), 1), else_=0)), 0),
        )
        .select_from(assignments)
        .join(nominations, nominations.c.id == assignments.c.nomination_id)
        .outerjoin(scorecards, cards)
        .outerjoin(doubts, doubts.c.scorecard_id == scorecards.c.id)
        .where(
            nominations.c.program_id == program_id, nominations.c.state == "submitted", assignments.c.state == "active",
            assignments.c.round_id == current_round(program_id), scorecards.c.final_at.is_(None), doubts.c.scorecard_id.is_(None),
        )
    ).one()  # fmt: skip
    return Unfinished(int(row[0]), int(row[1]))
