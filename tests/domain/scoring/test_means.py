"""Ranks and spreads from plain means, compared with the statistics module on random data."""

import statistics
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scoring.composite import Criterion, Rubric, composite, linear
from app.domain.scoring.means import Ranking, mean_of, rank, tally

SCORES = st.lists(st.integers(1000, 10_000), max_size=6)
PANELS = st.dictionaries(st.integers(0, 50), SCORES, max_size=12)


def ranks(ranking: Ranking) -> dict[int | str, int | None]:
    return {result.key: result.rank for result in ranking.ranked}


def test_tied_scores_share_a_rank_and_the_next_one_skips() -> None:
    ranking = rank([tally("b", [8000]), tally("a", [7000, 9000]), tally("c", [7999]), tally("d", [1000, 2000])])
    assert [(r.key, r.rank) for r in ranking.ranked] == [("a", 1), ("b", 1), ("c", 3), ("d", 4)]


def test_means_that_only_look_equal_after_rounding_do_not_tie() -> None:
    ranking = rank([tally("third", [8000, 8000, 8001]), tally("whole", [8000])])
    assert ranks(ranking) == {"third": 1, "whole": 2}
    assert [r.mean for r in ranking.ranked] == [8000, 8000]


def test_too_few_scores_are_set_apart_without_a_rank_and_in_the_order_of_keys() -> None:
    ranking = rank([tally(3, [9999]), tally(1, [1000]), tally(2, [5000, 5000]), tally(4, [])], minimum=2)
    assert [(r.key, r.rank) for r in ranking.ranked] == [(2, 1)]
    assert [(r.key, r.mean, r.rank) for r in ranking.below_minimum] == [
        (1, 1000, None),
        (3, 9999, None),
        (4, None, None),
    ]


def test_one_score_has_a_spread_of_zero_and_no_deviation() -> None:
    (result,) = rank([tally("a", [7500])]).ranked
    assert (result.mean, result.sd, result.spread, result.count) == (7500, None, 0, 1)


def test_an_empty_category_ranks_nobody() -> None:
    assert rank([]) == Ranking((), ())


def test_composites_are_ranked_by_their_database_integers() -> None:
    rubric = Rubric((Criterion("a", 2), Criterion("b", 1)))
    line = linear(rubric)
    cards = {"x": [(9000, 6000), (8000, 7000)], "y": [(7000, 10_000), (8000, 8000)]}
    tallies = [
        tally(key, [line.factors["a"] * a + line.factors["b"] * b for a, b in judged]) for key, judged in cards.items()
    ]
    ranking = rank(tallies, denominator=line.denominator)
    exact = {key: sum(composite({"a": a, "b": b}, rubric) for a, b in judged) / 2 for key, judged in cards.items()}
    assert {r.key: r.mean for r in ranking.ranked} == {key: round(value) for key, value in exact.items()}
    assert exact["x"] < exact["y"]
    assert [r.key for r in ranking.ranked] == ["y", "x"]


@given(PANELS, st.integers(1, 3), st.integers(1, 12))
def test_means_deviations_and_ranks_agree_with_the_definitions(
    panels: dict[int, list[int]], minimum: int, denominator: int
) -> None:
    ranking = rank([tally(k, v) for k, v in panels.items()], denominator=denominator, minimum=minimum)
    means = {k: Fraction(sum(v), len(v) * denominator) for k, v in panels.items() if len(v) >= minimum}
    assert ranks(ranking) == {k: 1 + sum(other > mean for other in means.values()) for k, mean in means.items()}
    assert {r.key for r in ranking.below_minimum} == panels.keys() - means.keys()
    for result in (*ranking.ranked, *ranking.below_minimum):
        values = [Fraction(v, denominator) for v in panels[int(result.key)]]
        assert result.count == len(values)
        assert result.mean == (round(statistics.mean(values)) if values else None)
        assert result.spread == (round(max(values) - min(values)) if values else None)
        if len(values) < 2:
            assert result.sd is None
        else:
            assert result.sd == pytest.approx(float(statistics.variance(values)) ** 0.5, abs=0.501)


@given(PANELS, st.randoms())
def test_the_order_of_rows_does_not_matter(panels: dict[int, list[int]], shuffler: object) -> None:
    tallies = [tally(k, v) for k, v in panels.items()]
    mixed = list(tallies)
    shuffler.shuffle(mixed)  # type: ignore[attr-defined]
    assert rank(tallies) == rank(mixed)


def test_a_nomination_tallied_twice_and_an_impossible_minimum_are_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        rank([tally(1, [1000]), tally(1, [2000])])
    with pytest.raises(ValueError, match="at least 1"):
        rank([], minimum=0)


def test_the_mean_of_a_criterion_is_rounded_half_even_and_missing_without_scores() -> None:
    assert mean_of(15_001, 2) == 7500
    assert mean_of(15_003, 2) == 7502
    assert mean_of(0, 0) is None
