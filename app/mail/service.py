"""Queue a mail in the caller's transaction: no mail without the change, no change without the mail."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
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
    secret: bool = False,
    useless_after: datetime | None = None,
    **context: Any,
) -> None:
    """`to`: e-mail and name. `template`: for instance "nominations/mail/receipt.txt", whose first line is the subject.
    A second mail with the same `dedup_key` is not queued. A mail with a secret belongs to no program."""
    if secret and program_id is not None:
        raise ValueError("a mail with a secret belongs to no program: its organizers must not read it")
    if session.scalar(select(OutboxMail.id).where(OutboxMail.dedup_key == dedup_key)) is not None:
        return
    subject, body = render_mail(template, **context)
    session.add(
        OutboxMail(
            dedup_key=dedup_key, program_id=program_id, to_email=to[0], to_name=to[1], subject=subject, body=body,
            secret=secret, created_at=now, next_try_at=now, useless_after=useless_after,
        )
    )  # fmt: skip
