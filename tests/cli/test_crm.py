"""`uphill crm FILE` as a process: JSON, questions with exit code 3, one line and exit code 2 for what can't be read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.domain.crm import examples

PERIOD = ("--owner", "Dana Sample", "--from", "2026-01-01", "--to", "2026-12-31")


def uphill(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app", "crm", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.csv"
    file.write_text(examples.SALESFORCE)
    return file


def test_json_has_the_fields_that_the_guide_names(report: Path) -> None:
    done = uphill(report, *PERIOD, "--json")
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert {key: answer[key] for key in ("profile", "sheet", "rows_read", "rows_used", "left_out", "total")} == {
        "profile": "salesforce", "sheet": None, "rows_read": 5, "rows_used": 2, "left_out": {"footer": 1, "lost": 1, "prior_period": 1}, "total": 21234.5,
    }  # fmt: skip
    assert answer["totals_by_type"] == {"Existing Customer - Upgrade": 1234.5, "New Customer": 20000}
    assert answer["accounts"][0] == {
        "name": "Initech", "revenue": 20000, "prior_revenue": 0, "kinds": ["new_business"], "origin": "self_sourced",
        "relationship_started": "2026-04-30", "rows": [3], "prior_rows": [],
    }  # fmt: skip
    assert answer["questions"] == []


def test_a_printed_mapping_may_be_given_back(report: Path, tmp_path: Path) -> None:
    decisions = tmp_path / "map.json"
    decisions.write_text(uphill(report, *PERIOD, "--json").stdout)
    done = uphill(report, "--map", decisions, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["total"] == 21234.5


def test_what_must_be_decided_first_is_said_with_exit_code_3(tmp_path: Path) -> None:
    file = tmp_path / "deals.csv"
    file.write_text(examples.AMBIGUOUS)
    done = uphill(file, *PERIOD, "--json")
    assert done.returncode == 3
    assert done.stderr.startswith("Please decide: ")
    assert "day or the month" in json.loads(done.stdout)["questions"][0]
    decisions = tmp_path / "map.json"
    decisions.write_text('{"dates": {"close_date": "mdy"}}')
    assert uphill(file, *PERIOD, "--map", decisions).returncode == 0


def test_people_read_customers_and_reasons(report: Path) -> None:
    done = uphill(report, *PERIOD)
    assert "Initech: 20,000, before: 0 (new_business; self_sourced; rows 3)" in done.stdout
    assert "Left out: footer 1, lost 1, prior_period 1" in done.stdout


@pytest.mark.parametrize(
    ("content", "arguments", "said"),
    [
        (b"<html><table>", PERIOD, "web page"),
        (b"", PERIOD, "empty"),
        (b"PK\x03\x04broken", PERIOD, "damaged"),
        (b"a,b\n", ("--from", "2026-13-01", "--to", "2026-12-31"), "not a day"),
        (b"a,b\n", ("--from", "2026-01-01"), "together"),
        (b"a,b\n", ("--map", "missing.json"), "no such file"),
    ],
)
def test_what_cannot_be_read_is_one_line_with_exit_code_2(
    tmp_path: Path, content: bytes, arguments: tuple[str, ...], said: str
) -> None:
    file = tmp_path / "deals.csv"
    file.write_bytes(content)
    done = uphill(file, *arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "{",
        '{"colums": {}}',
        '{"types": {"A": "newish"}}',
        '{"period_from": "soon"}',
        '{"columns": {"amont": "A"}}',
        '{"rows": [1]}',
        "9" * 5000,
    ],
)
def test_a_map_file_with_a_mistake_is_refused_by_name(report: Path, tmp_path: Path, text: str) -> None:
    decisions = tmp_path / "map.json"
    decisions.write_text(text)
    done = uphill(report, *PERIOD, "--map", decisions)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("uphill: map.json: ")
