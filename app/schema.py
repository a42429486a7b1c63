"""Every table: importing this module is how migrations and tests see the whole schema; and `migrate` brings a database to it."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from app.accounts import models as accounts
from app.audit import models as audit
from app.db import Base
from app.exports import models as exports
from app.files import models as files
from app.judging import models as judging
from app.mail import models as mail
from app.nominations import models as nominations
from app.panels import models as panels
from app.programs import models as programs
from app.redaction import models as redaction
from app.results import models as results

MODELS = (accounts, audit, exports, files, judging, mail, nominations, panels, programs, redaction, results)
metadata = Base.metadata
ROOT = Path(__file__).resolve().parents[1]


def migrate(engine: Engine, target: str = "head", *, down: bool = False) -> None:
    config = Config(str(ROOT / "alembic.ini"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, target)


@dataclass(frozen=True)
class State:
    """Where a database stands: empty, behind, current, or made by a newer version."""

    has_tables: bool
    is_current: bool
    is_newer: bool


def state(engine: Engine) -> State:
    script = ScriptDirectory.from_config(Config(str(ROOT / "alembic.ini")))
    with engine.connect() as connection:
        has_tables = inspect(connection).has_table("programs")
        revision = MigrationContext.configure(connection).get_current_revision()
    known = {found.revision for found in script.walk_revisions()}
    return State(has_tables, revision == script.get_current_head(), revision is not None and revision not in known)
