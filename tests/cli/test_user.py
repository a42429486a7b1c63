"""`uphill user` as a process, on a database of its own."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.accounts.service import signing_in
from app.audit.models import AuditEvent
from app.db import Database


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path) -> Path:
    (tmp_path / "uphill.sqlite3").write_bytes(sqlite_template.read_bytes())
    return tmp_path


def uphill(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "UPHILL_DATA_DIR": str(folder), **environment}
    return subprocess.run(
        [sys.executable, "-m", "app", "user", *arguments], env=env, capture_output=True, text=True, timeout=60
    )


def test_the_first_administrator_is_made_here(folder: Path) -> None:
    done = uphill(folder, "create", "Boss@Firm.example", "--name", "The  Boss", "--administrator")
    assert (done.returncode, done.stdout) == (0, "Created an account: Boss@Firm.example, administrator.\n")
    done = uphill(folder, "create", "boss@firm.example")
    assert done.stdout == "There is an account already: Boss@Firm.example, administrator.\n"
    database = Database(f"sqlite:///{folder / 'uphill.sqlite3'}")
    with database.reading() as session:
        (user,) = session.scalars(select(User)).all()
        assert (user.name, user.is_administrator, user.password_hash) == ("The Boss", True, None)
        assert session.scalars(select(AuditEvent.action).order_by(AuditEvent.seq)).all() == [
            "account.create",
            "user.administrator_grant",
        ]
    database.close()
    assert uphill(folder, "list", "BOSS").stdout == "Boss@Firm.example\tThe Boss\tadministrator\n"
    assert uphill(folder, "list", "nobody").stdout == ""


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "ａnn@firm.example"])
def test_what_is_no_address_is_one_line_and_exit_code_2(folder: Path, email: str) -> None:
    done = uphill(folder, "create", email)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("uphill: ")
    assert done.stderr.count("\n") == 1


def test_the_code_that_was_asked_for_is_shown_locally_and_never_in_production(folder: Path) -> None:
    database = Database(f"sqlite:///{folder / 'uphill.sqlite3'}")
    now = datetime.now(UTC)
    with database.writing() as session:
        signing_in.ask_for_code(
            session,
            email="ann@firm.example",
            browser="b",
            next_path="/",
            origin="http://here",
            now=now - timedelta(minutes=11),
        )
    assert "works for ten minutes" in uphill(folder, "sign-in-link", "ann@firm.example").stderr
    with database.writing() as session:
        signing_in.ask_for_code(
            session, email="ann@firm.example", browser="b", next_path="/", origin="http://here", now=now
        )
    database.close()
    done = uphill(folder, "sign-in-link", "Ann@Firm.example")
    assert "http://here/sign-in/link/" in done.stdout
    done = uphill(folder, "sign-in-link", "ann@firm.example", UPHILL_MODE="production")
    assert (done.returncode, done.stdout) == (2, "")
