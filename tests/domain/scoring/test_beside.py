"""A judge's scores beside the panel's: what is compared, and when too little is there to keep the others unknown."""

import pytest

from app.domain.scoring.beside import beside_panel

OWN = {1: 8.0, 2: 6.0, 3: 7.0}
OTHERS = [(n, judge, float(judge + n)) for n in OWN for judge in (2, 3, 4)]


def test_means_are_over_the_nominations_that_both_scored() -> None:
    found = beside_panel({**OWN, 9: 1.0}, [*OTHERS, (77, 5, 1.0)])
    assert found is not None
    assert (found.nominations, found.judges) == (3, 3)
    assert found.own_mean == pytest.approx(7)
    assert found.own_spread == pytest.approx((2 / 3) ** 0.5)
    assert found.panel_mean == pytest.approx(5)
    assert found.panel_spread == pytest.approx((4 / 3) ** 0.5)


def test_each_nomination_weighs_the_same_however_many_scored_it() -> None:
    found = beside_panel(OWN, [*OTHERS, *((1, judge, 10.0) for judge in range(10, 30))])
    assert found is not None
    assert found.panel_mean < 7


def test_fewer_than_three_other_judges_or_nominations_tell_nothing() -> None:
    assert beside_panel(OWN, [row for row in OTHERS if row[1] != 4]) is None
    assert beside_panel(OWN, [row for row in OTHERS if row[0] != 3]) is None
    assert beside_panel({}, OTHERS) is None
