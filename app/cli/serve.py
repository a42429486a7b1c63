"""`uphill serve`: the web server and the sender of mail."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.db import Database
    from app.settings import Settings


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=1, max=65535)] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; two for two cores.", min=1, max=32)] = None,
) -> None:
    """Serve Uphill's pages and send its mail, until Ctrl+C.

    Works without any settings, for this machine only (mode "local": SQLite in ./var, mail shown on the console). For a real
    contest set UPHILL_MODE=production, UPHILL_BASE_URL and UPHILL_SMTP_HOST; what else can be set is in docs/operators.md.

    Example: uphill serve --port 8080 --workers 2
    """
    for name, value in (("HOST", host), ("PORT", port), ("WORKERS", workers)):
        if value is not None:
            os.environ[f"UPHILL_{name}"] = str(value)  # the worker processes read their settings from here
    run()


def run(announce: str = "") -> None:
    """Check the settings and the database, then serve."""
    for name in (
        "OPENBLAS_NUM_THREADS",
        "OMP_NUM_THREADS",
    ):  # before numpy: small matrices, and the same digits everywhere
        os.environ.setdefault(name, "1")
    if os.environ.get("UPHILL_WORKERS", "1") != "1":
        _share_imports()
    import uvicorn

    from app.mail.sender import start_sender

    settings, database = ready_database()
    stop = start_sender(database, settings)
    print(announce or f"Uphill answers at {settings.origin} (mode: {settings.mode}). Stop it with Ctrl+C.", flush=True)
    try:
        uvicorn.run(
            "app.main:create_app",
            factory=True,
            host=settings.host,
            port=settings.port,
            workers=settings.workers if settings.workers > 1 else None,
            proxy_headers=True,
            forwarded_allow_ips=settings.forwarded_allow_ips,
            server_header=False,
            access_log=False,
            log_level="debug" if settings.debug else "warning",
            timeout_keep_alive=15,
            timeout_graceful_shutdown=10,
        )
    except KeyboardInterrupt:
        pass
    finally:
        stop()
        database.close()


def _share_imports() -> None:
    """Workers are forked from a process that has imported Uphill once, and nothing else: they start sooner and share its memory.
    It begins now, beside the checks of settings and database. Elsewhere than on Linux every worker imports for itself."""
    if sys.platform != "linux":
        return
    from multiprocessing import forkserver, get_context

    from uvicorn import _subprocess

    context = get_context("forkserver")
    context.set_forkserver_preload(["app.main"])
    _subprocess.spawn = context  # type: ignore[assignment]
    forkserver.ensure_running()


def ready_database() -> tuple[Settings, Database]:
    """Settings and database, safe to start with; in local and demo mode the database is brought up to date by itself."""
    from app.cli.opening import is_demo, open_database, read_settings
    from app.schema import migrate, state
    from app.settings import Mode, unsafe_settings

    settings = read_settings()
    database = open_database(settings)
    found = state(database.engine)
    problems = unsafe_settings(settings, demo_database=is_demo(database) if found.has_tables else None)
    if problems:
        raise UserError(f"Uphill does not start, because this would be unsafe: {' '.join(problems)}")
    if not found.is_current:
        if settings.mode is Mode.PRODUCTION:
            raise UserError("The database is not up to date. Save a copy of it, then run 'uphill migrate'.")
        migrate(database.engine)
    if not _is_free(settings.host, settings.port):
        other = settings.port + 1
        way = f"UPHILL_PORT={other} make run" if settings.mode is Mode.DEMO else f"uphill serve --port {other}"
        raise UserError(f"Port {settings.port} is taken by another program. Choose another one: {way}")
    return settings, database


def _is_free(host: str, port: int) -> bool:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
