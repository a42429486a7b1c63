"""`uphill rank` as a process."""

from __future__ import annotations

import functools
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.domain.scoring.panels import SHROUT_FLEISS, simulated

FIELDS = {
    "status", "reason", "method", "warnings", "n_components", "mu", "var_nominee", "var_judge", "var_resid", "assignment_z",
    "nominees", "judges", "tie_zone", "icc", "alpha", "kendall_w", "kendall_p", "sensitivity",
}  # fmt: skip
OF_NOMINEE = {"raw", "trimmed", "fair", "se", "low", "high", "rank", "rank_low", "rank_high", "p_win", "n", "component"}
WIDE = "nominee,Ann,Bob,Cy,Zoë\n" + "\n".join(
    f"{name},{','.join(map(str, row))}" for name, row in zip("ABCDEF", SHROUT_FLEISS, strict=True)
)
LONG = "judge,nominee,score\n" + "\n".join(
    f"{judge},{name},{score}"
    for name, row in zip("ABCDEF", SHROUT_FLEISS, strict=True)
    for judge, score in zip(("Ann", "Bob", "Cy", "Zoë"), row, strict=True)
)


@functools.cache  # many a test asks what another one asked: the process is the same
def uphill(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "app", "rank", *arguments]
    return subprocess.run(command, input=given, capture_output=True, timeout=60, check=False)


def answer(*arguments: str, given: str | bytes) -> dict[str, Any]:
    done = uphill("-", "--json", *arguments, given=given if isinstance(given, bytes) else given.encode())
    assert (done.returncode, done.stderr) == (0, b"")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_the_answer_has_exactly_the_fields_that_are_promised() -> None:
    told = answer(given=LONG)
    assert set(told) == FIELDS
    assert {frozenset(one) for one in told["nominees"].values()} == {frozenset(OF_NOMINEE)}
    assert {frozenset(one) for one in told["judges"].values()} == {frozenset({"severity", "se", "n", "flags"})}
    assert set(told["icc"]) == {"ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"}
    assert set(told["alpha"]) == {"nominal", "ordinal", "interval", "ratio"}
    assert round(told["icc"]["ICC2"], 2) == 0.29
    assert told["judges"]["Bob"]["severity"] > 0 > told["judges"]["Ann"]["severity"]


@pytest.mark.parametrize(
    "given",
    [
        WIDE,
        LONG.replace(",", ";").encode("utf-16"),
        ("\ufeff" + LONG.replace(",", "\t")).encode(),
        LONG.encode("cp1252"),
    ],
    ids=["wide", "UTF-16 with semicolons", "tabs and a byte order mark", "Windows-1252"],
)
def test_other_shapes_and_encodings_say_the_same(given: str | bytes) -> None:
    assert answer(given=given) == answer(given=LONG)


def test_a_workbook_is_read_too(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    for line in WIDE.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    kept = io.BytesIO()
    book.save(kept)
    assert answer(given=kept.getvalue()) == answer(given=LONG)


def test_the_same_seed_gives_the_same_bytes_in_any_order_of_rows() -> None:
    rows = [f"{score.judge},{score.nominee},{score.value}" for score in simulated(12, 3, 6)]
    first, second = ("\n".join(["judge,nominee,score", *some]).encode() for some in (rows, rows[::-1]))
    assert (
        uphill("-", "--json", "--seed", "3", given=first).stdout
        == uphill("-", "--json", "--seed", "3", given=second).stdout
    )


def test_a_refusal_is_an_answer() -> None:
    told = answer(given="judge,nominee,score\nAnn,Bo,7\nAnn,Cy,8\n")
    assert told["status"] == "refused"
    assert "one judge" in told["reason"]
    done = uphill("-", given=b"judge,nominee,score\nAnn,Bo,7\nAnn,Cy,8\n")
    assert done.returncode == 0
    assert done.stdout.decode().startswith("REFUSED: All scores are from one judge.")


def test_people_get_a_table_with_both_scores_and_the_tie_zone() -> None:
    done = uphill("-", given=WIDE.encode())
    text = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    head = text.splitlines()[0].split()
    assert head == ["Nominee", "Fair", "90%", "interval", "Raw", "Ranks", "(90%)", "Wins", "Scores"]
    assert "In the tie zone" in text
    assert "Reliability of one judge" in text


def test_weights_method_and_scale_are_the_awards() -> None:
    criteria = "judge,nominee,criterion,score\n" + "\n".join(
        f"{judge},{name},{criterion},{value}"
        for judge, shift in (("Ann", 0), ("Bob", 1), ("Cy", 2))
        for name, first in (("A", 7), ("B", 5), ("C", 3))
        for criterion, value in (("Impact", first + shift), ("Skill", 10 - first))
    )
    assert answer("--method", "mean", "--weights", "Impact=3,Skill=1", given=criteria)["nominees"]["A"]["fair"] == 6.75
    done = uphill("-", "--scale", "1-8", given=criteria.encode())
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "uphill: standard input: Row 14, column “score”: 9 is out of the scale from 1 to 8."
    )


@pytest.mark.parametrize(
    ("arguments", "given", "sentence"),
    [
        (["-"], b"", "This file is empty"),
        (["nowhere.csv"], b"", "nowhere.csv: no such file"),
        (["-"], b"judge,nominee,score\nAnn,Bo,NaN\n", "Row 2, column “score”: “NaN” is not a finite number."),
        (["-"], b"\x00\x01\x02", "not a table"),
        (["-", "--method", "zscore"], b"", "--method is one of fair, mean, trimmed, additive."),
        (["-", "--assignment", "luck"], b"", "--assignment is one of"),
        (["-", "--weights", "Impact"], b"", "--weights: write criterion=weight"),
        (["-", "--scale", "10-1"], b"", "--scale: write the lowest"),
    ],
)
def test_what_cant_be_read_is_one_line_and_exit_code_two(arguments: list[str], given: bytes, sentence: str) -> None:
    done = uphill(*arguments, given=given)
    said = done.stderr.decode()
    assert (done.returncode, done.stdout, said.count("\n")) == (2, b"", 1)
    assert sentence in said


def test_help_of_uphill_loads_no_numbers() -> None:
    code = "import sys; from app.cli import build; build(); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
