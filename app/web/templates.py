"""Pages: one Jinja environment, what every template may use, `render` and `see_other`."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.domain.work import called
from app.policy import Action, Decision, Facts, decide
from app.web import filters, flash
from app.web.i18n import _, ngettext

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "app" / "static"
TEMPLATES = ROOT / "templates"


@pass_context
def _url(context: Context, name: str, /, **params: Any) -> str:
    """The path of a named route. The search through all routes is made once for each name, not for each row of a list."""
    app = context["request"].app
    known = _paths.setdefault(app, {})
    if name not in known:
        known[name] = str(app.url_path_for(name, **{param: f"{{{param}}}" for param in params}))
    values = {param: str(value) for param, value in params.items()}
    if any("/" in value or not value for value in values.values()):
        raise ValueError(f"no path of {name} with these: {values}")
    return known[name].format_map(values)


_paths: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


@pass_context
def _can(context: Context, action: str, facts: Facts = None) -> Decision:
    return decide(context["viewer"], Action(action), facts)


_versions: dict[str, str] = {}


def _static(path: str) -> str:
    """With a digest of the file, so that browsers may keep it for a year."""
    if path not in _versions:
        file = STATIC / path
        _versions[path] = hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.is_file() else "0"
    return f"/static/{path}?v={_versions[path]}"


def _say(message: str, **values: Any) -> Markup:
    """A sentence of ours with values filled in, escaped. What Jinja's newstyle gettext does, at a fifth of its cost: a page has
    hundreds of these."""
    return _told(message) % values if values or "%" in message else _told(message)


@lru_cache(maxsize=4096)
def _told(message: str) -> Markup:
    return Markup(_(message))  # noqa: S704 ours, not a visitor's


def make_environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
        auto_reload=False,
    )
    env.install_gettext_callables(_, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(url=_url, can=_can, static=_static, called=called, _=_say)
    env.filters.update(filters.ALL)
    return env


environment = make_environment()


def page_context(request: Request) -> dict[str, Any]:
    state = request.app.state
    return {
        "request": request,
        "viewer": getattr(request.state, "viewer", None),
        "mode": str(state.settings.mode),
        "now": getattr(request.state, "received_at", None),
        "request_id": getattr(request.state, "request_id", ""),
    }


def render(request: Request, name: str, *, status_code: int = 200, **context: Any) -> Response:
    """A page, with its notices taken; a bare fragment when `name` begins with an underscore in its folder."""
    fragment = Path(name).name.startswith("_")
    notices = [] if fragment else flash.take(request)
    html = environment.get_template(name).render(**page_context(request), flashes=lambda: notices, **context)
    response = HTMLResponse(html, status_code)
    if getattr(request.state, "notice_shown", False):
        response.delete_cookie(flash.COOKIE)
    return response


def see_other(request: Request, name: str, /, **params: Any) -> Response:
    """After a POST: go and look, carrying the notices."""
    response = RedirectResponse(str(request.app.url_path_for(name, **params)), 303)
    flash.store(request, response)
    return response


def go(request: Request, path: str) -> Response:
    """To a page that is known by its path, such as where somebody came from; carries the notices."""
    response = RedirectResponse(safe_next(path), 303)
    flash.store(request, response)
    return response


def safe_next(target: str) -> str:
    """Where to go after signing in: a path of this site, or the start page."""
    printable = all(32 < ord(c) < 127 for c in target)
    if printable and target.startswith("/") and not target.startswith(("//", "/\\")) and "\\" not in target:
        return target
    return "/"


def page_to_come_back_to(request: Request) -> str:
    """The page that was asked for; after a form, the page that it was on."""
    back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if request.method != "GET":
        back = request.headers.get("referer", "/")
        back = "/" + back.split("/", 3)[3] if back.count("/") >= 3 else "/"
    return safe_next(back)


def url_for_sign_in(request: Request) -> str:
    return "/sign-in?next=" + quote(page_to_come_back_to(request), safe="/")
