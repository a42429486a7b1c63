"""SQLite for tests: set up as the app does it, but no save waits for the disk, as tests don't need to survive a power cut
(PostgreSQL of the tests doesn't wait either). What does survive is tested with real servers in test_durability.py."""

from pathlib import Path
from typing import Any

from sqlalchemy import event

from app.db import Database


def hasty(path: Path) -> Database:
    database = Database(f"sqlite:///{path}")
    event.listen(database.engine, "connect", _without_waiting)
    return database


def _without_waiting(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF").close()
