"""Sign in by the mailed code."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import RateLimit, SignInRequest, User, UserSession
from app.accounts.service import signing_in
from app.accounts.service.signing_in import Problem, redeem_code
from app.accounts.tokens import digest
from app.db import Database
from tests import factories as make
from tests.accounts.mailbox import ask, code_in, link_in, mails_to, signs_in
from tests.browsing import Visitor


@pytest.fixture
def stranger(app: FastAPI) -> Iterator[Visitor]:
    browser = Visitor(app)
    yield browser
    browser.close()


def test_a_known_person_signs_in_by_code_and_lands_where_they_wanted_to_go(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    response = signs_in(visitor, db, user.email, next="/account?x=1")
    assert (response.status_code, response.headers["location"]) == (303, "/account?x=1")
    assert user.email in visitor.get("/account").text


def test_an_unknown_address_becomes_an_account_only_by_its_code(visitor: Visitor, db: Session) -> None:
    ask(visitor, "New.Person@Firm.example")
    assert visitor.get("/account").status_code == 303
    assert db.scalar(select(func.count()).select_from(User)) == 0
    visitor.submit("/sign-in/code", code=code_in(mails_to(db, "New.Person@Firm.example")[-1]))
    assert "New.Person@Firm.example" in visitor.get("/account").text


def test_a_code_is_typed_with_or_without_its_space(visitor: Visitor, db: Session) -> None:
    for form in ("{0}{1}", " {0}-{1} ", "{0}\u00a0{1}"):
        user = make.make_user(db)
        ask(visitor, user.email)
        halves = code_in(mails_to(db, user.email)[-1]).split()
        assert visitor.submit("/sign-in/code", code=form.format(*halves)).status_code == 303


def test_a_code_works_once(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    kept, code = dict(visitor.cookies), code_in(mails_to(db, user.email)[-1])
    assert visitor.submit("/sign-in/code", code=code).status_code == 303
    visitor.cookies.clear()
    visitor.cookies.update(kept)
    assert visitor.submit("/sign-in/code", code=code).status_code == 422
    assert visitor.get("/account").status_code == 303


def test_a_code_works_in_no_other_browser_even_one_that_asked_too(
    visitor: Visitor, stranger: Visitor, db: Session
) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    code = code_in(mails_to(db, user.email)[-1])
    ask(stranger, user.email)
    assert stranger.submit("/sign-in/code", code=code).status_code == 422
    assert visitor.submit("/sign-in/code", code=code).status_code == 303


def test_the_fifth_wrong_try_ends_it_also_for_the_right_code(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    mail = mails_to(db, user.email)[-1]
    for _try in range(5):
        assert visitor.submit("/sign-in/code", code="0000 000x").status_code == 422
    response = visitor.submit("/sign-in/code", code=code_in(mail))
    assert response.status_code == 422
    assert "Ask for a new code" in response.text
    assert visitor.get(link_in(mail)).headers["location"] == "/sign-in/link"


def test_the_older_of_two_mails_works_too(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    ask(visitor, user.email)
    first, second = mails_to(db, user.email)
    assert visitor.submit("/sign-in/code", code=code_in(first)).status_code == 303
    visitor.post("/sign-out")
    assert visitor.submit("/sign-in/code", code=code_in(second)).status_code == 422


@pytest.mark.parametrize(("seconds", "works"), [(-1, True), (0, False), (1, False)])
def test_d4_ten_minutes_are_ten_minutes(
    database: Database, db: Session, now: datetime, seconds: int, works: bool
) -> None:
    make.make_user(db, "ann@firm.example")
    with database.writing() as session:
        signing_in.ask_for_code(
            session, email="ann@firm.example", browser="b", next_path="/", origin="http://testserver", now=now
        )
    code = code_in(mails_to(db, "ann@firm.example")[-1])
    with database.writing() as session:
        outcome = redeem_code(session, browser="b", typed=code, now=now + timedelta(minutes=10, seconds=seconds))
    assert (outcome is not Problem.NONE_OPEN) is works


@pytest.mark.parametrize("by", ["code", "link"])
def test_d4_twenty_browsers_tabs_at_once_make_one_session(
    database: Database, db: Session, now: datetime, by: str
) -> None:
    """All with the cookie of the browser that asked: the unused account is made once, too."""
    with database.writing() as session:
        signing_in.ask_for_code(
            session, email="new@firm.example", browser="b", next_path="/", origin="http://testserver", now=now
        )
    mail = mails_to(db, "new@firm.example")[-1]
    code, token = code_in(mail), link_in(mail).rpartition("/")[2]
    wins, start = [], threading.Barrier(20)

    def work() -> None:
        start.wait()
        with database.writing() as session:
            if by == "code":
                outcome = redeem_code(session, browser="b", typed=code, now=now)
            else:
                outcome = signing_in.redeem_link(session, browser="b", token=token, now=now)
            if not isinstance(outcome, Problem):
                wins.append(outcome)

    threads = [threading.Thread(target=work) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(wins) == 1
    assert db.scalar(select(func.count()).select_from(User)) == 1


def test_twenty_wrong_tries_at_once_count_no_more_than_five(database: Database, db: Session, now: datetime) -> None:
    with database.writing() as session:
        signing_in.ask_for_code(session, email="ann@firm.example", browser="b", next_path="/", origin="", now=now)
    start, outcomes = threading.Barrier(20), []

    def work() -> None:
        start.wait()
        with database.writing() as session:
            outcomes.append(redeem_code(session, browser="b", typed="00000000x", now=now))

    threads = [threading.Thread(target=work) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert db.scalars(select(SignInRequest.tries)).all() == [5]
    assert outcomes.count(Problem.WRONG) == 4


def test_d3_the_database_holds_nothing_that_signs_in(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    mail = mails_to(db, user.email)[-1]
    secrets = (code_in(mail).replace(" ", ""), link_in(mail).rpartition("/")[2], visitor.cookies["uphill-browser"])
    assert len(secrets[1]) >= 43
    row = db.scalars(select(SignInRequest)).one()
    kept = " ".join(str(getattr(row, column.key)) for column in SignInRequest.__table__.columns)
    assert not any(secret in kept for secret in secrets)
    assert (mail.program_id, mail.secret, mail.useless_after) == (None, True, row.expires_at)
    db.commit()
    visitor.submit("/sign-in/code", code=secrets[0])
    assert db.scalars(select(UserSession.token_hash)).one() == digest(visitor.cookies["uphill"])


def test_d5_signing_in_gives_a_new_session_and_ends_the_old_one(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    visitor.cookies.set("uphill", "planted-by-somebody", domain="testserver.local")
    signs_in(visitor, db, user.email)
    first = visitor.cookies["uphill"]
    assert first != "planted-by-somebody"
    signs_in(visitor, db, make.make_user(db).email)
    assert visitor.cookies["uphill"] != first
    visitor.cookies.clear()
    visitor.cookies.set("uphill", first)
    assert visitor.get("/account").status_code == 303


def test_d7_a_session_ends_after_14_idle_days_and_after_60_in_all(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    signs_in(visitor, db, user.email)
    row = db.scalars(select(UserSession)).one()
    assert row.expires_at - row.created_at == timedelta(days=14)
    now = datetime.now(UTC)
    row.created_at, row.seen_at, row.expires_at = (
        now - timedelta(days=55),
        now - timedelta(days=9),
        now + timedelta(days=5),
    )
    db.commit()
    assert visitor.get("/account").status_code == 200
    db.refresh(row)
    assert row.seen_at >= now
    assert row.expires_at == row.created_at + timedelta(days=60)
    row.expires_at = datetime.now(UTC)
    db.commit()
    assert visitor.get("/account").status_code == 303


def test_a_visit_is_noted_every_ten_minutes_at_most_and_may_fail(visitor: Visitor, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    user = make.make_user(db)
    browser = visitor.signed_in(user)
    with browser.counting() as statements:
        assert browser.get("/account").status_code == 200
    assert not any(statement.startswith("UPDATE") for statement in statements)
    long_ago = datetime.now(UTC) - timedelta(minutes=11)
    db.execute(update(UserSession).values(seen_at=long_ago))
    db.commit()
    from app.accounts.service import sessions

    def stumble(*_all: object) -> None:
        raise RuntimeError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(sessions, "note_visit", stumble)
        assert browser.get("/account").status_code == 200
    db.expire_all()
    assert db.scalars(select(UserSession.seen_at)).one() == long_ago
    db.commit()
    assert browser.get("/account").status_code == 200
    db.expire_all()
    assert db.scalars(select(UserSession.seen_at)).one() > long_ago


def test_d9_asking_is_limited_and_says_when_to_try_again(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    for _time in range(5):
        ask(visitor, user.email)
    response = visitor.submit("/sign-in", email=user.email)
    assert response.status_code == 429
    assert 0 < int(response.headers["retry-after"]) <= 900
    assert len(mails_to(db, user.email)) == 5
    assert visitor.submit("/sign-in/code", code=code_in(mails_to(db, user.email)[-1])).status_code == 303
    ask(visitor, user.email)


def test_d9_one_network_can_not_mail_a_thousand_people(visitor: Visitor, db: Session) -> None:
    answers = [visitor.submit("/sign-in", email=f"p{n}@firm.example").status_code for n in range(45)]
    assert answers == [303] * 40 + [429] * 5


def test_j4_one_address_gets_no_more_than_thirty_mails_a_day(visitor: Visitor, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from app.accounts.routes import sign_in as routes

    networks = iter(range(1000))
    monkeypatch.setattr(routes, "client_ip", lambda request: f"10.0.0.{next(networks)}")
    for _quarter in range(4):
        for _time in range(12):
            visitor.submit("/sign-in", email="ann@firm.example")
        db.execute(update(RateLimit).where(RateLimit.kind == "codes_by_email").values(count=0))
        db.commit()
    assert len(mails_to(db, "ann@firm.example")) == 30
