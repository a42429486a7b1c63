"""The revenue rules sentence by sentence, on the nominations of `sentences.toml`, and rules 5 and 6 as whole tables."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.revenue import Assessment, Rules, assess, nomination_from
from app.domain.revenue.parsing import FIELDS
from app.domain.revenue.wording import change_text, remark_text

TABLE = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))["case"]
PARTS = ("total", "managed", "expansion", "new", "undetermined")
PERIOD = {"period_months": 12, "period_end": "2026-12-31"}


def assessed(case: dict[str, Any]) -> Assessment:
    options = dict(zip(case.get("options", [])[::2], case.get("options", [])[1::2], strict=True))
    months = options.get("--new-for-months")
    rules = Rules(Decimal(options.get("--threshold", "0.5")), int(months) if months else None)
    return assess(
        nomination_from(PERIOD | {key: case[key] for key in case if key in FIELDS | {"id"}}, strict=True), rules
    )


@pytest.fixture(params=TABLE, ids=lambda case: case["id"])
def case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return request.param  # type: ignore[no-any-return]


def test_shares_flag_and_role_are_those_of_the_rules(case: dict[str, Any]) -> None:
    found = assessed(case)
    shares = {"share": "managed_share", "low": "managed_share_low", "high": "managed_share_high"}
    for key, name in shares.items():
        if key in case:
            wanted = None if case[key] == "null" else pytest.approx(case[key], abs=1e-6)
            assert getattr(found, name) == wanted, case["says"]
    for key in ("kept", "own_base"):
        if key in case:
            assert getattr(found, key) == pytest.approx(case[key], abs=1e-6)
    assert found.flag is case.get("flag", found.flag), case["says"]
    roles = case.get("role", found.role)
    assert found.role in ([roles] if isinstance(roles, str) else roles), case["says"]
    if "estimated" in case:
        assert list(found.estimated or ()) == case["estimated"]


def test_the_parts_are_those_of_the_rules(case: dict[str, Any]) -> None:
    found = assessed(case).components
    wanted = dict(zip(PARTS, case["split"], strict=True)) if "split" in case else {}
    wanted |= {part: case[part] for part in PARTS if part in case}
    assert {part: found[part] for part in wanted} == pytest.approx(wanted), case["says"]
    if found["total"] is not None:
        assert sum(found[part] or 0 for part in PARTS[1:]) == pytest.approx(found["total"])


def test_remarks_changes_and_evidence_are_those_of_the_rules(case: dict[str, Any]) -> None:
    found = assessed(case)
    codes = {remark.code for remark in found.remarks}
    assert set(case.get("must", [])) <= codes, case["says"]
    assert not set(case.get("not", [])) & codes, case["says"]
    said = " ".join(remark_text(remark) for remark in found.remarks)
    assert all(text in said for text in case.get("texts", []))
    assert not any(text in said for text in case.get("no_texts", []))
    changes = " ".join(change_text(change) for change in found.would_change)
    assert all(text in changes for text in case.get("changes", []))
    flag = found.remark("mostly_managed")
    if "severity" in case:
        assert flag is not None
        assert flag.severity == case["severity"]
    if "flag_customers" in case:
        assert flag is not None
        assert list(flag.customers) == case["flag_customers"]
    for evidence in (evidence for remark in found.remarks for evidence in remark.evidence):
        assert case["narrative"][evidence.start : evidence.end] == evidence.text


# Rules 5 and 6 as a whole. Letters are the part that takes all of the revenue (M managed, E expansion, N new,
# U undetermined) where the relationship started before the period, in it, or at a time not known.
UNKNOWN_BEFORE = """
               own  assigned  inherited  acquired_company  unknown
renewal        MMM  MMM       MMM        MMM               MMM
service        MNM  MMM       MMM        MMM               MMM
new_business   MNN  MNM       MMM        MMM               UNU
expansion      UNU  UUU       UUU        MMM               UUU
unknown        MNU  MMM       MMM        MMM               UUU
"""
NOTHING_BEFORE = """
               own  assigned  inherited  acquired_company  unknown
renewal        MMM  MMM       MMM        MMM               MMM
service        MNN  MNN       MMM        MMM               MNN
new_business   NNN  ENN       MMM        MMM               ENN
expansion      NNN  ENN       UUU        MMM               ENN
unknown        NNN  ENN       MMM        MMM               ENN
"""
CONFIRMED_NOTHING_BEFORE = """
               inherited
renewal        ENN
service        ENN
new_business   ENN
expansion      ENN
unknown        ENN
"""
STARTS = ("2019-05-01", "2026-05-01", None)
LETTERS = {"managed": "M", "expansion": "E", "new": "N", "undetermined": "U"}


def cells(table: str) -> list[tuple[str, str, str | None, str]]:
    head, *rows = [line.split() for line in table.strip().splitlines()]
    origins = {"own": ("self_sourced", "inbound", "partner")}
    return [
        (row[0], origin, start, letter)
        for row in rows
        for name, letters in zip(head, row[1:], strict=True)
        for origin in origins.get(name, (name,))
        for start, letter in zip(STARTS, letters, strict=True)
    ]


@pytest.mark.parametrize(
    ("table", "prior", "confirmed", "count"),
    [
        (UNKNOWN_BEFORE, None, False, 105),
        (NOTHING_BEFORE, 0, False, 105),
        (CONFIRMED_NOTHING_BEFORE, 0, True, 15),
    ],
    ids=["unknown the year before", "nothing the year before", "confirmed nothing the year before"],
)
def test_every_kind_origin_and_start_is_split_by_its_rule(
    table: str, prior: int | None, confirmed: bool, count: int
) -> None:
    assert len(cells(table)) == count
    for kind, origin, start, letter in cells(table):
        line = {"name": "Acme", "revenue": 100, "prior_revenue": prior, "origin": origin, "kind": kind}
        line |= {"relationship_started": start, "prior_confirmed": confirmed}
        found = assess(nomination_from(PERIOD | {"id": 1, "accounts": [line]}, strict=True))
        assert [LETTERS[part] for part in LETTERS if found.components[part]] == [letter], (kind, origin, start)
        assert found.flag is (letter == "M")


@pytest.mark.parametrize("kind", ["new_business", "expansion", "renewal", "service", "unknown"])
def test_numbers_beat_every_label(kind: str) -> None:
    for origin in ("self_sourced", "inbound", "partner", "assigned", "inherited", "acquired_company", "unknown"):
        for start in STARTS:
            line = {"name": "Acme", "revenue": 100, "prior_revenue": 60, "origin": origin, "kind": kind}
            line["relationship_started"] = start
            found = assess(nomination_from(PERIOD | {"id": 1, "accounts": [line]}))
            assert (found.components["managed"], found.components["expansion"]) == (60, 40)
            assert (found.flag, found.role) == (True, "farmer")
