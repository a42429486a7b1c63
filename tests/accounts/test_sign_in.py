"""Asking for a code: what the answer tells, and where one goes afterwards."""

import pytest
from sqlalchemy.orm import Session

from tests import factories as make
from tests.accounts.mailbox import signs_in
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
