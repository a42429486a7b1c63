"""The mail test explains the first step that fails, and what to do about it."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from app.mail import testing
from app.mail.testing import Step
from app.mail.testing import test_smtp as try_smtp
from app.settings import Settings
from tests.mail.test_sender import Server, free_port, server, smtp_settings  # noqa: F401 fixtures


def last(steps: list[Step]) -> Step:
    assert all(step.ok for step in steps[:-1])
    return steps[-1]


def test_all_is_well(smtp_settings: Settings, server: Server) -> None:  # noqa: F811
    steps = try_smtp(smtp_settings, "me@firm.example")
    assert [step.ok for step in steps] == [True] * 5
    assert len(server.arrived) == 1
    assert server.mails()[0]["To"] == "me@firm.example"


def test_without_settings_it_says_which_to_set(settings: Settings) -> None:
    (step,) = try_smtp(settings, "me@firm.example")
    assert not step.ok
    assert "UPHILL_SMTP_HOST" in step.advice


def test_an_unknown_host(smtp_settings: Settings) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings.model_copy(update={"smtp_host": "nowhere.invalid"}), "me@firm.example"))
    assert (step.name, step.ok) == ("Find the server", False)
    assert "slips" in step.advice


def test_a_port_where_nobody_listens(smtp_settings: Settings) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings.model_copy(update={"smtp_port": free_port()}), "me@firm.example"))
    assert step.name == "Connect"
    assert "nothing listens" in step.advice


def test_a_server_that_says_nothing(smtp_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(testing, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        step = last(try_smtp(smtp_settings.model_copy(update={"smtp_port": port}), "me@firm.example"))
    assert step.name == "Connect"
    assert "said nothing" in step.advice


def test_tls_where_there_is_none(smtp_settings: Settings) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings.model_copy(update={"smtp_security": "tls"}), "me@firm.example"))
    assert step.name == "Connect"
    assert "587 use starttls" in step.advice


def test_starttls_where_there_is_none(smtp_settings: Settings) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings.model_copy(update={"smtp_security": "starttls"}), "me@firm.example"))
    assert step.name == "Switch encryption on"
    assert "465" in step.advice


def test_sign_in_that_is_not_offered(smtp_settings: Settings) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings.model_copy(update={"smtp_user": "me"}), "me@firm.example"))
    assert step.name == "Sign in"
    assert "UPHILL_SMTP_USER empty" in step.advice


@pytest.fixture
def guarded() -> Iterator[int]:
    """A server that refuses every password."""

    def refuse(*_all: Any) -> AuthResult:
        return AuthResult(success=False, handled=False)

    port = free_port()
    controller = Controller(
        Server(), hostname="127.0.0.1", port=port, authenticator=refuse, auth_required=True, auth_require_tls=False
    )
    controller.start()
    yield port
    controller.stop()


def test_a_wrong_password(smtp_settings: Settings, guarded: int) -> None:  # noqa: F811
    wrong = smtp_settings.model_copy(update={"smtp_user": "me", "smtp_port": guarded})
    step = last(try_smtp(wrong, "me@firm.example"))
    assert step.name == "Sign in"
    assert "app password" in step.advice


def test_a_sender_that_is_refused(smtp_settings: Settings, guarded: int) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings.model_copy(update={"smtp_port": guarded}), "me@firm.example"))
    assert step.name == "Offer the sender"
    assert "UPHILL_MAIL_FROM" in step.advice


@pytest.mark.parametrize(("reply", "word"), [("550 no relay", "sign-in first"), ("450 later", "try again later")])
def test_a_recipient_that_is_refused(smtp_settings: Settings, server: Server, reply: str, word: str) -> None:  # noqa: F811
    server.rcpt = reply
    step = last(try_smtp(smtp_settings, "me@firm.example"))
    assert step.name == "Offer the recipient"
    assert word in step.advice


def test_a_mail_that_is_refused(smtp_settings: Settings, server: Server) -> None:  # noqa: F811
    server.reply = "554 spam"
    step = last(try_smtp(smtp_settings, "me@firm.example"))
    assert step.name == "Hand over the mail"
    assert "554" in step.text


def test_what_is_no_address_is_said_and_never_sent(smtp_settings: Settings, server: Server) -> None:  # noqa: F811
    step = last(try_smtp(smtp_settings, "a@x.example>\r\nDATA"))
    assert step.name == "Offer the recipient"
    assert server.arrived == []
    assert last(try_smtp(smtp_settings, "me@firm.example")).ok
