"""Fixtures: both databases, the app on them, and browsers that are signed in.

`--database sqlite|postgres|both` (default: both where PostgreSQL can be started, else SQLite with a plain message).
Every test that uses the `database` fixture runs on each; each test gets a freshly migrated database and real commits.
"""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

# As `uphill serve` does, before numpy is imported: our matrices are small, and threads only get into each other's way.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from app.db import Database
from app.main import create_app
from app.schema import metadata, migrate
from app.settings import Settings
from tests.browsing import Visitor
from tests.postgres import Cluster, find_binaries
from tests.sqlite import hasty

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", default="both", choices=["sqlite", "postgres", "both"])
    parser.addoption(
        "--require-all", action="store_true", help="a missing PostgreSQL or Chromium is a failure, not a skip"
    )


def pytest_collectstart() -> None:
    gc.disable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that walk through everything first: at the end one worker would be busy with them alone."""
    items.sort(key=lambda item: item.path.parent != HERE)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end; going through it again and again took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "backend" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        names = ["sqlite", "postgres"] if chosen == "both" else [chosen]
        marks = {"postgres": [pytest.mark.postgres]}
        metafunc.parametrize(
            "backend", [pytest.param(name, marks=marks.get(name, [])) for name in names], scope="session"
        )


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    binaries = find_binaries()
    if binaries is None:
        if request.config.getoption("--require-all"):
            pytest.fail("PostgreSQL is required here, and none was found")
        pytest.skip("PostgreSQL is not installed on this machine")
    with Cluster(binaries, tmp_path_factory.mktemp("pg")) as running:
        yield running


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    database = hasty(path)
    migrate(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres_database(cluster: Cluster) -> Iterator[Database]:
    database = Database(cluster.create("suite"))
    migrate(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="session")
def emptying(postgres_database: Database) -> str:
    """What leaves PostgreSQL as if freshly migrated; on nearly empty tables 50 times faster than TRUNCATE."""
    with postgres_database.engine.begin() as connection:
        query = "SELECT quote_ident(sequence_name) FROM information_schema.sequences"
        sequences = [row[0] for row in connection.exec_driver_sql(query)]
    return ";".join(
        ["SET LOCAL session_replication_role = replica"]  # in any order, and past triggers
        + [f"DELETE FROM {table.name}" for table in metadata.sorted_tables]
        + [f"SELECT setval('{name}', 1, false)" for name in sequences]
    )


@pytest.fixture
def database(backend: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty, migrated database."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        copy = tmp_path / "test.sqlite3"
        copy.write_bytes(template.read_bytes())
        database = hasty(copy)
        yield database
        database.close()
        return
    database, emptying = request.getfixturevalue("postgres_database"), request.getfixturevalue("emptying")
    yield database
    with database.engine.begin() as connection:
        connection.exec_driver_sql(emptying)


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(data_dir=tmp_path_factory.mktemp("var"), base_url="http://testserver", _env_file=None)


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> FastAPI:
    return create_app(settings)


@pytest.fixture
def app(shared_app: FastAPI, database: Database) -> FastAPI:
    """The application on this test's database."""
    shared_app.state.database = database
    return shared_app


@pytest.fixture
def db(database: Database) -> Iterator[Session]:
    """A writing session for arranging and looking; commit what the app shall see (the factories do)."""
    with database._writes() as session:
        yield session


@pytest.fixture
def visitor(app: FastAPI) -> Iterator[Visitor]:
    """A browser that is not signed in; `visitor.signed_in(user)` gives one that is."""
    browser = Visitor(app)
    yield browser
    browser.close()


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)
