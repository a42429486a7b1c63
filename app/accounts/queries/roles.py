"""Reads about roles in programs and invitations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, column, select, table
from sqlalchemy.orm import Session

from app.accounts.models import Invitation, ProgramRole, User
from app.domain.companies import normalize_email
from app.policy import Role

# Foreign keys by table name may point up; these columns are all that accounts need to know of a program.
programs = table("programs", column("id"), column("name"), column("slug"))


def program_name(session: Session, program_id: int) -> str:
    return str(session.execute(select(programs.c.name).where(programs.c.id == program_id)).scalar_one())


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with a role in a program."""

    user_id: int
    name: str
    email: str
    company: str
    role: Role
    since: datetime
    disabled: bool


def holders(session: Session, program_id: int, role: Role | None = None) -> list[Holder]:
    """Who has a role in the program now, organizers first, then by name."""
    found = (
        select(User.id, User.name, User.email, User.company, ProgramRole.role, ProgramRole.created_at, User.disabled_at)
        .join(User, User.id == ProgramRole.user_id)
        .where(ProgramRole.program_id == program_id, ProgramRole.ended_at.is_(None))
        .order_by(ProgramRole.role.desc(), User.name, User.id)
    )
    if role is not None:
        found = found.where(ProgramRole.role == role)
    return [Holder(*row[:6], disabled=row[6] is not None) for row in session.execute(found)]


def holds_role(session: Session, *, email_key: str, program_id: int, role: Role) -> bool:
    held = select(ProgramRole.id).join(User, User.id == ProgramRole.user_id)
    return session.scalar(
        held.where(
            User.email_key == email_key, ProgramRole.program_id == program_id, ProgramRole.role == role,
            ProgramRole.ended_at.is_(None),
        )
    ) is not None  # fmt: skip


def awaits_answer(program_id: int, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """An invitation that can still be accepted; as conditions."""
    return (
        Invitation.program_id == program_id, Invitation.expires_at > now, Invitation.accepted_at.is_(None),
        Invitation.declined_at.is_(None), Invitation.revoked_at.is_(None),
    )  # fmt: skip


def open_invitations(
    session: Session, program_id: int, now: datetime, *, email_key: str | None = None, role: Role | None = None
) -> Sequence[Invitation]:
    """Those that can still be accepted, the latest first."""
    found = select(Invitation).where(*awaits_answer(program_id, now)).order_by(Invitation.id.desc())
    if email_key is not None:
        found = found.where(Invitation.email_key == email_key)
    if role is not None:
        found = found.where(Invitation.role == role)
    return session.scalars(found).all()


def invitation(session: Session, program_id: int, invitation_id: int) -> Invitation | None:
    """One of this program's, by its id."""
    return session.scalar(select(Invitation).where(Invitation.id == invitation_id, Invitation.program_id == program_id))


@dataclass(frozen=True, slots=True)
class InvitationFound:
    """An invitation with what its page says about the program."""

    invitation: Invitation
    program_name: str
    program_slug: str
    inviter: str

    def is_for(self, email: str) -> bool:
        return normalize_email(email) == self.invitation.email_key


def invitation_by_token(session: Session, token_hash: str) -> InvitationFound | None:
    row = session.execute(
        select(Invitation, programs.c.name, programs.c.slug, User.name, User.email)
        .join(programs, programs.c.id == Invitation.program_id)
        .outerjoin(User, User.id == Invitation.invited_by_id)
        .where(Invitation.token_hash == token_hash)
    ).one_or_none()
    return InvitationFound(row[0], row[1], row[2], row[3] or row[4] or "") if row else None


def is_open(invitation: Invitation, now: datetime) -> bool:
    answered = invitation.accepted_at or invitation.declined_at or invitation.revoked_at
    return answered is None and invitation.expires_at > now
