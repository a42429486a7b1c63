"""The administrators' list of people, and what can be done there."""

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.audit.service import SITE
from tests import factories as make
from tests.accounts.mailbox import ask, code_in, mails_to
from tests.browsing import Visitor


def actions(db: Session) -> list[str]:
    db.commit()
    found = list(db.scalars(select(AuditEvent.action).where(AuditEvent.program_id == SITE).order_by(AuditEvent.seq)))
    db.commit()
    return found


def test_only_administrators_learn_that_the_list_exists(visitor: Visitor, db: Session) -> None:
    program = make.make_program(db)
    for user in (make.make_user(db), make.make_organizer(db, program)):
        assert visitor.signed_in(user).get("/administration/users").status_code == 404
        assert (
            visitor.signed_in(user).submit(f"/administration/users/{user.id}/administrator", on="yes").status_code
            == 404
        )
    assert visitor.get("/administration/users").status_code == 303


def test_people_are_found_by_a_piece_of_name_or_address(visitor: Visitor, db: Session) -> None:
    boss = visitor.signed_in(make.make_user(db, is_administrator=True))
    make.make_user(db, "ann_x@firm.example", name="Ann Underscore")
    make.make_user(db, "annax@firm.example", name="Anna")
    page = boss.get("/administration/users?search=ANN_").text
    assert "Ann Underscore" in page
    assert "annax@" not in page
    assert "Nobody is found" in boss.get("/administration/users?search=%25%25zz").text


@pytest.mark.parametrize("query", ["page=0", "page=-1", "page=x", "page=99999999999999999999", "page=1.5"])
def test_a_page_that_can_not_be_is_not_found(visitor: Visitor, db: Session, query: str) -> None:
    boss = visitor.signed_in(make.make_user(db, is_administrator=True))
    assert boss.get(f"/administration/users?{query}").status_code == 404


def test_hostile_searches_find_nobody_and_break_nothing(visitor: Visitor, db: Session) -> None:
    boss = visitor.signed_in(make.make_user(db, is_administrator=True))
    for search in ("%00", "'; DROP TABLE users; --", "%F0%9F%8E%89", "x" * 5000, "%E2%80%AE", "<script>"):
        page = boss.get("/administration/users", params={"search": search})
        assert page.status_code == 200
        assert "<script>" not in page.text.replace("<script src", "")


def test_queries_do_not_grow_with_the_number_of_people(visitor: Visitor, db: Session) -> None:
    boss = visitor.signed_in(make.make_user(db, is_administrator=True))
    counts = []
    for more in (1, 30):
        for _number in range(more):
            make.make_user(db)
        with boss.counting() as statements:
            boss.get("/administration/users")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_an_administrator_makes_and_unmakes_another(visitor: Visitor, db: Session) -> None:
    boss, other = make.make_user(db, is_administrator=True), make.make_user(db)
    browser = visitor.signed_in(boss)
    path = f"/administration/users/{other.id}/administrator"
    assert "is an administrator now" in browser.follow(browser.submit(path, on="yes")).text
    assert visitor.signed_in(other).get("/administration/users").status_code == 200
    browser.submit(path, on="no")
    assert visitor.signed_in(other).get("/administration/users").status_code == 404
    assert actions(db) == ["user.administrator_grant", "user.administrator_end"]


def test_the_last_administrator_stays(visitor: Visitor, db: Session, now: datetime) -> None:
    boss = make.make_user(db, is_administrator=True)
    gone = make.make_user(db, is_administrator=True)
    gone.disabled_at = now
    db.commit()
    browser = visitor.signed_in(boss)
    response = browser.submit(f"/administration/users/{boss.id}/administrator", on="no")
    assert response.status_code == 422
    assert "last administrator" in response.text
    assert browser.submit(f"/administration/users/{boss.id}/disabled", on="yes").status_code == 422
    assert actions(db) == []


def test_d6_disabling_ends_every_session_and_every_way_in(visitor: Visitor, db: Session) -> None:
    boss, other = make.make_user(db, is_administrator=True), make.make_user(db)
    theirs, waiting = visitor.signed_in(other), Visitor(visitor.application)
    ask(waiting, other.email)
    browser = visitor.signed_in(boss)
    browser.submit(f"/administration/users/{other.id}/disabled", on="yes")
    assert theirs.get("/account").status_code == 303
    response = waiting.submit("/sign-in/code", code=code_in(mails_to(db, other.email)[-1]))
    assert response.status_code == 422
    assert "disabled" in response.text
    assert waiting.get("/account").status_code == 303
    browser.submit(f"/administration/users/{other.id}/disabled", on="no")
    assert theirs.get("/account").status_code == 303
    db.commit()
    db.expire_all()
    assert db.get_one(User, other.id).disabled_at is None
    waiting.close()


@pytest.mark.parametrize("user_id", ["0", "999999", "99999999999999999999", "x", "-1"])
def test_nobody_of_that_id(visitor: Visitor, db: Session, user_id: str) -> None:
    browser = visitor.signed_in(make.make_user(db, is_administrator=True))
    assert browser.submit(f"/administration/users/{user_id}/disabled", on="yes").status_code == 404
