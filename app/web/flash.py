"""One notice for the next page ("Saved.", with an undo where there is one), kept in a signed cookie."""

from typing import Any

from fastapi import Request
from itsdangerous import BadSignature, URLSafeSerializer
from starlette.responses import Response

COOKIE = "uphill_notice"


def _serializer(request: Request) -> URLSafeSerializer:
    return URLSafeSerializer(request.app.state.secret, salt="notice")


def flash(request: Request, message: str, kind: str = "success", *, undo: str | None = None) -> None:
    """`kind`: success | info | warning | danger. `undo`: the path that a button posts to."""
    request.state.notices = [
        *getattr(request.state, "notices", []),
        {"message": message, "kind": kind, "undo": undo},
    ]


def store(request: Request, response: Response) -> None:
    notices = getattr(request.state, "notices", [])
    if notices:
        response.set_cookie(
            COOKIE, _serializer(request).dumps(notices), max_age=120, httponly=True, samesite="lax",
            secure=request.app.state.settings.secure,
        )  # fmt: skip


def take(request: Request) -> list[dict[str, Any]]:
    """The notices for this page; `render` then deletes the cookie."""
    here = getattr(request.state, "notices", [])
    raw = request.cookies.get(COOKIE)
    if not raw:
        return list(here)
    request.state.notice_shown = True
    try:
        kept = _serializer(request).loads(raw)
    except BadSignature:
        return list(here)
    return [*kept, *here]
