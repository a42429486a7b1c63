"""One's own account: name and company, sessions, password."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.accounts import queries
from app.accounts.deps import COOKIE, SignedIn
from app.accounts.forms import PasswordForm, ProfileForm
from app.accounts.service import sessions, users
from app.web import cookies
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()


def page(
    request: Request, session: DbSession, now: Now, *, form: Form[ProfileForm] | None = None,
    password_form: Form[PasswordForm] | None = None, status: int = 200,
) -> Response:  # fmt: skip
    live = request.state.live_session
    mine = queries.account(session, live.viewer.user_id, now)
    return render(
        request, "accounts/account.html", status_code=status, mine=mine, this_session=live.session_id,
        form=form or Form.of({"name": mine.name, "company": mine.company}), password_form=password_form,
        recent=now - live.created_at <= sessions.RECENT,
    )  # fmt: skip


@router.get("/account", name="accounts.account")
def account(request: Request, _viewer: SignedIn, session: DbSession, now: Now) -> Response:
    return page(request, session, now)


@router.post("/account", name="accounts.account_post")
def account_post(request: Request, viewer: SignedIn, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(ProfileForm, submitted)
    if form.data is None:
        return page(request, session, now, form=form, status=422)
    user = queries.user(session, viewer.user_id)
    users.update_profile(session, user, name=form.data.name, company=form.data.company, now=now)
    flash(request, _("Saved."))
    return see_other(request, "accounts.account")


@router.post("/account/sign-out-everywhere", name="accounts.sign_out_everywhere")
def sign_out_everywhere(request: Request, viewer: SignedIn, session: DbSession, now: Now) -> Response:
    sessions.end_sessions(session, viewer.user_id, now)
    flash(request, _("You are signed out, here and everywhere else."))
    response = see_other(request, "accounts.sign_in")
    cookies.drop(request, response, COOKIE)
    return response
