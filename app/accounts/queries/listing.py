"""The administrators' list of everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import User, UserSession
from app.web.paging import Page


@dataclass(frozen=True, slots=True)
class Listed:
    user_id: int
    email: str
    name: str
    company: str
    is_administrator: bool
    disabled_at: datetime | None
    created_at: datetime
    seen_at: datetime | None


def listed_users(session: Session, *, search: str, page: int) -> tuple[Sequence[Listed], Page]:
    """By name or address; two queries, whatever the number of people."""
    wanted = [or_(User.email.icontains(search, autoescape=True), User.name.icontains(search, autoescape=True))]
    where = wanted if search else []
    total = session.scalar(select(func.count()).select_from(User).where(*where)) or 0
    shown = Page.of(page, total)
    seen = select(func.max(UserSession.seen_at)).where(UserSession.user_id == User.id).scalar_subquery()
    rows = session.execute(
        select(
            User.id, User.email, User.name, User.company, User.is_administrator, User.disabled_at, User.created_at, seen
        )
        .where(*where)
        .order_by(User.email_key)
        .limit(shown.size)
        .offset(shown.offset)
    )  # fmt: skip
    return [Listed(*row) for row in rows], shown
