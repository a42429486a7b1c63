"""`uphill assign` as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

PLAN: dict[str, Any] = {
    "nominations": [{"id": f"N-{i}", "category": "SaaS" if i % 2 else "Steel", "topics": ["export"]} for i in range(8)],
    "judges": [
        {"id": name, "min": 1, "max": 6, "topics": ["SaaS"], "conflicts": ["N-1"] if name == "Ann" else []}
        for name in ("Ann", "Bob", "Cy", "Dee", "Eve")
    ],
    "per_nomination": {"min": 3, "max": 3},
    "keep": [["Ann", "N-2"]],
}
FIELDS = {
    "status", "assignments", "load", "coverage", "expertise", "connected", "components", "min_overlap", "unmet",
    "expertise_before_mixing", "gap", "mixing", "moved",
}  # fmt: skip


def uphill(*arguments: str, given: object) -> subprocess.CompletedProcess[bytes]:
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    command = [sys.executable, "-m", "app", "assign", *arguments]
    return subprocess.run(command, input=raw, capture_output=True, timeout=60, check=False)


def test_a_plan_has_all_fields_and_keeps_to_the_wishes() -> None:
    done = uphill("-", "--json", given=PLAN)
    assert (done.returncode, done.stderr) == (0, b"")
    told = json.loads(done.stdout)
    assert set(told) == FIELDS
    assert (told["status"], told["unmet"], told["connected"], told["components"]) == ("ok", [], True, 1)
    assert told["coverage"] == {f"N-{i}": 3 for i in range(8)}
    assert ["Ann", "N-2"] in told["assignments"]
    assert ["Ann", "N-1"] not in told["assignments"]
    assert sorted(told["load"].values()) == [4, 5, 5, 5, 5]
    assert uphill("-", "--json", given=PLAN).stdout == done.stdout


def test_people_get_a_table_and_what_cannot_be_met() -> None:
    done = uphill("-", given={**PLAN, "per_nomination": {"min": 4, "max": 4}})
    text = done.stdout.decode()
    assert done.returncode == 0
    assert "30 assignments" in text
    assert "All can be compared" in text
    assert "! 2 of 32 scores can't be given" in text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (b"{", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        ([], "The plan is not an object"),
        ({"nominations": []}, "lacks the field 'judges'"),
        ({**PLAN, "nominaitons": []}, "unknown field 'nominaitons'"),
        ({**PLAN, "judges": [{"id": "Ann", "min": 3, "max": 2}]}, "max (2) is less than min (3)"),
        ({**PLAN, "judges": [{"id": "Ann"}, {"id": "Ann"}]}, "Judge Ann is listed twice"),
        ({**PLAN, "judges": [{"id": "Ann", "conflicts": ["N-99"]}]}, "names the nomination N-99"),
        ({**PLAN, "judges": [{"id": "Ann", "max": 1e400}]}, "not a whole number"),
        ({**PLAN, "judges": [{"id": "Ann", "bids": {"N-1": 5}}]}, "bids are"),
        ({**PLAN, "keep": [["Ann"]]}, "not a pair"),
        ({**PLAN, "keep": [["Zed", "N-1"]]}, "names Zed"),
        ({**PLAN, "per_nomination": {"min": 4, "max": 3}}, "max (3) is less than min (4)"),
        ({**PLAN, "per_nomination": [3]}, "per_nomination is not an object"),
        ({**PLAN, "per_nomination": {"min": 0, "max": 0}}, "max is 0, so nobody would judge anything"),
        ({**PLAN, "judges": None}, "nominations and judges are lists"),
        ({**PLAN, "judges": [{"id": 1}, {"id": "1"}]}, "Judge 1 is listed twice"),
        ({**PLAN, "judges": [{"id": "Ann\x1b[31m"}]}, "signs that can't be printed"),
        ({**PLAN, "judges": [{"id": "A" * 5000}]}, "longer than 200 characters"),
        (b'{"nominations": [{"id": "\\ud800"}], "judges": []}', "signs that can't be printed"),
        (b'{"nominations": [{"id": ' + b"9" * 6000 + b'}], "judges": []}', "too many digits"),
        ({**PLAN, "keep": [["N-1", "Ann"]]}, "a pair is [judge, nomination]"),
        ({**PLAN, "apart": [["Ann", "Ann"]]}, "names Ann twice"),
        ({**PLAN, "apart": [["Ann", "Bob"]], "together": [["Bob", "Ann"]]}, "both name Bob and Ann"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: object, sentence: str) -> None:
    done = uphill("-", given=given)
    assert (done.returncode, done.stdout) == (2, b"")
    line = done.stderr.decode()
    assert line.count("\n") == 1
    assert sentence in line


def test_bids_on_numbered_nominations_are_understood_and_an_empty_plan_says_so() -> None:
    bids = {
        "nominations": [{"id": 1}, {"id": 2}],
        "judges": [{"id": "Ann", "bids": {"1": 1}}, {"id": "Bob", "bids": {"2": 1}}],
    }
    told = json.loads(uphill("-", "--json", given={**bids, "per_nomination": {"min": 1, "max": 1}}).stdout)
    assert told["assignments"] == [["Ann", 1], ["Bob", 2]]
    empty = uphill("-", given={"nominations": [{"id": 1}], "judges": []}).stdout.decode()
    assert "There are no judges, so none of 3 scores can be given." in empty
    assert "compared" not in empty


def test_nobody_has_a_single_nomination_of_a_category_where_that_is_asked_for() -> None:
    plan = {**PLAN, "per_nomination": {"min": 2, "max": 2}, "several_of_category": True}
    told = json.loads(uphill("-", "--json", given=plan).stdout)
    category = {one["id"]: one["category"] for one in PLAN["nominations"]}
    held = [(judge, category[nomination]) for judge, nomination in told["assignments"]]
    assert min(held.count(one) for one in held) > 1
    assert (told["unmet"], set(told["coverage"].values())) == ([], {2})
    wrong = uphill("-", given={**plan, "several_of_category": 1})
    assert (wrong.returncode, wrong.stderr.decode().strip().count("\n")) == (2, 0)
    assert b"several_of_category is true or false." in wrong.stderr
