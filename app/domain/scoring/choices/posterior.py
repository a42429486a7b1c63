"""What is not known: the two spreads integrated over a grid, and draws of strengths from the posterior.

Priors: half-normal on s (how far nominees differ) and on t (how far each judge's taste goes its own way), both in logits.
With few judges the normal approximation is a little too sure of itself (even told the true s and t, intervals that promise
90 percent hold 87), so errors are widened by 1 + 1/(2J), J = the judges of a nominee: see `python -m bench.choices`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.scoring.choices.model import Laplace, laplace
from app.domain.scoring.choices.preferring import share_of_others
from app.domain.scoring.choices.stages import Stages
from app.domain.scoring.panel import Floats, Whole
from app.domain.scoring.posterior import allot

STRENGTH = 2.0
TASTE = 2.5
"""Scales of the priors: with s = 2 the better of two is preferred by a judge in 83 of 100 cases, on average."""
_POINTS = 10
_REACH = 2.8
_NEGLIGIBLE = 1e-4
DRAWS = 4_000
_CELLS = 4_000_000


@dataclass(frozen=True)
class Posterior:
    """Of N nominees in cells of those that compete. `share`, `se`, `low`, `high` (90 percent): percent of the others in the
    cell; `draws` (D × N): strengths in logits; `spreads`: means of (s², t²); `at`: the (s, t) that fits best."""

    share: Floats
    se: Floats
    low: Floats
    high: Floats
    draws: Floats
    spreads: tuple[float, float]
    at: tuple[float, float]


def integrate(of: Stages, cell: Whole, rng: np.random.Generator, taste: float = TASTE) -> Posterior:
    """`cell`: N numbers from 0; shares are among those with the same. `taste`: scale of the prior of t; 0 pools all choices
    as if judges had no tastes (for comparing; it promises far too much)."""
    found, weights = _grid(of, taste)
    many = allot(weights, max(400, min(DRAWS, _CELLS // len(of.nominees) ** 2)), rng)
    share = np.zeros(len(of.nominees))
    drawn, shares = [], []
    for g, size in enumerate(many):
        tastes = 2 * found.t[g] ** 2
        share += weights[g] * _shares(found.mean[g], found.covariance[g], tastes, cell)
        if size:
            z = np.linalg.solve(found.lower[g].T, rng.standard_normal((len(of.nominees), size)))
            drawn.append(found.mean[g] + found.s[g] * z.T)
            shares.append(_shares(drawn[-1], None, tastes, cell))
    told = np.concatenate(shares)
    judges = np.bincount(of.member[of.present], minlength=len(share))
    wider = 1 + 1 / (2 * judges)
    low, high = share + wider * (np.quantile(told, (0.05, 0.95), axis=0) - share)
    best = int(np.argmax(weights))
    return Posterior(
        share, wider * told.std(axis=0), np.clip(low, 0.0, share), np.clip(high, share, 100.0), np.concatenate(drawn),
        (float(weights @ found.s**2), float(weights @ found.t**2)), (float(found.s[best]), float(found.t[best])),
    )  # fmt: skip


def _grid(of: Stages, taste: float) -> tuple[Laplace, Floats]:
    points, per_point = np.polynomial.legendre.leggauss(_POINTS)
    axis, width = _REACH * (points + 1) / 2, per_point
    s, t = (part.ravel() for part in np.meshgrid(axis, axis, indexing="ij"))
    prior = -(s**2 + t**2) / 2
    s, t = STRENGTH * s, taste * t
    found = laplace(of, s, t)
    logs = found.evidence + prior + np.log(np.outer(width, width).ravel())
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    keep = weights > _NEGLIGIBLE
    kept = Laplace(s[keep], t[keep], found.mean[keep], found.lower[keep], found.covariance[keep], found.evidence[keep])
    return kept, weights[keep] / weights[keep].sum()


def _shares(strength: Floats, covariance: Floats | None, taste: float, cell: Whole) -> Floats:
    found = np.empty(strength.shape)
    for one in range(int(cell.max()) + 1):
        who = np.flatnonzero(cell == one)
        variance = np.full((1, 1), taste)
        if covariance is not None:
            own = covariance[np.ix_(who, who)]
            variance = taste + np.maximum(np.diag(own)[:, None] + np.diag(own)[None, :] - 2 * own, 0.0)
        found[..., who] = share_of_others(strength[..., who], variance)
    return found
