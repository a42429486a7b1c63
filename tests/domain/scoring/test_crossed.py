"""The model against a slow and obvious one: dense matrices, the textbook's formulas, a general optimizer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize

from app.domain.scoring.crossed import Crossed
from app.domain.scoring.panel import Panel, panel
from app.domain.scoring.posterior import PRIOR_SCALE, integrate
from tests.domain.scoring.panels import SHROUT_FLEISS, from_table, simulated

Floats = NDArray[np.float64]


class Dense:
    """y ~ N(Xβ, σ²_n ZZ' + σ²_j WW' + σ²_e I), everything written out."""

    def __init__(self, of: Panel, design: Floats) -> None:
        self.y = of.y
        self.z = np.eye(len(of.nominees))[of.nominee]
        self.w = np.eye(len(of.judges))[of.judge]
        self.design = design
        self.x = design[of.nominee]

    def parts(self, variances: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        n, j, e = variances
        v = n * self.z @ self.z.T + j * self.w @ self.w.T + e * np.eye(len(self.y))
        inverse = np.linalg.inv(v)
        information = self.x.T @ inverse @ self.x
        beta = np.linalg.solve(information, self.x.T @ inverse @ self.y)
        return v, inverse, information, beta

    def minus_twice_log(self, logs: Floats) -> float:
        v, inverse, information, beta = self.parts(np.exp(logs))
        left = self.y - self.x @ beta
        return float(np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1] + left @ inverse @ left)

    def estimate(self) -> Floats:
        start = np.log(np.full(3, self.y.var() / 3))
        for method in ("Nelder-Mead", "BFGS", "Nelder-Mead"):
            options = {"xatol": 1e-11, "fatol": 1e-13, "maxiter": 5000} if method == "Nelder-Mead" else {"gtol": 1e-9}
            start = minimize(self.minus_twice_log, start, method=method, options=options).x
        return np.exp(start)

    def predictions(self, variances: Floats) -> tuple[Floats, Floats, Floats]:
        """Fair scores, judges' effects, and the standard errors of the fair scores given the variances."""
        _, inverse, information, beta = self.parts(variances)
        left = inverse @ (self.y - self.x @ beta)
        fair = self.design @ beta + variances[0] * self.z.T @ left
        # target − prediction is linear in (effects, errors): its variance, term by term
        gls = np.linalg.solve(information, self.x.T @ inverse)
        on = self.design @ gls + variances[0] * self.z.T @ inverse @ (np.eye(len(self.y)) - self.x @ gls)
        of_nominees = np.eye(self.z.shape[1]) - on @ self.z
        of_judges = on @ self.w
        square = variances[0] * of_nominees**2 @ np.ones(self.z.shape[1]) + variances[1] * (of_judges**2).sum(axis=1)
        return fair, variances[1] * self.w.T @ left, np.sqrt(square + variances[2] * (on**2).sum(axis=1))


def designs() -> list[tuple[Panel, Floats]]:
    two = panel(simulated(14, 3, 6, seed=3, categories={"Rookie": 5, "Veteran": 9}))
    sparse = panel(simulated(12, 3, 9, seed=5))
    uneven = panel([score for at, score in enumerate(simulated(10, 4, 6, seed=8)) if at % 7])
    return [
        (from_table(SHROUT_FLEISS), np.ones((6, 1))),
        (sparse, np.ones((12, 1))),
        (uneven, np.ones((10, 1))),
        (two, np.eye(2)[two.category]),
    ]


@pytest.mark.parametrize("which", range(4), ids=["complete", "sparse", "uneven", "two categories"])
def test_estimates_and_predictions_agree_with_the_dense_model(which: int) -> None:
    of, design = designs()[which]
    model, dense = Crossed(of, design), Dense(of, design)
    at = model.estimate()
    variances = dense.estimate()
    error = model.error_variance(at)
    ours = np.array([at.nominee_ratio**2 * error, at.judge_ratio**2 * error, error])
    assert ours == pytest.approx(variances, rel=1e-6)
    assert dense.minus_twice_log(np.log(ours)) <= dense.minus_twice_log(np.log(variances)) + 1e-9
    fair, judges, _ = dense.predictions(ours)
    assert model.fair(at) == pytest.approx(fair, abs=1e-9)
    assert model.judge_effects(at) == pytest.approx(judges, abs=1e-9)
    assert model.fair(at) == pytest.approx(dense.predictions(variances)[0], abs=1e-6)


def test_a_complete_design_has_the_variances_of_the_analysis_of_variance() -> None:
    table = np.array(SHROUT_FLEISS, float)
    rows, columns = table.mean(axis=1), table.mean(axis=0)
    between = 4 * rows.var(ddof=1)
    judges = 6 * columns.var(ddof=1)
    rest = float(((table - rows[:, None] - columns + table.mean()) ** 2).sum()) / 15
    model = Crossed(from_table(SHROUT_FLEISS), np.ones((6, 1)))
    at = model.estimate()
    error = model.error_variance(at)
    assert error == pytest.approx(rest, rel=1e-8)
    assert at.nominee_ratio**2 * error == pytest.approx((between - rest) / 4, rel=1e-8)
    assert at.judge_ratio**2 * error == pytest.approx((judges - rest) / 6, rel=1e-8)
    shrink = (between - rest) / between
    assert model.fair(at) == pytest.approx(table.mean() + shrink * (rows - table.mean()), rel=1e-8)


def test_the_slope_is_the_derivative_of_the_criterion() -> None:
    of, design = designs()[1]
    model = Crossed(of, design)
    step = 1e-5
    for ratios in ((0.7, 0.4), (2.0, 1.5)):
        slope = model.slope(model.factor(*ratios))
        for which in (0, 1):
            up, down = (
                [ratio * np.exp(sign * step * (which == at)) for at, ratio in enumerate(ratios)] for sign in (1, -1)
            )
            rise = (model.factor(*up).criterion - model.factor(*down).criterion) / (2 * step)
            assert slope[which] == pytest.approx(rise, abs=1e-5)


def test_a_variance_that_is_not_there_is_zero_exactly() -> None:
    rng = np.random.default_rng(2)
    noise = from_table(rng.normal(6, 1, (8, 5)) - np.linspace(0, 0, 8)[:, None])
    leveled = from_table([row - row.mean() for row in noise.matrix()])  # nominees' means are all equal
    model = Crossed(leveled, np.ones((8, 1)))
    at = model.estimate()
    assert at.nominee_ratio == 0.0
    assert np.ptp(model.fair(at)) == 0.0


def test_leaving_one_judge_out_is_the_model_of_the_others() -> None:
    of = panel(simulated(15, 3, 7, seed=4))
    model = Crossed(of, np.ones((15, 1)))
    at = model.estimate()
    for j, value in enumerate(model.fair_without(at)):
        rest = of.without(j)
        other = Crossed(rest, np.ones((len(rest.nominees), 1)))
        expected = other.fair(other.factor(at.nominee_ratio, at.judge_ratio))
        assert value[np.isfinite(value)] == pytest.approx(expected, abs=1e-9)


def test_integrated_uncertainty_agrees_with_a_brute_sum_over_many_ratios() -> None:
    of, design = designs()[2]
    model, dense = Crossed(of, design), Dense(of, design)
    known = integrate(model, model.estimate(), np.random.default_rng(0), ((np.arange(10), 20_000),))
    middles = PRIOR_SCALE * np.tan(np.pi * (np.arange(60) + 0.5) / 120)  # equal shares of the prior
    weights, means, squares = [], [], []
    for a in middles:
        for b in middles:
            ratios = np.array([a * a, b * b, 1.0])
            v, inverse, information, beta = dense.parts(ratios)
            left = dense.y - dense.x @ beta
            df, rss = len(left) - design.shape[1], float(left @ inverse @ left)
            weights.append(-0.5 * (np.linalg.slogdet(v)[1] + np.linalg.slogdet(information)[1] + df * np.log(rss)))
            fair, _, error = dense.predictions(ratios)
            means.append(fair)
            squares.append(error**2 * rss / (df - 2))
    weight = np.exp(np.array(weights) - max(weights))
    weight /= weight.sum()
    mean = weight @ np.array(means)
    se = np.sqrt(weight @ (np.array(squares) + (np.array(means) - mean) ** 2))
    assert known.se == pytest.approx(se, rel=2e-3)
    draws = known.draws[0]
    assert draws.mean(axis=0) == pytest.approx(mean, abs=0.03)
    assert draws.std(axis=0) == pytest.approx(se, rel=0.03)
    inside = (draws > known.low) & (draws < known.high)
    assert inside.mean(axis=0) == pytest.approx(np.full(10, 0.9), abs=0.01)
