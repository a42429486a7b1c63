"""What a blind judge could ask to find out: by searching, by the clock, by numbers, by others' scores (B2, B3, B5–B8)."""

import hashlib
import re
import uuid
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.files.models import StoredFile
from app.judging.models import Assignment, AssignmentState, Score, Scorecard
from app.mail.models import OutboxMail
from app.nominations.models import Assessment, Nomination, Submission
from tests import factories as make
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.everyone import Undone, path_of, without_ids
from tests.judging.arranging import Desk
from tests.redaction.worlds import PEOPLE, answers, asked_by, contest, inhabit, parts_of, script

NONSENSE = "qqqqjjjjvvvv"
UNKNOWN = ("q", "search", "nominee", "company", "nominator", "name", "email", "sort", "order", "filter", "owner")


def pages_of(app: FastAPI, db: Session, browser: Visitor, desk: Desk) -> list[Any]:
    """The routes that this judge can read, with their addresses."""
    parts = parts_of(desk)
    db.commit()
    routes = [(route, path_of(route, parts)) for route in served(app) if route.method == "GET"]
    found = [(route, path) for route, path in routes if browser.get(path).status_code == 200]
    assert len(found) > 8
    return found


def test_b2_no_search_filter_or_order_knows_who_somebody_is(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    browser = visitor.signed_in(desk.judge)
    told = []
    for route, path in pages_of(app, db, browser, desk):
        known = asked_by(route)
        for names in (*((name,) for name in known), tuple(name for name in UNKNOWN if name not in known)):
            nothing = browser.get(path, params=dict.fromkeys(names, NONSENSE))
            for word in PEOPLE[0].words[:5]:
                one = browser.get(path, params=dict.fromkeys(names, word))
                same = without_ids(one.text).lower().replace(word, NONSENSE) == without_ids(nothing.text).lower()
                if one.status_code != nothing.status_code or not same:
                    told.append(f"{path}?{names}={word}")
    assert told == []


def test_b2_where_judging_is_not_blind_the_search_finds_the_name(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    desk.program.blind = False
    db.commit()
    browser, path = visitor.signed_in(desk.judge), f"/programs/{desk.program.slug}/desk"
    db.commit()
    assert "Zyxqua" in browser.get(path, params={"search": "zyxqua"}).text


HIDDEN = ("nominee_name", "nominee_company", "nominee_title", "users.company", "submissions.content", "users.name")


def decides_by(statements: list[str]) -> list[str]:
    """Hidden columns that choose or sort rows."""
    found = []
    for statement in statements:
        chosen = re.split(r"\bWHERE\b", re.sub(r"\s+", " ", statement), maxsplit=1)[1:]
        sorted_by = re.split(r"\bORDER BY\b", re.sub(r"\s+", " ", statement))[1:]
        found += [f"{name}: {statement}" for name in HIDDEN for part in (*chosen, *sorted_by) if name in part]
    return found


def test_b3_no_hidden_column_chooses_or_sorts_what_a_blind_judge_gets(
    app: FastAPI, db: Session, visitor: Visitor
) -> None:
    """So a hit and a miss take the same time: the database does the same work for both."""
    desk = contest(db, app)
    browser = visitor.signed_in(desk.judge)
    pages = pages_of(app, db, browser, desk)
    with browser.counting() as statements:
        for _route, path in pages:
            browser.get(path, params={"search": "zyxqua"})
    assert len(statements) > 30
    assert decides_by(statements) == []


def test_b3_a_search_over_a_hidden_column_is_seen() -> None:
    assert decides_by(["SELECT a FROM submissions WHERE lower(submissions.nominee_name) = ?"])
    assert decides_by(["SELECT a FROM submissions ORDER BY submissions.nominee_company"])
    assert not decides_by(["SELECT submissions.nominee_name FROM submissions WHERE submissions.id = ? ORDER BY 1"])


def derived(text: str) -> list[str]:
    """What is made of a secret so that it looks like none."""
    forms = [text, text.lower(), text.strip().lower()]
    hashes = [hashlib.new(kind, form.encode()).hexdigest() for kind in ("md5", "sha1", "sha256") for form in forms]
    spaces = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID)
    uuids = [str(uuid.uuid5(space, form)) for space in spaces for form in forms]
    return [part for one in (*hashes, *uuids) for part in (one, one.replace("-", "")[:12])]


def test_b5_nothing_is_derived_from_a_name_an_address_or_a_file(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    browser, people = visitor.signed_in(desk.judge), PEOPLE[0]
    sheet = db.execute(select(StoredFile.sha256)).scalar_one()
    asked = script(app, db, desk, browser)
    app.state.database = Undone(app.state.database)
    secrets = [
        *(form for said in (people.nominee, people.nominator, people.email, people.company, "second@panel.example") for form in derived(said)),
        sheet,
    ]  # fmt: skip
    seen = [
        (path, one)
        for path, answer in answers(app, browser, desk, asked).items()
        for one in secrets
        if one in answer[1] + str(answer[2])
    ]
    assert seen == []
    assert derived("x")[0] == hashlib.md5(b"x").hexdigest()


def swapped(db: Session, desk: Desk) -> None:
    """What the second judge did, a third one did instead: the same scores of the same nominations."""
    second, third = (
        db.scalars(select(User.id).where(User.email == f"{who}@panel.example")).one() for who in ("second", "third")
    )
    last = select(Assignment.id).where(Assignment.judge_id == second).order_by(Assignment.id.desc()).limit(1)
    db.execute(update(Assignment).where(Assignment.id == db.scalars(last).one()).values(judge_id=third))
    db.commit()


@pytest.mark.parametrize("standing", ["judging", "tallying"])
def test_b6_a_nominator_cannot_tell_whether_one_judge_scored_two_nominations(
    app: FastAPI, db: Session, visitor: Visitor, standing: str
) -> None:
    desk = contest(db, app)
    mine = make.make_submitted(db, desk.program, desk.owner, nominee="Twin Nominee")
    second = db.scalars(select(User).where(User.email == "second@panel.example")).one()
    make.make_scorecard(db, make.make_assignment(db, mine, second), {c.id: 3000 for c in desk.criteria})
    if standing == "tallying":
        desk.program.judging_closes_at = datetime.now(UTC)
        db.commit()
    browser = visitor.signed_in(desk.owner)
    asked = script(app, db, desk, browser)
    theirs, own = desk.nomination.public_id, mine.public_id
    asked += [(method, path.replace(theirs, own), form) for method, path, form in asked if theirs in path]
    db.commit()
    app.state.database = Undone(app.state.database)
    first = answers(app, browser, desk, asked)
    swapped(db, desk)
    assert answers(app, browser, desk, asked) == first


def rescored(db: Session, thousandths: int) -> None:
    others = select(Scorecard.id).join(Assignment, Assignment.id == Scorecard.assignment_id)
    second = select(User.id).where(User.email == "second@panel.example").scalar_subquery()
    ids = db.scalars(others.where(Assignment.judge_id == second)).all()
    db.execute(update(Score).where(Score.scorecard_id.in_(ids)).values(thousandths=thousandths, note="Canarynote"))
    db.execute(update(Scorecard).where(Scorecard.id.in_(ids)).values(comment_organizers="Canarycomment"))
    db.commit()


@pytest.mark.parametrize("own", ["nothing", "final"])
def test_b7_no_number_on_a_judges_pages_moves_with_the_score_of_the_other_of_two(
    app: FastAPI, db: Session, visitor: Visitor, own: str
) -> None:
    desk = contest(db, app)
    if own == "final":
        make.make_scorecard(db, desk.assignment, {c.id: 8000 for c in desk.criteria})
    browser = visitor.signed_in(desk.judge)
    asked = script(app, db, desk, browser)
    app.state.database = Undone(app.state.database)
    first = answers(app, browser, desk, asked)
    rescored(db, 9000)
    assert answers(app, browser, desk, asked) == first


def test_b8_before_the_own_final_score_nothing_says_what_another_judge_gave(
    app: FastAPI, db: Session, visitor: Visitor
) -> None:
    desk = contest(db, app)
    rescored(db, 3000)
    browser = visitor.signed_in(desk.judge)
    asked = script(app, db, desk, browser)
    found = answers(app, browser, desk, asked)
    mails = [
        mail.subject + mail.body
        for mail in db.scalars(select(OutboxMail).where(OutboxMail.to_email == desk.judge.email))
    ]
    said = [*(answer[1] for answer in found.values()), *mails]
    assert [text[:200] for text in said if re.search("canarynote|canarycomment|second@panel", text, re.I)] == []


def test_b8_an_organizer_would_see_it(app: FastAPI, db: Session, visitor: Visitor) -> None:
    desk = contest(db, app)
    rescored(db, 3000)
    browser = visitor.signed_in(make.make_organizer(db, desk.program))
    asked = script(app, db, desk, browser)
    app.state.database = Undone(app.state.database)
    pages = [one for one in asked if one[0] == "GET" and "?" not in one[1]]
    assert any(
        "second@panel" in answer[1] or "Canary" in answer[1]
        for answer in answers(app, browser, desk, pages, ["text/html"]).values()
    )


def test_the_worlds_are_inhabited_by_others_each_time(app: FastAPI, db: Session) -> None:
    desk = contest(db, app)
    for people in PEOPLE:
        inhabit(db, app, desk, people)
        assert db.get_one(User, desk.owner.id).name == people.nominator
    assert len({word for people in PEOPLE for word in people.words}) > 20


def upcoming(browser: Visitor, desk: Desk) -> str:
    """The desk, where the nomination to take up next stands."""
    answer = browser.get(f"/programs/{desk.program.slug}/desk")
    assert answer.status_code == 200
    return without_ids(answer.text)


def test_b8_which_nomination_comes_next_does_not_depend_on_what_others_have_finished(
    app: FastAPI, db: Session, visitor: Visitor
) -> None:
    """Many alike, and another judge who has finished with none of them, or with some; fewer judges are another matter."""
    desk = contest(db, app)
    second = db.scalars(select(User).where(User.email == "second@panel.example")).one()
    make.make_scorecard(db, desk.assignment, {c.id: 8000 for c in desk.criteria})
    like = db.scalars(select(Assessment).join(Submission).where(Submission.nomination_id == desk.nomination.id)).one()
    mona = next(one for one in db.scalars(select(Nomination).order_by(Nomination.id)) if one.id != desk.nomination.id)
    theirs = [make.make_assignment(db, mona, second)]
    for _each in range(4):
        one = make.make_submitted(
            db, desk.program, make.make_user(db), role=like.role, flag=like.flag, nominee="Same Same"
        )
        make.make_assignment(db, one, desk.judge)
        theirs.append(make.make_assignment(db, one, second))
    db.commit()
    browser = visitor.signed_in(desk.judge)
    before = upcoming(browser, desk)
    for assignment in theirs:
        make.make_scorecard(db, assignment, {c.id: 9000 for c in desk.criteria})
        db.commit()
        assert upcoming(browser, desk) == before
    seen = set()
    for assignment in theirs:
        assignment.state = AssignmentState.REMOVED
        db.commit()
        seen.add(upcoming(browser, desk))
        assignment.state = AssignmentState.ACTIVE
    assert len(seen) > 3, "one that has fewer judges comes first: so the desk does say what is next"
