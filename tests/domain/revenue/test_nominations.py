"""Every rule and sub-rule of the revenue rules, on the nominations of `nominations.toml`."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.revenue import Assessment, Rules, assess, nomination_from

TABLE = tomllib.loads((Path(__file__).parent / "nominations.toml").read_text(encoding="utf-8"))["nomination"]
COLUMNS = ("name", "revenue", "prior_revenue", "origin", "relationship_started", "kind")
PARTS = ("managed", "expansion", "new", "undetermined")
REMARKS = {
    "mostly_managed",
    "needs_breakdown",
    "cannot_tell",
    "estimated",
    "concentrated",
    "unexplained_headline",
    "lines_exceed_headline",
    "title_disagrees",
    "narrative_disagrees",
    "growth_not_earned",
    "multi_year_renewal",
    "acquired_customers",
    "team_credit",
    "not_revenue",
    "mixed_currencies",
    "missing_prior_revenue",
    "partial_base",
    "own_base",
    "rebid_won",
    "inherited_accounts",
    "inbound_leads",
    "incumbents_displaced",
}


def line_of(text: str) -> dict[str, Any]:
    cells = [cell.strip() for cell in text.split("|")]
    line: dict[str, Any] = {name: cell for name, cell in zip(COLUMNS, cells, strict=False) if cell}
    for pair in filter(None, cells[6].split(",") if len(cells) > 6 else []):
        field, _, value = pair.strip().partition("=")
        line[field] = int(value) if field in ("customers", "term_years") else value
    return line


def assessed(entry: dict[str, Any]) -> Assessment:
    passed = ("title", "narrative", "headline_revenue", "existing_share_band", "credit_shared", "measure")
    data: dict[str, Any] = {key: entry[key] for key in passed if key in entry}
    data |= {"id": entry["what"], "period_months": 12, "period_end": "2026-12-31"}
    data["accounts"] = [line_of(line) for line in entry.get("lines", [])]
    rules = Rules(Decimal(str(entry.get("threshold", "0.5"))), entry.get("new_for_months"))
    return assess(nomination_from(data, strict=True), rules)


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry["what"])
def test_a_nomination_is_assessed_as_the_rules_say(entry: dict[str, Any]) -> None:
    found = assessed(entry)
    codes = [remark.code for remark in found.remarks]
    assert found.role == entry["role"]
    assert found.flag is entry["flag"]
    assert found.managed_share == (None if entry["share"] == "null" else entry["share"])
    if "parts" in entry:
        expected = [None] * 4 if entry["parts"] == "null" else [float(p) for p in entry["parts"].split("/")]
        assert [found.components[part] for part in PARTS] == expected
    if "range" in entry:
        low, _, high = entry["range"].partition(" .. ")
        expected_range = (None, None) if low == "null" else (float(low), float(high))
        assert (found.managed_share_low, found.managed_share_high) == expected_range
    if "rules" in entry:
        assert [split.rule for split in found.splits] == entry["rules"]
    assert ("mostly_managed" in codes) is found.flag
    assert ("needs_breakdown" in codes) is found.needs_breakdown
    assert set(entry.get("remarks", [])) <= set(codes)
    assert not set(entry.get("absent", [])) & set(codes)
    if "severity" in entry:
        assert found.remark("mostly_managed").severity == entry["severity"]  # type: ignore[union-attr]


def test_the_table_reaches_every_remark_and_every_rule() -> None:
    everything = [assessed(entry) for entry in TABLE]
    assert {remark.code for found in everything for remark in found.remarks} == REMARKS
    rules = {split.rule for found in everything for split in found.splits}
    assert rules == {"3", "4", "5", "5a", "5b", "5c", "5d", "5e", "6a", "6b", "6c", "6d", "6e", "6f", "6g", "7"}
    assert {found.role for found in everything} == {"hunter", "farmer", "account_manager", "mixed", "insufficient"}
    assert len(TABLE) >= 40


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry["what"])
def test_every_remark_and_change_has_words_and_plain_figures(entry: dict[str, Any]) -> None:
    answer = assessed(entry).to_json()
    assert list(answer) == [
        "id", "role", "managed_share", "managed_share_low", "managed_share_high", "flag", "components", "remarks",
        "would_change",
    ]  # fmt: skip
    for remark in answer["remarks"]:
        assert list(remark) == ["code", "severity", "text", "rule", "figures", "customers", "evidence"]
        assert remark["rule"]
        assert len(remark["text"]) > 20
        assert "{" not in remark["text"]
    assert all(change and "{" not in change for change in answer["would_change"])


@pytest.mark.parametrize("entry", TABLE, ids=lambda entry: entry["what"])
def test_an_assessment_is_stored_as_json_and_read_back_unchanged(entry: dict[str, Any]) -> None:
    import json

    found = assessed(entry)
    assert Assessment.from_dict(json.loads(json.dumps(found.to_dict(), allow_nan=False))) == found
