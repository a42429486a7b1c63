"""The first page of administrators."""

from datetime import datetime

from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.programs.test_mail import make_mail


def test_it_lists_programs_with_their_people_and_says_how_the_server_is_set_up(
    visitor: Visitor, db: Session, backend: str, now: datetime
) -> None:
    program = make.make_program(db, "hidden", published=False, name="Hidden Awards")
    make.make_organizer(db, program)
    make_mail(db, None, now, secret=True, given_up_at=now)
    page = visitor.signed_in(make.make_user(db, is_administrator=True)).get("/administration").text
    assert "Hidden Awards" in page
    assert "/programs/hidden/people" in page
    assert ("PostgreSQL" if backend == "postgres" else "SQLite") in page
    assert "0 mails wait, 1 could not be sent" in page


def test_others_learn_nothing_of_it(visitor: Visitor, db: Session) -> None:
    program = make.make_program(db)
    for person in (make.make_organizer(db, program), make.make_judge(db, program), make.make_user(db)):
        browser = visitor.signed_in(person)
        for path in ("/administration", "/administration/mail-test"):
            assert browser.get(path).status_code == 404
        assert browser.submit("/administration/mail-test", email="a@b.example").status_code == 404
    assert visitor.get("/administration").headers["location"].startswith("/sign-in")
    assert visitor.submit("/administration/mail-test").status_code == 303


def test_the_queries_do_not_grow_with_the_programs(visitor: Visitor, db: Session) -> None:
    browser = visitor.signed_in(make.make_user(db, is_administrator=True))
    make.make_program(db)
    with browser.counting() as few:
        browser.get("/administration")
    for _number in range(8):
        make.make_organizer(db, make.make_program(db))
    with browser.counting() as many:
        browser.get("/administration")
    assert len(few) == len(many)
