"""Reads of the outbox."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail


def waiting_secret(session: Session, email: str, now: datetime) -> str | None:
    """The newest mail with a secret that waits for this address and is still of use; for the command line only."""
    return session.scalar(
        select(OutboxMail.body)
        .where(
            func.lower(OutboxMail.to_email) == email.lower(), OutboxMail.secret, OutboxMail.sent_at.is_(None),
            OutboxMail.given_up_at.is_(None), OutboxMail.useless_after > now,
        )
        .order_by(OutboxMail.id.desc())
        .limit(1)
    )  # fmt: skip
