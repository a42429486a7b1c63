"""A program's mails as its organizers read them: never one with a secret, never one about a nomination that is kept from them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.mail.models import OutboxMail
from app.programs.queries.shielded import mail_is_readable, may_be_sent, tells_outcome
from app.web.paging import Page

SIZE = 50
STATES = ("held", "waiting", "sent", "given_up")


def state_of(mail: OutboxMail) -> str:
    if mail.sent_at is not None:
        return "sent"
    if mail.given_up_at is not None:
        return "given_up"
    return "held" if mail.held else "waiting"


def _readable(program_id: int, user_id: int) -> list[ColumnElement[bool]]:
    return [
        OutboxMail.program_id == program_id,
        OutboxMail.secret.is_(False),
        mail_is_readable(OutboxMail.nomination_id.expression, program_id, user_id),
        ~tells_outcome(OutboxMail.id.expression, program_id, user_id),
    ]


def _in_state(state: str) -> list[ColumnElement[bool]]:
    if state == "sent":
        return [OutboxMail.sent_at.is_not(None)]
    if state == "given_up":
        return [OutboxMail.given_up_at.is_not(None), OutboxMail.sent_at.is_(None)]
    if state in ("held", "waiting"):
        held = OutboxMail.held.is_(state == "held")
        return [OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None), held]
    return []


def mails(
    session: Session, program_id: int, user_id: int, *, state: str, number: int
) -> tuple[Sequence[OutboxMail], Page]:
    """One page, the latest first."""
    wanted = [*_readable(program_id, user_id), *_in_state(state)]
    total = session.scalar(select(func.count()).select_from(OutboxMail).where(*wanted)) or 0
    page = Page.of(number, total, SIZE)
    statement = select(OutboxMail).where(*wanted).order_by(OutboxMail.id.desc())
    return session.scalars(statement.limit(page.size).offset(page.offset)).all(), page


def mail(session: Session, program_id: int, user_id: int, mail_id: int) -> OutboxMail | None:
    """One that this organizer may read, held for a change."""
    statement = select(OutboxMail).where(OutboxMail.id == mail_id, *_readable(program_id, user_id))
    return session.scalar(statement.with_for_update())


def may_be_sent_again(session: Session, mail: OutboxMail) -> bool:
    return bool(session.scalar(select(may_be_sent(mail.nomination_id, mail.to_email))))


def waiting_and_given_up(session: Session, now: datetime) -> tuple[int, int]:
    """Of the whole site, for its administrators: only how many."""
    row = session.execute(
        select(
            func.count(OutboxMail.id).filter(OutboxMail.given_up_at.is_(None)), func.count(OutboxMail.given_up_at)
        ).where(OutboxMail.sent_at.is_(None), OutboxMail.held.is_(False))
    ).one()
    return row[0], row[1]
