"""C10: results recomputed from the raw scores by a second, independent implementation, in Decimal, on random data with ties,
weights, two scales, gaps, conflicts, recusals, moved and withdrawn nominations and decimals."""

import random
from collections import defaultdict
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Score, Scorecard
from app.nominations.models import Conflict, ConflictState, Nomination
from app.programs.models import Category, Criterion, CriterionOverride, Program
from app.programs.queries import categories
from app.results.queries.standings import standings
from tests import factories as make


@dataclass
class Expected:
    mean: Decimal | None
    count: int
    spread: Decimal | None
    rank: int | None


def thousandths(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_EVEN))


def scramble(db: Session, program: Program, seed: int) -> None:
    """Forty nominations in every situation that decides whether a score counts; scores are few, so that means tie."""
    chance = random.Random(seed)
    criteria = make.criteria_of(db, program)
    if seed % 2:  # another scale for one criterion: composites are then on 0 to 100
        criteria[1].scale_min, criteria[1].scale_max, criteria[1].step = 0, 5000, 500
    cats = list(categories(db, program.id))
    db.add(CriterionOverride(criterion_id=criteria[0].id, category_id=cats[0].id, weight=7))
    db.add(CriterionOverride(criterion_id=criteria[4].id, category_id=cats[0].id, weight=0))
    judges = [make.make_judge(db, program) for _ in range(5)]
    owner = make.make_user(db)
    for number in range(40):
        nomination = make.make_submitted(
            db, program, chance.choice([owner, owner, judges[0]]), category=chance.choice(cats)
        )
        level = chance.choice([2, 4, 4])  # alike on purpose
        for judge in chance.sample(judges, chance.randint(1, 5)):
            card = {}
            for criterion in criteria:
                steps = (criterion.scale_max - criterion.scale_min) // criterion.step
                points = min(level + chance.choice([0] * 9 + [1]), steps)
                card[criterion.id] = criterion.scale_min + points * criterion.step
            if chance.random() < 0.1:
                del card[chance.choice(criteria).id]
            assignment = make.make_assignment(db, nomination, judge)
            make.make_scorecard(db, assignment, card, final=chance.random() < 0.85)
            if chance.random() < 0.2:
                assignment.state = chance.choice([AssignmentState.REMOVED, AssignmentState.RECUSED])
            if chance.random() < 0.2:
                state = chance.choice(list(ConflictState))
                db.add(
                    Conflict(
                        nomination_id=nomination.id, user_id=judge.id, source="organizer", state=state,
                        created_at=nomination.created_at,
                    )
                )  # fmt: skip
        if number % 6 == 0:
            nomination.category_id = chance.choice(cats).id
        nomination.state = chance.choice([State.SUBMITTED] * 6 + [State.WITHDRAWN, State.OUT_OF_CONTEST])
    db.commit()


def rubric_of(db: Session, category: Category) -> dict[int, tuple[int, Criterion]]:
    """Criterion id → (weight, criterion), for those asked in the category."""
    found = {}
    for criterion in make.criteria_of(db, category.program):
        weight = criterion.weight
        for override in db.query(CriterionOverride).filter_by(criterion_id=criterion.id, category_id=category.id):
            weight = override.weight
        if weight:
            found[criterion.id] = (weight, criterion)
    return found


def composite(given: dict[int, int], rubric: dict[int, tuple[int, Criterion]]) -> Decimal:
    """The weighted mean in thousandths; with several scales each score as a percentage of its own."""
    scales = {(criterion.scale_min, criterion.scale_max) for _weight, criterion in rubric.values()}
    total = Decimal(0)
    for key, (weight, criterion) in rubric.items():
        value = Decimal(given[key])
        if len(scales) > 1:
            value = (value - criterion.scale_min) / (criterion.scale_max - criterion.scale_min) * 100_000
        total += weight * value
    return total / sum(weight for weight, _criterion in rubric.values())


def counted(db: Session, nomination: Nomination, rubric: dict[int, tuple[int, Criterion]]) -> list[Decimal]:
    found = []
    for assignment in db.query(Assignment).filter_by(nomination_id=nomination.id):
        conflicts = db.query(Conflict).filter_by(nomination_id=nomination.id, user_id=assignment.judge_id)
        if any(conflict.state == ConflictState.CONFIRMED for conflict in conflicts):
            continue
        if assignment.state != AssignmentState.ACTIVE or assignment.judge_id == nomination.owner_id:
            continue
        for card in db.query(Scorecard).filter_by(assignment_id=assignment.id):
            given = {score.criterion_id: score.thousandths for score in db.query(Score).filter_by(scorecard_id=card.id)}
            if card.final_at and card.category_id == nomination.category_id and rubric.keys() <= given.keys():
                found.append(composite(given, rubric))
    return found


def recomputed(db: Session, program: Program) -> dict[int, dict[int, Expected]]:
    answer: dict[int, dict[int, Expected]] = defaultdict(dict)
    for category in categories(db, program.id):
        category.program = program
        rubric = rubric_of(db, category)
        means: dict[int, Decimal] = {}
        for nomination in db.query(Nomination).filter_by(category_id=category.id, state=State.SUBMITTED):
            values = counted(db, nomination, rubric)
            mean = sum(values, Decimal(0)) / len(values) if values else None
            spread = max(values) - min(values) if values else None
            answer[category.id][nomination.id] = Expected(mean, len(values), spread, None)
            if mean is not None and len(values) >= program.minimum_scores:
                means[nomination.id] = mean
        for key, mean in means.items():
            better = sum(1 for other in means.values() if other - mean > Decimal("1e-20"))
            answer[category.id][key].rank = 1 + better
    return answer


@pytest.mark.parametrize("seed", range(4))
def test_results_equal_those_of_a_second_implementation(db: Session, seed: int) -> None:
    program = make.make_program(db, standing="judging", minimum_scores=1 + seed % 2)
    scramble(db, program, seed)
    found = standings(db, program, categories(db, program.id), frozenset())
    with localcontext() as context:
        context.prec = 40
        expected = recomputed(db, program)
    rows = {one.category.id: [*one.ranking.ranked, *one.ranking.below_minimum] for one in found}
    assert {key: {row.key for row in values} for key, values in rows.items()} == {
        category.id: set(expected[category.id]) for category in categories(db, program.id)
    }
    for category_id, values in rows.items():
        for row in values:
            right = expected[category_id][int(row.key)]
            assert (row.count, row.rank) == (right.count, right.rank)
            assert row.mean == (None if right.mean is None else thousandths(right.mean))
            assert row.spread == (None if right.spread is None else thousandths(right.spread))
    ranks = [row.rank for values in rows.values() for row in values if row.rank]
    assert len(ranks) > 3, "nothing was ranked: the data tests nothing"


def test_the_data_has_ties_and_scores_that_do_not_count(db: Session) -> None:
    """The test above would prove nothing on data without them."""
    program = make.make_program(db, standing="judging", minimum_scores=1)
    scramble(db, program, 0)
    found = standings(db, program, categories(db, program.id), frozenset())
    assert any(one.shares(row.rank) for one in found for row in one.ranking.ranked if row.rank)
    assert sum(row.count for one in found for row in one.ranking.ranked) < db.query(Scorecard).count()


def test_the_same_scores_give_the_same_result_whatever_their_order(db: Session) -> None:
    program = make.make_program(db, standing="judging")
    scramble(db, program, 2)
    first = standings(db, program, categories(db, program.id), frozenset())
    judge: User = make.make_judge(db, program)
    assert judge.id
    assert standings(db, program, categories(db, program.id), frozenset()) == first


def test_a_conflict_declared_after_scoring_is_taken_out_of_the_result(db: Session) -> None:
    """C8: with the defined minimum of scores."""
    program = make.make_program(db, standing="judging", minimum_scores=2)
    nomination = make.make_submitted(db, program, make.make_user(db))
    judges = [make.make_judge(db, program) for _ in range(3)]
    for judge, points in zip(judges, (9000, 6000, 6000), strict=True):
        card = {criterion.id: points for criterion in make.criteria_of(db, program)}
        make.make_scorecard(db, make.make_assignment(db, nomination, judge), card)

    def result() -> tuple[int | None, int | None]:
        row = standings(db, program, categories(db, program.id), frozenset())[0].result_of(nomination.id)
        assert row
        return row.mean, row.rank

    assert result() == (7000, 1)
    for judge, after in ((judges[0], (6000, 1)), (judges[1], (6000, None))):
        db.add(
            Conflict(
                nomination_id=nomination.id, user_id=judge.id, source="declared", state=ConflictState.CONFIRMED,
                created_at=nomination.created_at,
            )
        )  # fmt: skip
        db.commit()
        assert result() == after
