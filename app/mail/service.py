"""Queue a mail in the caller's transaction: no mail without the change, no change without the mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from app.mail.rendering import render_mail


def queue(
    session: Session,
    *,
    to: tuple[str, str],
    template: str,
    dedup_key: str,
    now: datetime,
    program_id: int | None = None,
    nomination_id: int | None = None,
    secret: bool = False,
    held: bool = False,
    useless_after: datetime | None = None,
    **context: Any,
) -> OutboxMail | None:
    """`to`: e-mail and name. `template`: for instance "nominations/mail/receipt.txt", whose first line is the subject.
    `nomination_id`: what it tells about.
    A second mail with the same `dedup_key` is not queued (None). A mail with a secret belongs to no program. One that is `held`
    stays in the outbox until whoever holds it puts a free one in its place."""
    if secret and program_id is not None:
        raise ValueError("a mail with a secret belongs to no program: its organizers must not read it")
    if session.scalar(select(OutboxMail.id).where(OutboxMail.dedup_key == dedup_key)) is not None:
        return None
    subject, body = render_mail(template, **context)
    mail = OutboxMail(
        dedup_key=dedup_key, program_id=program_id, nomination_id=nomination_id, to_email=to[0], to_name=to[1], subject=subject, body=body,
        secret=secret, held=held, created_at=now, next_try_at=now, useless_after=useless_after,
    )  # fmt: skip
    session.add(mail)
    return mail


def stop_waiting(session: Session, *, to_email: str, nomination_id: int, why: str, now: datetime) -> None:
    """Mails about a nomination that somebody must not read any more, and that were not sent yet."""
    session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.to_email == to_email, OutboxMail.nomination_id == nomination_id, OutboxMail.sent_at.is_(None),
            OutboxMail.given_up_at.is_(None),
        )
        .values(given_up_at=now, last_error=why)
    )  # fmt: skip
