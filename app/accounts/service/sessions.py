"""Sessions: kept on the server, 14 days without a visit or 60 days in all, whichever comes first."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.models import UserSession
from app.accounts.tokens import digest, new_token
from app.audit.service import SITE, record

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=60)
NOTE_VISITS_EVERY = timedelta(minutes=10)
RECENT = timedelta(minutes=15)  # after a sign-in, a password can be set without the old one


def start_session(session: Session, user_id: int, *, by: str, now: datetime, replacing: str = "") -> str:
    """The new session's token. `by`: "code", "link", "password" or "demo"; `replacing`: the token that the browser had, which
    opens nothing from now on."""
    end_session(session, replacing, now)
    old = now - ABSOLUTE
    session.execute(delete(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at < old))
    token = new_token()
    session.add(
        UserSession(user_id=user_id, token_hash=digest(token), created_at=now, seen_at=now, expires_at=now + IDLE)
    )
    _record(session, user_id, "account.sign_in", now, {"by": by})
    return token


def end_session(session: Session, token: str, now: datetime) -> None:
    if not token:
        return
    live = (UserSession.token_hash == digest(token)) & UserSession.ended_at.is_(None)
    user_id = session.execute(
        update(UserSession).where(live).values(ended_at=now).returning(UserSession.user_id)
    ).scalar()
    if user_id is not None:
        _record(session, user_id, "account.sign_out", now)


def end_sessions(session: Session, user_id: int, now: datetime, *, but: int | None = None) -> int:
    """End all of a person's sessions (`but` one, by its id); how many that were."""
    live = (UserSession.user_id == user_id) & UserSession.ended_at.is_(None)
    if but is not None:
        live &= UserSession.id != but
    ended = session.execute(update(UserSession).where(live).values(ended_at=now).returning(UserSession.id)).all()
    if ended:
        _record(session, user_id, "account.sessions_end", now, {"sessions": len(ended)})
    return len(ended)


def is_stale(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= NOTE_VISITS_EVERY


def note_visit(session: Session, session_id: int, now: datetime) -> None:
    found = session.scalar(
        select(UserSession).where(UserSession.id == session_id, UserSession.ended_at.is_(None)).with_for_update()
    )
    if found and found.seen_at < now:
        found.seen_at = now
        found.expires_at = min(now + IDLE, found.created_at + ABSOLUTE)


def _record(session: Session, user_id: int, action: str, now: datetime, after: dict[str, object] | None = None) -> None:
    record(
        session, program_id=SITE, actor_id=user_id, action=action, about=("user", user_id), now=now, after=after
    )  # fmt: skip
