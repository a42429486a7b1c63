"""`uphill migrate`: bring the database to this version's schema."""

from typing import Annotated

import typer

from app.domain.errors import UserError


def migrate(
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether the database is up to date (exit code 1 if not).")
    ] = False,
) -> None:
    """Bring the database up to date. Safe to run again; save a copy of the database before.

    Example: uphill migrate --check
    """
    from app.cli.opening import open_database, read_settings
    from app.schema import migrate as upgrade
    from app.schema import state

    database = open_database(read_settings())
    found = state(database.engine)
    if found.is_newer:
        raise UserError(
            "This database was made by a newer Uphill. Install that version, or restore a copy made before."
        )
    if check:
        print("The database is up to date." if found.is_current else "The database needs 'uphill migrate'.")
        raise typer.Exit(0 if found.is_current else 1)
    if not found.is_current:
        upgrade(database.engine)
    print("The database is up to date.")
    database.close()
