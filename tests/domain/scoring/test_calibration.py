"""How a panel read the same entries: its spread, how far two judges lie apart, and which entries show most of what is to come."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scoring.calibration import Proposed, distance, panel_spread, suggestion

SCORES = st.lists(st.integers(0, 10).map(lambda points: points * 1000), min_size=1, max_size=9)


def test_the_spread_names_nobody_and_says_how_often_each_score_was_given() -> None:
    found = panel_spread([7000, 4000, 7000])
    assert found is not None
    assert (found.times, found.low, found.high, found.median, found.judges) == (
        ((4000, 1), (7000, 2)),
        4000,
        7000,
        7000,
        3,
    )


def test_of_fewer_than_three_there_is_none() -> None:
    assert panel_spread([4000, 5000]) is None
    assert panel_spread([]) is None
    assert panel_spread([], 0) is None
    one = panel_spread([4000], 1)
    assert one is not None
    assert one.median == 4000


def test_the_median_of_an_even_number_is_exact() -> None:
    found = panel_spread([1000, 2000, 2500, 9000])
    assert found is not None
    assert found.median == Fraction(2250)


@settings(max_examples=50, deadline=None)
@given(SCORES)
def test_half_of_the_judges_lie_on_either_side_of_the_median(scores: list[int]) -> None:
    found = panel_spread(scores, 1)
    assert found is not None
    assert 2 * sum(one <= found.median for one in scores) >= len(scores)
    assert 2 * sum(one >= found.median for one in scores) >= len(scores)
    assert found.low <= found.median <= found.high


def test_two_judges_lie_apart_by_the_mean_of_all_pairs_of_all_entries() -> None:
    assert distance([[9000, 3000], [5000, 5000, 8000]]) == Fraction(6000 + 0 + 3000 + 3000, 4)
    assert distance([[9000], []]) is None
    assert distance([]) is None


@settings(max_examples=50, deadline=None)
@given(SCORES)
def test_agreement_is_no_distance_and_order_says_nothing(scores: list[int]) -> None:
    assert distance([scores]) == distance([sorted(scores)])
    assert distance([[5000] * len(scores)]) in (0, None)


ENTRIES = (
    Proposed(1, 10, "hunter", False, 0), Proposed(2, 10, "hunter", False, 0), Proposed(3, 11, "farmer", True, 2),
    Proposed(4, 12, "account_manager", True, 1),
)  # fmt: skip


@pytest.mark.parametrize("order", list(permutations(ENTRIES)))
def test_proposed_are_one_with_a_flag_and_one_without_for_whom_the_fewest_sit_out(order: tuple[Proposed, ...]) -> None:
    assert suggestion(order) == [1, 4]
    assert suggestion(order, 3) == [1, 4, 3]


def test_with_fewer_entries_all_are_proposed() -> None:
    assert suggestion(ENTRIES[:1]) == [1]
    assert suggestion([]) == []
