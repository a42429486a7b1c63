"""Roles in programs, and the invitations that lead to them. An invitation grants nothing until its address has signed in."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import Invitation, ProgramRole, User
from app.accounts.service import limits
from app.accounts.tokens import digest, new_token
from app.audit.service import record
from app.domain.companies import EmailError, normalize_email
from app.domain.errors import UserError
from app.mail.service import queue
from app.policy import Role
from app.web.i18n import _

INVITATION_LIFE = timedelta(days=30)


def invite(
    session: Session, *, program_id: int, role: Role, email: str, name: str, by: int, now: datetime, origin: str
) -> Invitation:
    """Mails an invitation; a second one to the same address replaces the first. `by`: the inviting person's id."""
    try:
        key = normalize_email(email)
    except EmailError:
        raise UserError(_("Please give a full e-mail address, such as name@example.org.")) from None
    if queries.holds_role(session, email_key=key, program_id=program_id, role=role):
        raise UserError(_("%(email)s has this role already.") % {"email": email})
    if limits.wait_for(session, now, (limits.INVITATIONS_BY_EMAIL, key), (limits.INVITATIONS_BY_PERSON, str(by))):
        raise UserError(_("Too many invitations were mailed today. Please go on tomorrow."))
    for older in queries.open_invitations(session, program_id, now, email_key=key, role=role):
        older.revoked_at = now
    token = new_token()
    invitation = Invitation(
        token_hash=digest(token), program_id=program_id, role=role, email=email.strip(), email_key=key, name=name,
        invited_by_id=by, created_at=now, expires_at=now + INVITATION_LIFE,
    )  # fmt: skip
    session.add(invitation)
    session.flush()
    inviter = session.get_one(User, by)
    queue(
        session, to=(invitation.email, name), template="accounts/mail/invitation.txt", dedup_key=f"invitation:{invitation.id}",
        now=now, secret=True, useless_after=invitation.expires_at, program=queries.program_name(session, program_id),
        is_judge=role is Role.JUDGE, inviter=inviter.name or inviter.email, name=name,
        link=f"{origin}/invitations/{token}", expires_at=invitation.expires_at,
    )  # fmt: skip
    _record(session, invitation, "invitation.create", by, now, {"role": role.value, "email": invitation.email})
    return invitation


def accept_invitation(session: Session, invitation: Invitation, *, user: User, now: datetime) -> None:
    """`user`: who is signed in; only the person of the invited address may accept."""
    _check_open(session, invitation, user, now)
    invitation.accepted_at = now
    _record(session, invitation, "invitation.accept", user.id, now)
    grant_role(session, user_id=user.id, program_id=invitation.program_id, role=invitation.role, by=user.id, now=now)
    if not user.name and invitation.name:
        user.name = invitation.name


def decline_invitation(session: Session, invitation: Invitation, *, user: User, now: datetime) -> None:
    _check_open(session, invitation, user, now)
    invitation.declined_at = now
    _record(session, invitation, "invitation.decline", user.id, now)


def revoke_invitation(session: Session, invitation: Invitation, *, by: int, now: datetime) -> None:
    session.refresh(invitation, with_for_update=True)
    if not queries.is_open(invitation, now):
        raise UserError(_("This invitation is not open any more."))
    invitation.revoked_at = now
    _record(session, invitation, "invitation.revoke", by, now)


def grant_role(session: Session, *, user_id: int, program_id: int, role: Role, by: int | None, now: datetime) -> bool:
    """Whether that changed anything: False if the person had the role already."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    granted = session.execute(
        insert(ProgramRole)
        .values(user_id=user_id, program_id=program_id, role=role, created_at=now)
        .on_conflict_do_update(
            index_elements=[ProgramRole.user_id, ProgramRole.program_id, ProgramRole.role],
            set_={"ended_at": None, "created_at": now},
            where=ProgramRole.ended_at.is_not(None),
        )
        .returning(ProgramRole.id)
    ).scalar()
    if granted is None:
        return False
    record(
        session, program_id=program_id, actor_id=by, action="role.grant", about=("user", user_id), now=now,
        after={"role": role.value},
    )  # fmt: skip
    return True


def end_role(
    session: Session, *, user_id: int, program_id: int, role: Role, by: int, now: datetime, reason: str = ""
) -> None:
    """Takes effect with the person's next request. The last organizer of a program can't be removed."""
    holders = session.scalars(
        select(ProgramRole.user_id)
        .join(User, User.id == ProgramRole.user_id)
        .where(
            ProgramRole.program_id == program_id, ProgramRole.role == role, ProgramRole.ended_at.is_(None),
            User.disabled_at.is_(None) | (User.id == user_id),
        )
        .order_by(ProgramRole.id)
        .with_for_update(of=ProgramRole)
    ).all()  # fmt: skip
    if user_id not in holders:
        raise UserError(_("This person does not have that role any more."))
    if role is Role.ORGANIZER and set(holders) == {user_id}:
        raise UserError(
            _("This is the last organizer. Invite another one first, so that somebody looks after the program.")
        )
    session.execute(
        update(ProgramRole)
        .where(ProgramRole.user_id == user_id, ProgramRole.program_id == program_id, ProgramRole.role == role)
        .values(ended_at=now)
    )
    record(
        session, program_id=program_id, actor_id=by, action="role.end", about=("user", user_id), now=now,
        before={"role": role.value}, reason=reason,
    )  # fmt: skip


def _check_open(session: Session, invitation: Invitation, user: User, now: datetime) -> None:
    session.refresh(invitation, with_for_update=True)
    if not queries.is_open(invitation, now):
        raise UserError(_("This invitation was answered, taken back or has expired. Ask the organizers for a new one."))
    if invitation.email_key != user.email_key:
        raise UserError(_("This invitation is for another address than the one you are signed in with."))


def _record(
    session: Session, invitation: Invitation, action: str, by: int, now: datetime, after: dict[str, str] | None = None
) -> None:
    record(
        session, program_id=invitation.program_id, actor_id=by, action=action, about=("invitation", invitation.id),
        now=now, after=after,
    )  # fmt: skip
