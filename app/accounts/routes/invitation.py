"""The page that an invitation's mail leads to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from app.accounts import queries
from app.accounts.deps import Anybody, SignedIn
from app.accounts.forms import ProfileForm
from app.accounts.queries import InvitationFound
from app.accounts.service import roles
from app.accounts.tokens import digest
from app.domain.errors import UserError
from app.policy import Role, Viewer
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import go, render

router = APIRouter()


def find(token: str, session: DbSession) -> InvitationFound:
    found = queries.invitation_by_token(session, digest(token))
    if found is None:
        raise NotFound
    return found


Found = Annotated[InvitationFound, Depends(find)]


def page(request: Request, found: Found, viewer: Viewer | None, now: Now, problem: str = "") -> Response:
    form: Form[ProfileForm] = Form({}, {"": problem} if problem else None)
    return render(
        request, "accounts/invitations.html", status_code=422 if problem else 200, found=found, form=form,
        invitation=found.invitation, token=request.path_params["token"], is_open=queries.is_open(found.invitation, now),
        is_theirs=viewer is not None and found.is_for(viewer.email), is_judge=found.invitation.role is Role.JUDGE,
    )  # fmt: skip


@router.get("/invitations/{token}", name="accounts.invitations")
def invitations(request: Request, found: Found, viewer: Anybody, now: Now) -> Response:
    return page(request, found, viewer, now)


@router.post("/invitations/{token}/accept", name="accounts.accept")
def accept(request: Request, found: Found, viewer: SignedIn, session: DbSession, now: Now) -> Response:
    try:
        roles.accept_invitation(session, found.invitation, user=queries.user(session, viewer.user_id), now=now)
    except UserError as refusal:
        return page(request, found, viewer, now, str(refusal))
    flash(request, _("Welcome to %(program)s.") % {"program": found.program_name})
    home = f"/programs/{found.program_slug}"
    if found.invitation.role is not Role.JUDGE:
        return go(request, home)
    # Before anything can be read: who the judge is tied to; from there to how many nominations they can take.
    return go(request, f"{home}/declare")


@router.post("/invitations/{token}/decline", name="accounts.decline")
def decline(request: Request, found: Found, viewer: SignedIn, session: DbSession, now: Now) -> Response:
    try:
        roles.decline_invitation(session, found.invitation, user=queries.user(session, viewer.user_id), now=now)
    except UserError as refusal:
        return page(request, found, viewer, now, str(refusal))
    flash(request, _("You have declined. The organizers see it."))
    return go(request, "/")
