"""Agreement against published tables."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from app.domain.scoring.agreement import intraclass, kendall_w, krippendorff
from tests.domain.scoring.panels import SHROUT_FLEISS

# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), example C: 4 observers, 12 units, gaps.
KRIPPENDORFF = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
    (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
)

# Siegel & Castellan, Nonparametric Statistics (1988), and Kendall: three judges' ranks of six applicants.
SIEGEL = ((1, 6, 3, 2, 5, 4), (1, 5, 6, 4, 2, 3), (6, 3, 2, 5, 4, 1))


def long(rows: tuple[tuple[int | None, ...], ...]) -> tuple[list[int], list[float]]:
    entries = [(u, float(v)) for row in rows for u, v in enumerate(row) if v is not None]
    return [u for u, _ in entries], [v for _, v in entries]


def test_the_six_coefficients_of_shrout_and_fleiss() -> None:
    found = intraclass(np.array(SHROUT_FLEISS, float))
    rounded = {name: round(value, 2) for name, value in found.items() if value is not None}
    assert rounded == {"ICC1": 0.17, "ICC2": 0.29, "ICC3": 0.71, "ICC1k": 0.44, "ICC2k": 0.62, "ICC3k": 0.91}


def test_no_coefficient_where_a_score_is_missing() -> None:
    table = np.array(SHROUT_FLEISS, float)
    table[2, 1] = np.nan
    assert set(intraclass(table).values()) == {None}
    assert kendall_w(table) == (None, None)


def test_krippendorffs_own_example_at_four_levels() -> None:
    units, values = long(KRIPPENDORFF)
    alpha = krippendorff(np.array(units), np.array(values))
    rounded = {level: round(value, 3) for level, value in alpha.items() if value is not None}
    assert rounded == {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}


@pytest.mark.parametrize("seed", range(4))
def test_alpha_agrees_with_the_definition_by_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    entries = [(u, float(rng.integers(1, 8)) / 2) for u in range(9) for _ in range(rng.integers(1, 6))]
    alpha = krippendorff(np.array([u for u, _ in entries]), np.array([v for _, v in entries]))
    units = [[v for u, v in entries if u == unit] for unit in range(9)]
    units = [unit for unit in units if len(unit) > 1]
    values = [v for unit in units for v in unit]
    below = {v: sum(w < v for w in values) + values.count(v) / 2 for v in values}
    metrics = {
        "nominal": lambda a, b: float(a != b),
        "ordinal": lambda a, b: (below[a] - below[b]) ** 2,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
    }
    n = len(values)
    for level, metric in metrics.items():
        seen = sum(sum(metric(a, b) for a, b in itertools.permutations(u, 2)) / (len(u) - 1) for u in units) / n
        expected = sum(metric(a, b) for a, b in itertools.permutations(values, 2)) / (n * (n - 1))
        assert alpha[level] == pytest.approx(1 - seen / expected), level


def test_kendalls_w_of_three_judges_without_agreement() -> None:
    w, p = kendall_w(np.array(SIEGEL, float).T)
    assert w == pytest.approx(0.162, abs=5e-4)
    assert p == pytest.approx(0.79, abs=0.01)  # chi-squared 2.43 with 5 degrees of freedom


def test_judges_who_agree_have_a_w_of_one_with_ties_too() -> None:
    column = np.array([1, 2, 2, 4, 5, 5, 5, 8], float)
    w, p = kendall_w(np.column_stack([column] * 3))
    assert w == pytest.approx(1.0)
    assert p is not None
    assert p < 0.01
    assert kendall_w(np.full((4, 3), 7.0)) == (None, None)
