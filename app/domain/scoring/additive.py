"""Additive least squares: `score = nominee + judge + error` with nothing assumed about who judged whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.scoring.links import Groups
from app.domain.scoring.panel import Floats, Panel


@dataclass(frozen=True, slots=True)
class Additive:
    """`scores` per nominee: what the whole panel would have given on average (judges' effects sum to 0 within each
    group). `effects` per judge (positive = lenient). `covariance` of the judges' effects in units of σ²; `rss`
    the residual sum of squares with `df` degrees of freedom; `residuals` and `leverages` per score. All in points."""

    scores: Floats
    effects: Floats
    covariance: Floats
    rss: float
    df: int
    residuals: Floats
    leverages: Floats
    seen: Floats
    """Per nominee: wᵢ′ covariance wᵢ, where wᵢ averages over its judges."""

    @property
    def variance(self) -> float:
        """σ², NaN without degrees of freedom."""
        return self.rss / self.df if self.df > 0 else float("nan")


def additive(panel: Panel, groups: Groups) -> Additive:
    """Least squares with nominees eliminated; the judges' system is singular once per group, and solved with a sum
    of 0 in each."""
    w, counts = panel.incidence, panel.counts
    share = w.multiply(1 / counts[:, None]).tocsr()
    laplacian = np.diag(panel.judge_counts) - np.asarray((w.T @ share).todense())
    nulls = np.zeros((len(panel.judges), groups.count))
    nulls[np.arange(len(panel.judges)), groups.judge] = 1
    nulls /= np.sqrt(nulls.sum(axis=0))
    covariance = np.linalg.inv(laplacian + nulls @ nulls.T) - nulls @ nulls.T
    raw = panel.raw
    within = panel.y - raw[panel.nominee]
    effects = covariance @ np.bincount(panel.judge, within, len(panel.judges))
    scores = raw - share @ effects
    residuals = panel.y - scores[panel.nominee] - effects[panel.judge]
    average = np.asarray(share @ covariance)  # nominees × judges
    picked = average[panel.nominee, panel.judge]
    seen = np.bincount(panel.nominee, picked, len(counts)) / counts
    leverages = 1 / counts[panel.nominee] + np.diag(covariance)[panel.judge] - 2 * picked + seen[panel.nominee]
    df = len(panel.y) - len(counts) - len(panel.judges) + groups.count
    return Additive(
        scores, effects, covariance, float(residuals @ residuals), df, residuals, np.clip(leverages, 0, 1), seen
    )


def additive_draws(panel: Panel, fit: Additive, draws: int, rng: np.random.Generator) -> Floats:
    """draws × nominees from the posterior of the scores under flat priors (a multivariate t)."""
    j = len(panel.judges)
    values, vectors = np.linalg.eigh(fit.covariance)
    root = vectors * np.sqrt(np.clip(values, 0, None))
    sigma = np.sqrt(fit.rss / rng.chisquare(fit.df, draws))[:, None]
    judges = rng.standard_normal((draws, j)) @ root.T
    own = rng.standard_normal((draws, len(fit.scores))) / np.sqrt(panel.counts)
    seen = (panel.incidence @ judges.T).T / panel.counts
    return np.asarray(fit.scores + sigma * (own - seen), float)


def standard_errors(panel: Panel, fit: Additive) -> Floats:
    """Of `scores`, given σ²."""
    return np.sqrt(fit.variance * (1 / panel.counts + np.clip(fit.seen, 0, None)))
