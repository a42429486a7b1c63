"""The database: base class, types, engines and sessions. Knows no HTTP."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, create_engine, event, make_url
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

try:
    import fcntl
except ImportError:  # Windows: writers of several processes then wait as SQLite itself lets them
    fcntl = None  # type: ignore[assignment]

WRITES = "uphill_writes"  # execution option of a connection whose transaction will write


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC; SQLite forgets zones, so they are put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def choice(kind: type[StrEnum]) -> Enum:
    """A column for one of a few words, the same on both databases."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=kind.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime(), dict[str, Any]: JSON(), list[Any]: JSON()}


class Gone(Exception):
    """A row that something was to be written about was removed while its lock was waited for; nothing was written."""


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=10,
            connect_args={"check_same_thread": False, "timeout": 10},
        )
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _next_writer)
        return engine
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    return create_engine(parsed, pool_size=pool_size, max_overflow=0, pool_timeout=10, pool_pre_ping=True)


def _set_up_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, so that savepoints and IMMEDIATE work
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "busy_timeout=10000",
        "synchronous=FULL",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Read-then-write under a plain BEGIN fails when two writers meet; IMMEDIATE queues them.
    writes = connection.get_execution_options().get(WRITES, False)
    if writes:
        _wait_for_writers(connection)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _wait_for_writers(connection: Connection) -> None:
    """Writers of all processes queue at a file beside the database. SQLite's own waiting sleeps up to 100 ms between two looks,
    while another process writes one transaction after the other: measured, a save could wait for more than a second."""
    path = connection.engine.url.database
    if fcntl is None or not path or path == ":memory:" or path.startswith("file:"):
        return
    held = os.open(f"{path}-writer", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
    except BaseException:
        os.close(held)
        raise
    connection.info[WRITES] = held


def _next_writer(_connection: Any, record: Any) -> None:
    """The transaction has ended, and its connection goes back to the pool."""
    held = record.info.pop(WRITES, None)
    if held is not None:
        os.close(held)  # which gives the lock up, as the end of the process would


class Database:
    """One engine and its two kinds of session: reading and writing."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.engine = make_engine(url, pool_size=pool_size)
        self._reads = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._writes = sessionmaker(self.engine.execution_options(**{WRITES: True}), expire_on_commit=False)

    @property
    def is_embedded(self) -> bool:
        """SQLite: to end a reading transaction, nothing is sent anywhere."""
        return self.engine.dialect.name == "sqlite"

    def session(self, *, writes: bool) -> Session:
        """Begins with its first statement; to be ended by `keep`, or closed, which rolls back."""
        return self._writes() if writes else self._reads()

    def keep(self, session: Session) -> None:
        with session:
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self._reads() as session:
            yield session
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction: committed when the block ends, rolled back when it raises."""
        with self._writes() as session, session.begin():
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A reading session that sees one moment throughout, however long it reads and whoever writes meanwhile."""
        engine = self.engine
        if engine.dialect.name == "postgresql":  # on SQLite a transaction that reads is a snapshot already
            engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, autoflush=False, expire_on_commit=False) as session:
            yield session

    def close(self) -> None:
        self.engine.dispose()
