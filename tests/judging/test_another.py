"""Live disagreement: who is listed, whom one click asks, and taking it back."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import AssignedBy, Assignment, AssignmentState
from app.nominations.models import Nomination
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor

PATH = "/programs/awards/progress"
ASK = "/programs/awards/progress/another"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="judging")


@pytest.fixture
def judges(db: Session, program: Program) -> list[User]:
    made = [make.make_judge(db, program) for _ in range(4)]
    for judge, name in zip(made, ("Ann", "Bob", "Cas", "Dee"), strict=True):
        judge.name, judge.company = f"Judge {name}", f"Firm {name}"
    db.commit()
    return made


@pytest.fixture
def browser(db: Session, visitor: Visitor, program: Program) -> Visitor:
    return visitor.signed_in(make.make_organizer(db, program))


def scored(db: Session, program: Program, judges: list[User], points: list[int], nominee: str) -> Nomination:
    nomination = make.make_submitted(db, program, make.make_user(db), nominee=nominee)
    for judge, given in zip(judges, points, strict=False):
        card = {criterion.id: given * 1000 for criterion in make.criteria_of(db, program)}
        make.make_scorecard(db, make.make_assignment(db, nomination, judge), card)
    return nomination


def listed(page: str) -> list[str]:
    part = page.split('id="disagreeing"')[1].split("</section>")[0] if 'id="disagreeing"' in page else ""
    return re.findall(r"<strong>([^<]+)</strong>", part)


def test_those_further_apart_than_the_bound_are_listed_the_furthest_first(
    db: Session, browser: Visitor, program: Program, judges: list[User]
) -> None:
    for points, name in (([8, 5], "Just Within"), ([9, 5], "Apart"), ([10, 3], "Far Apart"), ([7], "One Score")):
        scored(db, program, judges, points, name)
    page = browser.get(PATH).text
    assert listed(page) == ["Far Apart", "Apart"]
    assert "2 nominations whose judges are more than 3 points apart" in page
    program.disagreement_bound = 2999
    db.commit()
    assert listed(browser.get(PATH).text) == ["Far Apart", "Apart", "Just Within"]


def test_one_click_asks_whoever_has_the_fewest_and_another_takes_it_back(
    db: Session, browser: Visitor, program: Program, judges: list[User]
) -> None:
    nomination = scored(db, program, judges[:2], [9, 4], "Apart")
    scored(db, program, judges[2:3], [7], "Other")
    page = browser.get(PATH).text
    assert "Ask Judge Dee" in page
    answer = browser.submit(ASK, reference=nomination.reference, judge=judges[3].id)
    after = browser.follow(answer).text
    assert f"Judge Dee judges {nomination.reference} now." in after
    assert "One judge still has it to score." in after
    made = db.scalars(select(Assignment).where(Assignment.judge_id == judges[3].id)).one()
    assert (made.state, made.assigned_by) == (AssignmentState.ACTIVE, AssignedBy.RULE)
    key = made.id
    db.rollback()
    undone = browser.follow(browser.submit(f"{ASK}/{key}/undo"))
    assert "Judge Dee isn&#39;t asked any more." in undone.text
    db.expire_all()
    assert db.get_one(Assignment, key).state is AssignmentState.REMOVED


def test_nobody_is_asked_who_may_not_judge_it(
    db: Session, browser: Visitor, program: Program, judges: list[User]
) -> None:
    nomination = scored(db, program, judges[:2], [9, 4], "Apart")
    make.make_conflict(db, nomination, judges[2])
    owner = db.get_one(User, nomination.owner_id)
    judges[3].company = owner.company = "Firm of Both"
    db.commit()
    assert "Nobody is left to ask without a conflict." in browser.get(PATH).text
    answer = browser.submit(ASK, reference=nomination.reference, judge=judges[2].id)
    assert "Something changed meanwhile" in browser.follow(answer).text
    assert not db.scalars(select(Assignment).where(Assignment.judge_id.in_([judges[2].id, judges[3].id]))).all()


def test_a_judge_who_has_begun_is_not_taken_back_with_a_click(
    db: Session, browser: Visitor, program: Program, judges: list[User]
) -> None:
    nomination = scored(db, program, judges[:2], [9, 4], "Apart")
    made = make.make_assignment(db, nomination, judges[2])
    make.make_scorecard(db, made, {}, final=False)
    answer = browser.follow(browser.submit(f"{ASK}/{made.id}/undo"))
    assert "has begun already" in answer.text
    db.expire_all()
    assert db.get_one(Assignment, made.id).state is AssignmentState.ACTIVE


def test_a_conflicted_organizer_neither_sees_nor_asks(
    db: Session, visitor: Visitor, program: Program, judges: list[User]
) -> None:
    organizer = make.make_organizer(db, program)
    secret = scored(db, program, judges[:2], [9, 2], "Canary Cousin")
    asked = make.make_assignment(db, secret, judges[3])
    make.make_conflict(db, secret, organizer)
    browser = visitor.signed_in(organizer)
    page = browser.get(PATH).text
    assert "Canary" not in page
    assert "Judges disagree" not in page
    answer = browser.submit(ASK, reference=secret.reference, judge=judges[2].id)
    assert "No submitted nomination that you look after" in browser.follow(answer).text
    assert browser.submit(f"{ASK}/{asked.id}/undo").status_code == 404


@pytest.mark.parametrize(
    "fields", [{}, {"reference": "x" * 500, "judge": "1"}, {"reference": "T", "judge": "x"}, {"judge": "99999999999"}]
)
def test_nonsense_is_answered_in_a_sentence(browser: Visitor, fields: dict[str, str]) -> None:
    answer = browser.submit(ASK, **fields)
    assert "No submitted nomination that you look after" in browser.follow(answer).text


def test_queries_do_not_grow(db: Session, browser: Visitor, program: Program, judges: list[User]) -> None:
    counted = []
    for _ in range(2):
        for number in range(6):
            scored(db, program, judges[:2], [9, 4], f"Apart {number}")
        with browser.counting() as queries:
            browser.get(PATH)
        counted.append(len(queries))
    assert counted[0] == counted[1]
