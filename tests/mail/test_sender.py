"""The sender of mail, against a real SMTP server on this machine."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.db import Database
from app.mail import sender, smtp
from app.mail.models import OutboxMail
from app.mail.sender import BACK_OFF, LEASE, Console, claim, claiming, deliver_waiting, settle
from app.settings import Settings

NOON = datetime(2027, 3, 5, 12, tzinfo=UTC)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Server:
    """Keeps what arrives; `reply` is its answer to DATA, `rcpt` to a recipient."""

    def __init__(self) -> None:
        self.arrived: list[bytes] = []
        self.port = 0
        self.reply, self.rcpt, self.hang = "250 OK", "250 OK", 0.0

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        import asyncio

        await asyncio.sleep(self.hang)
        if self.reply.startswith("250"):
            self.arrived.append(envelope.content)
        return self.reply

    def mails(self) -> list[Any]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.arrived]


@pytest.fixture
def server() -> Iterator[Server]:
    handler = Server()
    handler.port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=handler.port, ready_timeout=10)
    controller.start()
    yield handler
    controller.stop()


@pytest.fixture
def smtp_settings(settings: Settings, server: Server) -> Settings:
    return settings.model_copy(
        update={"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_security": "none", "mail_from": "Uphill <awards@firm.example>"}
    )  # fmt: skip


def put(db: Session, number: int = 1, **values: Any) -> OutboxMail:
    mail = OutboxMail(
        **{
            "dedup_key": f"test:{number}", "to_email": f"person{number}@firm.example", "to_name": "Ann Person", "subject": "Grüße",
            "body": "Text with ünïcode.\n.\nafter a dot\n", "created_at": NOON, "next_try_at": NOON, **values,
        }
    )  # fmt: skip
    db.add(mail)
    db.commit()
    return mail


def again(db: Session, mail: OutboxMail) -> OutboxMail:
    db.commit()
    db.refresh(mail)
    db.commit()
    return mail


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_a_mail_arrives_as_plain_text_with_its_headers(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    mail = put(db)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 1
    (arrived,) = server.mails()
    assert arrived["To"] == "Ann Person <person1@firm.example>"
    assert arrived["From"] == "Uphill <awards@firm.example>"
    assert arrived["Subject"] == "Grüße"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().replace("\r\n", "\n") == "Text with ünïcode.\n.\nafter a dot\n"
    sent = again(db, mail)
    assert (sent.sent_at, sent.lease_until, sent.attempts, sent.body) == (NOON, None, 1, mail.body)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 0


def test_several_mails_go_over_one_connection_each_to_one_person(database: Database, db: Session, server: Server, smtp_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    opened = []
    monkeypatch.setattr(sender, "connect", lambda settings: opened.append(1) or smtp.connect(settings))
    for number in range(5):
        put(db, number)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 5
    assert len(opened) == 1
    assert sorted(str(mail["To"]) for mail in server.mails()) == [
        f"Ann Person <person{n}@firm.example>" for n in range(5)
    ]


@pytest.mark.parametrize(
    ("name", "subject"),
    [("Ann\r\nBcc: evil@x.example", "Hello"), ("Ann", "Hi\nBcc: evil@x.example"), ('A "q" <evil@x.example>, b', "x\r\n\r\nbody"), ("\u202eevil", "=?utf-8?q?x=0ABcc:_e@x?=")],
)  # fmt: skip
def test_j2_names_and_subjects_can_not_add_headers(database: Database, db: Session, server: Server, smtp_settings: Settings, name: str, subject: str) -> None:  # fmt: skip
    put(db, to_name=name, subject=subject)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 1
    (arrived,) = server.mails()
    assert [a.addr_spec for a in arrived["To"].addresses] == ["person1@firm.example"]
    assert arrived["Bcc"] is None
    assert arrived.keys().count("Subject") == 1


@pytest.mark.parametrize(
    "email", ["a@x.example\r\nRCPT TO:<b@x.example>", "a@x.example, b@x.example", "no address", "<a@x.example>"]
)
def test_j2_an_address_that_can_not_be_one_is_given_up(database: Database, db: Session, server: Server, smtp_settings: Settings, email: str) -> None:  # fmt: skip
    mail = put(db, to_email=email, secret=True)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 0
    assert server.arrived == []
    given_up = again(db, mail)
    assert (given_up.given_up_at, given_up.body) == (NOON, "")


def test_an_international_domain_goes_out_in_its_ascii_form(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    put(db, to_email="ann@bücher.example")
    deliver_waiting(database, smtp_settings, clock=at(NOON))
    assert [a.addr_spec for a in server.mails()[0]["To"].addresses] == ["ann@xn--bcher-kva.example"]


def test_j5_a_secret_is_erased_once_it_was_sent(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    mail = put(db, secret=True, body="1234 5678\n")
    deliver_waiting(database, smtp_settings, clock=at(NOON))
    assert b"1234 5678" in server.arrived[0]
    assert again(db, mail).body == ""


def test_a_code_that_comes_too_late_is_not_sent(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    late = put(db, 1, secret=True, useless_after=NOON - timedelta(seconds=1))
    old = put(db, 2, created_at=NOON - timedelta(days=4))
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 0
    assert server.arrived == []
    assert again(db, late).body == ""
    assert again(db, old).given_up_at == NOON


def test_l6_a_server_that_is_down_costs_one_attempt_and_the_mail_goes_later(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    first, second = put(db, 1), put(db, 2)
    down = smtp_settings.model_copy(update={"smtp_port": free_port()})
    assert deliver_waiting(database, down, clock=at(NOON)) == 0
    failed = again(db, first)
    assert (failed.attempts, failed.next_try_at, failed.lease_until) == (1, NOON + timedelta(minutes=1), None)
    assert "can't be reached" in failed.last_error
    assert again(db, second).attempts == 0
    assert deliver_waiting(database, smtp_settings, clock=at(NOON + timedelta(minutes=2))) == 2


@pytest.mark.parametrize("reply", ["451 busy", "421 go away"])
def test_l6_a_4xx_is_tried_again_with_the_same_message_id(database: Database, db: Session, server: Server, smtp_settings: Settings, reply: str) -> None:  # fmt: skip
    mail, moment = put(db), NOON
    server.reply = reply
    for attempt, wait in enumerate(BACK_OFF[:3], 1):
        assert deliver_waiting(database, smtp_settings, clock=at(moment)) == 0
        assert again(db, mail).attempts == attempt
        assert deliver_waiting(database, smtp_settings, clock=at(moment + timedelta(seconds=59))) == 0
        assert again(db, mail).attempts == attempt
        moment += timedelta(minutes=wait)
    server.reply = "250 OK"
    assert deliver_waiting(database, smtp_settings, clock=at(moment)) == 1
    expected = smtp.compose(mail, smtp_settings)["Message-ID"]
    assert [m["Message-ID"] for m in server.mails()] == [expected]


@pytest.mark.parametrize("which", ["reply", "rcpt"])
def test_l6_a_5xx_is_final_and_holds_up_nobody_else(database: Database, db: Session, server: Server, smtp_settings: Settings, which: str) -> None:  # fmt: skip
    mail = put(db, secret=True)
    setattr(server, which, "550 no such person")
    deliver_waiting(database, smtp_settings, clock=at(NOON))
    given_up = again(db, mail)
    assert (given_up.given_up_at, given_up.sent_at, given_up.body) == (NOON, None, "")
    assert "550" in given_up.last_error
    setattr(server, which, "250 OK")
    put(db, 2)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 1


def test_a_mail_is_given_up_after_the_last_attempt(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    mail = put(db, attempts=len(BACK_OFF), secret=True)
    server.reply = "451 busy"
    deliver_waiting(database, smtp_settings, clock=at(NOON))
    given_up = again(db, mail)
    assert (given_up.given_up_at, given_up.body) == (NOON, "")


def test_l6_a_server_that_hangs_is_left_and_the_mail_kept(database: Database, db: Session, server: Server, smtp_settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(smtp, "TIMEOUT", 0.2)
    server.hang = 1.0
    mail = put(db)
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 0
    kept = again(db, mail)
    assert (kept.sent_at, kept.attempts, kept.next_try_at) == (None, 1, NOON + timedelta(minutes=1))


def test_the_mail_to_claim_is_looked_for_once_and_not_once_for_every_row(database: Database, db: Session) -> None:
    put(db, 1)
    with database.writing() as session:
        if database.engine.dialect.name == "postgresql":
            statement = claiming(NOON).compile(session.connection(), compile_kwargs={"literal_binds": True})
            plan = "\n".join(session.scalars(text(f"EXPLAIN {statement}")))
            assert "InitPlan" in plan
            assert "Join" not in plan
            assert "Nested Loop" not in plan
        assert claim(session, NOON) is not None


def test_l8_four_senders_deliver_each_mail_once(database: Database, db: Session, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    for number in range(40):
        put(db, number)
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        deliver_waiting(database, smtp_settings, clock=at(NOON))

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [mail["Message-ID"] for mail in server.mails()]
    assert (len(ids), len(set(ids))) == (40, 40)


def test_a_lease_keeps_others_away_until_it_ends_and_then_the_late_sender_settles_nothing(database: Database, db: Session) -> None:  # fmt: skip
    mail = put(db)
    with database.writing() as session:
        slow = claim(session, NOON)
    with database.writing() as session:
        assert claim(session, NOON + LEASE - timedelta(seconds=1)) is None
    with database.writing() as session:
        quick = claim(session, NOON + LEASE)
    assert slow is not None
    assert quick is not None
    with database.writing() as session:
        assert not settle(session, slow, sender.Refusal("x", for_good=True), NOON + LEASE)
        assert settle(session, quick, None, NOON + LEASE)
    assert again(db, mail).sent_at == NOON + LEASE


def test_j1_a_mail_whose_change_was_rolled_back_is_never_sent(database: Database, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    with suppress(RuntimeError), database.writing() as session:
        session.add(
            OutboxMail(dedup_key="x", to_email="a@x.example", subject="x", body="x", created_at=NOON, next_try_at=NOON)
        )
        session.flush()
        raise RuntimeError
    assert deliver_waiting(database, smtp_settings, clock=at(NOON)) == 0


def test_without_a_mail_server_the_console_shows_each_mail_once(database: Database, db: Session, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    put(db, 1, body="before\n")
    console = Console(database)
    assert console.show_new() == 0
    put(db, 2, body="    1234 5678\n\x1b[31mred\n")
    assert (console.show_new(), console.show_new()) == (1, 0)
    shown = capsys.readouterr().out
    assert "person2@firm.example" in shown
    assert "1234 5678" in shown
    assert "\x1b" not in shown
    assert db.scalars(select(OutboxMail.sent_at)).all() == [None, None]


def test_the_thread_delivers_what_waits_and_stops_when_told(db: Session, database: Database, server: Server, smtp_settings: Settings) -> None:  # fmt: skip
    now = datetime.now(UTC)
    put(db, created_at=now, next_try_at=now)
    url = database.engine.url.render_as_string(hide_password=False)
    stop = sender.start_sender(database, smtp_settings.model_copy(update={"database_url": url}))
    deadline = time.monotonic() + 20
    while not server.arrived and time.monotonic() < deadline:
        time.sleep(0.05)
    stop()
    assert len(server.arrived) == 1
    assert not any(thread.name == "mail sender" for thread in threading.enumerate())
