"""Which scorecards count, and the composite scores made of them: one place, for results, exports and progress alike.

A card counts when its assignment is active, no conflict of that judge is confirmed, it is final, the judge did not call the
category wrong, it was made in the nomination's present category, and the nomination is in the contest. Only the cards of one
round count together: those of the round that counts now."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, select
from sqlalchemy.orm import Session

from app.domain.scoring.composite import Criterion, Rubric, common_denominator, linear
from app.domain.scoring.means import Tally
from app.domain.scoring.scale import Scale
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Score, Scorecard
from app.nominations.models import Assessment, Nomination, Submission
from app.nominations.queries.conflicts import conflict_between
from app.programs.models import Criterion as ProgramCriterion
from app.programs.queries import RubricLine, Versions, is_judged, round_or_current, takes_part


def counts() -> ColumnElement[bool]:
    """Whether a scorecard counts; for a query that joins Nomination, Assignment and Scorecard. Derived, never stored."""
    kept_apart = conflict_between(Nomination.id, Assignment.judge_id)
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


def counted_scorecards(program_id: int, round_id: int | None = None) -> Any:
    """Of the round that counts now, or another. Columns: scorecard_id, assignment_id, nomination_id, judge_id, category_id, final_at. Use it as a subquery, or add to it."""
    return (
        select(
            Scorecard.id.label("scorecard_id"), Assignment.id.label("assignment_id"),
            Assignment.nomination_id.label("nomination_id"), Assignment.judge_id.label("judge_id"),
            Scorecard.category_id.label("category_id"), Scorecard.final_at.label("final_at"),
        )
        .select_from(Nomination)
        .join(Assignment, Assignment.nomination_id == Nomination.id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(Nomination.program_id == program_id, counts(),
            Assignment.round_id == round_or_current(round_id, program_id),
            takes_part(Nomination.id, program_id, round_id),
        )
    )  # fmt: skip


def rubric_of(lines: Sequence[RubricLine]) -> Rubric:
    """What the arithmetic needs of a category's rubric."""
    return Rubric(
        tuple(
            Criterion(line.criterion_id, line.weight, Scale(line.scale_min, line.scale_max, line.step))
            for line in lines
        )
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """The arithmetic of a round. `of`: category id → its rubric in the latest version; `earlier`: rubric id → the same, for
    versions that scorecards may have been made with; `denominators`: category id → the one that all its composites have."""

    of: Mapping[int, Rubric]
    earlier: Mapping[int, Mapping[int, Rubric]]

    @classmethod
    def by(cls, told: Versions) -> "Asked":
        def arithmetic(lines: Mapping[int, Sequence[RubricLine]]) -> dict[int, Rubric]:
            return {category_id: rubric_of(one) for category_id, one in lines.items() if one}

        return cls(arithmetic(told.latest), {key: arithmetic(one) for key, one in told.earlier.items()})

    def denominator(self, category_id: int) -> int:
        if category_id not in self.of:
            return 1
        before = [one[category_id] for one in self.earlier.values() if category_id in one]
        return common_denominator(self.of[category_id], before)

    def made_with(self, rubric_id: int, category_id: int) -> Rubric | None:
        """The rubric of a scorecard, in the version that it was made with."""
        return self.earlier[rubric_id].get(category_id) if rubric_id in self.earlier else self.of.get(category_id)


def tallies(
    session: Session, program_id: int, of: Mapping[int, Rubric] | Asked, kept_from: Collection[int]
) -> dict[int, Tally]:
    """Nomination id → what its counted judges gave, one value per judge (composite × the denominator of its category).

    `of`: category id → rubric. Added up by the database in one query, exactly; categories whose rubrics are alike share their
    arithmetic. A scorecard with a gap has no composite; nominations without a counted scorecard are not in the answer.
    """
    asked = of if isinstance(of, Asked) else Asked(of, {})
    if not asked.of:
        return {}
    cards = _valued(program_id, asked, kept_from).subquery()
    given = cards.c.value
    rows = session.execute(
        select(
            cards.c.nomination_id, func.count(), func.sum(given), func.sum(given * given), func.min(given), func.max(given)
        ).group_by(cards.c.nomination_id)
    )  # fmt: skip
    return {row[0]: Tally(row[0], row[1], int(row[2]), int(row[3]), int(row[4]), int(row[5])) for row in rows}


@dataclass(frozen=True, slots=True)
class CountedCard:
    """`value`: composite in thousandths × the denominator of the category; `straight`: all criteria got the same."""

    nomination_id: int
    judge_id: int
    value: int
    straight: bool


def counted_cards(
    session: Session, program_id: int, asked: Asked, kept_from: Collection[int], round_id: int | None = None
) -> list[CountedCard]:
    """Every counted scorecard without a gap, by nomination and judge, each computed with the version of the rubric that it was
    made with; one query. `round_id`: of another round than the one that counts now."""
    if not asked.of:
        return []
    rows = session.execute(_valued(program_id, asked, kept_from, round_id).order_by(Nomination.id, Assignment.judge_id))
    return [CountedCard(row[0], row[1], int(row[2]), bool(row[3])) for row in rows]


Arithmetic = tuple[tuple[tuple[Any, int], ...], int]  # criterion → factor, and the offset
Alike = dict[Arithmetic, list[tuple[int | None, int]]]  # (version, None: the latest; category)


def _alike(asked: Asked) -> Alike:
    """Categories, and versions, whose rubrics are alike share their arithmetic."""
    found: Alike = {}

    def add(version: int | None, category_id: int, rubric: Rubric) -> None:
        line = linear(rubric, asked.of[category_id].scale)
        times = asked.denominator(category_id) // line.denominator
        factors = tuple((key, factor * times) for key, factor in line.factors.items())
        found.setdefault((factors, line.offset * times), []).append((version, category_id))

    for category_id, rubric in asked.of.items():
        for version, earlier in asked.earlier.items():
            if category_id in earlier:
                add(version, category_id, earlier[category_id])
        add(None, category_id, rubric)
    return found


def _valued(program_id: int, asked: Asked, kept_from: Collection[int], round_id: int | None = None) -> Any:
    """Complete counted scorecards with their composite × the denominator of the category."""
    alike = _alike(asked)
    factor = _by_rubric(alike, lambda factors, _offset: case(dict(factors), value=Score.criterion_id))
    offset = _by_rubric(alike, lambda _factors, offset: offset)
    number = _by_rubric(alike, lambda factors, _offset: len(factors))
    value = func.sum(cast(Score.thousandths, BigInteger) * factor) + offset
    statement = (
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
            Assignment.round_id == round_or_current(round_id, program_id),
            Nomination.category_id.in_(list(asked.of)),
            Nomination.id.not_in(kept_from),
            takes_part(Nomination.id, program_id, round_id),
            counts(),
        )
        .group_by(Scorecard.id, Scorecard.category_id, Scorecard.rubric_id, Nomination.id, Assignment.judge_id)
        .having(func.count(Score.thousandths * factor) == number)
    )  # fmt: skip
    if asked.earlier:  # a card that went over to a new version still holds what was given in the old one
        own = (ProgramCriterion.id == Score.criterion_id) & (ProgramCriterion.rubric_id == Scorecard.rubric_id)
        statement = statement.join(ProgramCriterion, own)
    return statement


def _by_rubric(alike: Alike, arithmetic: Callable[..., Any]) -> Any:
    """One SQL expression where all scorecards have the same rubric, else a CASE over their version and category."""
    if len(alike) == 1:
        return arithmetic(*next(iter(alike)))
    # Earlier versions first: whatever is left is the latest.
    earlier, latest = [], []
    for key, places in alike.items():
        for version in {one for one, _category in places}:
            ids = [category_id for one, category_id in places if one == version]
            chosen = Scorecard.category_id.in_(ids)
            if version is None:
                latest.append((chosen, arithmetic(*key)))
            else:
                earlier.append(((Scorecard.rubric_id == version) & chosen, arithmetic(*key)))
    return case(*earlier, *latest)


def still_assigned(nomination: Any, judge: Any) -> ColumnElement[bool]:
    """Whether a judge has a nomination, in whichever round; for conditions on what was said beside the scores."""
    return exists().where(
        Assignment.nomination_id == nomination,
        Assignment.judge_id == judge,
        Assignment.state == AssignmentState.ACTIVE,
        is_judged(Assignment.round_id),
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
