"""`test_smtp`: goes the way of a mail step by step, and says of the first step that fails what to do about it."""

import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from smtplib import SMTP, SMTPAuthenticationError, SMTPException, SMTPNotSupportedError, SMTPResponseException

from app.mail.smtp import address, open_connection
from app.settings import Settings
from app.web.i18n import _

TIMEOUT = 8.0


@dataclass(frozen=True, slots=True)
class Step:
    """`advice`: what to do; empty when the step went well."""

    name: str
    ok: bool
    text: str
    advice: str = ""


def test_smtp(settings: Settings, to: str) -> list[Step]:
    """Resolve, connect, encrypt, sign in, offer sender and recipient, and send one test mail to `to`. Ends at the first
    failure. Takes a few time-outs at worst: call it outside of any transaction."""
    if not settings.smtp_host:
        advice = _("Set UPHILL_SMTP_HOST, UPHILL_SMTP_PORT, UPHILL_SMTP_USER and UPHILL_SMTP_PASSWORD to what your mail provider gives, and start Uphill again.")  # fmt: skip
        return [Step(_("Settings"), False, _("No mail server is set up, so mail stays in the outbox."), advice)]
    trial = Trial(settings, to)
    found: list[Step] = []
    try:
        for name, act, explain in trial.steps():
            try:
                found.append(Step(name, True, act()))
            except (OSError, SMTPException, ValueError) as error:
                text = " ".join(str(error).split()) or type(error).__name__
                found.append(Step(name, False, text, explain(error)))
                break
    finally:
        if trial.connection is not None:
            trial.connection.close()
    return found


test_smtp.__test__ = False  # type: ignore[attr-defined]  # a function of the product, not of the test suite
Explain = Callable[[Exception], str]


class Trial:
    def __init__(self, settings: Settings, to: str) -> None:
        self.settings, self.to = settings, to
        self.connection: SMTP | None = None
        self.sender = parseaddr(settings.mail_from)[1]

    def steps(self) -> list[tuple[str, Callable[[], str], Explain]]:
        steps: list[tuple[str, Callable[[], str], Explain]] = [
            (_("Find the server"), self.resolve, self.why_unknown),
            (_("Connect"), self.connect, self.why_no_connection),
        ]
        if self.settings.smtp_security == "starttls":
            steps.append((_("Switch encryption on"), self.encrypt, self.why_no_encryption))
        if self.settings.smtp_user:
            steps.append((_("Sign in"), self.sign_in, self.why_no_sign_in))
        return [
            *steps,
            (_("Offer the sender"), self.offer_sender, self.why_no_sender),
            (_("Offer the recipient"), self.offer_recipient, self.why_no_recipient),
            (_("Hand over the mail"), self.hand_over, self.why_not_taken),
        ]

    @property
    def server(self) -> SMTP:
        assert self.connection is not None
        return self.connection

    def resolve(self) -> str:
        host, port = self.settings.smtp_host, self.settings.smtp_port
        found = sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)})
        return f"{host} → {', '.join(found)}"

    def connect(self) -> str:
        self.connection = open_connection(self.settings, timeout=TIMEOUT)
        self.server.ehlo_or_helo_if_needed()
        return _("Port %(port)s answers.") % {"port": self.settings.smtp_port}

    def encrypt(self) -> str:
        self.server.starttls(context=ssl.create_default_context())
        self.server.ehlo()
        return _("The certificate is good.")

    def sign_in(self) -> str:
        self.server.login(self.settings.smtp_user, self.settings.smtp_password.get_secret_value())
        return _("Signed in as %(user)s.") % {"user": self.settings.smtp_user}

    def offer_sender(self) -> str:
        _require(self.server.mail(self.sender))
        return self.sender

    def offer_recipient(self) -> str:
        _require(self.server.rcpt(address("", self.to).addr_spec))
        return self.to

    def hand_over(self) -> str:
        message = EmailMessage()
        message["From"], message["To"] = address("", self.sender), address("", self.to)
        message["Subject"], message["Date"] = _("Test mail from Uphill"), formatdate()
        message["Message-ID"] = make_msgid(domain=self.sender.rpartition("@")[2] or "localhost")
        message.set_content(_("If you read this, Uphill can send mail."))
        _require(self.server.data(message.as_bytes()))
        return _("The server took it. If it doesn't arrive within minutes, look in the junk folder.")

    def why_unknown(self, error: Exception) -> str:
        return _("This machine finds no server of that name. Check UPHILL_SMTP_HOST for slips, and that the machine has a working name service.")  # fmt: skip

    def why_no_connection(self, error: Exception) -> str:
        if isinstance(error, ssl.SSLCertVerificationError):
            return self.why_no_encryption(error)
        if isinstance(error, ssl.SSLError):
            return _("The server doesn't speak TLS on this port. With UPHILL_SMTP_SECURITY=tls the port is usually 465; for 587 use starttls.")  # fmt: skip
        if isinstance(error, TimeoutError):
            return _("Nobody answered in time. Many providers of rented machines block port 25 and sometimes 465 and 587: try the other ports, or ask the provider to open them.")  # fmt: skip
        if isinstance(error, ConnectionRefusedError):
            return _("The machine is there, but nothing listens on this port. Usual ports: 587 (starttls) and 465 (tls). Check UPHILL_SMTP_PORT.")  # fmt: skip
        if "timed out" in str(error):
            return _("The server took the connection and then said nothing. Usually that is port 465 waiting for encryption: set UPHILL_SMTP_SECURITY=tls, or use port 587.")  # fmt: skip
        return _("The connection broke off. Check that host and port belong together, and that UPHILL_SMTP_SECURITY fits the port: 587 starttls, 465 tls.")  # fmt: skip

    def why_no_encryption(self, error: Exception) -> str:
        if isinstance(error, SMTPNotSupportedError):
            return _("The server offers no STARTTLS here. For port 465 set UPHILL_SMTP_SECURITY=tls; for a server on this very machine, none.")  # fmt: skip
        return _("The server's certificate isn't valid for this name. Give UPHILL_SMTP_HOST as the name in the certificate (not an IP address).")  # fmt: skip

    def why_no_sign_in(self, error: Exception) -> str:
        if isinstance(error, SMTPAuthenticationError):
            return _("User or password was refused. Many providers want an app password or an API key here, not the one of the mailbox. Check UPHILL_SMTP_USER and UPHILL_SMTP_PASSWORD.")  # fmt: skip
        return _("The server offers no sign-in on this port, often because encryption is off. Check UPHILL_SMTP_SECURITY, or leave UPHILL_SMTP_USER empty.")  # fmt: skip

    def why_no_sender(self, error: Exception) -> str:
        return _("The server doesn't let you send from this address. Set UPHILL_MAIL_FROM to an address of a domain that your mail provider has verified.")  # fmt: skip

    def why_no_recipient(self, error: Exception) -> str:
        if isinstance(error, SMTPResponseException) and error.smtp_code < 500:
            return _("The server puts this recipient off for now, perhaps because it doesn't know you yet. Uphill would try again later by itself.")  # fmt: skip
        return _("The server refused this recipient. Check the address; if every outside address is refused, the server wants a sign-in first (UPHILL_SMTP_USER).")  # fmt: skip

    def why_not_taken(self, error: Exception) -> str:
        return _("The server refused the mail itself, often as spam or over a quota. Its answer above says which; the provider's log says more.")  # fmt: skip


def _require(answer: tuple[int, bytes]) -> None:
    code, reply = answer
    if not 200 <= code < 400:
        raise SMTPResponseException(code, reply)
