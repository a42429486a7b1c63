"""The hunter–farmer map: places, sizes, scales, and names that cover nothing."""

from random import Random

import pytest

from app.domain.charts import Figure, HunterFarmerMap, map_of
from app.domain.charts.figures import CHAR_WIDTH, LINE_HEIGHT
from app.domain.charts.map import HEIGHT, LARGEST, NARROW, SMALLEST, TOP, WIDE


def figure(key: str, total: int, new: int, share: float | None) -> Figure:
    return Figure(key, f"Nominee {key}", "hunter", None, total, new, share)


def crowd(count: int) -> list[Figure]:
    draw = Random(7)
    made = []
    for at in range(count):
        total, share = draw.randrange(100_000, 9_000_000), draw.random()
        made.append(figure(f"{at:03}", total, int(total * (1 - share) * draw.random()), share))
    return made


def test_the_managed_share_goes_across_and_new_business_up() -> None:
    drawn = map_of([figure("a", 1000, 0, 1.0), figure("b", 1000, 1000, 0.0)], 0.5)
    places = {dot.figure.key: (dot.x, dot.y) for dot in drawn.dots}
    assert places["a"] == (1.0, HEIGHT)
    assert places["b"][0] == 0.0
    assert places["b"][1] == pytest.approx(TOP)
    assert drawn.above() == 1


def test_the_area_of_a_dot_is_its_total_and_large_ones_lie_below() -> None:
    drawn = map_of([figure("small", 100, 0, 0.2), figure("large", 400, 0, 0.4)], 0.5)
    assert [dot.figure.key for dot in drawn.dots] == ["large", "small"]
    assert drawn.dots[0].r == LARGEST
    assert drawn.dots[1].r == pytest.approx(LARGEST / 2)
    assert map_of([figure("a", 1, 0, 0.2), figure("b", 10**9, 0, 0.4)], 0.5).dots[1].r == SMALLEST


def test_a_share_that_is_not_known_is_listed_beside() -> None:
    drawn = map_of([figure("a", 100, 0, None), figure("b", 400, 0, 0.4)], 0.5)
    assert [one.key for one in drawn.beside] == ["a"]
    assert len(drawn.dots) == 1


def test_exactly_on_the_threshold_is_not_beyond_it() -> None:
    assert map_of([figure("a", 100, 50, 0.5)], 0.5).above() == 0


def test_ticks_are_round_and_reach_the_largest_amount() -> None:
    drawn = map_of([figure("a", 900_000, 830_000, 0.0)], 0.5)
    amounts = [amount for amount, _y in drawn.ticks]
    assert amounts == [0, 500_000, 1_000_000]
    assert [y for _amount, y in drawn.ticks] == sorted((y for _amount, y in drawn.ticks), reverse=True)


def test_one_amount_far_above_all_others_does_not_press_them_to_the_floor() -> None:
    drawn = map_of([figure(str(at), 10_000, 10_000, 0.0) for at in range(9)] + [figure("x", 900_000, 900_000, 0.0)], 0.5)  # fmt: skip
    assert drawn.is_root
    lowest = max(dot.y for dot in drawn.dots)
    assert HEIGHT - lowest > 30
    assert not map_of(crowd(3), 0.5).is_root


def boxes(drawn: HunterFarmerMap, width: int, side: str) -> list[tuple[float, float, float, float]]:
    found = []
    for dot in drawn.dots:
        if turned := getattr(dot, side):
            near = dot.x * width + turned * (dot.r + 4)
            far = near + turned * len(dot.short) * CHAR_WIDTH
            found.append((min(near, far), dot.y - LINE_HEIGHT / 2, max(near, far), dot.y + LINE_HEIGHT / 2))
    return found


@pytest.mark.parametrize("count", [2, 40, 400])
@pytest.mark.parametrize(("width", "side"), [(WIDE, "wide"), (NARROW, "narrow")])
def test_names_cover_no_other_name_and_stay_inside(count: int, width: int, side: str) -> None:
    placed = boxes(map_of(crowd(count), 0.5), width, side)
    assert placed
    for at, one in enumerate(placed):
        assert one[0] >= 0
        assert one[2] <= width
        for other in placed[at + 1 :]:
            assert not (one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3])


def test_nobody_and_nothing_won_are_no_errors() -> None:
    assert map_of([], 0.5).dots == []
    assert map_of([figure("a", 100, 0, 1.0)], 0.5).dots[0].y == HEIGHT
