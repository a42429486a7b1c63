"""Delivers the outbox. One sender works at a mail at a time (a lease); a mail that fails is tried again, ever more rarely."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPNotSupportedError, SMTPRecipientsRefused

import structlog
from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningUpdate

from app.db import Database
from app.mail.models import TOO_OLD, OutboxMail
from app.mail.smtp import compose, connect
from app.settings import Mode, Settings
from app.web.clock import utc_now

log = structlog.get_logger()
LEASE = timedelta(minutes=5)  # longer than one mail can take with every time-out
# Waits between attempts, in minutes; after the last one the mail is given up (about two days).
BACK_OFF = (1, 5, 15, 60, 180, 360, 720, 1440)
LOOK_EVERY = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: str
    for_good: bool = False
    server_down: bool = False  # nothing else would come through now either


def waiting(now: datetime) -> list[ColumnElement[bool]]:
    free = or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until <= now)
    return [
        OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None), OutboxMail.held.is_(False),
        OutboxMail.next_try_at <= now, free,
    ]  # fmt: skip


def claim(session: Session, now: datetime) -> OutboxMail | None:
    """The oldest mail that waits, ours until the lease ends; no two senders get the same one."""
    return session.scalar(claiming(now).execution_options(synchronize_session=False))


def claiming(now: datetime) -> ReturningUpdate[OutboxMail]:
    """Compares with "=", not "IN": PostgreSQL may run a limited subquery of IN once for every row, and lease them all."""
    oldest = select(OutboxMail.id).where(*waiting(now)).order_by(OutboxMail.next_try_at, OutboxMail.id).limit(1)
    return (
        update(OutboxMail)
        .where(OutboxMail.id == oldest.with_for_update(skip_locked=True).scalar_subquery())
        .values(lease_until=now + LEASE, attempts=OutboxMail.attempts + 1)
        .returning(OutboxMail)
    )


def settle(session: Session, mail: OutboxMail, refusal: Refusal | None, now: datetime) -> bool:
    """Writes down how it went, unless the lease ran out and another sender has the mail now. A secret is erased as soon as it
    was sent or given up."""
    if refusal is None:
        values: dict[str, object] = {"sent_at": now, "last_error": ""}
    elif refusal.for_good or mail.attempts > len(BACK_OFF):
        values = {"given_up_at": now, "last_error": refusal.reason[:500]}
    else:
        wait = timedelta(minutes=BACK_OFF[mail.attempts - 1])
        values = {"next_try_at": now + wait, "last_error": refusal.reason[:500]}
    if mail.secret and "next_try_at" not in values:
        values["body"] = ""
    ours = (OutboxMail.id == mail.id) & (OutboxMail.lease_until == mail.lease_until) & OutboxMail.sent_at.is_(None)
    done = session.execute(
        update(OutboxMail).where(ours).values(lease_until=None, **values).returning(OutboxMail.id)
    ).scalar()
    return done is not None


def deliver_waiting(
    database: Database, settings: Settings, *, clock: Callable[[], datetime] = utc_now, most: int = 500
) -> int:
    """Sends what waits, over one connection; how many mails went out. Stops early when the server can't be reached."""
    sent, connection = 0, None
    try:
        for _mail in range(most):
            with database.reading() as session:  # most of the time there is nothing: no need of the writers' lock
                if session.scalar(select(OutboxMail.id).where(*waiting(clock())).limit(1)) is None:
                    break
            with database.writing() as session:
                mail = claim(session, clock())
            if mail is None:
                break
            connection, refusal = _send(mail, settings, connection, clock())
            with database.writing() as session:
                settle(session, mail, refusal, clock())
            sent += refusal is None
            if refusal:
                log.warning("mail not sent", mail=mail.id, attempt=mail.attempts, error=refusal.reason)
            if refusal and refusal.server_down:
                break
    finally:
        if connection is not None:
            _quit(connection)
    return sent


def _send(
    mail: OutboxMail, settings: Settings, connection: SMTP | None, now: datetime
) -> tuple[SMTP | None, Refusal | None]:
    if now - mail.created_at > TOO_OLD or (mail.useless_after and mail.useless_after <= now):
        return connection, Refusal("It would have come too late to be of use.", for_good=True)
    try:
        message = compose(mail, settings)
    except (ValueError, UnicodeError) as error:
        return connection, Refusal(f"The address can't be written: {error}", for_good=True)
    try:
        connection = connection or connect(settings)
    except (OSError, SMTPException) as error:
        return None, Refusal(f"The mail server can't be reached: {_text(error)}", server_down=True)
    try:
        connection.send_message(message)
    except (SMTPRecipientsRefused, SMTPDataError, SMTPNotSupportedError) as error:
        return connection, Refusal(_text(error), for_good=_is_final(error))
    except (OSError, SMTPException) as error:
        _quit(connection)
        return None, Refusal(_text(error), server_down=True)
    return connection, None


def _is_final(error: SMTPException) -> bool:
    """5xx: this mail will never be taken. 4xx: perhaps later."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= 500 for code, _reply in error.recipients.values())
    return isinstance(error, SMTPNotSupportedError) or (isinstance(error, SMTPDataError) and error.smtp_code >= 500)


def _text(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _quit(connection: SMTP) -> None:
    try:
        connection.quit()
    except (OSError, SMTPException):
        connection.close()


class Console:
    """Where no mail server is set up, mail stays in the outbox, and whoever started Uphill reads it here."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.reading() as session:
            self.last = session.scalar(select(func.max(OutboxMail.id))) or 0

    def show_new(self) -> int:
        with self.database.reading() as session:
            news = session.scalars(select(OutboxMail).where(OutboxMail.id > self.last).order_by(OutboxMail.id)).all()
            self.last = max([self.last, *(mail.id for mail in news)])
            shown = [mail for mail in news if not mail.held]
            for mail in shown:
                print(on_console(mail), flush=True)
            return len(shown)


def on_console(mail: OutboxMail) -> str:
    """Framed, and without characters that could steer a terminal."""
    text = f"To: {mail.to_email}\nSubject: {mail.subject}\n\n{mail.body.rstrip()}"
    lines = "".join(c if c.isprintable() or c == "\n" else "?" for c in text).split("\n")
    head = "─── mail (no mail server is set up, so it is shown here) ───"
    return "\n".join(["", head, *(f"│ {line}" for line in lines), "─" * len(head)])


def run_sender(database: Database, settings: Settings, stop: threading.Event) -> None:
    """Until `stop` is set: delivers by SMTP, or shows the mail on the console where there is none."""
    console = None if settings.smtp_host or settings.mode is Mode.PRODUCTION else Console(database)
    while not stop.is_set():
        try:
            if console:
                console.show_new()
            elif settings.smtp_host:
                deliver_waiting(database, settings)
        except Exception as error:  # the database may be away for a moment: the next round tries again
            log.error("the sender of mail stumbled", error=_text(error))
        stop.wait(LOOK_EVERY)


def start_sender(database: Database, settings: Settings) -> Callable[[], None]:
    """A thread with connections of its own; the function it gives stops it."""
    own, stop = Database(settings.url, pool_size=1), threading.Event()
    thread = threading.Thread(target=run_sender, args=(own, settings, stop), name="mail sender", daemon=True)
    thread.start()

    def finish() -> None:
        stop.set()
        thread.join(timeout=5)
        own.close()

    return finish
