"""Reads about people, their sessions and what they asked for to sign in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, SignInRequest, User, UserSession
from app.policy import Role, Viewer


@dataclass(frozen=True, slots=True)
class LiveSession:
    viewer: Viewer
    session_id: int
    created_at: datetime
    seen_at: datetime


@cache  # built once: every request asks it
def _live_session() -> Any:
    return (
        select(
            User.id, User.name, User.email, User.is_administrator,
            UserSession.id, UserSession.created_at, UserSession.seen_at, ProgramRole.program_id, ProgramRole.role,
        )
        .join(User, User.id == UserSession.user_id)
        .outerjoin(ProgramRole, (ProgramRole.user_id == User.id) & ProgramRole.ended_at.is_(None))
        .where(
            UserSession.token_hash == bindparam("token_hash"),
            UserSession.ended_at.is_(None),
            UserSession.expires_at > bindparam("now"),
            User.disabled_at.is_(None),
        )
    )  # fmt: skip


def live_session(session: Session, token_hash: str, now: datetime) -> LiveSession | None:
    """The session that a token opens, with its viewer and their roles in programs; one query."""
    rows = session.execute(_live_session(), {"token_hash": token_hash, "now": now}).all()
    if not rows:
        return None
    user_id, name, email, is_administrator, session_id, created_at, seen_at = rows[0][:7]
    roles: dict[int, frozenset[Role]] = {}
    for row in rows:
        if row[7] is not None:
            roles[row[7]] = roles.get(row[7], frozenset()) | {row[8]}
    viewer = Viewer(user_id, name or email, email, is_administrator, roles)
    return LiveSession(viewer, session_id, created_at, seen_at)


def user_by_email_key(session: Session, email_key: str) -> User | None:
    return session.scalar(select(User).where(User.email_key == email_key))


def user(session: Session, user_id: int) -> User:
    return session.get_one(User, user_id)


def find_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


@dataclass(frozen=True, slots=True)
class Account:
    """What the account page shows of its owner."""

    email: str
    name: str
    company: str
    has_password: bool
    sessions: Sequence[Row[int, datetime, datetime]]  # id, created_at, seen_at; the latest first


def account(session: Session, user_id: int, now: datetime) -> Account:
    found = user(session, user_id)
    live = (UserSession.user_id == user_id) & UserSession.ended_at.is_(None) & (UserSession.expires_at > now)
    sessions = session.execute(
        select(UserSession.id, UserSession.created_at, UserSession.seen_at)
        .where(live)
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
        .limit(50)
    ).all()
    return Account(found.email, found.name, found.company, found.password_hash is not None, sessions)


def open_requests(
    session: Session, browser_hash: str, now: datetime, *, most_tries: int, lock: bool = False
) -> list[SignInRequest]:
    """What this browser asked for and can still use, the latest first. `lock`: nobody else may use them meanwhile."""
    found = (
        select(SignInRequest)
        .where(
            SignInRequest.browser_hash == browser_hash,
            SignInRequest.expires_at > now,
            SignInRequest.used_at.is_(None),
            SignInRequest.tries < most_tries,
        )
        .order_by(SignInRequest.id.desc())
    )
    return list(session.scalars(found.with_for_update() if lock else found))


def active_administrators(session: Session, *, lock: bool = False) -> set[int]:
    found = select(User.id).where(User.is_administrator, User.disabled_at.is_(None)).order_by(User.id)
    return set(session.scalars(found.with_for_update() if lock else found))
