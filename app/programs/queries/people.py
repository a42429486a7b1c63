"""Who runs a program: those with a role, those invited, and those whose role has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.models import Invitation, ProgramRole, User
from app.accounts.queries import Holder
from app.domain.companies import normalize_email
from app.policy import Role


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody whose role has ended; it can be given again."""

    user_id: int
    name: str
    email: str
    role: Role
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class People:
    holders: Sequence[Holder]
    invited: Sequence[Invitation]
    lapsed: Sequence[Invitation]  # declined or expired, unless invited again or accepted since
    former: Sequence[Former]


def people_of(session: Session, program_id: int, now: datetime) -> People:
    holding = accounts.holders(session, program_id)
    invited = accounts.open_invitations(session, program_id, now)
    settled = {(one.role, normalize_email(one.email)) for one in holding}
    settled |= {(one.role, one.email_key) for one in invited}
    lapsed: dict[tuple[Role, str], Invitation] = {}
    for one in _unanswered(session, program_id):
        if (one.role, one.email_key) not in settled:
            lapsed.setdefault((one.role, one.email_key), one)
    return People(holding, invited, list(lapsed.values()), former(session, program_id))


def _unanswered(session: Session, program_id: int) -> Sequence[Invitation]:
    return session.scalars(
        select(Invitation)
        .where(Invitation.program_id == program_id, Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None))
        .order_by(Invitation.id.desc())
    ).all()


def former(session: Session, program_id: int, user_id: int | None = None, role: Role | None = None) -> list[Former]:
    found = (
        select(User.id, User.name, User.email, ProgramRole.role, ProgramRole.ended_at)
        .join(User, User.id == ProgramRole.user_id)
        .where(ProgramRole.program_id == program_id, ProgramRole.ended_at.is_not(None), User.disabled_at.is_(None))
        .order_by(ProgramRole.ended_at.desc(), User.id)
    )
    if user_id is not None:
        found = found.where(User.id == user_id)
    if role is not None:
        found = found.where(ProgramRole.role == role)
    return [Former(*row) for row in session.execute(found)]
