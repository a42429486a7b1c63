"""`uphill assess sheet.csv --out sheet.xlsx` as a process."""

import csv
import io
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests import example_sheets as examples


def uphill(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "assess", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    file = tmp_path / "form.csv"
    file.write_bytes(examples.google_form())
    return file


def test_a_csv_goes_out_as_a_workbook_with_flags_and_the_mapping_is_printed(form: Path) -> None:
    out = form.with_name("out.xlsx")
    done = uphill(str(form), "--out", str(out))
    assert (done.returncode, done.stdout) == (0, "")
    assert "  Nominee's full name = nominee" in done.stderr
    assert "3 assessed" in done.stderr
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    rows = [
        dict(zip([c.value for c in sheet[1]], [c.value for c in row], strict=True))
        for row in sheet.iter_rows(min_row=2)
    ]
    assert [row["Uphill: question"] for row in rows] == [
        "Question: mostly managed?", None, "Question: no breakdown by customer",
    ]  # fmt: skip
    assert rows[0]["Company"] == "Sample Steel"


def test_a_workbook_goes_out_as_a_csv(tmp_path: Path) -> None:
    file, out = tmp_path / "in.xlsx", tmp_path / "out.csv"
    file.write_bytes(examples.titled_workbook())
    assert uphill(str(file), "--out", str(out)).returncode == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(out.read_text(encoding="utf-8-sig"), newline="")))
    assert rows[3][:2] == ["Reference", "Nominee"]
    assert "FLAG: mostly managed" in rows[4]


def test_without_out_the_rows_are_printed(form: Path) -> None:
    done = uphill(str(form))
    assert done.returncode == 0
    assert len(list(csv.DictReader(io.StringIO(done.stdout)))) == 3


def test_the_printed_mapping_can_be_changed_and_given_back(form: Path) -> None:
    said = uphill(str(form), "--out", str(form.with_name("a.xlsx"))).stderr
    lines = [line for line in said.splitlines() if line.startswith("  ")]
    mapping = form.with_name("mapping.txt")
    mapping.write_text("\n".join(lines).replace("= narrative", "= ignore"))
    done = uphill(str(form), "--map", str(mapping))
    assert done.returncode == 0
    assert "deserves to win = ignore" in done.stderr
    second = list(csv.DictReader(io.StringIO(done.stdout)))[1]
    assert second["Uphill: role"] == "Too little to tell"


def test_the_threshold_is_honored(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("Nominee,Revenue,Existing customers\nSample,1000,700\n")
    assert "FLAG" in uphill(str(file)).stdout
    assert "FLAG" not in uphill(str(file), "--threshold", "0.7").stdout


@pytest.mark.parametrize(
    ("name", "content", "options", "said"),
    [
        ("a.csv", b"", (), "a.csv: This file is empty."),
        ("a.xls", b"<html><table>", (), "web page"),
        ("a.xlsx", b"PK\x03\x04nonsense", (), "damaged"),
        ("a.csv", b"Colour,Shape\nred,round\n", (), "no column shows revenue or a story"),
        ("a.csv", b"Nominee,Revenue\nA,1\n", ("--out", "x.pdf"), "as .xlsx or .csv"),
        ("a.csv", b"Nominee,Revenue\nA,1\n", ("--out", "no/such/folder/x.xlsx"), "no such file"),
        ("a.csv", b"Nominee,Revenue\nA,1\n", ("--out", "a.csv"), "the sheet itself"),
        ("a.csv", b"Nominee,Revenue\nA,1\n", ("--map", "missing.txt"), "missing.txt: no such file"),
        ("a.csv", b"Nominee,Revenue\nA,1\n", ("--map", "a.csv"), "line 1: write"),
        ("a.csv", b"Nominee,Revenue\nA,1\n", ("--decimal", "dot"), "--decimal is point"),
        ("a.json", b'{"id": 1, "narrative": "x"}', ("--map", "a.json"), "--map and --decimal are for sheets"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, options: tuple[str, ...], said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-m", "app", "assess", name, *options]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": str(root), "PATH": ""},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    last = done.stderr.splitlines()[-1]
    assert last.startswith("uphill: ")
    assert said in last
    assert "Traceback" not in done.stderr


def test_a_column_of_shares_that_reads_in_two_ways_is_asked_about(tmp_path: Path) -> None:
    file = tmp_path / "sheet.csv"
    file.write_text("Nominee,Revenue,Existing %\nA,1000,0.5\nB,1000,90%\n")
    done = uphill(str(file))
    (asked,) = [line for line in done.stderr.splitlines() if line.startswith("Please check: ")]
    assert asked.startswith("Please check: Existing %: ")
    assert "--decimal" not in asked


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    done = uphill(str(tmp_path / "none.csv"))
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "no such file" in done.stderr
