"""Which scorecards count, and what they add up to per nomination: added in the database, in whole numbers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, select
from sqlalchemy.orm import Session

from app.domain.scoring.composite import Criterion as RubricCriterion
from app.domain.scoring.composite import Linear, Rubric, linear
from app.domain.scoring.means import Tally
from app.domain.scoring.scale import Scale
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Score, Scorecard
from app.nominations.models import Conflict, ConflictState, Nomination
from app.programs.models import Criterion, CriterionOverride


@dataclass(frozen=True, slots=True)
class CategoryRubric:
    """The rubric of one category with its overrides, and the whole numbers by which the database adds up composites."""

    rubric: Rubric
    names: dict[int, str]

    @property
    def line(self) -> Linear:
        return linear(self.rubric)


def rubrics(session: Session, program_id: int, category_ids: Sequence[int]) -> dict[int, CategoryRubric]:
    """The rubric of each category, in one query; a category in which nothing is asked is left out."""
    rows = session.execute(
        select(
            Criterion.id, Criterion.name, Criterion.weight, Criterion.scale_min, Criterion.scale_max, Criterion.step,
            CriterionOverride.category_id, CriterionOverride.weight,
        )
        .outerjoin(CriterionOverride, CriterionOverride.criterion_id == Criterion.id)
        .where(Criterion.program_id == program_id)
        .order_by(Criterion.position)
    ).all()  # fmt: skip
    own = {(row[0], row[6]): row[7] for row in rows if row[7] is not None}
    criteria = {row[0]: row for row in rows}
    found: dict[int, CategoryRubric] = {}
    for category_id in category_ids:
        asked = tuple(
            RubricCriterion(key, weight, Scale(row[3], row[4], row[5]))
            for key, row in criteria.items()
            if (weight := own.get((key, category_id), row[2])) > 0
        )
        if asked:
            found[category_id] = CategoryRubric(Rubric(asked), {key: row[1] for key, row in criteria.items()})
    return found


def counts() -> ColumnElement[bool]:
    """Whether a scorecard counts, apart from its completeness; for a query that joins Nomination, Assignment, Scorecard.
    Derived, never stored: final, of the nomination's present category, by a judge who is still assigned, has no conflict and
    did not call the category wrong, and of a nomination that is in the contest."""
    conflicted = exists().where(
        Conflict.nomination_id == Nomination.id,
        Conflict.user_id == Assignment.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )
    return and_(
        Nomination.state == State.SUBMITTED,
        Assignment.state == AssignmentState.ACTIVE,
        Assignment.judge_id != Nomination.owner_id,
        Scorecard.category_id == Nomination.category_id,
        Scorecard.final_at.is_not(None),
        ~conflicted,
        ~exists().where(CategoryDoubt.scorecard_id == Scorecard.id),
    )


def tallies(
    session: Session, program_id: int, of: dict[int, CategoryRubric], kept_from: Collection[int]
) -> dict[int, Tally]:
    """Nomination id → what its counted judges gave, one value per judge (composite × the rubric's denominator). Nominations
    without a counted scorecard are not in it. One query; rubrics that are alike share their arithmetic."""
    if not of:
        return {}
    alike: dict[tuple[Any, ...], list[int]] = {}
    for category_id, rubric in of.items():
        line = rubric.line
        alike.setdefault((tuple(line.factors.items()), line.offset), []).append(category_id)
    factor = _by_category(alike, lambda factors, _offset: case(dict(factors), value=Score.criterion_id))
    offset = _by_category(alike, lambda _factors, offset: offset)
    asked = _by_category(alike, lambda factors, _offset: len(factors))
    value = func.sum(cast(Score.thousandths, BigInteger) * factor)
    cards = (
        select(Nomination.id.label("nomination_id"), cast(value + offset, BigInteger).label("value"))
        .select_from(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .where(
            Nomination.program_id == program_id,
            Nomination.category_id.in_(list(of)),
            Nomination.id.not_in(kept_from),
            counts(),
        )
        .group_by(Scorecard.id, Scorecard.category_id, Nomination.id)
        .having(func.count(Score.thousandths * factor) == asked)
        .subquery()
    )
    given = cards.c.value
    rows = session.execute(
        select(
            cards.c.nomination_id, func.count(), func.sum(given), func.sum(given * given), func.min(given), func.max(given)
        ).group_by(cards.c.nomination_id)
    )  # fmt: skip
    return {row[0]: Tally(row[0], row[1], int(row[2]), int(row[3]), row[4], row[5]) for row in rows}


def _by_category(alike: dict[tuple[Any, ...], list[int]], arithmetic: Any) -> Any:
    """One SQL expression where all categories have the same rubric, else a CASE over the scorecard's category."""
    if len(alike) == 1:
        return arithmetic(*next(iter(alike)))
    return case(*((Scorecard.category_id.in_(ids), arithmetic(*key)) for key, ids in alike.items()))
