"""Send a mail again, or stop it before it is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.service import record
from app.mail.models import TOO_OLD, OutboxMail
from app.programs.models import Program
from app.programs.queries.outbox import may_be_sent_again, state_of
from app.programs.service.problems import ProgramProblem
from app.web.i18n import _


def retry_mail(session: Session, program: Program, mail: OutboxMail, *, by: int, now: datetime) -> None:
    """At once, whatever its waiting time. One that is held and was stopped is held again."""
    before = _may_change(mail, now)
    if before == "held":
        raise ProgramProblem("form", _("This mail is held. It goes out when an organizer releases the announcement."))
    if not mail.held and now - mail.created_at > TOO_OLD:
        raise ProgramProblem(
            "form", _("This mail is more than three days old, and would only confuse. It is not sent again.")
        )
    if not may_be_sent_again(session, mail):
        raise ProgramProblem(
            "form",
            _("The person whom this mail is for has a conflict of interest with the nomination. It stays stopped."),
        )
    mail.given_up_at, mail.next_try_at, mail.attempts = None, now, 0
    _record(session, program, mail, "mail.retry", before, by, now)


def cancel_mail(session: Session, program: Program, mail: OutboxMail, *, by: int, now: datetime) -> None:
    before = _may_change(mail, now)
    if before == "given_up":
        raise ProgramProblem("form", _("This mail is not waiting any more."))
    mail.given_up_at, mail.last_error = now, _("An organizer stopped it before it was sent.")
    _record(session, program, mail, "mail.cancel", before, by, now)


def _may_change(mail: OutboxMail, now: datetime) -> str:
    state = state_of(mail)
    if state == "sent":
        raise ProgramProblem("form", _("This mail has been sent already."))
    if mail.lease_until is not None and mail.lease_until > now:
        raise ProgramProblem("form", _("This mail is being sent at this moment. Look again in a minute."))
    return state


def _record(
    session: Session, program: Program, mail: OutboxMail, action: str, before: str, by: int, now: datetime
) -> None:
    record(
        session, program_id=program.id, actor_id=by, action=action, about=("mail", mail.id), now=now,
        before={"state": before}, after={"state": state_of(mail), "subject": mail.subject},
    )  # fmt: skip
