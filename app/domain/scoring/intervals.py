"""Scores with their uncertainty, by whichever method: the one place where the methods differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from app.domain.scoring.additive import Additive, additive_draws, standard_errors
from app.domain.scoring.assignment import Fitted
from app.domain.scoring.outcome import Method
from app.domain.scoring.panel import Floats, Panel, Whole
from app.domain.scoring.posterior import integrate

DRAWS = 4000
_TOP = 50
_TOGETHER = 2000
_CELLS = 8_000_000

Drawn = tuple[Floats, Whole]
"""draws × who, and who (indices of nominees)."""


@dataclass(frozen=True, slots=True)
class Scored:
    """In points; `se` and what follows are None where nothing is left to estimate an error from. `for_ranks` holds
    everybody, `for_winning` at least the first fifty of each cell, with more draws."""

    value: Floats
    se: Floats | None = None
    low: Floats | None = None
    high: Floats | None = None
    for_ranks: Drawn | None = None
    for_winning: Drawn | None = None
    judge_se: Floats | None = None


def fair_scores(fitted: Fitted, cell: Whole, rng: np.random.Generator) -> Scored:
    """The crossed model's scores; of more than 2,000 nominees the first 50 of each cell get draws of their own."""
    model = fitted.model
    value = model.fair(fitted.at)
    everybody = np.arange(len(value))
    wanted: tuple[tuple[Whole, int], ...]
    if len(value) <= _TOGETHER:
        wanted = ((everybody, DRAWS),)
    else:
        leading = _leading(value, cell)
        wanted = ((everybody, max(200, 2_000_000 // len(value))), (leading, _affordable(len(leading))))
    known = integrate(model, fitted.at, rng, wanted)
    drawn = [(draws, who) for draws, (who, _) in zip(known.draws, wanted, strict=True)]
    return Scored(value, known.se, known.low, known.high, drawn[0], drawn[-1], known.judge_se)


def additive_scores(panel: Panel, fit: Additive, rng: np.random.Generator) -> Scored:
    """Additive least squares with t intervals."""
    if fit.df < 1:
        return Scored(fit.scores)
    draws = additive_draws(panel, fit, _affordable(len(fit.scores)), rng)
    judge_se = np.sqrt(fit.variance * np.clip(np.diag(fit.covariance), 0, None))
    return _with_t(fit.scores, standard_errors(panel, fit), fit.df, draws, judge_se)


def mean_scores(panel: Panel, fit: Additive, method: Method, rng: np.random.Generator) -> Scored:
    """Raw or trimmed means. The error variance is what scores of one nominee vary by; where every judge scored
    everybody, judges' severity cancels and doesn't count."""
    value = panel.raw if method is Method.MEAN else panel.trimmed
    if panel.is_complete:
        df, square = fit.df, fit.rss
    else:
        df = len(panel.y) - len(panel.nominees)
        square = float(((panel.y - panel.raw[panel.nominee]) ** 2).sum())
    if df < 1:
        return Scored(value)
    worth = panel.counts if method is Method.MEAN else np.where(panel.counts > 2, panel.counts - 0.65, panel.counts)
    se = np.sqrt(square / df / worth)  # 0.65: normal scores without their highest and lowest (n = 3: 1/2.23)
    size = _affordable(len(value))
    sigma = np.sqrt(df / rng.chisquare(df, size))[:, None]
    draws = value + sigma * se * rng.standard_normal((size, len(value)))
    return _with_t(value, se, df, draws, None)


def _with_t(value: Floats, se: Floats, df: int, draws: Floats, judge_se: Floats | None) -> Scored:
    reach = float(stdtrit(df, 0.95)) * se
    drawn = (draws, np.arange(len(value)))
    return Scored(value, se, value - reach, value + reach, drawn, drawn, judge_se)


def _affordable(nominees: int) -> int:
    return int(np.clip(_CELLS // nominees, 200, DRAWS))


def _leading(value: Floats, cell: Whole) -> Whole:
    order = np.lexsort((-value, cell))
    start = np.searchsorted(cell[order], cell[order])
    return np.sort(order[np.arange(len(order)) - start < _TOP])
