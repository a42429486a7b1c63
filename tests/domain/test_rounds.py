"""Which round counts at a moment, and who goes through."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rounds import Placed, RoundDates, Standing, above, best, round_at, standing_at

START = datetime(2027, 3, 1, 17, tzinfo=UTC)


def dates(position: int, *, begun: bool = True, calibration: bool = False) -> RoundDates:
    """A round of ten days; one after the other."""
    opens = START + timedelta(days=10 * position)
    return RoundDates(position, opens, opens + timedelta(days=10), begun, calibration)


def test_a_round_is_planned_then_waits_then_is_open_until_its_very_close() -> None:
    one = dates(0)
    instant = timedelta(microseconds=1)
    assert standing_at(dates(0, begun=False), START) is Standing.PLANNED
    assert standing_at(one, START - instant) is Standing.WAITING
    assert standing_at(one, START) is Standing.OPEN
    assert standing_at(one, one.closes_at) is Standing.OPEN
    assert standing_at(one, one.closes_at + instant) is Standing.OVER


def test_the_last_that_began_and_opened_is_the_one_to_look_at() -> None:
    first, second, third = dates(0), dates(1), dates(2, begun=False)
    assert round_at([second, first, third], START + timedelta(days=5)) == first
    assert round_at([second, first, third], START + timedelta(days=40)) == second
    assert round_at([second, first], START - timedelta(days=1)) == first
    assert round_at([dates(0, calibration=True), second], START + timedelta(days=1)) == second
    assert round_at([third], START) is None


def placed(*ranks: int | None) -> list[Placed]:
    return [Placed(key, rank, None if rank is None else Fraction(9000 - rank)) for key, rank in enumerate(ranks, 1)]


@pytest.mark.parametrize(
    ("ranks", "places", "through", "tied", "open_places"),
    [
        ((1, 2, 3, 4), 2, (1, 2), (), 0),
        ((1, 2, 2, 4), 2, (1,), (2, 3), 1),
        ((1, 2, 2, 4), 3, (1, 2, 3), (), 0),
        ((1, 1, 1), 2, (), (1, 2, 3), 2),
        ((1, 2, None), 5, (1, 2), (), 3),
        ((None, None), 1, (), (), 1),
        ((1, 2), 0, (), (), 0),
    ],
)
def test_who_shares_the_last_place_is_left_to_a_decision(
    ranks: tuple[int | None, ...], places: int, through: tuple[int, ...], tied: tuple[int, ...], open_places: int
) -> None:
    cut = best(placed(*ranks), places)
    assert (cut.through, cut.tied, cut.open_places) == (through, tied, open_places)


def test_the_bound_is_exact() -> None:
    field = [Placed(1, 1, Fraction(7000)), Placed(2, 2, Fraction(6999_999, 1000)), Placed(3, None, None)]
    assert above(field, 7000).through == (1,)


@settings(max_examples=50)
@given(st.lists(st.integers(1, 5) | st.none(), max_size=12), st.integers(0, 12))
def test_nobody_goes_through_before_somebody_better(ranks: list[int | None], places: int) -> None:
    cut = best(placed(*ranks), places)
    assert len(cut.through) + (cut.open_places if cut.tied else 0) <= places
    worst = max((ranks[key - 1] or 0 for key in cut.through), default=0)
    left = [rank for key, rank in enumerate(ranks, 1) if rank is not None and key not in cut.through]
    assert all(rank > worst for rank in left)
    assert not cut.tied or len(cut.tied) > cut.open_places
