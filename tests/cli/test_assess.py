"""`uphill assess` as a process: what goes in, what comes out, and one line where it can't."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HUNTER = {"id": "H", "accounts": [{"name": "Acme", "revenue": 100, "prior_revenue": 0, "origin": "self_sourced"}]}
FARMER = {"id": 7, "accounts": [{"name": "Globex", "revenue": 5600000, "prior_revenue": 3700000}]}


def uphill(*arguments: str, given: str | bytes = "") -> subprocess.CompletedProcess[str]:
    raw = given if isinstance(given, bytes) else given.encode()
    done = subprocess.run(
        [sys.executable, "-m", "app", *arguments], input=raw, capture_output=True, timeout=60, check=False
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def answers(*arguments: str, given: str | bytes = "") -> list[dict[str, object]]:
    done = uphill("assess", *arguments, given=given)
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize(
    "text",
    [
        json.dumps([HUNTER, FARMER]),
        json.dumps(HUNTER) + "\n" + json.dumps(FARMER) + "\n",
        json.dumps(HUNTER, indent=2) + "\r\n\r\n" + json.dumps(FARMER, indent=2),
        "\ufeff" + json.dumps([HUNTER, FARMER]),
        json.dumps([HUNTER, FARMER]).encode("utf-16"),
    ],
    ids=["a list", "lines", "objects one after another", "a byte order mark", "UTF-16"],
)
def test_a_list_or_lines_give_one_line_each(text: str | bytes) -> None:
    first, second = answers("-", given=text)
    assert (first["id"], first["role"], first["flag"]) == ("H", "hunter", False)
    assert (second["id"], second["role"], second["flag"]) == (7, "farmer", True)


def test_one_nomination_from_a_file_to_a_file(tmp_path: Path) -> None:
    source, target = tmp_path / "one.json", tmp_path / "answer.jsonl"
    source.write_text(json.dumps(FARMER), encoding="utf-8")
    assert answers(str(source), "--out", str(target)) == []
    answer = json.loads(target.read_text(encoding="utf-8"))
    assert answer["managed_share"] == 0.660714
    assert list(answer) == [
        "id", "role", "managed_share", "managed_share_low", "managed_share_high", "flag", "components", "remarks",
        "would_change",
    ]  # fmt: skip


def test_the_threshold_and_the_months_are_the_programs() -> None:
    assert answers("-", "--threshold", "0.7", given=json.dumps(FARMER))[0]["flag"] is False
    own = {"name": "A", "revenue": 120, "prior_revenue": 60, "origin": "inbound", "relationship_started": "2025-07"}
    data = json.dumps({"id": 1, "period_months": 12, "period_end": "2026-12-31", "accounts": [own]})
    assert answers("-", given=data)[0]["components"]["managed"] == 60  # type: ignore[index]
    assert answers("-", "--new-for-months", "24", given=data)[0]["components"]["new"] == 120  # type: ignore[index]


def test_text_of_any_language_comes_back_and_evidence_has_its_place() -> None:
    story = "Zoë 🙂 renewed all contracts and manages our largest accounts at Łódź."
    answer = answers("-", given=json.dumps({"id": "å", "narrative": story}))[0]
    assert answer["id"] == "å"
    evidence = answer["remarks"][0]["evidence"][0]  # type: ignore[index]
    assert story[evidence["start"] : evidence["end"]] == evidence["text"] == story


def test_a_customer_in_two_nominations_of_a_company_is_said_in_both() -> None:
    pair = [{**FARMER, "id": name, "company": "Demo Inc"} for name in ("a", "b")]
    for answer in answers("-", given=json.dumps(pair)):
        assert "same_customer_in_two_nominations" in [remark["code"] for remark in answer["remarks"]]  # type: ignore[attr-defined]


def test_an_empty_list_gives_nothing() -> None:
    assert answers("-", given="[]") == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("{", "line 1"),
        ("not json", "line 1, column 1"),
        ('{"id": 1, "narrative": "x"}\n{"id": 2,}', "line 2"),
        ('{"id": 1, "accounts": [{"revenue": NaN}]}', "NaN"),
        ('{"id": 1, "accounts": [{"revenue": -Infinity}]}', "-Infinity"),
        ('{"id": 1, "accounts": [{"revenue": 1e999}]}', "accounts[0].revenue"),
        (
            '[{"id": "a", "narrative": "x"}, {"id": "b", "accounts": [{"revenue": true}]}]',
            "entry 2 (id b), accounts[0].revenue",
        ),
        ('{"id": 1}', "narrative"),
        ('{"narrative": "x"}', "id"),
        ("5", "entry 1"),
        ('"text"', "entry 1"),
        ("null", "entry 1"),
        ("[[]]", "entry 1"),
        ("[" * 100_000, "not JSON"),
        (b"\xff\xfe\xff", "UTF"),
        (b"\x80abc", "UTF-8"),
        ('{"id": 1, "accounts": [{"revenue": ' + "9" * 5000 + "}]}", "line 1"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_code_2(text: str | bytes, says: str) -> None:
    done = uphill("assess", "-", given=text)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.startswith("uphill: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["assess", "no-such-file.json"],
        ["assess", "."],
        ["assess"],
        ["assess", "-", "--threshold", "much"],
        ["assess", "-", "--threshold", "nan"],
        ["assess", "-", "--threshold", "50"],
        ["assess", "-", "--new-for-months", "0"],
        ["assess", "-", "--nonsense"],
        ["assess", "-", "--out", "no-such-folder/answer.jsonl"],
        ["nonsense"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_one_line_on_stderr_and_exit_code_2(arguments: list[str]) -> None:
    done = uphill(*arguments, given=json.dumps(HUNTER))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("uphill: ")
    assert done.stderr.count("\n") == 1


def test_unknown_fields_are_refused_by_name_only_with_strict() -> None:
    text = json.dumps({**HUNTER, "hobby": "chess"})
    assert answers("-", given=text)[0]["role"] == "hunter"
    done = uphill("assess", "-", "--strict", given=text)
    assert done.returncode == 2
    assert "hobby" in done.stderr


def test_help_teaches_with_an_example() -> None:
    done = uphill("assess", "--help")
    assert done.returncode == 0
    assert "uphill assess -" in done.stdout
    assert "prior_revenue" in done.stdout


def test_assessing_does_not_load_the_web_or_the_database() -> None:
    code = (
        "import sys; from app.cli import build; build(('assess',)); import app.domain.revenue;"
        "heavy = {'fastapi', 'sqlalchemy', 'jinja2', 'uvicorn', 'numpy'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_a_long_run_draws_its_progress_on_a_terminal_and_nothing_where_it_is_piped(tmp_path: Path) -> None:
    import os
    import pty

    source, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": 1, "narrative": "She sells."}\n' * 600)
    command = [sys.executable, "-m", "app", "assess", str(source), "--out", str(out)]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert piped.stderr == b""
    terminal, theirs = pty.openpty()
    subprocess.run(command, stderr=theirs, stdout=subprocess.DEVNULL, check=True, env={**os.environ, "TERM": "xterm"})
    assert b"Assessing" in os.read(terminal, 100_000)
    os.close(theirs)
    os.close(terminal)
    assert out.read_text().count("\n") == 600
