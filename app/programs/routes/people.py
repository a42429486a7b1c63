"""Organizers and judges of a program: invite them, end a role, give it again."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.accounts import queries as accounts
from app.accounts import service as roles
from app.domain.companies import normalize_email
from app.domain.errors import UserError
from app.policy import Action, Role, decide
from app.programs.deps import ProgramAccess, ProgramPeople
from app.programs.forms.people import Invited, InviteForm, PersonForm, read_people
from app.programs.queries.people import former, people_of
from app.settings import Mode
from app.web.clock import Now
from app.web.errors import NotFound, Refused
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _, ngettext
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()
InvitationId = Annotated[int, Path(ge=1, le=2_147_483_647)]


def organizes(access: ProgramAccess) -> bool:
    return decide(access.viewer, Action.PROGRAM_EDIT, access.facts).allowed


def check_role(access: ProgramAccess, role: Role) -> None:
    """An administrator who does not organize the program only appoints organizers."""
    if role is not Role.ORGANIZER and not organizes(access):
        raise Refused(_("As an administrator you appoint organizers; judges are invited by the organizers."))


def page(
    request: Request, access: ProgramAccess, session: DbSession, now: Now, form: Form[Any], status_code: int = 200
) -> Response:
    settings = request.app.state.settings
    return render(
        request, "programs/people.html", status_code=status_code, program=access.program, facts=access.facts,
        phase=access.facts.phase, form=form, people=people_of(session, access.program.id, now), organizes=organizes(access),
        on_console=not settings.smtp_host and settings.mode is not Mode.PRODUCTION,
    )  # fmt: skip


@router.get("/programs/{slug}/people", name="programs.people")
def people(request: Request, access: ProgramPeople, session: DbSession, now: Now) -> Response:
    return page(request, access, session, now, Form.of({"role": "judge" if organizes(access) else "organizer"}))


@router.post("/programs/{slug}/people", name="programs.people_post")
def people_post(
    request: Request, access: ProgramPeople, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Invites one or many."""
    form: Form[InviteForm] = Form.bind(InviteForm, submitted)
    if form.data is None:
        return page(request, access, session, now, form, 422)
    check_role(access, form.data.role)
    try:
        listed = read_people(form.data.emails)
    except ValueError as error:
        return page(request, access, session, now, form.refuse("emails", str(error)), 422)
    waiting, problem = _invite(request, session, access, form.data.role, listed, now)
    if problem:
        left = "\n".join(f"{one.name} <{one.email}>" if one.name else one.email for one in waiting)
        form = Form({**form.typed, "emails": [left]}, {"emails": problem})
        return page(request, access, session, now, form, 422)
    return see_other(request, "programs.people", slug=access.program.slug)


def _invite(
    request: Request, session: DbSession, access: ProgramAccess, role: Role, listed: list[Invited], now: datetime
) -> tuple[list[Invited], str]:
    """Who could not be invited yet and why; the others are, and a notice says how many."""
    program_id, sent, known = access.program.id, 0, []
    problem, waiting = "", list(listed)
    for one in listed:
        if accounts.holds_role(session, email_key=normalize_email(one.email), program_id=program_id, role=role):
            known.append(one.email)
        else:
            try:
                roles.invite(
                    session, program_id=program_id, role=role, email=one.email, name=one.name, by=access.user_id, now=now,
                    origin=request.app.state.settings.origin,
                )  # fmt: skip
            except UserError as refusal:
                problem = str(refusal)
                break
            sent += 1
        waiting.remove(one)
    if sent:
        flash(
            request,
            ngettext("One invitation is on its way.", "%(num)s invitations are on their way.", sent) % {"num": sent},
        )
    if known:
        flash(request, _("Already there, and not invited again: %(who)s.") % {"who": ", ".join(known[:10])}, "info")
    return waiting, problem


def person(submitted: Any) -> PersonForm:
    form: Form[PersonForm] = Form.bind(PersonForm, submitted)
    if form.data is None:
        raise NotFound
    return form.data


@router.post("/programs/{slug}/people/end", name="programs.people_end")
def people_end(request: Request, access: ProgramPeople, submitted: Submitted, session: DbSession, now: Now) -> Response:
    asked = person(submitted)
    check_role(access, asked.role)
    try:
        roles.end_role(
            session, user_id=asked.user_id, program_id=access.program.id, role=asked.role, by=access.user_id, now=now,
            reason=asked.reason,
        )  # fmt: skip
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    flash(request, _("The role has ended, from this moment on. It can be given again below."))
    if asked.user_id == access.user_id and asked.role is Role.ORGANIZER:
        return see_other(request, "programs.index")
    return see_other(request, "programs.people", slug=access.program.slug)


@router.post("/programs/{slug}/people/again", name="programs.people_again")
def people_again(
    request: Request, access: ProgramPeople, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """Only to somebody who had this role here: everybody else is asked by an invitation."""
    asked = person(submitted)
    check_role(access, asked.role)
    if not former(session, access.program.id, asked.user_id, asked.role):
        raise NotFound
    roles.grant_role(
        session, user_id=asked.user_id, program_id=access.program.id, role=asked.role, by=access.user_id, now=now
    )
    flash(request, _("The role is given again."))
    return see_other(request, "programs.people", slug=access.program.slug)


@router.post("/programs/{slug}/people/{invitation_id}/revoke", name="programs.people_revoke")
def people_revoke(
    request: Request, access: ProgramPeople, invitation_id: InvitationId, session: DbSession, now: Now
) -> Response:
    invitation = accounts.invitation(session, access.program.id, invitation_id)
    if invitation is None:
        raise NotFound
    check_role(access, invitation.role)
    try:
        roles.revoke_invitation(session, invitation, by=access.user_id, now=now)
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    flash(request, _("The invitation is taken back; its link does nothing any more."))
    return see_other(request, "programs.people", slug=access.program.slug)


@router.post("/programs/{slug}/people/{invitation_id}/resend", name="programs.people_resend")
def people_resend(
    request: Request, access: ProgramPeople, invitation_id: InvitationId, session: DbSession, now: Now
) -> Response:
    """A fresh link, which replaces the former."""
    invitation = accounts.invitation(session, access.program.id, invitation_id)
    if invitation is None or invitation.accepted_at or invitation.revoked_at:
        raise NotFound
    check_role(access, invitation.role)
    try:
        roles.invite(
            session, program_id=access.program.id, role=invitation.role, email=invitation.email, name=invitation.name,
            by=access.user_id, now=now, origin=request.app.state.settings.origin,
        )  # fmt: skip
    except UserError as refusal:
        raise Refused(str(refusal)) from None
    flash(request, _("A new invitation is on its way to %(email)s.") % {"email": invitation.email})
    return see_other(request, "programs.people", slug=access.program.slug)
