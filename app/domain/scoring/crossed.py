"""The crossed random-effects model `score = mean + nominee + judge + error`, exact for any design.

Nominees are eliminated one by one (their block is diagonal), which leaves a dense system as large as the number of
judges: 10,000 nominees × 5 scores × 200 judges cost a Cholesky factor of 200 × 200. Everything is profiled over the
two ratios λ = standard deviation of the effect ÷ standard deviation of the error; mean and error variance are
analytic. Sources: Bates, Mächler, Bolker & Walker 2015 (lme4, section 3); Henderson 1984; Patterson & Thompson 1971.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs, dtrtrs
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, hstack

from app.domain.scoring.panel import Floats, Panel, Whole

LEAST, MOST = 1e-4, 1e3
"""Bounds of the ratios while searching; below, the ratio is tried as 0."""
_STARTS = (0.15, 0.5, 1.2, 3.0, 12.0)
_GROUPED = 12


@dataclass(frozen=True, slots=True)
class Factor:
    """The system at one pair of ratios. `lower` = Cholesky factor (judges, then fixed effects), `solution` its
    right-hand side solved (judges' effects ÷ λ_judge, then fixed effects), `rss` the penalized residual sum of
    squares, `criterion` = −2 log restricted likelihood up to a constant, `k` the share λ²/(1 + nλ²) per nominee."""

    nominee_ratio: float
    judge_ratio: float
    lower: Floats
    solution: Floats
    rss: float
    criterion: float
    k: Floats


class Crossed:
    """The model for one panel. `design` (nominees × fixed effects) has full column rank: the means of the
    categories, perhaps the covariate of `assignment`. `center` and `unit` put scores on a common footing; all
    ratios are free of units, means and variances come back in points."""

    def __init__(self, panel: Panel, design: Floats) -> None:
        self.panel, self.design = panel, design
        self.center = float(panel.y.mean())
        self.unit = float(panel.y.std()) or 1.0
        y = (panel.y - self.center) / self.unit
        w, counts = panel.incidence, panel.counts
        self.judges = len(panel.judges)
        self.fixed = design.shape[1]
        self.df = len(y) - self.fixed
        self.sums = np.bincount(panel.nominee, y, len(counts))
        self._rows = hstack([w, csr_matrix(design * counts[:, None]), csr_matrix(self.sums[:, None])]).tocsr()
        self._gram = self._cross_products(y)
        self._kinds, self._kind = np.unique(counts, return_inverse=True)
        self._grouped = [self._product(self._kind == g) for g in range(len(self._kinds))] if self._few else []

    @property
    def _few(self) -> bool:
        """Few different numbers of scores per nominee: their products are made once."""
        return len(self._kinds) <= _GROUPED

    def _cross_products(self, y: Floats) -> Floats:
        j, size = self.judges, self.judges + self.fixed + 1
        panel, x = self.panel, self.design
        gram = np.zeros((size, size))
        gram[:j, :j] = np.diag(panel.judge_counts)
        gram[:j, j:-1] = panel.incidence.T @ x
        gram[:j, -1] = np.bincount(panel.judge, y, j)
        gram[j:-1, j:-1] = x.T @ (x * panel.counts[:, None])
        gram[j:-1, -1] = x.T @ self.sums
        gram[-1, -1] = y @ y
        return np.triu(gram) + np.triu(gram, 1).T

    def _product(self, weights: Floats) -> Floats:
        """Σ over nominees of weight × row × row′, dense."""
        return np.asarray((self._rows.T @ self._rows.multiply(weights[:, None]).tocsr()).todense(), float)

    def _weighted(self, by_count: Floats) -> Floats:
        """`_product` with weights that depend on the number of scores only."""
        if not self._few:
            return self._product(by_count[self._kind])
        total = by_count[0] * self._grouped[0]
        for weight, product in zip(by_count[1:], self._grouped[1:], strict=True):
            total += weight * product
        return np.asarray(total, float)

    def factor(self, nominee_ratio: float, judge_ratio: float) -> Factor:
        """Solves the model at given ratios (≥ 0)."""
        theta = nominee_ratio**2
        shares = theta / (1 + self._kinds * theta)
        return self._solved(self._gram - self._weighted(shares), nominee_ratio, judge_ratio)

    def fair_without(self, at: Factor) -> Iterator[Floats]:
        """For each judge in turn the fair scores (points) from everybody else's scores, with the ratios of `at`;
        −inf for whom nobody else scored. Only the nominees of that judge change the system."""
        theta, panel = at.nominee_ratio**2, self.panel
        system = self._gram - self._weighted(theta / (1 + self._kinds * theta))
        columns = panel.incidence.tocsc()
        y = (panel.y - self.center) / self.unit
        scores = csr_matrix((y, (panel.nominee, panel.judge)), shape=columns.shape).tocsc()
        for j in range(self.judges):
            who = columns.indices[columns.indptr[j] : columns.indptr[j + 1]]
            gone = np.zeros((len(who), len(system)))
            gone[:, j] = 1
            gone[:, self.judges : -1] = self.design[who]
            gone[:, -1] = scores[who, j].toarray().ravel() if len(who) else 0
            before = np.asarray(self._rows[who].todense(), float)
            after = before - gone
            counts, sums = panel.counts.copy(), self.sums.copy()
            counts[who] -= 1
            sums[who] -= gone[:, -1]
            k = theta / (1 + counts * theta)
            changed = before.T @ (before * at.k[who][:, None]) - after.T @ (after * k[who][:, None]) - gone.T @ gone
            new = self._solved(system + changed, at.nominee_ratio, at.judge_ratio)
            fixed = self.design @ new.solution[self.judges :]
            seen = at.judge_ratio * (panel.incidence @ new.solution[: self.judges])
            value = self.center + self.unit * (fixed + k * (sums - seen - counts * fixed))
            yield np.where(counts > 0, value, -np.inf)

    def _solved(self, system: Floats, nominee_ratio: float, judge_ratio: float) -> Factor:
        """From cross-products with nominees eliminated to the solution; `system` is overwritten."""
        j, size = self.judges, self.judges + self.fixed
        theta = nominee_ratio**2
        shares = theta / (1 + self._kinds * theta)
        system[:j] *= judge_ratio
        system[:, :j] *= judge_ratio
        system[np.arange(j), np.arange(j)] += 1
        lower, failed = dpotrf(system[:size, :size], lower=1, clean=1)
        if failed:
            raise np.linalg.LinAlgError("the fixed effects are not of full rank")
        half, _ = dtrtrs(lower, system[:size, -1], lower=1)
        solution, _ = dtrtrs(lower, half, lower=1, trans=1)
        rss = max(float(system[-1, -1] - half @ half), 1e-13 * float(self._gram[-1, -1]))
        many = np.bincount(self._kind, minlength=len(self._kinds))
        logs = float(many @ np.log1p(self._kinds * theta)) + 2 * float(np.log(np.diag(lower)).sum())
        criterion = logs + self.df * float(np.log(rss))
        return Factor(nominee_ratio, judge_ratio, lower, solution, rss, criterion, shares[self._kind])

    def slope(self, at: Factor) -> Floats:
        """The derivative of the criterion by the logarithms of the two ratios."""
        j = self.judges
        inverse = self.inverse(at)
        scale = np.r_[np.full(j, at.judge_ratio), np.ones(self.fixed)]
        theta = at.nominee_ratio**2
        shares = theta / (1 + self._kinds * theta)
        spread = self._weighted(shares**2)[:-1, :-1] * scale[:, None] * scale
        effects = self.nominee_effects(at)
        covariance = float(at.k.sum()) + float((inverse * spread).sum())
        nominees = len(self.sums) - covariance / theta - self.df * float(effects @ effects) / (theta * at.rss)
        judged = at.solution[:j]
        judges = j - float(np.trace(inverse[:j, :j])) - self.df * float(judged @ judged) / at.rss
        return 2 * np.array([nominees, judges])

    def inverse(self, at: Factor) -> Floats:
        """The inverse of the system: the covariance of (judges ÷ λ, fixed effects) in units of the error variance."""
        half, _ = dpotri(at.lower, lower=1)
        return np.asarray(np.tril(half) + np.tril(half, -1).T, float)

    def solve(self, at: Factor, right: Floats) -> Floats:
        """The system solved for another right-hand side."""
        return np.asarray(dpotrs(at.lower, right, lower=1)[0], float)

    def nominee_effects(self, at: Factor) -> Floats:
        """The predicted nominee effects without the fixed part, on the model's own unit."""
        j = self.judges
        seen = at.judge_ratio * (self.panel.incidence @ at.solution[:j])
        return np.asarray(at.k * (self.sums - seen - self.panel.counts * (self.design @ at.solution[j:])), float)

    def fair(self, at: Factor) -> Floats:
        """Fixed part + predicted nominee effect, in points."""
        value = self.design @ at.solution[self.judges :] + self.nominee_effects(at)
        return np.asarray(self.center + self.unit * value, float)

    def judge_effects(self, at: Factor) -> Floats:
        """How far above the panel each judge scores (predicted), in points."""
        return np.asarray(self.unit * at.judge_ratio * at.solution[: self.judges], float)

    def error_variance(self, at: Factor) -> float:
        """The restricted estimate of σ² given the ratios, in points²."""
        return float(at.rss / self.df * self.unit**2)

    def estimate(self, start: tuple[float, float] | None = None) -> Factor:
        """The REML estimate. A ratio is exactly 0 where the criterion is no better with it above 0."""
        starts = [start] if start else [(a, b) for a in _STARTS for b in _STARTS]
        best = min((self.factor(*pair) for pair in starts), key=lambda at: at.criterion)
        best = self._descend(best, (True, True))
        if min(best.nominee_ratio, best.judge_ratio) > 0.05:
            return best
        tried = [best]
        for free in ((False, True), (True, False)):
            first = tuple(max(ratio, 0.1) if on else 0.0 for ratio, on in zip(_ratios(best), free, strict=True))
            tried.append(self._descend(self.factor(*first), free))
        tried.append(self.factor(0.0, 0.0))
        least = min(at.criterion for at in tried)
        return next(at for at in reversed(tried) if at.criterion <= least + 1e-7)

    def _descend(self, at: Factor, free: tuple[bool, bool]) -> Factor:
        which = np.flatnonzero(free)
        fixed = np.array(_ratios(at))

        def place(logs: Floats) -> Factor:
            ratios = fixed.copy()
            ratios[which] = np.exp(logs)
            return self.factor(float(ratios[0]), float(ratios[1]))

        def both(logs: Floats) -> tuple[float, Floats]:
            here = place(logs)
            return here.criterion, self._free_slope(here, which)

        bounds = [(np.log(LEAST), np.log(MOST))] * len(which)
        begin = np.clip(np.log(fixed[which]), *bounds[0])
        found = minimize(both, begin, jac=True, method="L-BFGS-B", bounds=bounds, options={"gtol": 1e-7, "ftol": 1e-15})
        return place(self._polished(found.x, place, which))

    def _free_slope(self, at: Factor, which: Whole) -> Floats:
        """`slope` for the free ratios (a ratio of exactly 0 has none)."""
        if len(which) == 2:
            return self.slope(at)
        near = self.factor(at.nominee_ratio or 1e-8, at.judge_ratio or 1e-8) if 0 in _ratios(at) else at
        return self.slope(near)[which]

    def _polished(self, logs: Floats, place, which: Whole) -> Floats:  # type: ignore[no-untyped-def]
        """Newton steps on the slope, as long as they help: the last digits, which function values can't give."""
        low, high = np.log(LEAST) + 1, np.log(MOST) - 1
        for _ in range(3):
            if np.any(logs < low) or np.any(logs > high):
                return logs
            here = self._free_slope(place(logs), which)
            step = 1e-4
            bend = np.column_stack(
                [
                    (self._free_slope(place(logs + step * e), which) - self._free_slope(place(logs - step * e), which))
                    / (2 * step)
                    for e in np.eye(len(which))
                ]
            )
            if np.any(np.linalg.eigvalsh((bend + bend.T) / 2) <= 1e-8):
                return logs
            move = np.linalg.solve(bend, here)
            if np.abs(move).max() > 0.1:
                return logs
            logs = logs - move
            if np.abs(move).max() < 1e-9:
                return logs
        return logs


def _ratios(at: Factor) -> tuple[float, float]:
    return at.nominee_ratio, at.judge_ratio
