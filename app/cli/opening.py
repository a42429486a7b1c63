"""What every command that needs the database begins with: settings and a database, or one clear line why not."""

from pydantic import ValidationError
from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.domain.errors import UserError
from app.programs.models import Program
from app.schema import state
from app.settings import Settings


def read_settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = "UPHILL_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UserError(f"The setting {name} can't be used: {first['msg']}.") from None


def open_database(settings: Settings) -> Database:
    """Connects once, so that a wrong address is told now."""
    if not settings.database_url:
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        database = Database(settings.url, pool_size=settings.pool_size)
        with database.engine.connect():
            return database
    except (SQLAlchemyError, OSError, ValueError, ImportError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise UserError(
            f"The database can't be opened: {reason}. It is named by UPHILL_DATABASE_URL or UPHILL_DATA_DIR."
        ) from None


def current_database() -> tuple[Settings, Database]:
    """For commands that read or change a contest: the database must be there and up to date."""
    settings = read_settings()
    database = open_database(settings)
    found = state(database.engine)
    if not found.has_tables:
        raise UserError(
            "There is no contest in this database yet. Start with 'uphill serve', or 'uphill demo' to look around (for commands on it, set UPHILL_MODE=demo)."
        )
    if not found.is_current:
        raise UserError("The database is not up to date. Save a copy of it, then run 'uphill migrate'.")
    return settings, database


def is_demo(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.scalar(select(exists().where(Program.is_demo))))
