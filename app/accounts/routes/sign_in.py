"""Sign in by a mailed code or link, and out again. By password: password.py."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from app.accounts import queries
from app.accounts.deps import COOKIE, Anybody, client_ip, session_token
from app.accounts.forms import CodeForm, SignInForm
from app.accounts.routes.entering import BROWSER, LINK, entered, is_known, replaced, too_many
from app.accounts.service import limits, sessions, signing_in
from app.accounts.service.signing_in import Problem, SignedInAs
from app.accounts.tokens import digest, new_token
from app.domain.companies import normalize_email
from app.settings import Mode
from app.web import cookies
from app.web.clock import Now
from app.web.forms import Form, Submitted
from app.web.i18n import _
from app.web.session import DbSession
from app.web.templates import render, safe_next, see_other

router = APIRouter()


def page(
    request: Request, session: DbSession, form: Form[Any], *, status: int = 200, by_password: bool = False
) -> Response:
    demo = queries.demo_people(session) if request.app.state.settings.mode is Mode.DEMO else []
    return render(request, "accounts/sign_in.html", status_code=status, form=form, demo=demo, by_password=by_password)


@router.get("/sign-in", name="accounts.sign_in")
def sign_in(request: Request, _viewer: Anybody, session: DbSession, next: str = "/") -> Response:
    return page(request, session, Form.of({"next": safe_next(next)}))


@router.post("/sign-in", name="accounts.sign_in_post")
def sign_in_post(request: Request, _viewer: Anybody, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(SignInForm, submitted)
    if form.data is None:
        return page(request, session, form, status=422)
    if wait := limits.wait_for(session, now, *limits_of_asking(request, normalize_email(form.data.email))):
        return too_many(request, wait)
    browser = cookies.read(request, BROWSER) or new_token()
    signing_in.ask_for_code(
        session, email=form.data.email, browser=browser, next_path=safe_next(form.data.next),
        origin=request.app.state.settings.origin, now=now,
    )  # fmt: skip
    response = see_other(request, "accounts.code")
    cookies.put(request, response, BROWSER, browser, seconds=3600)
    return response


def limits_of_asking(request: Request, key: str) -> list[tuple[limits.Limit, str]]:
    ip = client_ip(request)
    if is_known(request, key):
        return [(limits.CODES_BY_IP, ip), (limits.CODES_BY_KNOWN, key), (limits.MAILS_BY_KNOWN, key)]
    both = f"{key} {ip}"
    return [
        (limits.CODES_BY_IP, ip), (limits.CODES_BY_BOTH, both), (limits.MAILS_BY_BOTH, both),
        (limits.CODES_BY_EMAIL, key), (limits.MAILS_BY_EMAIL, key),
    ]  # fmt: skip


def code_page(request: Request, session: DbSession, now: Now, form: Form[Any], *, status: int = 200) -> Response:
    """One page for both: the code to type, or, when the mail's link was opened in this browser, one button."""
    browser, link = cookies.read(request, BROWSER), cookies.read(request, LINK)
    asked = queries.open_requests(session, digest(browser), now, most_tries=signing_in.TRIES) if browser else []
    settings = request.app.state.settings
    return render(
        request, "accounts/code.html", status_code=status, form=form, asked=asked[0] if asked else None,
        by_link=bool(link) and any(one.link_hash == digest(link) for one in asked),
        on_console=not settings.smtp_host and settings.mode is not Mode.PRODUCTION,
    )  # fmt: skip


@router.get("/sign-in/code", name="accounts.code")
def code(request: Request, _viewer: Anybody, session: DbSession, now: Now) -> Response:
    return code_page(request, session, now, Form.of())


@router.post("/sign-in/code", name="accounts.code_post")
def code_post(request: Request, _viewer: Anybody, submitted: Submitted, session: DbSession, now: Now) -> Response:
    form = Form.bind(CodeForm, submitted)
    if form.data is None:
        return code_page(request, session, now, form, status=422)
    if wait := limits.wait_for(session, now, (limits.TRIES_BY_IP, client_ip(request))):
        return too_many(request, wait)
    outcome = signing_in.redeem_code(session, browser=cookies.read(request, BROWSER), typed=form.data.code, now=now)
    if isinstance(outcome, Problem):
        session.flush()
        return code_page(request, session, now, form.refuse("code", sentence(outcome)), status=422)
    return enter(request, session, outcome, "code", now)


def sentence(problem: Problem) -> str:
    if problem is Problem.WRONG:
        return _("That is not the code we mailed. Please look at the newest mail, and type all eight digits.")
    if problem is Problem.DISABLED:
        return _("This account is disabled. If you think that is a mistake, write to the organizers of your program.")
    return _("This code was used, has expired, or was tried too often. Please ask for a new one.")


def enter(request: Request, session: DbSession, who: SignedInAs, by: str, now: Now) -> Response:
    token = sessions.start_session(session, who.user_id, by=by, now=now, replacing=replaced(request))
    return entered(request, token, email=normalize_email(who.email), next_path=who.next_path)


@router.api_route("/sign-in/link/{token}", methods=["GET", "HEAD", "POST"], name="accounts.link_open")
def link_open(request: Request, token: str, _viewer: Anybody, session: DbSession, now: Now) -> Response:
    """Takes the secret out of the address. It changes nothing, whoever asks: mail scanners follow links and press buttons."""
    browser = cookies.read(request, BROWSER)
    asked = queries.open_requests(session, digest(browser), now, most_tries=signing_in.TRIES) if browser else []
    here = any(one.link_hash == digest(token) for one in asked)
    response = RedirectResponse(request.app.url_path_for("accounts.code" if here else "accounts.link"), 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    if here:
        cookies.put(request, response, LINK, token, seconds=int(signing_in.CODE_LIFE.total_seconds()))
    return response


@router.get("/sign-in/link", name="accounts.link")
def link(request: Request, _viewer: Anybody) -> Response:
    """Where the link leads in any other browser than the one that asked."""
    response = render(request, "accounts/link.html")
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@router.post("/sign-in/link", name="accounts.link_post")
def link_post(request: Request, _viewer: Anybody, session: DbSession, now: Now) -> Response:
    browser, token = cookies.read(request, BROWSER), cookies.read(request, LINK)
    if wait := limits.wait_for(session, now, (limits.TRIES_BY_IP, client_ip(request))):
        return too_many(request, wait)
    outcome = signing_in.redeem_link(session, browser=browser, token=token, now=now)
    if isinstance(outcome, Problem):
        session.flush()
        return code_page(request, session, now, Form.of().refuse("code", sentence(outcome)), status=422)
    return enter(request, session, outcome, "link", now)


@router.post("/sign-out", name="accounts.sign_out")
def sign_out(request: Request, _viewer: Anybody, session: DbSession, now: Now) -> Response:
    sessions.end_session(session, session_token(request), now)
    response = see_other(request, "accounts.sign_in")
    cookies.drop(request, response, COOKIE)
    return response
