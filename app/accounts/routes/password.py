"""Passwords: to sign in with, and one's own. Hashing takes 300 ms, so it happens outside of any transaction, two at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.accounts import passwords, queries
from app.accounts.deps import OpenDoor, SignedInBriefly, client_ip
from app.accounts.forms import PasswordForm, PasswordSignInForm
from app.accounts.routes import account, sign_in
from app.accounts.routes.entering import is_known, too_many
from app.accounts.service import limits, sessions
from app.accounts.service import passwords as service
from app.accounts.service.signing_in import SignedInAs
from app.domain.companies import normalize_email
from app.web.clock import Now
from app.web.flash import flash
from app.web.forms import Form, Submitted, typed_text
from app.web.i18n import _
from app.web.session import OwnTransactions, Transactions
from app.web.templates import see_other

router = APIRouter()
Result = TypeVar("Result")
HASHING = anyio.CapacityLimiter(2)  # each takes 64 MiB and a core
MOST_WAITING = 40


async def hashing(function: Callable[..., Result], *arguments: object) -> Result:
    if HASHING.statistics().tasks_waiting >= MOST_WAITING:
        raise HTTPException(503, headers={"Retry-After": "5"})
    return await run_sync(function, *arguments, limiter=HASHING)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Whoever the address may belong to; the seconds to wait when it was tried too often."""

    wait: int
    user_id: int | None = None
    email: str = ""
    stored: str | None = None
    disabled: bool = False


def attempt(request: Request, transactions: OwnTransactions, email: str, now: Now) -> Candidate:
    """Counts the attempt, and commits that, before anything is compared."""
    key, ip = normalize_email(email), client_ip(request)
    counted = [
        (limits.PASSWORDS_BY_IP, ip),
        (limits.PASSWORDS_BY_BOTH, f"{key} {ip}"),
        (limits.PASSWORDS_BY_EMAIL, key),
    ]
    if is_known(request, key):
        counted = [(limits.PASSWORDS_BY_KNOWN, key)]
    with transactions.writing() as session:
        wait = limits.wait_for(session, now, *counted)
        user = queries.user_by_email_key(session, key)
        if user is None:
            return Candidate(wait)
        return Candidate(wait, user.id, user.email, user.password_hash, user.disabled_at is not None)


@router.post("/sign-in/password", name="accounts.password")
async def password(
    request: Request, _door: OpenDoor, submitted: Submitted, transactions: Transactions, now: Now
) -> Response:
    form = Form.bind(PasswordSignInForm, submitted)

    def again(form: Form[PasswordSignInForm]) -> Response:
        with transactions.reading() as session:
            return sign_in.page(request, session, form, status=422, by_password=True)

    if form.data is None:
        return await run_in_threadpool(again, form)
    found = await run_in_threadpool(attempt, request, transactions, form.data.email, now)
    if found.wait:
        return too_many(request, found.wait)
    right, newer = await hashing(passwords.verify, form.data.password, found.stored)
    if not right or found.disabled:
        wrong = _("Address and password don't go together. Perhaps you never set one: a mailed code always works.")
        return await run_in_threadpool(again, form.refuse("password", wrong))
    return await run_in_threadpool(let_in, request, transactions, found, form.data.next, newer, now)


def let_in(
    request: Request, transactions: OwnTransactions, found: Candidate, next_path: str, newer: str | None, now: Now
) -> Response:
    assert found.user_id is not None
    with transactions.writing() as session:
        if newer:
            service.refresh_hash(queries.user(session, found.user_id), newer)
        limits.forget(session, now, limits.PASSWORDS_BY_BOTH, f"{normalize_email(found.email)} {client_ip(request)}")
        who = SignedInAs(found.user_id, found.email, next_path)
        return sign_in.enter(request, session, who, "password", now)


@router.post("/account/password", name="accounts.account_password")
async def account_password(
    request: Request, viewer: SignedInBriefly, submitted: Submitted, transactions: Transactions, now: Now
) -> Response:
    form = Form.bind(PasswordForm, submitted)
    remove = typed_text(submitted, "remove") == "yes"

    def again(form: Form[PasswordForm]) -> Response:
        with transactions.reading() as session:
            return account.page(request, session, now, password_form=form, status=422)

    if form.data and not remove and (why := passwords.problem(form.data.new, email=viewer.email)):
        form = form.refuse("new", why)
    if form.data is None:
        return await run_in_threadpool(again, form)
    found = await run_in_threadpool(own_attempt, transactions, viewer.user_id, now)
    if found.wait:
        return too_many(request, found.wait)
    if now - request.state.live_session.created_at > sessions.RECENT:
        right, _newer = await hashing(passwords.verify, form.data.current, found.stored)
        if not right:
            return await run_in_threadpool(again, form.refuse("current", not_recent(found)))
    new_hash = None if remove else await hashing(passwords.hashed, form.data.new)
    return await run_in_threadpool(change, request, transactions, viewer.user_id, new_hash, now)


def own_attempt(transactions: OwnTransactions, user_id: int, now: Now) -> Candidate:
    with transactions.writing() as session:
        wait = limits.wait_for(session, now, (limits.PASSWORD_CHANGES, str(user_id)))
        return Candidate(wait, user_id, stored=queries.user(session, user_id).password_hash)


def not_recent(found: Candidate) -> str:
    if found.stored:
        return _("That is not your current password. You can also sign out, sign in by mailed code, and set a new one.")
    return _("Your sign-in was a while ago. Please sign out, sign in again, and set the password within 15 minutes.")


def change(request: Request, transactions: OwnTransactions, user_id: int, new_hash: str | None, now: Now) -> Response:
    origin, keep = request.app.state.settings.origin, request.state.live_session.session_id
    with transactions.writing() as session:
        service.set_password(session, queries.user(session, user_id), new_hash, keep=keep, origin=origin, now=now)
    flash(request, _("Password saved. Other browsers were signed out.") if new_hash else _("Password removed."))
    return see_other(request, "accounts.account")
