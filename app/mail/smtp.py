"""One mail as it goes over the wire, and the connection that takes it."""

import hashlib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from smtplib import SMTP, SMTP_SSL
from urllib.parse import urlsplit

from app.mail.models import OutboxMail
from app.settings import Settings

TIMEOUT = 20.0  # seconds for every answer of the mail server


def compose(mail: OutboxMail, settings: Settings) -> EmailMessage:
    """Plain text to one person. The Message-ID stays the same at every attempt, so that a mail that arrives twice is shown once.

    Raises ValueError where the address can't be one."""
    message = EmailMessage()
    message["From"] = address(*parseaddr(settings.mail_from))
    message["To"] = address(mail.to_name, mail.to_email)
    message["Subject"] = _one_line(mail.subject)
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{hashlib.sha256(mail.dedup_key.encode()).hexdigest()[:32]}@{_own_domain(settings)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body, charset="utf-8")
    return message


def address(name: str, email: str) -> Address:
    """With the domain in its ASCII form, which every server understands."""
    local, at, domain = email.strip().rpartition("@")
    if not at or any(c.isspace() or c in '<>,;:"\\' for c in email.strip()):
        raise ValueError(f"{email!r} is no address")
    labels = [
        part if part.isascii() else "xn--" + part.lower().encode("punycode").decode() for part in domain.split(".")
    ]
    return Address(display_name=_one_line(name), username=local, domain=".".join(labels))


def connect(settings: Settings, *, timeout: float | None = None) -> SMTP:
    """A connection with its encryption on and signed in, ready for mails. Raises OSError or SMTPException."""
    connection = open_connection(settings, timeout=timeout)
    try:
        secure_and_sign_in(connection, settings)
    except BaseException:
        connection.close()
        raise
    return connection


def open_connection(settings: Settings, *, timeout: float | None = None) -> SMTP:
    wait = TIMEOUT if timeout is None else timeout
    if settings.smtp_security == "tls":
        context = ssl.create_default_context()
        return SMTP_SSL(settings.smtp_host, settings.smtp_port, _own_domain(settings), timeout=wait, context=context)
    return SMTP(settings.smtp_host, settings.smtp_port, _own_domain(settings), timeout=wait)


def secure_and_sign_in(connection: SMTP, settings: Settings) -> None:
    if settings.smtp_security == "starttls":
        connection.starttls(context=ssl.create_default_context())
    if settings.smtp_user:
        connection.login(settings.smtp_user, settings.smtp_password.get_secret_value())


def _own_domain(settings: Settings) -> str:
    return urlsplit(settings.origin).hostname or "localhost"


def _one_line(text: str) -> str:
    """Also not what looks like an encoded word: the email package would decode it, line breaks and all."""
    text = text.replace("=?", "= ?")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
