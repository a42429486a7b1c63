"""The migrations build exactly what the models say, and go down and up again with rows in the tables."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, inspect
from sqlalchemy.orm import Session

from app.db import Database
from app.schema import metadata, migrate, state
from tests import factories as make


def differences(database: Database, wanted: MetaData) -> list[object]:
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), wanted))


def test_the_migrated_schema_is_what_the_models_say(database: Database) -> None:
    assert differences(database, metadata) == []


def test_a_column_that_has_no_migration_is_found(database: Database) -> None:
    planted = MetaData()
    Table("planted", planted, Column("id", Integer, primary_key=True))
    assert any("planted" in str(found) for found in differences(database, planted))


@pytest.fixture
def own_database(backend: str, tmp_path: object, request: pytest.FixtureRequest) -> Database:
    """One that this test may take apart."""
    if backend == "sqlite":
        return Database(f"sqlite:///{tmp_path}/own.sqlite3")
    return Database(request.getfixturevalue("cluster").create(f"own_{make.next_number()}"))


def test_down_and_up_again_with_rows(own_database: Database) -> None:
    migrate(own_database.engine)
    with own_database._writes() as db:
        _fill(db)
    migrate(own_database.engine, "base", down=True)
    assert set(inspect(own_database.engine).get_table_names()) <= {"alembic_version"}
    migrate(own_database.engine)
    assert state(own_database.engine).is_current
    own_database.close()


def _fill(db: Session) -> None:
    program = make.make_program(db, standing="judging")
    judge = make.make_judge(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db))
    make.make_scorecard(
        db, make.make_assignment(db, nomination, judge), {c.id: 7000 for c in make.criteria_of(db, program)}
    )
