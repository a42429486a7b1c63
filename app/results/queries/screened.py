"""A first look: nominations of each category by the share of yes, in the place of ranks by scores."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.rounds import Placed
from app.domain.scoring.choices.shares import WHOLE
from app.domain.states import State
from app.judging.queries.screening import Answers, answers
from app.nominations.models import Nomination
from app.programs.models import Category, Program, Round
from app.programs.queries import categories
from app.programs.queries.rounds import takes_part


@dataclass(frozen=True, slots=True)
class Screened:
    """One nomination. `rank`: by its share of yes, None with too few answers; `share`: thousandths of a percent, exact."""

    key: int
    rank: int | None
    share: Fraction | None
    answers: Answers

    @property
    def placed(self) -> Placed:
        return Placed(self.key, self.rank, self.share)


@dataclass(frozen=True, slots=True)
class ScreenedCategory:
    """`rows`: by rank, then in the order they arrived. `left_out`: kept from the viewer because of a conflict."""

    category: Category
    rows: Sequence[Screened]
    left_out: int


def screened(session: Session, program: Program, of: Round, hidden: Collection[int] = ()) -> list[ScreenedCategory]:
    """Every category; equal shares are a tie, whoever answered. Four queries, however many nominations."""
    said = answers(session, program.id, of.id)
    members = session.execute(
        select(Nomination.id, Nomination.category_id)
        .where(
            Nomination.program_id == program.id,
            Nomination.state == State.SUBMITTED,
            takes_part(Nomination.id, program.id, of.id),
        )
        .order_by(Nomination.number)
    ).all()
    return [
        ScreenedCategory(
            category,
            _ranked([row[0] for row in members if row[1] == category.id and row[0] not in hidden], said, of),
            sum(row[1] == category.id and row[0] in hidden for row in members),
        )
        for category in categories(session, program.id)
    ]


def _ranked(keys: Sequence[int], said: Mapping[int, Answers], of: Round) -> list[Screened]:
    share = {
        key: Fraction(WHOLE * one.yes, one.given)
        for key in keys
        if (one := said.get(key, Answers())).given >= max(1, of.minimum_scores)
    }
    order = sorted(share.values(), reverse=True)
    rank = {key: 1 + order.index(own) for key, own in share.items()}
    rows = [Screened(key, rank.get(key), share.get(key), said.get(key, Answers())) for key in keys]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))
