"""How a judge has scored so far, so that they can stay consistent. Only their own scores."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.scoring.composite import divide_half_even
from app.judging.models import Assignment, AssignmentState, Score, Scorecard
from app.nominations.models import Nomination
from app.nominations.queries.conflicts import conflict_between
from app.programs.models import Criterion
from app.programs.queries import current_round


@dataclass(frozen=True, slots=True)
class Spread:
    """One criterion: how often the judge gave each point (thousandths → times), lowest point first, and the mean."""

    name: str
    times: list[tuple[int, int]]

    @property
    def count(self) -> int:
        return sum(times for _point, times in self.times)

    @property
    def mean(self) -> int | None:
        total = sum(point * times for point, times in self.times)
        return divide_half_even(total, self.count) if self.count else None


def own_spread(session: Session, program_id: int, judge_id: int) -> list[Spread]:
    """By criterion, over the judge's scorecards in the categories where the nominations stand now; one query."""
    conflicted = conflict_between(Nomination.id, judge_id)
    rows = session.execute(
        select(Criterion.name, Score.thousandths, func.count())
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .join(Score, Score.scorecard_id == Scorecard.id)
        .join(Criterion, Criterion.id == Score.criterion_id)
        .where(
            Assignment.judge_id == judge_id, Assignment.state == AssignmentState.ACTIVE,
            Nomination.program_id == program_id, Assignment.round_id == current_round(program_id),
            Criterion.rubric_id == Scorecard.rubric_id, Score.thousandths.is_not(None), ~conflicted,
        )
        .group_by(Criterion.position, Criterion.name, Score.thousandths)
        .order_by(Criterion.position, Score.thousandths)
    )  # fmt: skip
    found: dict[str, list[tuple[int, int]]] = {}
    for name, point, times in rows:
        if point is not None:
            found.setdefault(name, []).append((point, times))
    return [Spread(name, times) for name, times in found.items()]
