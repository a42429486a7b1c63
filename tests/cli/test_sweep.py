"""`uphill sweep` deletes what nothing names, and says when something is missing."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.cli import main
from app.db import Database
from app.files.folder import Folder
from app.schema import migrate
from tests import factories as make


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UPHILL_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("UPHILL_DATABASE_URL", raising=False)
    database = Database(f"sqlite:///{tmp_path / 'uphill.sqlite3'}")
    migrate(database.engine)
    database.close()
    return tmp_path


def test_an_orphan_goes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = Folder(here / "files")
    digest = folder.put(b"nobody's")
    old = (datetime.now(UTC) - timedelta(days=3)).timestamp()
    os.utime(folder.path / digest[:2] / digest, (old, old))
    run(["sweep"], 0)
    assert "1 files deleted" in capsys.readouterr().out
    assert not folder.exists(digest)


def test_a_missing_file_is_exit_code_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database(f"sqlite:///{here / 'uphill.sqlite3'}")
    with database._writes() as db:
        make.make_evidence(db, make.make_submitted(db, make.make_program(db), make.make_user(db)))
    database.close()
    run(["sweep"], 2)
    assert "1 files are missing" in capsys.readouterr().err


def run(arguments: list[str], code: int) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == code
