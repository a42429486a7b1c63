"""Writers of several processes on one SQLite file: none fails, and none waits long behind another that writes all the time."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from app.db import Database

WRITER = """
import sys
from sqlalchemy import text
from app.db import Database
database = Database(sys.argv[1])
for _ in range(int(sys.argv[2])):
    with database.writing() as session:
        before = session.scalar(text("SELECT n FROM t"))
        session.execute(text("UPDATE t SET n = :n"), {"n": before + 1})
"""


def made(tmp_path: Path) -> tuple[Database, str]:
    url = f"sqlite:///{tmp_path / 'writers.sqlite3'}"
    database = Database(url)
    with database.writing() as session:
        session.execute(text("CREATE TABLE t (n INTEGER)"))
        session.execute(text("INSERT INTO t VALUES (0)"))
    return database, url


def test_read_then_write_by_four_processes_loses_nothing(tmp_path: Path) -> None:
    database, url = made(tmp_path)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, url, "100"]) for _ in range(4)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    with database.reading() as session:
        assert session.scalar(text("SELECT n FROM t")) == 400


def test_a_writer_that_fails_lets_the_next_one_in(tmp_path: Path) -> None:
    database, _url = made(tmp_path)
    for _ in range(3):
        try:
            with database.writing() as session:
                session.execute(text("UPDATE t SET n = n + 1"))
                raise LookupError
        except LookupError:
            pass
    with database.writing() as session:
        session.execute(text("UPDATE t SET n = n + 1"))
    with database.reading() as session:
        assert session.scalar(text("SELECT n FROM t")) == 1


def test_a_writer_that_is_killed_lets_the_next_one_in(tmp_path: Path) -> None:
    database, url = made(tmp_path)
    holding = (
        WRITER
        + "\nwith database.writing() as session:\n    session.execute(text('UPDATE t SET n = 99')); print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holding, url, "0"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    holder.kill()
    holder.wait(10)
    with database.writing() as session:
        assert session.scalar(text("SELECT n FROM t")) == 0
        session.execute(text("UPDATE t SET n = 1"))
