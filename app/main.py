"""create_app(settings): database, middleware, routers. The only importer of every routes.py."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

from app.accounts import routes as accounts
from app.accounts.routes import demo
from app.dashboard import routes as dashboard
from app.db import Database
from app.exports import routes as exports
from app.flags import routes as flags
from app.judging import routes as judging
from app.nominations import routes as nominations
from app.panels import routes as panels
from app.programs import routes as programs
from app.redaction import routes as redaction
from app.results import routes as results
from app.settings import Mode, Settings
from app.web import errors
from app.web.assets import Assets
from app.web.csrf import SameOrigin
from app.web.gate import Gate
from app.web.headers import Headers
from app.web.templates import STATIC

log = structlog.get_logger()

ROUTERS = (
    accounts.router,
    dashboard.router,
    exports.router,
    flags.router,
    results.router,
    judging.router,
    panels.router,
    redaction.router,
    nominations.router,
    programs.router,
)


def create_app(settings: Settings | None = None, database: Database | None = None) -> FastAPI:
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        yield
        app.state.database.close()

    hosts = [urlsplit(settings.origin).hostname or "localhost"]
    if settings.mode is not Mode.PRODUCTION:
        hosts += ["127.0.0.1", "localhost", "[::1]", "testserver"]
    app = FastAPI(
        title="Uphill",
        openapi_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        middleware=[
            Middleware(Headers, secure=settings.secure),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(SameOrigin, origin=settings.origin, own_host=settings.mode is not Mode.PRODUCTION),
            Middleware(Gate, slots=settings.pool_size, body_limit=settings.body_limit, body_seconds=settings.body_seconds, larger=(("/spreadsheet", 20_500_000), ("/crm", 20_500_000), ("/logo", 5_500_000))),
        ],
    )  # fmt: skip
    app.state.settings = settings
    app.state.secret = settings.secret()
    app.state.database = database or Database(settings.url, pool_size=settings.pool_size)
    errors.install(app)
    for router in ROUTERS:
        app.include_router(router)
    if settings.mode is Mode.DEMO:
        app.include_router(demo.router)
    app.mount("/static", Assets(directory=STATIC, check_dir=False), name="static")
    return app
