"""Which scorecards count, and the composite scores made of them: one place, for results, exports and progress alike.

A card counts when its assignment is active, no conflict of that judge is confirmed, it is final, the judge did not call the
category wrong, it was made in the nomination's present category, and the nomination is in the contest. Only the cards of one
round count together: those of the round that counts now."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, select
from sqlalchemy.orm import Session

from app.domain.scoring.composite import Criterion, Rubric, linear
from app.domain.scoring.means import Tally
from app.domain.scoring.scale import Scale
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Score, Scorecard
from app.nominations.models import Assessment, Conflict, ConflictState, Nomination, Submission
from app.programs.queries import RubricLine, current_round


def counts() -> ColumnElement[bool]:
    """Whether a scorecard counts; for a query that joins Nomination, Assignment and Scorecard. Derived, never stored."""
    kept_apart = exists().where(
        Conflict.nomination_id == Nomination.id,
        Conflict.user_id == Assignment.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )
    # "+ 0" keeps both databases from going by the index of categories: before their first statistics they would compare every
    # nomination with every scorecard of its category (seconds for 1,000 nominations), and not go through the assignments.
    return and_(
        Nomination.state == State.SUBMITTED,
        Assignment.state == AssignmentState.ACTIVE,
        Assignment.judge_id != Nomination.owner_id,
        Scorecard.category_id + 0 == Nomination.category_id,
        Scorecard.final_at.is_not(None),
        ~kept_apart,
        ~exists().where(CategoryDoubt.scorecard_id == Scorecard.id),
    )


def counted_scorecards(program_id: int) -> Any:
    """Columns: scorecard_id, assignment_id, nomination_id, judge_id, category_id, final_at. Use it as a subquery, or add to it."""
    return (
        select(
            Scorecard.id.label("scorecard_id"), Assignment.id.label("assignment_id"),
            Assignment.nomination_id.label("nomination_id"), Assignment.judge_id.label("judge_id"),
            Scorecard.category_id.label("category_id"), Scorecard.final_at.label("final_at"),
        )
        .select_from(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(Nomination.program_id == program_id, Assignment.round_id == current_round(program_id), counts())
    )  # fmt: skip


def rubric_of(lines: Sequence[RubricLine]) -> Rubric:
    """What the arithmetic needs of a category's rubric."""
    return Rubric(
        tuple(
            Criterion(line.criterion_id, line.weight, Scale(line.scale_min, line.scale_max, line.step))
            for line in lines
        )
    )


def tallies(
    session: Session, program_id: int, of: Mapping[int, Rubric], kept_from: Collection[int]
) -> dict[int, Tally]:
    """Nomination id → what its counted judges gave, one value per judge (composite × the denominator of `linear`).

    `of`: category id → rubric. Added up by the database in one query, exactly; categories whose rubrics are alike share their
    arithmetic. A scorecard with a gap has no composite; nominations without a counted scorecard are not in the answer.
    """
    if not of:
        return {}
    cards = _valued(program_id, of, kept_from).subquery()
    given = cards.c.value
    rows = session.execute(
        select(
            cards.c.nomination_id, func.count(), func.sum(given), func.sum(given * given), func.min(given), func.max(given)
        ).group_by(cards.c.nomination_id)
    )  # fmt: skip
    return {row[0]: Tally(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows}


@dataclass(frozen=True, slots=True)
class CountedCard:
    """`value`: composite in thousandths × the denominator of the category's `linear`; `straight`: all criteria got the same."""

    nomination_id: int
    judge_id: int
    value: int
    straight: bool


def counted_cards(
    session: Session, program_id: int, of: Mapping[int, Rubric], kept_from: Collection[int]
) -> list[CountedCard]:
    """Every counted scorecard without a gap, by nomination and judge; one query. `of`: category id → rubric."""
    if not of:
        return []
    rows = session.execute(_valued(program_id, of, kept_from).order_by(Nomination.id, Assignment.judge_id))
    return [CountedCard(row[0], row[1], int(row[2]), bool(row[3])) for row in rows]


def _valued(program_id: int, of: Mapping[int, Rubric], kept_from: Collection[int]) -> Any:
    """Complete counted scorecards with their composite × the denominator of `linear`."""
    alike: dict[tuple[Any, ...], list[int]] = {}
    for category_id, rubric in of.items():
        line = linear(rubric)
        alike.setdefault((tuple(line.factors.items()), line.offset), []).append(category_id)
    factor = _by_category(alike, lambda factors, _offset: case(dict(factors), value=Score.criterion_id))
    offset = _by_category(alike, lambda _factors, offset: offset)
    asked = _by_category(alike, lambda factors, _offset: len(factors))
    value = func.sum(cast(Score.thousandths, BigInteger) * factor) + offset
    return (
        select(
            Nomination.id.label("nomination_id"), Assignment.judge_id.label("judge_id"), cast(value, BigInteger).label("value"),
            (func.min(Score.thousandths) == func.max(Score.thousandths)).label("straight"),
        )
        .select_from(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .join(Score, Score.scorecard_id == Scorecard.id)
        .where(
            Nomination.program_id == program_id,
            Assignment.round_id == current_round(program_id),
            Nomination.category_id.in_(list(of)),
            Nomination.id.not_in(kept_from),
            counts(),
        )
        .group_by(Scorecard.id, Scorecard.category_id, Nomination.id, Assignment.judge_id)
        .having(func.count(Score.thousandths * factor) == asked)
    )  # fmt: skip


def _by_category(alike: dict[tuple[Any, ...], list[int]], arithmetic: Callable[..., Any]) -> Any:
    """One SQL expression where all categories have the same rubric, else a CASE over the scorecard's category."""
    if len(alike) == 1:
        return arithmetic(*next(iter(alike)))
    return case(*((Scorecard.category_id.in_(ids), arithmetic(*key)) for key, ids in alike.items()))


def still_assigned(nomination: Any, judge: Any) -> ColumnElement[bool]:
    """Whether a judge has a nomination, in whichever round; for conditions on what was said beside the scores."""
    return exists().where(
        Assignment.nomination_id == nomination, Assignment.judge_id == judge, Assignment.state == AssignmentState.ACTIVE
    )


def rulings(session: Session, assessment_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Assessment id → verdict → how many judges said so; only of judges who are still assigned."""
    found: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(Ruling.assessment_id, Ruling.verdict, func.count())
        .join(Assessment, Assessment.id == Ruling.assessment_id)
        .join(Submission, Submission.id == Assessment.submission_id)
        .where(Ruling.assessment_id.in_(assessment_ids), still_assigned(Submission.nomination_id, Ruling.judge_id))
        .group_by(Ruling.assessment_id, Ruling.verdict)
    )
    for assessment_id, verdict, count in rows:
        found.setdefault(assessment_id, {})[verdict] = count
    return found
