"""The model of choices: against an independent maximum likelihood, and where the mode and its curvature must be."""

import random
from itertools import combinations
from math import exp, log

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize

from app.domain.scoring.choices.choice import Choice, settled
from app.domain.scoring.choices.model import laplace
from app.domain.scoring.choices.preferring import preferred, share_of_others
from app.domain.scoring.choices.stages import stages


def every_pair(seed: int, size: int = 6, judges: int = 8) -> list[Choice]:
    """Full pairs of like-minded judges, where nobody wins or loses everything."""
    chance = random.Random(seed)
    worth = [chance.gauss(0, 0.7) for _ in range(size)]
    return [
        Choice(judge, (a, b) if chance.random() < 1 / (1 + exp(worth[b] - worth[a])) else (b, a), (), chance.random() < 0.1)
        for judge in range(judges)
        for a, b in combinations(range(size), 2)
    ]  # fmt: skip


def hunter(choices: list[Choice], size: int) -> list[float]:
    """Bradley–Terry by the MM algorithm of Hunter 2004, in plain Python: logarithms of strengths, with mean 0."""
    wins, met = [0.0] * size, [[0.0] * size for _ in range(size)]
    for one in choices:
        a, b = one.best
        wins[a] += 0.5 if one.even else 1.0
        wins[b] += 0.5 if one.even else 0.0
        met[a][b] += 1
        met[b][a] += 1
    worth = [1.0] * size
    for _ in range(20_000):
        worth = [wins[i] / sum(met[i][j] / (worth[i] + worth[j]) for j in range(size) if j != i) for i in range(size)]
        scale = exp(sum(map(log, worth)) / size)
        worth = [one / scale for one in worth]
    return [log(one) for one in worth]


@pytest.mark.parametrize("seed", range(4))
def test_without_tastes_and_with_a_flat_prior_it_is_the_maximum_likelihood_of_hunter(seed: int) -> None:
    choices = every_pair(seed)
    found = laplace(stages(settled(choices)), np.array([1e4]), np.array([0.0])).mean[0]
    assert found - found.mean() == pytest.approx(hunter(choices, 6), abs=1e-6)


def test_an_order_is_worth_as_much_as_luce_s_choices_one_after_another() -> None:
    """The mode of a prior N(0, 1) and orders, found by a general optimizer from Plackett's probabilities."""
    choices = [Choice(1, (2, 0, 1), (3,)), Choice(2, (0, 2), (1, 3)), Choice(3, (1, 2, 0, 3))]

    def loss(u: np.ndarray) -> float:
        total = float((u**2).sum()) / 2
        for one in choices:
            for place, first in enumerate(one.best):
                left = [*one.best[place:], *one.rest]
                total -= u[first] - log(sum(exp(u[each]) for each in left))
        return total

    best = minimize(loss, np.zeros(4), method="BFGS", options={"gtol": 1e-9}).x
    found = laplace(stages(settled(choices)), np.array([1.0]), np.array([0.0]))
    assert found.mean[0] == pytest.approx(best, abs=1e-6)
    curve = np.array([approx_fprime(best, lambda u, i=i: approx_fprime(u, loss, 1e-5)[i], 1e-5) for i in range(4)])
    assert found.covariance[0] == pytest.approx(np.linalg.inv(curve), abs=1e-3)


def test_with_tastes_the_mode_is_that_of_strengths_and_tastes_together() -> None:
    choices = [Choice(1, (0, 1)), Choice(1, (1, 2)), Choice(2, (0, 2)), Choice(2, (2, 1)), Choice(2, (0, 1), (), True)]
    s, t = 1.3, 0.8

    def loss(x: np.ndarray) -> float:
        z, e = x[:3], x[3:].reshape(2, 3)
        total = float((x**2).sum()) / 2
        for one in choices:
            a, b = one.best
            gap = s * (z[a] - z[b]) + t * (e[one.judge - 1, a] - e[one.judge - 1, b])
            total += (log(1 + exp(-gap)) + log(1 + exp(gap))) / 2 if one.even else log(1 + exp(-gap))
        return total

    best = minimize(loss, np.zeros(9), method="BFGS", options={"gtol": 1e-9}).x
    found = laplace(stages(settled(choices)), np.array([s]), np.array([t])).mean[0]
    assert found == pytest.approx(s * best[:3], abs=1e-6)


def test_many_choices_of_one_judge_tell_less_than_those_of_many() -> None:
    alone = [Choice(1, (0, 1)), Choice(1, (0, 2)), Choice(1, (1, 2)), Choice(2, (1, 0)), Choice(2, (2, 1))]
    more = alone + [Choice(judge, (0, 1)) for judge in (3, 4, 5)]
    of, of_more = stages(settled(alone)), stages(settled(more))
    pooled, own = (laplace(of, np.array([1.0]), np.array([t])).covariance[0] for t in (0.0, 1.5))
    assert np.diag(own).min() > np.diag(pooled).max()
    fewer = laplace(of_more, np.array([1.0]), np.array([1.5])).covariance[0]
    assert fewer[0, 0] < own[0, 0]


def test_the_mixture_is_the_logistic_curve_and_its_average_that_of_draws() -> None:
    x = np.linspace(-15, 15, 601)
    assert preferred(x, np.zeros(601)) == pytest.approx(1 / (1 + np.exp(-x)), abs=1e-5)
    drawn = np.random.default_rng(1).normal(0.8, 1.7, 400_000)
    assert float(preferred(np.array(0.8), np.array(1.7**2))) == pytest.approx(
        (1 / (1 + np.exp(-drawn))).mean(), abs=2e-3
    )


def test_shares_of_others_have_a_mean_of_half() -> None:
    found = share_of_others(np.array([0.3, -1.2, 2.0, 0.0]), np.full((1, 1), 0.7))
    assert found.mean() == pytest.approx(50.0)
    assert list(np.argsort(found)) == [1, 3, 0, 2]
