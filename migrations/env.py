"""Alembic's door to our schema; `app.migrating` hands it the database."""

from alembic import context
from sqlalchemy import Connection

from app.db import make_engine
from app.schema import metadata
from app.settings import Settings


def migrate(connection: Connection) -> None:
    """On SQLite a changed table is made anew: its children must not be swept away with the old one."""
    if connection.dialect.name != "sqlite":
        return run(connection)
    raw = connection.connection.driver_connection
    assert raw is not None
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        run(connection)
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"The migration left rows without their parents: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed = context.config.attributes.get("connection")
if handed is not None:
    migrate(handed)
else:
    engine = make_engine(Settings().url)
    with engine.connect() as own:
        migrate(own)
    engine.dispose()
