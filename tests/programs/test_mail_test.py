"""The test of the mail server, step by step."""

from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.mail.testing import Step
from app.programs.routes import administration
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of

PATH = "/administration/mail-test"


@pytest.fixture
def administrator(visitor: Visitor, db: Session) -> Visitor:
    return visitor.signed_in(make.make_user(db, "root@site.example", is_administrator=True))


def test_without_a_server_it_says_what_to_set(administrator: Visitor, trail: Any) -> None:
    assert 'value="root@site.example"' in administrator.get(PATH).text
    page = administrator.submit(PATH, email="root@site.example").text
    assert "UPHILL_SMTP_HOST" in page
    assert trail("mail.test")[0].after == {"to": "root@site.example", "went_well": False}


def test_each_step_is_shown_with_what_to_do(administrator: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = [Step("Connect", True, "Port 587 answers."), Step("Sign in", False, "535 <b>no</b>", "Check the password.")]
    monkeypatch.setattr(administration, "test_smtp", lambda _settings, _to: steps)
    page = administrator.submit(PATH, email="root@site.example").text
    assert "Port 587 answers." in page
    assert "535 &lt;b&gt;no&lt;/b&gt;" in page
    assert "Check the password." in page
    assert "was not handed over" in page
    monkeypatch.setattr(administration, "test_smtp", lambda _settings, _to: steps[:1])
    assert "The mail was handed over" in administrator.submit(PATH, email="root@site.example").text


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_whatever_is_typed_is_answered_and_kept(administrator: Visitor, text: str) -> None:
    response = administrator.submit(PATH, email=text)
    assert response.status_code == 422
    assert fields_of(response.text)["email"].strip() == text.strip()
