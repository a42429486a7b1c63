"""One's own account: name and company, sessions, signing out."""

from sqlalchemy.orm import Session

from app.accounts.models import User
from tests import factories as make
from tests.browsing import Visitor


def test_name_and_company_are_saved(visitor: Visitor, db: Session) -> None:
    browser = visitor.signed_in(make.make_user(db))
    page = browser.follow(browser.submit("/account", name="Ann  Example", company="Acme"))
    assert 'value="Ann Example"' in page.text
    assert 'value="Acme"' in page.text


def test_a_name_that_is_too_long_comes_back_with_what_is_wrong(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db, name="Before")
    response = visitor.signed_in(user).submit("/account", name="x" * 121, company="kept")
    assert response.status_code == 422
    assert "120 characters at most" in response.text
    assert 'value="kept"' in response.text
    db.expire_all()
    assert db.get_one(User, user.id).name == "Before"


def test_signing_out_everywhere_ends_every_session(visitor: Visitor, db: Session) -> None:
    user, other = make.make_user(db), make.make_user(db)
    here, there, theirs = visitor.signed_in(user), visitor.signed_in(user), visitor.signed_in(other)
    assert here.post("/account/sign-out-everywhere").status_code == 303
    assert [browser.get("/account").status_code for browser in (here, there, theirs)] == [303, 303, 200]


def test_d6_a_signed_out_cookie_opens_nothing(visitor: Visitor, db: Session) -> None:
    browser = visitor.signed_in(make.make_user(db))
    cookie = browser.cookies["uphill"]
    response = browser.post("/sign-out")
    assert response.status_code == 303
    assert 'uphill=""; expires=' in response.headers["set-cookie"]
    browser.cookies.clear()
    browser.cookies.set("uphill", cookie)
    assert browser.get("/account").headers["location"] == "/sign-in?next=/account"
