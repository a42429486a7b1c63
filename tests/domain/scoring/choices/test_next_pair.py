"""The next pair for a judge: balanced, telling, never twice, and from nothing but this judge's own comparisons."""

from collections import Counter
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scoring.choices.information import information
from app.domain.scoring.choices.next_pair import next_pair
from app.domain.scoring.choices.pair import Pair

NOMINATIONS = (11, 12, 13, 14, 15, 16)


def all_through(nominations: tuple[int, ...], seed: int) -> list[tuple[int, int]]:
    """Every pair that is asked, where the higher number is always preferred."""
    done: list[Pair] = []
    shown = []
    while (pair := next_pair(nominations, done, seed=seed)) is not None:
        shown.append(pair)
        done.append(Pair(max(pair), min(pair)))
    return shown


def test_every_pair_comes_once_and_then_there_is_none() -> None:
    shown = all_through(NOMINATIONS, 7)
    assert sorted(tuple(sorted(pair)) for pair in shown) == sorted(combinations(NOMINATIONS, 2))


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 9), st.integers(0, 1000))
def test_nobody_is_compared_much_more_often_than_another(size: int, seed: int) -> None:
    seen: Counter[int] = Counter(dict.fromkeys(range(size), 0))
    for pair in all_through(tuple(range(size)), seed):
        seen.update(pair)
        assert max(seen.values()) - min(seen.values()) <= 2


def test_the_first_round_of_pairs_takes_everybody_once() -> None:
    shown = all_through(NOMINATIONS, 3)[:3]
    assert sorted(one for pair in shown for one in pair) == sorted(NOMINATIONS)


def test_the_order_of_nominations_and_of_comparisons_changes_nothing() -> None:
    done = [Pair(12, 11), Pair(14, 13), Pair(15, 16, even=True)]
    expected = next_pair(NOMINATIONS, done, seed=5)
    assert next_pair(NOMINATIONS[::-1], done[::-1], seed=5) == expected


def test_seeds_give_different_first_pairs_and_sides() -> None:
    first = [next_pair(NOMINATIONS, [], seed=seed) for seed in range(40)]
    assert len(set(first)) > 10
    assert {pair[0] < pair[1] for pair in first if pair} == {True, False}


def test_winners_meet_winners() -> None:
    done = [Pair(11, 12), Pair(13, 14)]
    shown = next_pair((11, 12, 13, 14), done, seed=1)
    assert shown is not None
    assert set(shown) in ({11, 13}, {12, 14})


def test_a_nomination_that_is_gone_is_not_asked_for_and_its_comparisons_are_ignored() -> None:
    shown = next_pair((11, 12), [Pair(13, 11), Pair(12, 13)], seed=1)
    assert shown is not None
    assert set(shown) == {11, 12}
    assert next_pair((11, 12), [Pair(12, 11, even=True)], seed=1) is None


def test_fewer_than_two_nominations_have_no_pair() -> None:
    assert next_pair((), [], seed=1) is None
    assert next_pair((11,), [], seed=1) is None


def test_a_close_pair_tells_more_than_one_that_is_almost_settled() -> None:
    done = [Pair(1, 2), Pair(2, 3), Pair(3, 4), Pair(1, 3), Pair(2, 4)]
    told = information((1, 2, 3, 4, 5), done, [(1, 4), (1, 5)])
    assert told[1, 5] > told[1, 4]


def test_even_comparisons_read_the_same_from_both_sides() -> None:
    one = information((1, 2, 3), [Pair(1, 2, even=True)], [(1, 3), (2, 3)])
    other = information((1, 2, 3), [Pair(2, 1, even=True)], [(1, 3), (2, 3)])
    assert one == other
    assert one[1, 3] == one[2, 3]
