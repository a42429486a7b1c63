"""Versions of the rubric: each scorecard is computed with the one it was made with, on one common denominator."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.decision_file import verify
from app.nominations.models import Nomination
from app.programs.models import Criterion, Program
from app.programs.queries import round_now
from app.programs.service.first_round import copy_rubric
from app.results.queries.boards import results_now
from app.results.queries.breakdown import breakdown
from app.results.queries.decision_file import decision_file
from tests import factories as make
from tests.results.decided import parts_of

OLD, NEW = (3, 2, 2, 1, 1), (9, 2, 2, 1, 1)  # weights


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, standing="judging", tie_rules=["heaviest"], minimum_scores=1)


@pytest.fixture
def nominations(db: Session, program: Program) -> list[Nomination]:
    """Two, each scored by two judges with the first version and by one with the second, where one criterion weighs more and
    another is new."""
    judges, owner = [make.make_judge(db, program) for _each in range(3)], make.make_user(db)
    found = [make.make_submitted(db, program, owner) for _each in range(2)]

    def score(nomination: Nomination, judge: int, *points: int) -> None:
        lines = make.criteria_of(db, program)
        given = {one.id: value * 1000 for one, value in zip(lines, points, strict=True)}
        make.make_scorecard(db, make.make_assignment(db, nomination, judges[judge]), given)

    score(found[0], 0, 9, 3, 4, 5, 6)
    score(found[0], 1, 8, 2, 2, 2, 2)
    score(found[1], 0, 5, 5, 5, 5, 5)
    score(found[1], 1, 4, 7, 7, 7, 7)
    counts = round_now(db, program.id)
    made = copy_rubric(db, counts, counts, now=program.created_at, reason="The board weighs it more.")
    first = db.scalars(select(Criterion).where(Criterion.rubric_id == made.id, Criterion.position == 1)).one()
    first.weight = 9
    db.add(Criterion(program_id=program.id, rubric_id=made.id, position=6, name="Grit", weight=4, anchors={}))
    db.commit()
    score(found[0], 2, 10, 1, 1, 1, 1, 1)
    score(found[1], 2, 6, 6, 6, 6, 6, 6)
    return found


def exact(weights: tuple[int, ...], points: tuple[int, ...]) -> Fraction:
    return Fraction(sum(w * p * 1000 for w, p in zip(weights, points, strict=True)), sum(weights))


def differing(made: bytes) -> list[str]:
    """The parts that don't come out of the file again; assessments are not made by the rules here, so they can't."""
    return [one.name for one in verify(made).parts if not one.matches and not one.name.startswith("assessments")]


def test_each_scorecard_is_computed_with_the_version_it_was_made_with(
    db: Session, program: Program, nominations: list[Nomination]
) -> None:
    wanted = [
        exact(OLD, (9, 3, 4, 5, 6)), exact(OLD, (8, 2, 2, 2, 2)), exact((*NEW, 4), (10, 1, 1, 1, 1, 1)),
    ]  # fmt: skip
    parts = breakdown(db, nominations[0])
    assert sorted(line.exact or 0 for line in parts.counted) == sorted(wanted)
    assert sorted(line.version or 0 for line in parts.counted) == [0, 1, 1]
    mean = sum(wanted, Fraction(0)) / 3
    row = results_now(db, program).boards[0].row_of(nominations[0].id)
    assert row is not None
    assert row.raw.mean == parts.result.mean == round(mean)
    assert row.raw.count == 3
    # A criterion that stayed is one column, in whichever version it was scored.
    first = make.criteria_of(db, program)[0]
    assert [line.scores[first.id] for line in parts.counted] == [9000, 8000, 10000]
    assert parts.means[first.id] == 9000


def test_the_decision_file_tells_the_versions_and_verifies(
    db: Session, program: Program, nominations: list[Nomination]
) -> None:
    made = decision_file(db, program, datetime.now(UTC)).data
    parts = parts_of(made)
    (earlier,) = parts["rubric.json"]["earlier"]
    assert (earlier["number"], [one["weight"] for one in earlier["criteria"]]) == (1, list(OLD))
    assert [one["key"] for one in earlier["criteria"]] == ["C1", "C2", "C3", "C4", "C5"]
    assert [one["weight"] for one in parts["rubric.json"]["criteria"]] == [*NEW, 4]
    assert sorted(card.get("rubric") or 0 for card in parts["scores.json"]["cards"]) == [0, 0, 1, 1, 1, 1]
    assert differing(made) == []


def test_a_file_of_one_version_says_nothing_of_versions(db: Session, program: Program) -> None:
    nomination = make.make_submitted(db, program, make.make_user(db))
    given = {one.id: 7000 for one in make.criteria_of(db, program)}
    make.make_scorecard(db, make.make_assignment(db, nomination, make.make_judge(db, program)), given)
    parts = parts_of(decision_file(db, program, datetime.now(UTC)).data)
    assert "earlier" not in parts["rubric.json"]
    assert ["rubric" in card for card in parts["scores.json"]["cards"]] == [False]
