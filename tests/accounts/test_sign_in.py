"""Asking for a code: what the answer tells, and where one goes afterwards."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.mail.models import OutboxMail
from app.main import create_app
from app.settings import Settings
from tests import factories as make
from tests.accounts.mailbox import ask, code_in, mails_to, signs_in
from tests.browsing import Visitor


def test_somebody_not_signed_in_is_sent_to_sign_in_and_back(visitor: Visitor, db: Session) -> None:
    response = visitor.get("/account?tab=2")
    assert response.headers["location"] == "/sign-in?next=/account%3Ftab%3D2"
    page = visitor.follow(response)
    assert 'name="next" value="/account?tab=2"' in page.text


ELSEWHERE = ["//evil.example", "/\\evil.example", "https:evil.example", "https://evil.example", "%2f%2fevil.example", "\t//evil.example",
             "/\t/evil.example", "javascript:alert(1)", "@evil.example", "\\\\evil.example", "/ /evil.example", "", "evil.example/x"]  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE)
def test_e8_signing_in_never_leads_to_another_site(visitor: Visitor, db: Session, target: str) -> None:
    response = signs_in(visitor, db, make.make_user(db).email, next=target)
    assert (response.status_code, response.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    "typed", ["", "no address", "a@b", "a b@firm.example", "ａnn@firm.example", "x" * 300 + "@firm.example", "a@firm.example\r\nBcc: x@y.example"]
)  # fmt: skip
def test_what_is_no_address_comes_back_with_a_sentence(visitor: Visitor, typed: str) -> None:
    response = visitor.submit("/sign-in", email=typed, next="/programs")
    assert response.status_code == 422
    assert 'name="next" value="/programs"' in response.text
    assert "field-error" in response.text


def answer(visitor: Visitor, email: str) -> tuple[int, dict[str, str], str, int]:
    """Status, headers but those that differ each time, body, and the number of queries of asking for a code and of what follows."""
    with visitor.counting() as statements:
        response = visitor.submit("/sign-in", email=email)
        page = visitor.follow(response)
    headers = {name: value for name, value in response.headers.items() if name not in ("x-request-id", "set-cookie")}
    number = page.headers["x-request-id"]
    return response.status_code, headers, page.text.replace(email, "EMAIL").replace(number, "NUMBER"), len(statements)


def test_d8_nobody_learns_from_the_answer_who_has_an_account(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db)
    disabled, with_password = make.make_user(db), make.make_user(db)
    disabled.disabled_at, with_password.password_hash = now, "x"
    db.commit()
    known = [
        make.make_user(db),
        disabled,
        with_password,
        make.make_organizer(db, program),
        make.make_user(db, is_administrator=True),
    ]
    emails = ["first@firm.example", "nobody@firm.example", *(user.email for user in known)]
    answers = []
    for email in emails:
        browser = Visitor(visitor.application)
        answers.append(answer(browser, email))
        assert set(browser.cookies) == {"uphill-browser"}
        browser.close()
    assert len(answers[0][2]) > 1000
    for one in answers[2:]:
        assert one[:3] == answers[1][:3]
        assert abs(one[3] - answers[1][3]) <= 1
    assert len(db.scalars(select(OutboxMail)).all()) == len(emails)


@pytest.mark.parametrize(
    "twin",
    [
        "ann@firm.exampl\u0435",
        "\u0430nn@firm.example",
        "ann@ｆirm.example",
        "ann@firm.\u212aom",
        "ann\u0131@firm.example",
    ],
)
def test_d17_a_look_alike_address_reaches_nobodys_account(visitor: Visitor, db: Session, twin: str) -> None:
    victims = [make.make_user(db, email).email for email in ("ann@firm.example", "anni@firm.example", "ann@firm.kom")]
    visitor.submit("/sign-in", email=twin)
    assert [mails_to(db, email) for email in victims] == [[], [], []]


def test_d17_mail_goes_to_the_address_that_is_stored(visitor: Visitor, db: Session) -> None:
    make.make_user(db, "Ann@Firm.example")
    ask(visitor, " ANN@firm.EXAMPLE. ")
    assert len(mails_to(db, "Ann@Firm.example")) == 1
    assert len(db.scalars(select(OutboxMail)).all()) == 1


def test_d12_the_session_cookie_is_kept_from_scripts_and_other_sites(visitor: Visitor, db: Session) -> None:
    cookies = signs_in(visitor, db, make.make_user(db).email).headers.get_list("set-cookie")
    (session,) = [cookie for cookie in cookies if cookie.startswith("uphill=")]
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(session.split("; "))
    assert "Secure" not in session


def test_d12_on_https_every_cookie_is_secure_and_bound_to_the_host(
    settings: Settings, database: Database, db: Session
) -> None:
    secure = settings.model_copy(update={"base_url": "https://testserver"})
    browser = Visitor(create_app(secure, database))
    browser.base_url, browser.headers["Origin"] = "https://testserver", "https://testserver"
    user = make.make_user(db)
    ask(browser, user.email)
    response = browser.submit("/sign-in/code", code=code_in(mails_to(db, user.email)[-1]))
    cookies = response.headers.get_list("set-cookie")
    assert [cookie.partition("=")[0] for cookie in cookies][:2] == ["__Host-uphill", "__Host-uphill-known"]
    assert all(
        {"Secure", "HttpOnly", "Path=/"} <= set(cookie.split("; ")) and "Domain" not in cookie for cookie in cookies
    )
    assert browser.get("/account").status_code == 200
    token = browser.cookies["__Host-uphill"]
    browser.cookies.clear()
    browser.cookies.set("uphill", token)
    assert browser.get("/account").status_code == 303
    browser.close()


FORGED = {"X-Forwarded-For": "1.2.3.{n}", "Forwarded": "for=1.2.3.{n}", "X-Real-IP": "1.2.3.{n}"}


def test_d10_forged_headers_do_not_change_whom_a_limit_counts(visitor: Visitor, db: Session) -> None:
    answers = []
    for n in range(42):
        headers = {name: value.format(n=n) for name, value in FORGED.items()}
        answers.append(visitor.post("/sign-in", data={"email": f"p{n}@firm.example"}, headers=headers).status_code)
    assert answers == [303] * 40 + [429] * 2


@pytest.mark.parametrize("host", ["evil.example", "testserver:x@evil.example", "testserver.evil.example", ""])
def test_e6_a_foreign_host_is_refused_and_no_mail_is_written(visitor: Visitor, db: Session, host: str) -> None:
    response = visitor.post("/sign-in", data={"email": "ann@firm.example"}, headers={"Host": host})
    assert response.status_code in (400, 403)
    assert mails_to(db, "ann@firm.example") == []


def test_e6_links_are_built_on_the_configured_address(visitor: Visitor, db: Session) -> None:
    headers = {"Host": "localhost", "X-Forwarded-Host": "evil.example", "Origin": "http://localhost"}
    assert visitor.post("/sign-in", data={"email": "ann@firm.example"}, headers=headers).status_code == 303
    (mail,) = mails_to(db, "ann@firm.example")
    assert "http://testserver/sign-in/link/" in mail.body
    assert "evil" not in mail.body


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/sign-in/link", "/sign-in/password", "/sign-out"])
def test_d18_another_site_can_sign_nobody_in_or_out(visitor: Visitor, db: Session, path: str) -> None:
    for headers in (
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        response = visitor.post(path, data={"email": "a@firm.example", "code": "1"}, headers=headers)
        assert response.status_code == 403


def test_k11_a_form_sent_after_the_session_ended_leads_to_sign_in_and_back_to_its_page(visitor: Visitor) -> None:
    response = visitor.post("/account", data={"name": "x"}, headers={"Referer": "http://testserver/account?a=1"})
    assert response.headers["location"] == "/sign-in?next=/account%3Fa%3D1"
    response = visitor.post("/account", data={"name": "x"}, headers={"Accept": "application/json"})
    assert (response.status_code, response.json()) == (401, {"error": "Please sign in first."})
