"""Refusals as exceptions, and the pages they become. Nothing of the inside is shown, only a request id to quote."""

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from app.db import Gone
from app.policy import Decision
from app.web.i18n import _
from app.web.templates import render, url_for_sign_in

log = structlog.get_logger()


class NotFound(HTTPException):
    def __init__(self) -> None:
        super().__init__(404)


class Forbidden(HTTPException):
    """The viewer may know that the thing is there, but not do this; `reason` says why, in a sentence."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, reason)


class SignInNeeded(HTTPException):
    def __init__(self) -> None:
        super().__init__(401, "Please sign in first.")


class Elsewhere(HTTPException):
    """Something else comes first, on the page at `to`; a script is told why instead (403)."""

    def __init__(self, to: str, reason: str) -> None:
        super().__init__(403, reason)
        self.to = to


class Conflict(HTTPException):
    """Somebody else (or another tab) changed the same thing; raised after a flush it also rolls back."""

    def __init__(self, reason: str) -> None:
        super().__init__(409, reason)


class Refused(HTTPException):
    """A service's refusal in words (422): what is wrong and what to do."""

    def __init__(self, reason: str) -> None:
        super().__init__(422, reason)


def refuse(decision: Decision, *, signed_in: bool) -> HTTPException:
    if not signed_in:
        return SignInNeeded()
    return NotFound() if decision.hidden else Forbidden(decision.reason)


def wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def error_page(request: Request, status: int, reason: str = "") -> Response:
    if wants_json(request):
        return JSONResponse({"error": reason or _("Something went wrong.")}, status)
    known = status if status in (403, 404, 409, 413, 422, 429, 500, 503) else (404 if status < 500 else 500)
    return render(request, f"errors/{known}.html", status_code=status, reason=reason)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 401 and not wants_json(request):
        return RedirectResponse(url_for_sign_in(request), 303)
    if isinstance(error, Elsewhere) and not wants_json(request):
        return RedirectResponse(error.to, 303)
    reason = error.detail if type(error) is not HTTPException else ""
    answer = error_page(request, error.status_code, reason)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _invalid_path(request: Request, error: Exception) -> Response:
    """A path or query that is not what it should be: there is no such page."""
    return error_page(request, 404)


async def _unavailable(request: Request, error: Exception) -> Response:
    log.error("database unavailable", path=request.url.path, error=str(error).splitlines()[0])
    answer = error_page(request, 503)
    answer.headers["Retry-After"] = "5"
    return answer


async def _gone(request: Request, error: Exception) -> Response:
    return error_page(request, 409, _("An organizer took this away at the very moment. Nothing was saved."))


async def _unexpected(request: Request, error: Exception) -> Response:
    return error_page(request, 500)


def install(app: FastAPI) -> None:
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid_path)
    app.add_exception_handler(OperationalError, _unavailable)
    app.add_exception_handler(Gone, _gone)
    app.add_exception_handler(Exception, _unexpected)
