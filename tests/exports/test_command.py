"""`uphill export` on the command line: files, pipes, and one clear line for what can't be."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.cli import main
from app.db import Database
from app.nominations.models import Nomination
from app.programs.models import Program
from tests import factories as make


@pytest.fixture(autouse=True)
def _on_this_database(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UPHILL_DATABASE_URL", database.engine.url.render_as_string(hide_password=False))


def run(*arguments: str) -> int:
    try:
        main(["export", *arguments])
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def test_a_table_goes_into_a_pipe_as_csv(
    db: Session, nominations: list[Nomination], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("awards", "--what", "nominations", "--format", "csv") == 0
    rows = list(csv.DictReader(io.StringIO(capfdbinary.readouterr().out.decode("utf-8-sig"))))
    assert [row["Reference"] for row in rows] == [nomination.reference for nomination in nominations]
    event = db.query(AuditEvent).filter_by(action="program.export").one()
    assert event.actor_id is None


def test_the_whole_program_goes_into_one_workbook(nominations: list[Nomination], tmp_path: Path) -> None:
    assert run("awards", "--out", str(tmp_path / "all.xlsx")) == 0
    assert openpyxl.load_workbook(tmp_path / "all.xlsx").sheetnames[:2] == ["Nominations", "Revenue lines"]


def test_the_ending_of_the_file_chooses_the_format(nominations: list[Nomination], tmp_path: Path) -> None:
    assert run("awards", "--what", "scores", "--out", str(tmp_path / "scores.json")) == 0
    assert (tmp_path / "scores.json").read_text().startswith("[\n{")


def test_judges_comments_are_exported_from_the_command_line(nominations: list[Nomination], tmp_path: Path) -> None:
    assert run("awards", "--what", "comments", "--out", str(tmp_path / "comments.csv")) == 0
    assert "Comment to the organizers" in (tmp_path / "comments.csv").read_text("utf-8-sig").splitlines()[0]


def test_an_earlier_round_is_exported_by_its_name(db: Session, nominations: list[Nomination], tmp_path: Path) -> None:
    program = db.get_one(Program, nominations[0].program_id)
    make.round_of(db, program).name = "Longlist"
    make.make_round(db, program, "Shortlist")
    counts = {}
    for name in ("Longlist", "Shortlist"):
        assert run("awards", "--what", "scores", "--round", name, "--out", str(tmp_path / f"{name}.csv")) == 0
        rows = list(csv.DictReader(io.StringIO((tmp_path / f"{name}.csv").read_text("utf-8-sig"))))
        counts[name] = len(rows)
        assert {row["Round"] for row in rows} <= {name}
    assert counts["Longlist"] > 0
    assert counts["Shortlist"] == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere",), "There is no program named 'nowhere'. There is: awards."),
        (("awards", "--what", "secrets"), "can't be exported"),
        (("awards", "--round", "Final"), "No round named 'Final' has begun. There is: Judging."),
        (("awards", "--format", "exe"), "is no format for an export"),
        (("awards", "--format", "csv"), "goes into one workbook"),
        (("awards", "--out", "/nonexistent/x.xlsx"), "can't be written"),
        (("awards", "--out", "/nonexistent/x.docx"), "can be written as .csv, .xlsx, .json or .pdf"),
        (("awards", "--out", "/nonexistent/x.pdf"), "goes into one workbook"),
        (("awards", "--what", "book", "--format", "csv"), "nothing else is"),
        (
            ("awards", "--what", "scores", "--out", "/nonexistent/x.docx"),
            "can be written as .csv, .xlsx, .json or .pdf",
        ),
        (("awards", "--what", "scores", "--out", "/nonexistent/x.pdf"), "nothing else is"),
        (("awards", "--what", "scores", "--format", "csv", "--out", "/nonexistent/x.xlsx"), "would hold CSV"),
    ],
)
def test_what_can_t_be_is_said_in_one_line(
    nominations: list[Nomination], capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert run(*arguments) == 2
    said = capfd.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_the_results_book_is_exported_from_the_command_line(nominations: list[Nomination], tmp_path: Path) -> None:
    assert run("awards", "--what", "book", "--out", str(tmp_path / "book.pdf")) == 0
    assert (tmp_path / "book.pdf").read_bytes().startswith(b"%PDF-1.7")
