"""Whole percents of a split."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.shares import whole_percents


def test_thirds_make_a_hundred_together() -> None:
    assert whole_percents({"a": 1, "b": 1, "c": 1}) == {"a": 34, "b": 33, "c": 33}


def test_nothing_has_no_share() -> None:
    assert whole_percents({"a": 0, "b": 0}) == {"a": 0, "b": 0}


def test_a_size_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        whole_percents({"a": -1, "b": 2})


@settings(max_examples=50)
@given(st.lists(st.integers(0, 10**15), min_size=1, max_size=4).filter(any))
def test_they_add_up_and_none_is_a_whole_percent_off(sizes: list[int]) -> None:
    found = whole_percents({str(place): size for place, size in enumerate(sizes)})
    assert sum(found.values()) == 100
    for place, size in enumerate(sizes):
        assert abs(found[str(place)] * sum(sizes) - size * 100) < sum(sizes)
