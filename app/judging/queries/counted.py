"""Which scorecards count, and the composite scores made of them: one place, for results, exports and progress alike.

A card counts when its assignment is active, no conflict of that judge is confirmed, it is final, the judge did not call the
category wrong, it was made in the nomination's present category, and the nomination is in the contest."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import case, exists, func, literal, select
from sqlalchemy.orm import Session

from app.domain.scoring.composite import Criterion, Linear, Rubric, linear
from app.domain.scoring.means import Tally
from app.domain.scoring.scale import Scale
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Score, Scorecard
from app.nominations.models import Assessment, Conflict, ConflictState, Nomination, Submission
from app.programs.queries import RubricLine


def counted_scorecards(program_id: int) -> Any:
    """Columns: scorecard_id, assignment_id, nomination_id, judge_id, category_id, final_at. Use it as a subquery, or add to it."""
    kept_apart = exists().where(
        Conflict.nomination_id == Assignment.nomination_id,
        Conflict.user_id == Assignment.judge_id,
        Conflict.state == ConflictState.CONFIRMED,
    )
    doubted = exists().where(CategoryDoubt.scorecard_id == Scorecard.id)
    return (
        select(
            Scorecard.id.label("scorecard_id"), Assignment.id.label("assignment_id"),
            Assignment.nomination_id.label("nomination_id"), Assignment.judge_id.label("judge_id"),
            Scorecard.category_id.label("category_id"), Scorecard.final_at.label("final_at"),
        )
        .select_from(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED,
            Assignment.state == AssignmentState.ACTIVE, Scorecard.final_at.is_not(None), ~kept_apart, ~doubted,
        )
    )  # fmt: skip


def linear_of(rubric: Sequence[RubricLine]) -> Linear:
    """The whole numbers by which a category's scores are added up (`app.domain.scoring.composite.linear`)."""
    return linear(
        Rubric(
            tuple(
                Criterion(line.criterion_id, line.weight, Scale(line.scale_min, line.scale_max, line.step))
                for line in rubric
            )
        )
    )


def judge_composites(program_id: int, category_id: int, line: Linear) -> Any:
    """One row per counted scorecard of a category: nomination_id, judge_id, value (composite in thousandths × line.denominator)."""
    counted = counted_scorecards(program_id).where(Scorecard.category_id == category_id).subquery("counted")
    factor = case(dict(line.factors), value=Score.criterion_id, else_=0)
    value = (func.sum(factor * Score.thousandths) + literal(line.offset)).label("value")
    return (
        select(counted.c.nomination_id, counted.c.judge_id, value)
        .join(Score, Score.scorecard_id == counted.c.scorecard_id)
        .where(Score.criterion_id.in_(list(line.factors)), Score.thousandths.is_not(None))
        .group_by(counted.c.scorecard_id, counted.c.nomination_id, counted.c.judge_id)
        .having(func.count(Score.id) == len(line.factors))
    )


def tallies(
    session: Session, program_id: int, category_id: int, rubric: Sequence[RubricLine]
) -> tuple[list[Tally], int]:
    """Per nomination of a category that has a counted score: what `app.domain.scoring.means.rank` takes, added up by the
    database; and the denominator for it."""
    line = linear_of(rubric)
    each = judge_composites(program_id, category_id, line).subquery("each")
    rows = session.execute(
        select(
            each.c.nomination_id, func.count(), func.sum(each.c.value), func.sum(each.c.value * each.c.value),
            func.min(each.c.value), func.max(each.c.value),
        ).group_by(each.c.nomination_id)
    )  # fmt: skip
    return [Tally(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows], line.denominator


def rulings(session: Session, assessment_ids: Sequence[int]) -> Mapping[int, Mapping[str, int]]:
    """Assessment id → verdict → how many judges said so; only of judges who are still assigned."""
    found: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(Ruling.assessment_id, Ruling.verdict, func.count())
        .join(Assessment, Assessment.id == Ruling.assessment_id)
        .join(Submission, Submission.id == Assessment.submission_id)
        .join(
            Assignment,
            (Assignment.nomination_id == Submission.nomination_id) & (Assignment.judge_id == Ruling.judge_id),
        )
        .where(Ruling.assessment_id.in_(assessment_ids), Assignment.state == AssignmentState.ACTIVE)
        .group_by(Ruling.assessment_id, Ruling.verdict)
    )
    for assessment_id, verdict, count in rows:
        found.setdefault(assessment_id, {})[verdict] = count
    return found
