"""`uphill demo`: a contest to look around in."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.domain.errors import UserError

if TYPE_CHECKING:
    from app.db import Database


def demo(
    serve: Annotated[bool, typer.Option("--serve", help="Serve it afterwards.")] = False,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=1, max=65535)] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Throw the demo's data away and begin anew.")] = False,
) -> None:
    """Make a demo contest: 42 nominations, nine judges, half of the scores; an open program to nominate in; last
    year's contest with its winners; and one whose judges must not know names and compare two nominations at a time.

    Its people, companies and figures are made up. It gets a database of its own (demo.sqlite3 in the data folder), so it
    never mixes with a real contest, and running this again changes nothing.

    Example: uphill demo --serve
    """
    from app.cli.opening import is_demo, open_database, read_settings
    from app.demo.blind import prepare_spring
    from app.demo.judging import judge_half
    from app.demo.last_year import finish_last_year
    from app.demo.seeding import seed
    from app.files.folder import Folder
    from app.schema import migrate, state

    os.environ["UPHILL_MODE"] = "demo"
    if port is not None:
        os.environ["UPHILL_PORT"] = str(port)
    settings = read_settings()
    if fresh and not settings.database_url:
        file = settings.url.removeprefix("sqlite:///")
        for leftover in (file, f"{file}-wal", f"{file}-shm"):
            Path(leftover).unlink(missing_ok=True)
    elif fresh:
        raise UserError(
            "--fresh only works on the demo's own SQLite file. Empty the database named by UPHILL_DATABASE_URL yourself."
        )
    database = open_database(settings)
    if not state(database.engine).is_current:
        migrate(database.engine)
    if not is_demo(database):
        _refuse_real(database)
        print("Making the demo contest …", flush=True)
        with database.writing() as session:
            seeded = seed(session, datetime.now(UTC))
            judge_half(session, seeded, datetime.now(UTC))
            finish_last_year(session, seeded, datetime.now(UTC))
            prepare_spring(session, seeded, Folder(settings.files_dir), datetime.now(UTC))
    database.close()
    if serve:
        from app.cli.serve import run

        run(announce=_announcement())
    else:
        print(_announcement().replace("Stop it with Ctrl+C.", "See it with 'uphill demo --serve'."))


def _refuse_real(database: Database) -> None:
    from sqlalchemy import exists, select

    from app.accounts.models import User

    with database.reading() as session:
        if session.scalar(select(exists().where(User.id > 0))):
            raise UserError("This database holds a real contest; the demo needs one of its own.")


def _announcement() -> str:
    from app.cli.opening import read_settings
    from app.demo.content import read

    people = read("people.toml")
    rows = [("organizer", each) for each in people["organizers"] if each.get("sign_in")]
    rows += [("judge", each) for each in people["judges"] if each.get("sign_in")]
    names = "\n".join(f"  {role:<10} {each['name']} <{each['email']}>" for role, each in rows)
    width = shutil.get_terminal_size().columns
    origin = read_settings().origin
    return (
        f"{'─' * min(width, 60)}\nUphill's demo answers at {origin}\n"
        f"Sign in with one click at {origin}/sign-in, for instance as\n{names}\n"
        f"  {'nominator':<10} {people['demo_nominator']}\nStop it with Ctrl+C.\n{'─' * min(width, 60)}"
    )
