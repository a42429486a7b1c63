"""Every table: importing this module is how migrations and tests see the whole schema; and `migrate` brings a database to it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, inspect

from app.accounts import models as accounts
from app.audit import models as audit
from app.db import Base
from app.judging import models as judging
from app.mail import models as mail
from app.nominations import models as nominations
from app.programs import models as programs

MODELS = (accounts, audit, judging, mail, nominations, programs)
metadata = Base.metadata
ROOT = Path(__file__).resolve().parents[1]


def migrate(engine: Engine, target: str = "head", *, down: bool = False) -> None:
    config = Config(str(ROOT / "alembic.ini"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, target)


def has_tables(engine: Engine) -> bool:
    return inspect(engine).has_table("programs")
