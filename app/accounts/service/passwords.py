"""Setting and removing a password; the hash is made outside of any transaction and handed in."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.service.sessions import end_sessions
from app.audit.service import SITE, record
from app.mail.service import queue


def set_password(
    session: Session, user: User, password_hash: str | None, *, keep: int, origin: str, now: datetime
) -> None:
    """`password_hash`: None removes the password; `keep`: the id of the session that goes on, all others end. The person is told
    by mail, so that a stranger's change doesn't go unseen."""
    had = user.password_hash is not None
    if password_hash is None and not had:
        return
    user.password_hash = password_hash
    end_sessions(session, user.id, now, but=keep)
    action = "account.password_set" if password_hash else "account.password_remove"
    record(session, program_id=SITE, actor_id=user.id, action=action, about=("user", user.id), now=now)
    queue(
        session, to=(user.email, user.name), template="accounts/mail/password_changed.txt", now=now, origin=origin,
        dedup_key=f"password:{user.id}:{now.isoformat()}", removed=password_hash is None, had=had, moment=now,
    )  # fmt: skip


def refresh_hash(user: User, newer: str) -> None:
    """The same password under today's parameters: nothing that anybody decided, so it isn't audited."""
    user.password_hash = newer
