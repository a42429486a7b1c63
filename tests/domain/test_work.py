"""What a judge's work in a round is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.work import NONE, Work, called, minutes_in, work_in


@pytest.mark.parametrize("mode", ["score", "screen"])
def test_where_judges_score_or_look_each_nomination_is_work_and_a_wrong_category_is_done(mode: str) -> None:
    assert work_in(mode, None, own=3, shown=3, final=1, doubted=2) == Work(5, 3)


def test_an_order_is_of_all_in_a_category_and_one_alone_is_no_work() -> None:
    assert work_in("rank", 3, own=5, shown=5, final=4, doubted=1) == Work(5, 4)
    assert work_in("rank", 3, own=1, shown=1, final=0) == NONE
    assert work_in("rank", 3, own=2, shown=1, final=1) == Work(1, 1)  # the other is out of these figures


@pytest.mark.parametrize(
    ("own", "each", "pairs", "work"),
    [(1, 3, 0, NONE), (0, 3, 0, NONE), (2, 3, 1, Work(1, 1)), (4, 2, 3, Work(4, 3)), (4, None, 9, Work(6, 6)), (5, 3, 0, Work(8, 0))],
)  # fmt: skip
def test_pairs_are_asked_by_category_and_more_than_asked_count_no_further(
    own: int, each: int | None, pairs: int, work: Work
) -> None:
    assert work_in("compare", each, own=own, shown=own, final=own, pairs=pairs) == work


@settings(max_examples=50)
@given(st.integers(2, 12), st.integers(1, 5), st.integers(0, 70), st.data())
def test_in_each_part_of_the_figures_a_judge_is_done_exactly_when_all_asked_is_compared(
    own: int, each: int, pairs: int, data: st.DataObject
) -> None:
    whole = work_in("compare", each, own=own, shown=own, final=own, pairs=pairs)
    part = work_in("compare", each, own=own, shown=data.draw(st.integers(2, own)), final=own, pairs=pairs)
    assert (part.done == part.asked) == (whole.done == whole.asked)
    assert 0 <= part.done <= part.asked <= whole.asked


@pytest.mark.parametrize("mode", ["score", "screen", "rank", "compare"])
def test_only_where_judges_score_is_their_work_called_a_score(mode: str) -> None:
    assert ("score" in repr(called(mode))) == (mode == "score")


def test_time_left_is_reading_what_is_unread_and_choosing_what_is_not_chosen() -> None:
    assert minutes_in("score", Work(5, 2), 3, reading=8) == 24
    assert minutes_in("rank", Work(4, 0), 4, reading=8) == 36
    assert minutes_in("compare", Work(6, 0), 4, reading=8) == 44
    assert minutes_in("compare", Work(6, 4), 0, reading=8, choosing=3.5) == 7
    assert minutes_in("compare", NONE, 1, reading=8) == 0  # a single one is not read to be told from another
