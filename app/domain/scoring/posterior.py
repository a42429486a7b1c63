"""What is not known: the two variance ratios integrated over a grid, and draws from the posterior.

Priors: half-Cauchy(2) on each ratio of standard deviations, flat on means, 1/σ² on the error variance; the last two
are integrated analytically, which makes a nominee's score a mixture of t distributions over the grid. On the scale
u = 2/π · arctan(λ/2) the prior is uniform, and the posterior's mode is the REML estimate. Gelman 2006.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dtrtrs
from scipy.special import stdtr, stdtrit

from app.domain.scoring.crossed import MOST, Crossed, Factor
from app.domain.scoring.panel import Flags, Floats, Whole

PRIOR_SCALE = 2.0
_TOP = 2 / np.pi * np.arctan(MOST / PRIOR_SCALE)
_NEGLIGIBLE = 1e-5
_DROP = 12.0


@dataclass(frozen=True, slots=True)
class Posterior:
    """In points. `se`, `low`, `high` (90 percent) per nominee, `judge_se` per judge, and `draws`: one array
    (draws × nominees asked for) for each set of nominees asked for."""

    se: Floats
    low: Floats
    high: Floats
    judge_se: Floats
    draws: tuple[Floats, ...]


def integrate(
    model: Crossed, mode: Factor, rng: np.random.Generator, wanted: tuple[tuple[Whole, int], ...] = ()
) -> Posterior:
    """Integrates over the ratios. `wanted` = sets of nominees with the number of joint draws of each."""
    nodes, weights = grid(model, mode)
    samples = [allot(weights, size, rng) for _, size in wanted]
    means, scales = np.empty((2, len(nodes), len(model.sums)))
    judge_means, judge_scales = np.empty((2, len(nodes), model.judges))
    drawn: list[list[Floats]] = [[] for _ in wanted]
    for g, (a, b) in enumerate(nodes):
        at = model.factor(a, b)
        means[g], scales[g], judge_means[g], judge_scales[g] = _moments(model, at)
        for many, (who, _), parts in zip(samples, wanted, drawn, strict=True):
            if many[g]:
                parts.append(_draw(model, at, who, int(many[g]), rng))
    low, high = _quantiles(means, scales, weights, model.df)
    return Posterior(
        se=model.unit * _spread(means, scales, weights, model.df),
        low=model.center + model.unit * low,
        high=model.center + model.unit * high,
        judge_se=model.unit * _spread(judge_means, judge_scales, weights, model.df),
        draws=tuple(model.center + model.unit * np.concatenate(parts) for parts in drawn),
    )


def grid(model: Crossed, mode: Factor) -> tuple[list[tuple[float, float]], Floats]:
    """Pairs (nominee ratio, judge ratio) with weights that sum to 1: Gauss-Legendre on a box of u that is narrowed
    until it just holds the posterior."""
    points, per_point = np.polynomial.legendre.leggauss(_fineness(model))
    middle = [_u(mode.nominee_ratio), _u(mode.judge_ratio)]
    box = np.array([[0.0, _TOP], [0.0, _TOP]])
    for _ in range(8):
        axes = [low + (high - low) * (points + 1) / 2 for low, high in box]
        logs = np.array([[-model.factor(_ratio(a), _ratio(b)).criterion / 2 for b in axes[1]] for a in axes[0]])
        alive = logs > max(-mode.criterion / 2, logs.max()) - _DROP
        narrower = np.array([_narrowed(box[s], axes[s], alive.any(axis=1 - s), middle[s], len(points)) for s in (0, 1)])
        if np.all(narrower[:, 1] - narrower[:, 0] > 0.75 * (box[:, 1] - box[:, 0])):
            break
        box = narrower
    weights = np.exp(logs - logs.max()) * np.outer(per_point, per_point)
    weights /= weights.sum()
    keep = np.argwhere(weights > _NEGLIGIBLE)
    kept = weights[tuple(keep.T)]
    return [(_ratio(axes[0][a]), _ratio(axes[1][b])) for a, b in keep], kept / kept.sum()


def _fineness(model: Crossed) -> int:
    size = len(model.panel.y)
    if model.judges > 400:
        return 7
    return 15 if size <= 2_000 else 11 if size <= 20_000 else 9


def _narrowed(side: Floats, axis: Floats, alive: Flags, middle: float, points: int) -> tuple[float, float]:
    """The part of one side that holds the living nodes and the mode, with a node to spare at both ends."""
    edges = np.r_[side[0], axis, side[1]]
    first, last = (int(np.argmax(alive)) + 1, points - int(np.argmax(alive[::-1]))) if alive.any() else (points, 1)
    below = int(np.searchsorted(edges, middle, side="right")) - 1
    return (
        float(edges[max(min(first - 1, below), 0)]),
        float(edges[min(max(last + 1, below + 1), points + 1)]),
    )


def _u(ratio: float) -> float:
    return float(2 / np.pi * np.arctan(ratio / PRIOR_SCALE))


def _ratio(u: float) -> float:
    return float(PRIOR_SCALE * np.tan(np.pi * u / 2))


def _moments(model: Crossed, at: Factor) -> tuple[Floats, Floats, Floats, Floats]:
    """Means and scales of the t distributions of nominees (fixed part + effect) and judges at one node."""
    j, panel = model.judges, model.panel
    inverse = model.inverse(at)
    means = (model.fair(at) - model.center) / model.unit
    pull = -at.k * at.judge_ratio  # weight of each judge's effect
    stay = 1 - at.k * panel.counts  # weight of the fixed part
    seen = _rowwise(panel.incidence @ inverse[:j, :j], panel.nominee, panel.judge)
    across = panel.incidence @ inverse[:j, j:]
    design = model.design
    variance = (
        at.k
        + pull**2 * seen
        + 2 * pull * stay * (across * design).sum(axis=1)
        + stay**2 * ((design @ inverse[j:, j:]) * design).sum(axis=1)
    )
    sigma = np.sqrt(at.rss / model.df)
    scale = sigma * np.sqrt(np.maximum(variance, 1e-300))
    judge_scale = sigma * at.judge_ratio * np.sqrt(np.diag(inverse)[:j])
    return means, scale, at.judge_ratio * at.solution[:j], judge_scale


def _rowwise(product: Floats, row: Whole, column: Whole) -> Floats:
    return np.asarray(np.bincount(row, product[row, column], len(product)), float)


def _draw(model: Crossed, at: Factor, who: Whole, many: int, rng: np.random.Generator) -> Floats:
    """many × who, on the model's unit."""
    j, panel = model.judges, model.panel
    sigma = np.sqrt(at.rss / rng.chisquare(model.df, many))
    noise, _ = dtrtrs(at.lower, rng.standard_normal((len(at.solution), many)), lower=1, trans=1)
    effects = at.solution[:, None] + sigma * noise
    fixed = model.design[who] @ effects[j:]
    seen = at.judge_ratio * (panel.incidence[who] @ effects[:j])
    k, counts = at.k[who][:, None], panel.counts[who][:, None]
    own = k * (model.sums[who][:, None] - seen - counts * fixed)
    own += np.sqrt(k) * sigma * rng.standard_normal((len(who), many))
    return np.asarray((fixed + own).T, float)


def allot(weights: Floats, size: int, rng: np.random.Generator) -> Whole:
    """How many of `size` draws each node gets: systematic sampling."""
    marks = np.floor(np.r_[0.0, np.cumsum(weights) / weights.sum()] * size + rng.random()).astype(np.intp)
    marks[-1] = marks[0] + size
    return np.asarray(np.diff(marks), np.intp)


def _spread(means: Floats, scales: Floats, weights: Floats, df: int) -> Floats:
    """The standard deviation of a mixture of t (with two degrees of freedom or fewer, of their scales × √3)."""
    tail = df / (df - 2) if df > 2 else 3.0
    middle = weights @ means
    return np.sqrt(weights @ (tail * scales**2 + (means - middle) ** 2))


def _quantiles(means: Floats, scales: Floats, weights: Floats, df: int) -> tuple[Floats, Floats]:
    """The 5 and 95 percent points of each mixture, by bisection-guarded secant on its distribution function."""
    middle, spread = weights @ means, np.sqrt(weights @ scales**2 + weights @ (means - weights @ means) ** 2)
    reach = stdtrit(df, 0.95)
    ends = []
    for sign, share in ((-1, 0.05), (1, 0.95)):
        low, high = (means + sign * reach * scales).min(axis=0), (means + sign * reach * scales).max(axis=0)
        at = np.clip(middle + sign * reach * spread, low, high)
        for _ in range(30):
            z = (at - means) / scales
            miss = weights @ stdtr(df, z) - share
            low, high = np.where(miss < 0, at, low), np.where(miss < 0, high, at)
            density = weights @ ((1 + z * z / df) ** (-(df + 1) / 2) / scales) * _constant(df)
            step = at - miss / np.maximum(density, 1e-300)
            done = np.abs(miss) < 1e-10
            if done.all():
                break
            at = np.where(done, at, np.where((step > low) & (step < high), step, (low + high) / 2))
        ends.append(at)
    return ends[0], ends[1]


def _constant(df: int) -> float:
    from math import exp, lgamma, log, pi

    return exp(lgamma((df + 1) / 2) - lgamma(df / 2) - log(df * pi) / 2)
