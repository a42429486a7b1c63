"""Sign in by the mailed code."""

from sqlalchemy.orm import Session

from tests import factories as make
from tests.accounts.mailbox import ask, code_in, mails_to, signs_in
from tests.browsing import Visitor


def test_a_known_person_signs_in_by_code_and_lands_where_they_wanted_to_go(visitor: Visitor, db: Session) -> None:
    user = make.make_user(db)
    response = signs_in(visitor, db, user.email, next="/account?x=1")
    assert (response.status_code, response.headers["location"]) == (303, "/account?x=1")
    assert user.email in visitor.get("/account").text


def test_an_unknown_address_becomes_an_account_only_by_its_code(visitor: Visitor, db: Session) -> None:
    ask(visitor, "New.Person@Firm.example")
    assert visitor.get("/account").status_code == 303
    visitor.submit("/sign-in/code", code=code_in(mails_to(db, "New.Person@Firm.example")[-1]))
    assert "New.Person@Firm.example" in visitor.get("/account").text
