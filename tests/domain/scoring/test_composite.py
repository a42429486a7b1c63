"""A judge's composite score: exact, whatever the weights and scales."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scoring.composite import (
    PERCENT,
    Criterion,
    Rubric,
    composite,
    divide_half_even,
    linear,
    to_thousandths,
)
from app.domain.scoring.scale import Scale

SCALES = [
    Scale(),
    Scale(0, 10_000, 500),
    Scale(0, 100_000, 1000),
    Scale(-2000, 5000, 1000),
    Scale(1000, 4000, 1),
]


@st.composite
def rubrics_with_scores(draw: st.DrawFn) -> tuple[Rubric, dict[int | str, int]]:
    scales = draw(st.one_of(st.just(SCALES), st.sampled_from(SCALES).map(lambda scale: [scale])))
    count = draw(st.integers(1, 6))
    weights = draw(st.lists(st.integers(0, 100), min_size=count, max_size=count).filter(any))
    criteria = tuple(Criterion(k, weight, draw(st.sampled_from(scales))) for k, weight in enumerate(weights))
    return Rubric(criteria), {c.key: draw(st.sampled_from(c.scale.points)) for c in criteria}


def by_definition(rubric: Rubric, scores: dict[int | str, int]) -> Fraction:
    """The weighted mean written as the rules say it, each score first put on the composite's scale."""
    target, total = rubric.scale, Fraction(0)
    for c in rubric.criteria:
        part = Fraction(scores[c.key] - c.scale.minimum, c.scale.maximum - c.scale.minimum)
        total += c.weight * (target.minimum + part * (target.maximum - target.minimum))
    return total / sum(c.weight for c in rubric.criteria)


def test_heavier_criteria_count_more() -> None:
    rubric = Rubric((Criterion("new", 3), Criterion("craft", 1)))
    assert composite({"new": 8000, "craft": 4000}, rubric) == 7000


def test_a_third_stays_a_third() -> None:
    rubric = Rubric((Criterion("a"), Criterion("b"), Criterion("c")))
    value = composite({"a": 8000, "b": 8000, "c": 9000}, rubric)
    assert value == Fraction(25_000, 3)
    assert to_thousandths(value) == 8333


def test_a_criterion_without_weight_is_not_counted() -> None:
    rubric = Rubric((Criterion("a", 1), Criterion("b", 0, Scale(0, 100_000, 1000))))
    assert rubric.scale == Scale(1000, 10_000, 1)
    assert composite({"a": 7000, "b": 100_000}, rubric) == 7000


def test_criteria_of_different_scales_are_put_on_a_hundred_first() -> None:
    rubric = Rubric((Criterion("a", 1, Scale(0, 10_000, 1000)), Criterion("b", 1, Scale(1000, 5000, 1000))))
    assert rubric.scale == PERCENT
    assert composite({"a": 5000, "b": 5000}, rubric) == 75_000


@given(rubrics_with_scores())
def test_the_composite_equals_its_definition_exactly(case: tuple[Rubric, dict[int | str, int]]) -> None:
    rubric, scores = case
    assert composite(scores, rubric) == by_definition(rubric, scores)


@given(rubrics_with_scores())
def test_the_composite_stays_on_its_scale(case: tuple[Rubric, dict[int | str, int]]) -> None:
    rubric, scores = case
    assert rubric.scale.minimum <= composite(scores, rubric) <= rubric.scale.maximum


@given(rubrics_with_scores())
def test_the_integers_for_the_database_give_the_same_composite(
    case: tuple[Rubric, dict[int | str, int]],
) -> None:
    rubric, scores = case
    line = linear(rubric)
    total = line.offset + sum(line.factors[key] * score for key, score in scores.items())
    assert Fraction(total, line.denominator) == by_definition(rubric, scores)


def test_with_one_scale_the_factors_are_the_weights() -> None:
    line = linear(Rubric((Criterion("a", 40), Criterion("b", 35), Criterion("c", 25))))
    assert line.offset == 0
    assert [Fraction(f, line.denominator) for f in line.factors.values()] == [
        Fraction(40, 100),
        Fraction(35, 100),
        Fraction(25, 100),
    ]


def test_a_scorecard_with_a_gap_or_a_stranger_is_refused_by_name() -> None:
    rubric = Rubric((Criterion("a"), Criterion("b")))
    with pytest.raises(ValueError, match=r"missing: \['b'\]"):
        composite({"a": 1000}, rubric)
    with pytest.raises(ValueError, match=r"unknown: \['z'\]"):
        composite({"a": 1000, "b": 1000, "z": 1000}, rubric)


@pytest.mark.parametrize(
    "criteria",
    [(), (Criterion("a", 0),), (Criterion("a", -1), Criterion("b", 3)), (Criterion("a"), Criterion("a"))],
)
def test_a_rubric_that_cannot_count_is_refused(criteria: tuple[Criterion, ...]) -> None:
    with pytest.raises(ValueError):
        Rubric(criteria)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**6))
def test_halves_round_to_the_even_neighbor(numerator: int, denominator: int) -> None:
    assert divide_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


def test_rounding_at_the_half() -> None:
    assert [to_thousandths(Fraction(n, 2)) for n in (1, 3, 5, -1, -3)] == [0, 2, 2, 0, -2]
