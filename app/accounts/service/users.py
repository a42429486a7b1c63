"""People: created when their address first signs in (or by an administrator), disabled, made administrators."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import User
from app.accounts.service.sessions import end_sessions
from app.audit.service import SITE, record
from app.domain.companies import normalize_email
from app.domain.errors import UserError
from app.web.i18n import _


def create_user(
    session: Session,
    *,
    email: str,
    now: datetime,
    name: str = "",
    is_administrator: bool = False,
    by: int | None = None,
) -> User:
    """The person of an address; whoever comes second finds the account that the first one made."""
    key = normalize_email(email)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(User).values(
        email=email.strip(),
        email_key=key,
        name=name,
        company="",
        demo_part="",
        is_administrator=is_administrator,
        created_at=now,
    )
    created = session.execute(new.on_conflict_do_nothing(index_elements=[User.email_key]).returning(User.id)).scalar()
    user = queries.user_by_email_key(session, key)
    assert user is not None
    if created is not None:
        record(
            session, program_id=SITE, actor_id=by or user.id, action="account.create", about=("user", user.id), now=now,
            after={"administrator": is_administrator},
        )  # fmt: skip
    return user


def update_profile(session: Session, user: User, *, name: str, company: str, now: datetime) -> None:
    before = {"name": user.name, "company": user.company}
    after = {"name": name, "company": company}
    if before == after:
        return
    user.name, user.company = name, company
    record(
        session, program_id=SITE, actor_id=user.id, action="account.edit", about=("user", user.id), now=now,
        before=before, after=after,
    )  # fmt: skip


def set_administrator(session: Session, user: User, *, on: bool, by: int | None, now: datetime) -> None:
    if user.is_administrator == on:
        return
    if on and user.disabled_at:
        raise UserError(_("This account is disabled. Enable it first."))
    if not on:
        _keep_an_administrator(session, user)
    user.is_administrator = on
    action = "user.administrator_grant" if on else "user.administrator_end"
    record(session, program_id=SITE, actor_id=by, action=action, about=("user", user.id), now=now)


def set_disabled(session: Session, user: User, *, on: bool, by: int, now: datetime) -> None:
    """A disabled person's sessions end at once, and no way to sign in is left."""
    if (user.disabled_at is not None) == on:
        return
    if on and user.id == by:
        raise UserError(_("You can't disable your own account. Ask another administrator."))
    if on and user.is_administrator:
        _keep_an_administrator(session, user)
    user.disabled_at = now if on else None
    if on:
        end_sessions(session, user.id, now)
    action = "user.disable" if on else "user.enable"
    record(session, program_id=SITE, actor_id=by, action=action, about=("user", user.id), now=now)


def _keep_an_administrator(session: Session, user: User) -> None:
    if queries.active_administrators(session, lock=True) <= {user.id}:
        raise UserError(_("This is the last administrator. Make somebody else an administrator first."))
