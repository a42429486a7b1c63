"""Stories of many trades: a role is read right or not at all, and no hunter is ever asked about managed revenue."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from app.domain.revenue import assess, nomination_from

TABLE = tomllib.loads((Path(__file__).parent / "stories_by_trade.toml").read_text(encoding="utf-8"))["story"]
CLEAR = ("hunter", "account_manager", "farmer")
LEAST_READ = 0.75
"""The part of the clear stories in which the role must be found; the others are left to a person."""


@pytest.mark.parametrize("story", TABLE, ids=lambda story: story["text"][:50])
def test_a_story_is_read_as_one_of_its_roles_or_not_at_all(story: dict[str, list[str]]) -> None:
    found = assess(nomination_from({"id": 1, "narrative": story["text"]}))
    assert found.role in {*story["roles"], "insufficient"}
    if not {"account_manager", "farmer"} & set(story["roles"]):
        assert not found.flag


def test_most_clear_stories_of_each_role_are_read() -> None:
    of_each, right = Counter[str](), Counter[str]()
    for story in TABLE:
        role = story["roles"][0]
        if len(story["roles"]) == 1 and role in CLEAR:
            of_each[role] += 1
            right[role] += assess(nomination_from({"id": 1, "narrative": story["text"]})).role == role
    assert set(of_each) == set(CLEAR)
    assert all(right[role] >= LEAST_READ * of_each[role] for role in CLEAR), (right, of_each)
