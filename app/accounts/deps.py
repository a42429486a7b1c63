"""Who is asking: the viewer of this request, and the checks that need nothing but them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import BackgroundTasks, Depends, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from app.accounts import queries
from app.accounts.service import sessions
from app.accounts.tokens import digest
from app.policy import Action, Facts, Viewer, decide
from app.web import cookies
from app.web.clock import Now
from app.web.errors import refuse
from app.web.session import DbSession, Transactions, database_of

log = structlog.get_logger()
COOKIE = "uphill"  # __Host-uphill on https


def session_token(request: Request) -> str:
    return cookies.read(request, COOKIE)


def _remember(request: Request, found: queries.LiveSession | None) -> Viewer | None:
    request.state.viewer = found.viewer if found else None
    request.state.live_session = found
    return request.state.viewer  # type: ignore[no-any-return]


class Visit:
    """A request's session, not looked up yet: that is done by the dependency that decides, in the same thread."""

    def __init__(self, request: Request, session: Session, now: datetime, after: BackgroundTasks) -> None:
        self._request, self._session, self._now, self._after = request, session, now, after

    def viewer(self) -> Viewer | None:
        """Who is asking; one query."""
        token = session_token(self._request)
        found = queries.live_session(self._session, digest(token), self._now) if token else None
        if found and sessions.is_stale(found.seen_at, self._now):
            self._after.add_task(_note_visit, self._request, found.session_id)
        return _remember(self._request, found)


async def _visit(request: Request, session: DbSession, now: Now, after: BackgroundTasks) -> Visit:
    return Visit(request, session, now, after)


async def _note_visit(request: Request, session_id: int) -> None:
    """After the answer was sent, in a transaction of its own: it may fail, and the next request tries again."""

    def write() -> None:
        with database_of(request).writing() as session:
            sessions.note_visit(session, session_id, request.state.received_at)

    try:
        async with request.state.writer:
            await run_in_threadpool(write)
    except Exception as error:
        log.warning("a visit was not noted", error=str(error))


Visiting = Annotated[Visit, Depends(_visit)]


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
def _public(visit: Visiting) -> Viewer | None:
    return visit.viewer()


@marks(Action.ACCOUNT)
def _signed_in(visit: Visiting) -> Viewer:
    viewer = visit.viewer()
    require(viewer, Action.ACCOUNT)
    assert viewer is not None
    return viewer


@marks(Action.ACCOUNT)
def _signed_in_briefly(request: Request, transactions: Transactions, now: Now) -> Viewer:
    """Signed in, without holding a database session throughout: for requests that hash a password."""
    token = session_token(request)
    with transactions.reading() as session:
        viewer = _remember(request, queries.live_session(session, digest(token), now) if token else None)
    require(viewer, Action.ACCOUNT)
    assert viewer is not None
    return viewer


@marks(Action.ADMINISTER)
def _administrator(visit: Visiting) -> Viewer:
    viewer = visit.viewer()
    require(viewer, Action.ADMINISTER)
    assert viewer is not None
    return viewer


@marks(Action.ADMINISTER)
def _administrator_briefly(request: Request, transactions: Transactions, now: Now) -> Viewer:
    """An administrator, without holding a database session throughout: for the test of the mail server."""
    token = session_token(request)
    with transactions.reading() as session:
        viewer = _remember(request, queries.live_session(session, digest(token), now) if token else None)
    require(viewer, Action.ADMINISTER)
    assert viewer is not None
    return viewer


@marks(Action.PUBLIC)
def _open_door(request: Request) -> None:
    """Public, and without a look at the database (health checks; sign-in by password, which manages its own transactions)."""
    request.state.viewer = None


Anybody = Annotated[Viewer | None, Depends(_public)]
SignedIn = Annotated[Viewer, Depends(_signed_in)]
SignedInBriefly = Annotated[Viewer, Depends(_signed_in_briefly)]
Administrator = Annotated[Viewer, Depends(_administrator)]
AdministratorBriefly = Annotated[Viewer, Depends(_administrator_briefly)]
OpenDoor = Annotated[None, Depends(_open_door)]


def client_ip(request: Request) -> str:
    """Whom limits per address of the network count: what the server found, never a header that we read ourselves (uvicorn
    believes X-Forwarded-For only from UPHILL_FORWARDED_ALLOW_IPS). Of IPv6 the /64, which is one household."""
    host = request.client.host if request.client else "unknown"
    return ":".join(host.split(":")[:4]) if host.count(":") > 1 else host
