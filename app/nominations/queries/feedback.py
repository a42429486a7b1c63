"""Whether the judges' feedback on a nomination was released to its nominator."""

from sqlalchemy import column, exists, select, table
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.programs.models import Program

# Tables by name: results stands above nominations.
told = table("told", column("audience"), column("nomination_id"), column("mail_id"))


def feedback_is_open(session: Session, nomination: Nomination) -> bool:
    """The program offers it, and a mail that says so has gone out, or is about to."""
    mailed = (
        exists()
        .where(told.c.audience == "feedback", told.c.nomination_id == nomination.id)
        .where(OutboxMail.id == told.c.mail_id, OutboxMail.held.is_(False))
    )
    offered = exists().where(Program.id == nomination.program_id, Program.feedback)
    return not nomination.on_behalf and bool(session.scalar(select(mailed & offered)))
