"""An order of the best: how long, what is wrong with it, and steps."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.ordering import in_order, pairs_asked, places_asked, stepped, wrong_in


def test_all_are_put_in_order_where_no_number_is_given() -> None:
    assert [places_asked(5, None), places_asked(5, 3), places_asked(2, 3), places_asked(0, None)] == [5, 3, 2, 0]


def test_each_nomination_is_in_so_many_pairs_and_never_more_than_there_are() -> None:
    assert [pairs_asked(n, 3) for n in (0, 1, 2, 3, 4, 5, 10)] == [0, 0, 1, 3, 6, 8, 15]
    assert pairs_asked(10, None) == 15
    assert pairs_asked(10, 1) == 5


def test_free_and_shared_places_are_named() -> None:
    found = wrong_in({"a": 1, "b": 1, "c": 3, "d": None}, 4)
    assert (found.free, found.shared, found.is_complete) == ((2, 4), {1: ("a", "b")}, False)
    assert wrong_in({"a": 2, "b": 1, "c": None}, 2).is_complete


def test_steps_go_past_the_neighbor_in_at_the_end_and_out_below() -> None:
    places = {"a": 1, "b": 2, "c": None}
    assert stepped(places, "b", 2, up=True) == {"a": 2, "b": 1, "c": None}
    assert stepped(places, "a", 2, up=False) == {"a": 2, "b": 1, "c": None}
    assert stepped(places, "c", 3, up=True) == {"a": 1, "b": 2, "c": 3}
    assert stepped(places, "c", 2, up=True) == {"a": 1, "b": None, "c": 2}
    assert stepped(places, "b", 2, up=False) == {"a": 1, "b": None, "c": None}
    assert stepped(places, "b", 3, up=False) == {"a": 1, "b": None, "c": None}
    assert stepped(places, "a", 2, up=True) == places
    assert stepped(places, "c", 2, up=False) == places


@settings(max_examples=50)
@given(st.data())
def test_after_any_step_the_places_are_one_to_the_last_without_gaps(data: st.DataObject) -> None:
    asked = data.draw(st.integers(1, 5))
    places = {key: data.draw(st.none() | st.integers(1, asked)) for key in "abcdef"}
    after = stepped(places, data.draw(st.sampled_from("abcdef")), asked, up=data.draw(st.booleans()))
    order = in_order(after)
    assert [after[key] for key in order] == list(range(1, len(order) + 1))
    assert len(order) <= asked
