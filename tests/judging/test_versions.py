"""Scorecards made with an older version of the rubric: listed for organizers, taken over by their judges, counted either way."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Score, Scorecard
from app.nominations.models import Nomination
from app.programs.models import Criterion, Program
from app.programs.queries import round_now
from app.programs.service.first_round import copy_rubric
from app.results.queries.boards import results_now
from tests import factories as make
from tests.browsing import Visitor

PATH = "/programs/anew/versions"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "anew", standing="judging", minimum_scores=1)


@pytest.fixture
def judge(db: Session, program: Program) -> User:
    return make.make_judge(db, program)


def nominated(db: Session, program: Program, judge: User, *, final: bool) -> tuple[Nomination, Scorecard]:
    nomination = make.make_submitted(db, program, make.make_user(db))
    given = {one.id: 7000 for one in make.criteria_of(db, program)}
    return nomination, make.make_scorecard(db, make.make_assignment(db, nomination, judge), given, final=final)


def change(db: Session, program: Program) -> None:
    """The first criterion weighs more, and one is new."""
    counts = round_now(db, program.id)
    made = copy_rubric(db, counts, counts, now=program.created_at, reason="The board weighs it more.")
    db.scalars(select(Criterion).where(Criterion.rubric_id == made.id, Criterion.position == 1)).one().weight = 9
    db.add(Criterion(program_id=program.id, rubric_id=made.id, position=6, name="Grit", weight=4, anchors={}))
    db.commit()


def test_organizers_see_whose_scorecards_are_of_an_older_version(
    db: Session, visitor: Visitor, program: Program, judge: User
) -> None:
    old, _card = nominated(db, program, judge, final=True)
    person = make.make_organizer(db, program)
    organizer = visitor.signed_in(person)
    assert "Every scorecard was made with the latest rubric." in organizer.get(PATH).text
    change(db, program)
    new, _card = nominated(db, program, judge, final=True)
    page = organizer.get(PATH).text
    assert "The board weighs it more." in page
    assert old.reference in page
    assert new.reference not in page
    make.make_conflict(db, old, person)
    assert old.reference not in organizer.get(PATH).text


def test_a_judge_takes_an_open_scorecard_over_and_nothing_given_is_lost(
    db: Session, visitor: Visitor, program: Program, judge: User
) -> None:
    nomination, card = nominated(db, program, judge, final=False)
    change(db, program)
    browser, at = visitor.signed_in(judge), f"/nominations/{nomination.public_id}"
    page = browser.get(f"{at}/score").text
    assert "The rubric has changed since you began" in page
    assert "Grit" not in page
    after = browser.follow(browser.submit(f"{at}/renew"))
    assert "uses the latest rubric now" in after.text
    assert "Grit" in after.text
    assert "The rubric has changed" not in after.text
    db.rollback()
    db.expire_all()
    assert card.rubric_id == make.rubric_of(db, program)
    assert db.scalar(select(func.count()).select_from(Score)) == 10  # five of each version
    *stayed, grit = make.criteria_of(db, program)
    typed = {f"score-{one.id}": "7" for one in stayed} | {f"score-{grit.id}": "1"}
    version = str(card.version)
    db.rollback()
    browser.submit(f"{at}/final", version=version, **typed)
    db.rollback()
    db.expire_all()
    row = results_now(db, program).boards[0].row_of(nomination.id)
    assert row is not None
    assert (row.raw.count, row.raw.mean) == (1, round(1000 * (7 * 15 + 4) / 19))
    db.rollback()
    assert browser.submit(f"{at}/renew").status_code == 403  # final


def test_a_final_scorecard_is_taken_over_only_once_it_was_reopened(
    db: Session, visitor: Visitor, program: Program, judge: User
) -> None:
    nomination, card = nominated(db, program, judge, final=True)
    change(db, program)
    before = card.rubric_id
    response = visitor.signed_in(judge).submit(f"/nominations/{nomination.public_id}/renew")
    assert (response.status_code, "Your scorecard is final" in response.text) == (403, True)
    db.rollback()
    db.expire_all()
    assert card.rubric_id == before
