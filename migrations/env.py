"""Alembic's door to our schema; `app.migrating` hands it the database."""

from alembic import context
from sqlalchemy import Connection

from app.db import make_engine
from app.schema import metadata
from app.settings import Settings


def migrate(connection: Connection) -> None:
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
