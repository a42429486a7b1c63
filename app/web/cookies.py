"""Our cookies: HttpOnly, SameSite=Lax, and on https with the prefix `__Host-`, so that no neighboring host can plant one."""

from fastapi import Request
from starlette.responses import Response


def named(request: Request, base: str) -> str:
    return f"__Host-{base}" if request.app.state.settings.secure else base


def read(request: Request, base: str) -> str:
    return request.cookies.get(named(request, base), "")


def put(request: Request, response: Response, base: str, value: str, *, seconds: int) -> None:
    response.set_cookie(
        named(request, base), value, max_age=seconds, path="/", httponly=True, samesite="lax",
        secure=request.app.state.settings.secure,
    )  # fmt: skip


def drop(request: Request, response: Response, base: str) -> None:
    secure = request.app.state.settings.secure
    response.delete_cookie(named(request, base), path="/", httponly=True, samesite="lax", secure=secure)
