"""What judges answered in a quick first look: one's own answer, and all of them together."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Scorecard, Screening
from app.judging.queries.cards import Card
from app.judging.queries.counted import counted_scorecards
from app.nominations.models import Nomination
from app.programs.queries import round_or_current


def own_answer(session: Session, card: Card) -> Screening | None:
    return session.scalar(select(Screening).where(Screening.scorecard_id == card.id)) if card.begun else None


def own_answers(session: Session, cards: Collection[Card]) -> dict[int, Screening]:
    """Scorecard → what was answered; one query."""
    ids = [card.id for card in cards if card.begun]
    found = session.scalars(select(Screening).where(Screening.scorecard_id.in_(ids)))
    return {one.scorecard_id: one for one in found}


@dataclass(frozen=True, slots=True)
class Answers:
    """`wrong`: how many said that the category is wrong; they count neither as yes nor as no."""

    yes: int = 0
    no: int = 0
    wrong: int = 0

    @property
    def given(self) -> int:
        return self.yes + self.no


def answers(session: Session, program_id: int, round_id: int | None = None) -> Mapping[int, Answers]:
    """Nomination id → what was answered in the round that counts now, or another; two queries."""
    cards = counted_scorecards(program_id, round_id).subquery()
    rows = session.execute(
        select(cards.c.nomination_id, func.sum(case((Screening.yes, 1), else_=0)), func.count())
        .join(Screening, Screening.scorecard_id == cards.c.scorecard_id)
        .group_by(cards.c.nomination_id)
    )
    given = {row[0]: (int(row[1]), row[2] - int(row[1])) for row in rows}
    doubts = session.execute(
        select(Assignment.nomination_id, func.count())
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id))
        .join(CategoryDoubt, CategoryDoubt.scorecard_id == Scorecard.id)
        .where(
            Nomination.program_id == program_id,
            Assignment.round_id == round_or_current(round_id, program_id),
            Assignment.state == AssignmentState.ACTIVE,
        )
        .group_by(Assignment.nomination_id)
    )  # fmt: skip
    wrong = {row[0]: row[1] for row in doubts}
    return {key: Answers(*given.get(key, (0, 0)), wrong.get(key, 0)) for key in given.keys() | wrong.keys()}
