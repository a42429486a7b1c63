"""The slope: ranks, heights, and names that don't collide."""

import itertools
from dataclasses import replace

import pytest

from app.domain.charts import Figure, slope_of
from app.domain.charts.figures import LINE_HEIGHT, shortened
from app.domain.charts.slope import TALLEST


def figure(key: str, claimed: int, new: int, share: float | None = 0.5) -> Figure:
    return Figure(key, f"Nominee {key}", "hunter", claimed, claimed, new, share)


def many(count: int) -> list[Figure]:
    """Whoever claims most has won least."""
    return [figure(f"{at:03}", 1_000_000 - at * 1000, at * 100) for at in range(count)]


def test_the_manager_of_much_falls_and_the_winner_of_much_climbs() -> None:
    drawn = slope_of([figure("a", 4_200, 100), figure("b", 900, 800), figure("c", 1_500, 400)])
    assert [(line.figure.key, line.rank_claimed, line.rank_won, line.kind) for line in drawn.lines] == [
        ("a", 1, 3, "down"), ("c", 2, 2, "level"), ("b", 3, 1, "up"),
    ]  # fmt: skip
    assert [line.figure.key for line in drawn.climbers] == ["b"]


def test_equal_amounts_share_a_rank_and_stand_below_each_other() -> None:
    drawn = slope_of([figure("a", 500, 90), figure("b", 500, 90), figure("c", 100, 90)])
    assert [line.rank_claimed for line in drawn.lines] == [1, 1, 3]
    assert [line.rank_won for line in drawn.lines] == [1, 1, 1]
    assert len({line.y_won for line in drawn.lines}) == 3


def test_what_is_not_known_is_listed_beside_and_takes_no_rank() -> None:
    drawn = slope_of([figure("a", 900, 0, None), figure("b", 500, 100), replace(figure("c", 0, 0), total=0)])
    assert [line.figure.key for line in drawn.lines] == ["b"]
    assert drawn.lines[0].rank_claimed == 1
    assert [one.key for one in drawn.beside] == ["a", "c"]


def test_without_a_headline_the_rows_stand_for_it() -> None:
    assert replace(figure("a", 0, 5), headline=None, total=700).claimed == 700


@pytest.mark.parametrize("count", [2, 40])
def test_up_to_forty_everybody_is_named(count: int) -> None:
    drawn = slope_of(many(count))
    assert drawn.all_named
    assert drawn.height <= TALLEST


@pytest.mark.parametrize("count", [2, 40, 400])
def test_names_never_collide(count: int) -> None:
    drawn = slope_of(many(count))
    for heights in ([line.y_claimed for line in drawn.lines if line.short], [line.y_won for line in drawn.lines if line.short]):  # fmt: skip
        heights.sort()
        assert len(heights) >= min(count, 20)
        assert all(below - above >= LINE_HEIGHT for above, below in itertools.pairwise(heights))


def test_of_four_hundred_those_who_move_the_most_are_named() -> None:
    drawn = slope_of(many(400))
    assert drawn.height == TALLEST
    farthest = max(drawn.lines, key=lambda line: abs(line.move))
    assert farthest.short
    named = [abs(line.move) for line in drawn.lines if line.short]
    assert sum(named) / len(named) > sum(abs(line.move) for line in drawn.lines) / 400


def test_nobody_to_draw_is_no_error() -> None:
    assert slope_of([]).lines == []
    assert slope_of([]).all_named


def test_the_order_of_the_input_does_not_matter() -> None:
    assert slope_of(many(30)) == slope_of(many(30)[::-1])


def test_a_long_label_ends_in_an_ellipsis() -> None:
    assert shortened("Maximiliana Featherstonehaugh-Cholmondeley") == "Maximiliana Featherst…"
    assert shortened("Short") == "Short"


def test_nobody_climbs_by_having_won_nothing() -> None:
    drawn = slope_of([figure("a", 500, 90), figure("b", 400, 0), figure("c", 300, 0)])
    assert [(line.rank_won, line.kind) for line in drawn.lines] == [(1, "level"), (3, "down"), (3, "level")]
