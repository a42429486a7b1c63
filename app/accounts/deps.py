"""Who is asking: the viewer of this request, and the checks that need nothing but them."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from app.accounts import queries
from app.accounts.tokens import digest
from app.policy import Action, Facts, Viewer, decide
from app.web.clock import Now
from app.web.errors import refuse
from app.web.session import DbSession

COOKIES = ("__Host-uphill", "uphill")  # the first on https


def session_token(request: Request) -> str:
    return next((request.cookies[name] for name in COOKIES if name in request.cookies), "")


def load_viewer(request: Request, session: DbSession, now: Now) -> Viewer | None:
    found = None
    if token := session_token(request):
        found = queries.viewer_by_session(session, digest(token), now)
    request.state.viewer = found[0] if found else None
    request.state.session_seen = found[1:] if found else None
    return found[0] if found else None


MaybeViewer = Annotated[Viewer | None, Depends(load_viewer)]


def require(viewer: Viewer | None, action: Action, facts: Facts = None) -> None:
    """Go on, or leave with the fitting refusal: sign in, 404 or 403 with the reason."""
    decision = decide(viewer, action, facts)
    if not decision:
        raise refuse(decision, signed_in=viewer is not None)


def marks(action: Action) -> Callable[[Any], Any]:
    """Puts the action on a dependency, where the route walker looks for it."""

    def mark(function: Any) -> Any:
        function.action = action
        return function

    return mark


@marks(Action.PUBLIC)
def _public(viewer: MaybeViewer) -> Viewer | None:
    return viewer


@marks(Action.ACCOUNT)
def _signed_in(viewer: MaybeViewer) -> Viewer:
    require(viewer, Action.ACCOUNT)
    assert viewer is not None
    return viewer


@marks(Action.ADMINISTER)
def _administrator(viewer: MaybeViewer) -> Viewer:
    require(viewer, Action.ADMINISTER)
    assert viewer is not None
    return viewer


@marks(Action.PUBLIC)
def _open_door(request: Request) -> None:
    """Public, and without a look at the database (health checks; sign-in by password, which manages its own transactions)."""
    request.state.viewer = None


Anybody = Annotated[Viewer | None, Depends(_public)]
SignedIn = Annotated[Viewer, Depends(_signed_in)]
Administrator = Annotated[Viewer, Depends(_administrator)]
OpenDoor = Annotated[None, Depends(_open_door)]
