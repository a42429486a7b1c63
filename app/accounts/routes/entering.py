"""What every way of signing in ends with, and the two ways of being told to wait."""

from collections.abc import Mapping

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

from app.accounts.deps import COOKIE, session_token
from app.accounts.service import sessions
from app.accounts.tokens import digest
from app.web import cookies
from app.web.errors import error_page
from app.web.i18n import _, ngettext
from app.web.templates import go

BROWSER = "uphill-browser"  # a secret of the browser that asked for a code
LINK = "uphill-link"  # the link's secret, taken out of the address bar
KNOWN = "uphill-known"  # who signed in here before: limits that strangers exhaust don't hold for them
A_YEAR = 365 * 86400


def entered(request: Request, token: str, *, email: str, next_path: str) -> Response:
    response = go(request, next_path)
    cookies.put(request, response, COOKIE, token, seconds=int(sessions.ABSOLUTE.total_seconds()))
    cookies.put(request, response, KNOWN, _known(request).dumps(digest(email)), seconds=A_YEAR)
    for used in (BROWSER, LINK):
        cookies.drop(request, response, used)
    return response


def is_known(request: Request, email: str) -> bool:
    """Whether this very address has signed in in this browser before. `email`: its key."""
    try:
        return bool(_known(request).loads(cookies.read(request, KNOWN)) == digest(email))
    except BadSignature:
        return False


def replaced(request: Request) -> str:
    """The session that the browser had before: it ends with the new sign-in."""
    return session_token(request)


def too_many(request: Request, seconds: int, headers: Mapping[str, str] | None = None) -> Response:
    minutes = -(-seconds // 60)
    wait = ngettext("Please wait %(n)s minute", "Please wait %(n)s minutes", minutes) % {"n": minutes}
    reason = _("There were many attempts in a short time. %(wait)s, then try again.") % {"wait": wait}
    response = error_page(request, 429, reason)
    response.headers["Retry-After"] = str(seconds)
    return response


def _known(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.secret, salt="known browser")
