"""Scales, and scores as people type them."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scoring.scale import Scale, ScoreCode, ScoreError, check_score, parse_score

HALVES = Scale(0, 10_000, 500)
TENS = Scale(1000, 10_000, 1000)


@pytest.mark.parametrize(
    ("typed", "thousandths"),
    [
        ("8.5", 8500), (" 8.50 ", 8500), ("+7", 7000), ("0", 0), (".5", 500), ("10.", 10_000), (8, 8000),
        (8.5, 8500),         (Decimal("9.500"), 9500), ("0008.5", 8500),
    ],
)  # fmt: skip
def test_a_score_in_points_becomes_thousandths(typed: str | float | Decimal, thousandths: int) -> None:
    assert parse_score(typed, HALVES) == thousandths


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", ScoreCode.EMPTY),
        ("   ", ScoreCode.EMPTY),
        ("8,5", ScoreCode.DECIMAL_COMMA),
        ("1,000.5", ScoreCode.NOT_A_NUMBER),
        ("-0", ScoreCode.NEGATIVE_ZERO),
        (-0.0, ScoreCode.NEGATIVE_ZERO),
        ("-0.000", ScoreCode.NEGATIVE_ZERO),
        ("1e400", ScoreCode.EXPONENT),
        ("1e1", ScoreCode.EXPONENT),
        (1e300, ScoreCode.EXPONENT),
        ("NaN", ScoreCode.NOT_FINITE),
        ("snan", ScoreCode.NOT_FINITE),
        ("-Infinity", ScoreCode.NOT_FINITE),
        (float("nan"), ScoreCode.NOT_FINITE),
        (float("inf"), ScoreCode.NOT_FINITE),
        (Decimal("NaN"), ScoreCode.NOT_FINITE),
        (Decimal("1E+400"), ScoreCode.EXPONENT),
        ("-1", ScoreCode.BELOW_MINIMUM),
        ("10.5", ScoreCode.ABOVE_MAXIMUM),
        ("10.00000000000000000001", ScoreCode.ABOVE_MAXIMUM),
        ("8.3", ScoreCode.OFF_STEP),
        ("8.50000000000000000000000001", ScoreCode.OFF_STEP),
        (True, ScoreCode.NOT_A_NUMBER),
        ("eight", ScoreCode.NOT_A_NUMBER),
        ("0x8", ScoreCode.NOT_A_NUMBER),
        ("1_0", ScoreCode.NOT_A_NUMBER),
        ("٨", ScoreCode.NOT_A_NUMBER),
        ("８", ScoreCode.NOT_A_NUMBER),
        ("8\n9", ScoreCode.NOT_A_NUMBER),
        ("=8", ScoreCode.NOT_A_NUMBER),
        ("9" * 50, ScoreCode.NOT_A_NUMBER),
        ("8 🎉", ScoreCode.NOT_A_NUMBER),
    ],
)
def test_anything_else_is_refused_with_its_own_code(typed: str | float | Decimal, code: ScoreCode) -> None:
    with pytest.raises(ScoreError) as caught:
        parse_score(typed, HALVES)
    assert caught.value.code is code


def test_an_integer_or_text_of_5000_digits_is_refused_without_harm() -> None:
    for typed, code in [
        (10**5000, ScoreCode.ABOVE_MAXIMUM),
        (-(10**5000), ScoreCode.BELOW_MINIMUM),
        ("9" * 100_000, ScoreCode.NOT_A_NUMBER),
    ]:
        with pytest.raises(ScoreError) as caught:
            parse_score(typed, HALVES)
        assert caught.value.code is code


@given(st.text())
def test_no_text_does_anything_but_score_or_be_refused(typed: str) -> None:
    with contextlib.suppress(ScoreError):
        assert parse_score(typed, HALVES) in HALVES.points


@given(st.one_of(st.integers(), st.floats(), st.decimals()))
def test_no_number_does_anything_but_score_or_be_refused(typed: float | Decimal) -> None:
    with contextlib.suppress(ScoreError):
        assert parse_score(typed, TENS) in TENS.points


@pytest.mark.parametrize("scale", [HALVES, TENS, Scale(-5000, 5000, 2500), Scale(0, 1, 1)])
def test_every_point_of_a_scale_is_read_back(scale: Scale) -> None:
    for point in scale.points:
        assert parse_score(Decimal(point).scaleb(-3) + 0, scale) == point
        assert check_score(point, scale) == point


@pytest.mark.parametrize(
    ("score", "code"),
    [(999, ScoreCode.BELOW_MINIMUM), (10_001, ScoreCode.ABOVE_MAXIMUM), (1500, ScoreCode.OFF_STEP)],
)
def test_a_stored_score_is_checked_too(score: int, code: ScoreCode) -> None:
    with pytest.raises(ScoreError) as caught:
        check_score(score, TENS)
    assert caught.value.code is code


@pytest.mark.parametrize(("low", "high", "step"), [(0, 0, 1), (10, 0, 1), (0, 10, 0), (0, 10, -1), (0, 10, 3)])
def test_an_impossible_scale_is_refused(low: int, high: int, step: int) -> None:
    with pytest.raises(ValueError):
        Scale(low, high, step)
