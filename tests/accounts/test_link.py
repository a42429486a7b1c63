"""The mailed link: a scanner can't use it up, and it works only where it was asked for."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import SignInRequest, UserSession
from tests import factories as make
from tests.accounts.mailbox import ask, code_in, link_in, mails_to
from tests.browsing import Visitor


def used_up(db: Session) -> tuple[int, int, int]:
    """Sessions, tries counted and requests used."""
    db.commit()
    sessions = db.scalar(select(func.count()).select_from(UserSession)) or 0
    tries = db.scalar(select(func.sum(SignInRequest.tries))) or 0
    used = db.scalar(select(func.count(SignInRequest.used_at))) or 0
    db.commit()
    return sessions, tries, used


def test_in_the_browser_that_asked_the_link_leads_to_one_button(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email, next="/programs")
    response = visitor.get(link_in(mails_to(db, user.email)[-1]))
    assert (response.status_code, response.headers["location"]) == (303, "/sign-in/code")
    assert response.headers["referrer-policy"] == "no-referrer"
    page = visitor.follow(response)
    assert user.email in page.text
    assert 'action="/sign-in/link"' in page.text
    response = visitor.submit("/sign-in/link")
    assert (response.status_code, response.headers["location"]) == (303, "/programs")
    assert user.email in visitor.get("/account").text


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_d1_a_scanner_elsewhere_uses_nothing_up(visitor: Visitor, db: Session, method: str) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    mail = mails_to(db, user.email)[-1]
    scanner = Visitor(visitor.application)
    before = used_up(db)
    for _time in range(3):
        response = scanner.request(method, link_in(mail))
        assert (response.status_code, response.headers["location"]) == (303, "/sign-in/link")
        assert not scanner.cookies
    page = scanner.get("/sign-in/link")
    assert "eight digits" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert used_up(db) == before
    assert visitor.submit("/sign-in/code", code=code_in(mail)).status_code == 303
    scanner.close()


def test_d2_a_scanner_that_presses_every_button_gets_no_session(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    mail = mails_to(db, user.email)[-1]
    scanner = Visitor(visitor.application)
    scanner.get(link_in(mail))
    before = used_up(db)
    assert scanner.post("/sign-in/link").status_code == 422
    assert scanner.submit("/sign-in/code", code=code_in(mail)).status_code == 422
    assert scanner.get("/account").status_code == 303
    assert used_up(db) == before
    assert visitor.follow(visitor.get(link_in(mail))).status_code == 200
    assert visitor.submit("/sign-in/link").status_code == 303
    scanner.close()


def test_a_link_works_once(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    ask(visitor, user.email)
    path = link_in(mails_to(db, user.email)[-1])
    visitor.get(path)
    kept = dict(visitor.cookies)
    assert visitor.submit("/sign-in/link").status_code == 303
    visitor.cookies.update(kept)
    assert visitor.submit("/sign-in/link").status_code == 422
    assert visitor.get(path).headers["location"] == "/sign-in/link"
