"""B1, B8, C6, C7 for orders and pairs: two worlds that differ in what somebody must not know look the same to them, byte for byte,
on every route; and the comparison finds what leaks."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.judging.models import Assignment, AssignmentState, Comparison, Placing, Scorecard
from app.nominations.models import Submission
from app.programs.models import RoundMode
from tests import factories as make
from tests.browsing import Visitor
from tests.everyone import without_ids
from tests.judging import test_two_worlds as worlds
from tests.judging.arranging import Desk
from tests.judging.test_conflicted import CANARIES, World
from tests.judging.test_conflicted import another_nominee as another_conflicted_nominee
from tests.judging.test_conflicted import same_seed_and_moment as same_seed_and_moment

NOW = datetime.now(UTC)
MODES = [RoundMode.RANK, RoundMode.COMPARE]


def choose(db: Session, desk: Desk, mode: RoundMode) -> None:
    """The round asks for no scores: every judge has put all of theirs in order, and compared each with the next."""
    make.round_of(db, desk.program).mode = mode
    rows = db.execute(
        select(Assignment.judge_id, Scorecard.id)
        .join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .order_by(Assignment.judge_id, Scorecard.id)
    ).all()
    for judge_id in {row[0] for row in rows}:
        cards = [row[1] for row in rows if row[0] == judge_id]
        db.add_all(Placing(scorecard_id=card, place=place) for place, card in enumerate(cards, 1))
        db.add_all(
            Comparison(preferred_id=one, other_id=other, created_at=NOW, updated_at=NOW)
            for one, other in pairwise(cards)
        )
    db.commit()


def other_choices_of_another_judge(db: Session, desk: Desk) -> None:
    others = select(Scorecard.id).where(Scorecard.assignment_id != desk.assignment.id)
    for pair in db.scalars(select(Comparison).where(Comparison.preferred_id.in_(others))):
        pair.preferred_id, pair.other_id = pair.other_id, pair.preferred_id
    db.execute(update(Placing).where(Placing.scorecard_id.in_(others)).values(place=9 - Placing.place))


def arranged(db: Session, mode: RoundMode) -> Desk:
    desk = worlds.arranged(db)
    choose(db, desk, mode)
    return desk


def own_pages(desk: Desk, mode: RoundMode) -> str:
    word = "order" if mode is RoundMode.RANK else "pair"
    return f"/programs/{desk.program.slug}/desk/{word}/{desk.nomination.category_id}"


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("change", [worlds.another_nominator, worlds.another_nominee, other_choices_of_another_judge])
def test_nothing_that_a_blind_judge_gets_depends_on(
    app: FastAPI, db: Session, visitor: Visitor, change: worlds.Change, mode: RoundMode
) -> None:
    desk = arranged(db, mode)
    if change is worlds.another_nominator:
        # Somebody else's story tells of this nominator: with another one, it tells of a person who isn't in the contest.
        telling = select(Submission.nomination_id).where(Submission.nominee_name == "Lena Like")
        db.execute(
            update(Assignment).where(Assignment.nomination_id.in_(telling)).values(state=AssignmentState.REMOVED)
        )
        db.commit()
    assert worlds.differences(app, visitor.signed_in(desk.judge), desk, db, change) == []


@pytest.mark.parametrize("mode", MODES)
def test_the_worlds_hold_the_pages_and_what_leaks_is_found(
    app: FastAPI, db: Session, visitor: Visitor, mode: RoundMode
) -> None:
    desk = arranged(db, mode)
    page = visitor.signed_in(desk.judge).get(own_pages(desk, mode))
    assert page.status_code == 200
    assert desk.nomination.reference in page.text
    assert page.text.count("of which") >= 2
    desk.program.blind = False
    db.commit()
    found = worlds.differences(app, visitor.signed_in(desk.judge), desk, db, worlds.another_nominee)
    assert any(own_pages(desk, mode) in path for path in found)


def another_place(db: Session, desk: Desk) -> None:
    """The nomination that there is a conflict with changes places with the one below, in every order and every pair."""
    for placing in db.scalars(select(Placing).where(Placing.place <= 2)):
        placing.place = 3 - (placing.place or 0)
    for pair in db.scalars(select(Comparison)):
        one = db.scalars(select(Assignment.nomination_id).join(Scorecard, Scorecard.assignment_id == Assignment.id).where(Scorecard.id == pair.preferred_id)).one()  # fmt: skip
        if one == desk.nomination.id:
            pair.preferred_id, pair.other_id = pair.other_id, pair.preferred_id


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("change", [another_conflicted_nominee, another_place])
def test_nothing_that_a_conflicted_person_gets_depends_on(
    app: FastAPI, db: Session, visitor: Visitor, mode: RoundMode, change: worlds.Change
) -> None:
    world = World(db, "tallying")
    choose(db, world.desk, mode)
    browser = visitor.signed_in(world.organizer)
    assert worlds.differences(app, browser, world.desk, db, change) == []


@pytest.mark.parametrize("mode", MODES)
def test_an_organizer_without_a_conflict_would_see_it(db: Session, visitor: Visitor, mode: RoundMode) -> None:
    world = World(db, "tallying")
    choose(db, world.desk, mode)
    browser, path = visitor.signed_in(world.free), f"/programs/{world.desk.program.slug}/results"
    before = without_ids(browser.get(path).text)
    assert without_ids(browser.get(path).text) == before
    another_place(db, world.desk)
    db.commit()
    assert without_ids(browser.get(path).text) != before


@pytest.mark.parametrize("mode", MODES)
def test_a_conflicted_judge_meets_it_nowhere_and_another_organizer_does(
    app: FastAPI, db: Session, visitor: Visitor, mode: RoundMode
) -> None:
    world = World(db, "judging")
    choose(db, world.desk, mode)
    judge, organizer = visitor.signed_in(world.judge), visitor.signed_in(world.free)
    for path in (
        own_pages(world.desk, mode),
        f"{own_pages(world.desk, mode)}?more=true",
        f"/programs/{world.desk.program.slug}/desk",
    ):
        page = judge.get(path)
        assert page.status_code == 200
        assert not any(canary in page.text for canary in (*CANARIES, world.desk.nomination.public_id))
    assert any(canary in organizer.get(f"/programs/{world.desk.program.slug}/progress").text for canary in CANARIES)
