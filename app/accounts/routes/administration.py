"""Everybody who has an account, for administrators."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.accounts import queries
from app.accounts.deps import Administrator
from app.accounts.service import users as service
from app.domain.errors import UserError
from app.web.clock import Now
from app.web.errors import NotFound
from app.web.flash import flash
from app.web.forms import Form, FormModel, Submitted, typed_text
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, see_other

router = APIRouter()

UserId = Annotated[int, Path(ge=1, le=2**31 - 1)]


def found(session: DbSession, user_id: int) -> Any:
    user = queries.find_user(session, user_id)
    if user is None:
        raise NotFound
    return user


def page(request: Request, session: DbSession, search: str, number: int, problem: str = "") -> Response:
    search = search.replace("\x00", "").strip()[:200]
    people, shown = queries.listed_users(session, search=search, page=number)
    form: Form[FormModel] = Form({"search": [search]}, {"": problem} if problem else None)
    return render(
        request, "accounts/users.html", status_code=422 if problem else 200, people=people, page=shown, form=form,
        search=search, base=f"/administration/users?search={quote(search)}&page=",
    )  # fmt: skip


@router.get("/administration/users", name="accounts.users")
def users(
    request: Request, _viewer: Administrator, session: DbSession, search: str = "",
    page_number: Annotated[int, Query(alias="page", ge=1, le=10**6)] = 1,
) -> Response:  # fmt: skip
    return page(request, session, search, page_number)


@router.post("/administration/users/{user_id}/administrator", name="accounts.set_administrator")
def set_administrator(
    request: Request, user_id: UserId, viewer: Administrator, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """`on`: yes or no."""
    user, on = found(session, user_id), typed_text(submitted, "on") == "yes"
    try:
        service.set_administrator(session, user, on=on, by=viewer.user_id, now=now)
    except UserError as refusal:
        return page(request, session, "", 1, str(refusal))
    said = _("%(who)s is an administrator now.") if on else _("%(who)s is no administrator any more.")
    flash(request, said % {"who": user.email})
    return see_other(request, "accounts.users")


@router.post("/administration/users/{user_id}/disabled", name="accounts.set_disabled")
def set_disabled(
    request: Request, user_id: UserId, viewer: Administrator, submitted: Submitted, session: DbSession, now: Now
) -> Response:
    """`on`: yes or no."""
    user, on = found(session, user_id), typed_text(submitted, "on") == "yes"
    try:
        service.set_disabled(session, user, on=on, by=viewer.user_id, now=now)
    except UserError as refusal:
        return page(request, session, "", 1, str(refusal))
    said = _("%(who)s is signed out and can't sign in any more.") if on else _("%(who)s can sign in again.")
    flash(request, said % {"who": user.email})
    return see_other(request, "accounts.users")
