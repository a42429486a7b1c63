"""Two worlds that differ in one secret look the same, byte for byte, on every route, to whoever must not know it (B1, B8, B11)."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Score, Scorecard
from app.nominations.models import Assessment, Submission
from tests import factories as make
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.everyone import Undone, path_of, without_ids
from tests.judging.arranging import Desk
from tests.judging.test_blind import blind, texts

# Of the same lengths, so that the marks in the story keep their places; and first instead of last in the alphabet.
OTHER_NAMES = {"zyxqua": "abrosa", "brindlewick": "crumblehook", "vexcorda": "mintwell"}
Change = Callable[[Session, Desk], None]


def renamed(value: Any) -> Any:
    text = json.dumps(value)
    for name, other in OTHER_NAMES.items():
        for case in (str.lower, str.capitalize, str.upper):
            text = text.replace(case(name), case(other))
    return json.loads(text.replace("zyx\\u00adqua", "abr\\u00adosa").replace("Zyx\\u00adqua", "Abr\\u00adosa"))


def submission(db: Session, desk: Desk) -> tuple[Submission, Assessment]:
    sent = db.scalars(select(Submission).where(Submission.nomination_id == desk.nomination.id)).one()
    return sent, db.scalars(select(Assessment).where(Assessment.submission_id == sent.id)).one()


def another_nominator(db: Session, desk: Desk) -> None:
    owner = db.get_one(User, desk.owner.id)
    owner.name, owner.email, owner.company = "Ann Li", "ann.li@another-firm.example", "Harborlight Partners"
    other = texts(owner.name, owner.email, owner.company)
    sent, found = submission(db, desk)
    sent.content, found.result = other["content"], other["result"]


def another_nominee(db: Session, desk: Desk) -> None:
    """Also in the story of another nomination, which names the nominee."""
    for told in db.scalars(select(Submission)):
        told.content = renamed(told.content)
    for found in db.scalars(select(Assessment)):
        found.result = renamed(found.result)
    sent, _found = submission(db, desk)
    sent.nominee_name, sent.nominee_title, sent.nominee_company = renamed([sent.nominee_name, sent.nominee_title, sent.nominee_company])  # fmt: skip


def other_scores_of_another_judge(db: Session, desk: Desk) -> None:
    others = select(Scorecard.id).where(Scorecard.assignment_id != desk.assignment.id)
    db.execute(update(Score).where(Score.scorecard_id.in_(others)).values(thousandths=9000, note="Quite another note"))
    db.execute(update(Scorecard).where(Scorecard.id.in_(others)).values(comment_organizers="Quite another comment"))


def another_name_of_another_judge(db: Session, desk: Desk) -> None:
    db.execute(update(User).where(User.email == "second@panel.example").values(name="Aaron First", email="aaron@first.example"))  # fmt: skip


def arranged(db: Session) -> Desk:
    """A judge with two nominations of a blind program, and another judge who has finished with them."""
    desk = blind(db)
    second = make.make_judge(db, desk.program, "second@panel.example")
    between = make.make_submitted(db, desk.program, make.make_user(db), nominee="Mona Middle", company="Middle & Sons")
    make.make_assignment(db, between, desk.judge)
    like = make.make_submitted(
        db, desk.program, make.make_user(db), nominee="Lena Like", company="Like & Like", **texts()
    )
    make.make_assignment(db, like, desk.judge)  # of the same role, so that the two can be compared
    for nomination in (desk.nomination, between):
        make.make_scorecard(db, make.make_assignment(db, nomination, second), {c.id: 3000 for c in desk.criteria})
    calibrated(db, desk, second)
    return desk


def calibrated(db: Session, desk: Desk, second: User) -> None:
    """A calibration was held, in which enough others have finished, and this judge has not."""
    now = datetime.now(UTC)
    held = make.make_calibration(db, desk.nomination, judges=[desk.judge], opens_at=now - timedelta(days=15), closes_at=now - timedelta(days=12))  # fmt: skip
    for other in (second, *(make.make_judge(db, desk.program) for _each in range(3))):
        make.make_scorecard(db, make.make_assignment(db, desk.nomination, other, held), {c.id: 3000 for c in desk.criteria})  # fmt: skip


def seen(app: FastAPI, browser: Visitor, desk: Desk) -> dict[str, tuple[Any, ...]]:
    """Every page, as HTML and as JSON, and refusals of every form, as this person gets them."""
    parts = {
        "slug": desk.program.slug,
        "nomination_id": desk.nomination.public_id,
        "category_id": desk.nomination.category_id,
    }
    answers = {}
    for route in served(app):
        for accept in ("text/html", "application/json") if route.method in ("GET", "POST") else ():
            if route.method == "GET" or "{nomination_id}" in route.path:
                path = path_of(route, parts)
                answer = browser.request(route.method, path, headers={"Accept": accept}, data={"version": "77", "score-1": "8,55"} if route.method == "POST" else None)  # fmt: skip
                headers = sorted((name, re.sub("expires=[^;]+", "", value)) for name, value in answer.headers.items() if name != "x-request-id")  # fmt: skip
                answers[f"{route.method} {path} {accept}"] = answer.status_code, without_ids(answer.text), headers
    slug, near = parts["slug"], desk.nomination.public_id
    for path in (f"/programs/{slug}/desk/compare?near={near}", f"/programs/{slug}/desk/compare?of={near}&page=1", f"/programs/{slug}/desk/charts?category={parts['category_id']}"):  # fmt: skip
        answer = browser.get(path)
        answers[path] = answer.status_code, without_ids(answer.text)
    return answers


def differences(app: FastAPI, browser: Visitor, desk: Desk, db: Session, change: Change) -> list[str]:
    app.state.database = Undone(app.state.database)  # what is asked in one world must not stay in the other
    first = seen(app, browser, desk)
    assert sum(answer[0] == 200 for answer in first.values()) > 10
    change(db, desk)
    db.commit()
    second = seen(app, browser, desk)
    return [path for path in first if first[path] != second[path]]


@pytest.mark.parametrize("change", [another_nominator, another_nominee, other_scores_of_another_judge, another_name_of_another_judge])  # fmt: skip
def test_nothing_that_a_blind_judge_gets_depends_on(
    app: FastAPI, db: Session, visitor: Visitor, change: Change
) -> None:
    desk = arranged(db)
    assert differences(app, visitor.signed_in(desk.judge), desk, db, change) == []


@pytest.mark.parametrize("change", [other_scores_of_another_judge, another_name_of_another_judge])
def test_nothing_that_a_nominator_gets_depends_on(app: FastAPI, db: Session, visitor: Visitor, change: Change) -> None:
    desk = arranged(db)
    assert differences(app, visitor.signed_in(desk.owner), desk, db, change) == []


def test_the_two_worlds_hold_a_comparison_pictures_and_a_calibration(
    app: FastAPI, db: Session, visitor: Visitor
) -> None:
    desk = arranged(db)
    answers = seen(app, visitor.signed_in(desk.judge), desk)
    calibration = answers[f"GET /programs/{desk.program.slug}/desk/calibrated text/html"]
    assert calibration[0] == 200
    assert "You did not submit a scorecard for it" in calibration[1]
    compared = next(answer for path, answer in answers.items() if "compare?near=" in path)
    assert compared[0] == 200
    assert compared[1].count('name="of"') == 2
    assert 'class="dot-link"' in answers[f"GET /programs/{desk.program.slug}/desk/charts text/html"][1]


@pytest.mark.parametrize("change", [another_nominator, another_nominee])
def test_the_comparison_finds_what_leaks_where_judging_is_not_blind(app: FastAPI, db: Session, visitor: Visitor, change: Change) -> None:  # fmt: skip
    desk = arranged(db)
    desk.program.blind = False
    db.commit()
    assert any(desk.score in path for path in differences(app, visitor.signed_in(desk.judge), desk, db, change))
