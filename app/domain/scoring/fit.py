"""How each judge fits the rest: noise, single surprising scores, the same score for everybody, the same for all criteria."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import fdtrc

from app.domain.scoring.additive import Additive
from app.domain.scoring.panel import Floats, Panel

SURPRISING = 3.0
NOISY = 0.05
_ENOUGH = 3
"""So many scores make "the same for everybody" a remark."""


@dataclass(frozen=True, slots=True)
class Surprise:
    """A score further than three standard errors from what nominee and judge let expect; z < 0 = too low."""

    nominee: str
    score: float
    z: float


@dataclass(frozen=True, slots=True)
class JudgeFit:
    """`mean_square` of the judge's residuals ÷ that of the others (1 = like the others) with `p` of an excess by the
    F test, Bonferroni-corrected for the number of judges; `correlation` with the mean of the others' scores over the
    nominees in common. None where there is too little to tell."""

    mean_square: float | None
    p: float | None
    correlation: float | None
    constant: float | None
    """The score that everybody got, if everybody got the same (three nominees or more)."""
    surprises: tuple[Surprise, ...]


def judge_fits(panel: Panel, fit: Additive) -> tuple[JudgeFit, ...]:
    """One per judge, from the residuals of additive least squares (which shrink nothing)."""
    surprises = _surprises(panel, fit)
    squares, ps = _mean_squares(panel, fit)
    along = correlations(panel)
    order = np.argsort(panel.judge, kind="stable")
    parts = np.split(panel.y[order], np.cumsum(panel.judge_counts).astype(int)[:-1])
    constant = [float(ys[0]) if len(ys) >= _ENOUGH and np.ptp(ys) == 0 else None for ys in parts]
    return tuple(
        JudgeFit(squares[j], ps[j], along[j], constant[j], surprises.get(j, ())) for j in range(len(panel.judges))
    )


def _mean_squares(panel: Panel, fit: Additive) -> tuple[list[float | None], list[float | None]]:
    many = len(panel.judges)
    squares = np.bincount(panel.judge, fit.residuals**2, many)
    free = np.bincount(panel.judge, 1 - fit.leverages, many)
    found: list[float | None] = []
    ps: list[float | None] = []
    for square, own in zip(squares.tolist(), free.tolist(), strict=True):
        rest_square, rest = fit.rss - square, fit.df - own
        if own < 0.5 or rest < 1 or rest_square <= 1e-12 * max(fit.rss, 1e-300):
            found.append(None)
            ps.append(None)
            continue
        ratio = (square / own) / (rest_square / rest)
        found.append(ratio)
        ps.append(min(1.0, many * float(fdtrc(own, rest, ratio))))
    return found, ps


def _surprises(panel: Panel, fit: Additive) -> dict[int, tuple[Surprise, ...]]:
    if fit.df < 2 or fit.rss <= 0:
        return {}
    free = np.where(fit.leverages < 0.999, 1 - fit.leverages, np.inf)
    z = fit.residuals / np.sqrt(fit.variance * free)
    found: dict[int, tuple[Surprise, ...]] = {}
    for place in np.flatnonzero(np.abs(z) > SURPRISING):
        judge = int(panel.judge[place])
        one = Surprise(panel.nominees[panel.nominee[place]], float(panel.y[place]), float(z[place]))
        found[judge] = (*found.get(judge, ()), one)
    return found


def correlations(panel: Panel) -> list[float | None]:
    """Of each judge, with the mean of the other judges' scores, over nominees that somebody else scored too (at least three)."""
    counts = panel.counts[panel.nominee]
    shared = counts > 1
    others: Floats = (panel.raw[panel.nominee] * counts - panel.y) / np.where(shared, counts - 1, 1)
    many = len(panel.judges)
    judge, own, rest = panel.judge[shared], panel.y[shared], others[shared]
    n = np.bincount(judge, minlength=many)
    known = np.maximum(n, 1)
    own = own - (np.bincount(judge, own, many) / known)[judge]
    rest = rest - (np.bincount(judge, rest, many) / known)[judge]
    both, mine, theirs = (np.bincount(judge, part, many) for part in (own * rest, own**2, rest**2))
    tiny = 1e-18 * max(float(np.square(panel.y).max()), 1e-300)
    return [
        float(b / np.sqrt(m * t)) if count >= _ENOUGH and m > tiny and t > tiny else None
        for b, m, t, count in zip(both, mine, theirs, n, strict=True)
    ]
