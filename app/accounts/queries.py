"""Reads about people."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User, UserSession
from app.policy import Role, Viewer


def viewer_by_session(session: Session, token_hash: str, now: datetime) -> tuple[Viewer, int, datetime] | None:
    """The viewer of a live session with their roles in programs, the session's id and when it was last seen; one query."""
    rows = session.execute(
        select(
            User.id, User.name, User.email, User.is_administrator, UserSession.id, UserSession.seen_at,
            ProgramRole.program_id, ProgramRole.role,
        )
        .join(User, User.id == UserSession.user_id)
        .outerjoin(ProgramRole, (ProgramRole.user_id == User.id) & ProgramRole.ended_at.is_(None))
        .where(
            UserSession.token_hash == token_hash,
            UserSession.ended_at.is_(None),
            UserSession.expires_at > now,
            User.disabled_at.is_(None),
        )
    ).all()  # fmt: skip
    if not rows:
        return None
    user_id, name, email, is_administrator, session_id, seen_at = rows[0][:6]
    roles: dict[int, frozenset[Role]] = {}
    for row in rows:
        if row[6] is not None:
            roles[row[6]] = roles.get(row[6], frozenset()) | {row[7]}
    return Viewer(user_id, name or email, email, is_administrator, roles), session_id, seen_at


def user_by_email_key(session: Session, email_key: str) -> User | None:
    return session.scalar(select(User).where(User.email_key == email_key))
