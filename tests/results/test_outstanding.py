"""Who decides is told what may still change the scores: more time that is running, conflicts that nobody answered, a round to come."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import JudgeTerms
from app.nominations.models import ConflictState, Nomination
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor

SLUG = "/programs/long"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "long", standing="tallying", minimum_scores=1)


@pytest.fixture
def organizer(db: Session, program: Program, visitor: Visitor) -> Visitor:
    return visitor.signed_in(make.make_organizer(db, program))


@pytest.fixture
def nomination(db: Session, program: Program) -> Nomination:
    return make.make_submitted(db, program, make.make_user(db))


def slow(db: Session, program: Program, nomination: Nomination, *, final: bool = False) -> User:
    """A judge with a day more than the others."""
    judge = make.make_judge(db, program)
    at = make.make_assignment(db, nomination, judge)
    if final:
        make.make_scorecard(db, at, {one.id: 8000 for one in make.criteria_of(db, program)})
    db.add(JudgeTerms(program_id=program.id, judge_id=judge.id, extended_until=datetime.now(UTC) + timedelta(days=1)))
    db.commit()
    return judge


def test_a_judge_with_more_time_is_named_wherever_it_is_decided(
    db: Session, organizer: Visitor, program: Program, nomination: Nomination
) -> None:
    judge, category = slow(db, program, nomination), make.category_of(db, program)
    db.commit()
    for path in ("decisions", f"decisions/{category.id}"):
        page = organizer.get(f"{SLUG}/{path}").text
        assert "One judge may still score, until" in page
        assert judge.name in page
        assert "(one open)" in page


def test_who_has_more_time_and_nothing_open_holds_nothing_up(
    db: Session, organizer: Visitor, program: Program, nomination: Nomination
) -> None:
    slow(db, program, nomination, final=True)
    assert "may still score" not in organizer.get(f"{SLUG}/decisions").text


def test_it_is_said_before_nominations_go_through_too(
    db: Session, organizer: Visitor, program: Program, nomination: Nomination
) -> None:
    slow(db, program, nomination)
    make.make_round(db, program, begun=False)
    assert "One judge may still score" in organizer.get(f"{SLUG}/through").text
    page = organizer.get(f"{SLUG}/decisions").text
    assert "“Final” has not begun" in page


def test_an_unanswered_possible_conflict_is_said(
    db: Session, organizer: Visitor, program: Program, nomination: Nomination
) -> None:
    assert "possible conflict" not in organizer.get(f"{SLUG}/decisions").text
    judge = make.make_judge(db, program)
    make.make_assignment(db, nomination, judge)
    make.make_conflict(db, nomination, judge, state=ConflictState.POSSIBLE)
    assert "One possible conflict of interest waits" in organizer.get(f"{SLUG}/decisions").text
