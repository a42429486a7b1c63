"""Guard against an assignment that wasn't random: the severity of a nominee's judges as a covariate of the nominee."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.optimize import minimize_scalar

from app.domain.scoring.additive import Additive
from app.domain.scoring.crossed import Crossed, Factor
from app.domain.scoring.panel import Floats, Panel, Whole

LIMIT = 1.96


class Assignment(StrEnum):
    """How judges came to nominees: by lot, by hand (or bids, or expertise), or nobody knows."""

    AUTO = "auto"
    RANDOM = "random"
    CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Fitted:
    """The model with its estimate; `z` of the covariate (None where judges' severity doesn't differ between
    nominees) and whether it is in."""

    model: Crossed
    at: Factor
    z: float | None
    corrected: bool


def fit(panel: Panel, cell: Whole, linked: Additive, assignment: Assignment, *, start: Factor | None = None) -> Fitted:
    """The model with a mean for each cell (category and group), and the covariate as `assignment` asks: always when
    chosen, never when random, with auto if its |z| exceeds 1.96. With `start` (a similar fit) the search begins there,
    and z is left out where it decides nothing."""
    near = (max(start.nominee_ratio, 0.1), max(start.judge_ratio, 0.1)) if start else None
    design = np.eye(int(cell.max()) + 1)[cell]
    covariate = None if start and assignment is Assignment.RANDOM else _covariate(panel, cell, linked)
    z = None
    if covariate is not None:
        wide = Crossed(panel, np.column_stack([design, covariate]))
        at = wide.estimate(near)
        z = _z(wide, at)
        if assignment is Assignment.CHOSEN or (assignment is Assignment.AUTO and abs(z) > LIMIT):
            return Fitted(wide, at, z, True)
    plain = Crossed(panel, design)
    return Fitted(plain, plain.estimate(near), z, False)


def _covariate(panel: Panel, cell: Whole, linked: Additive) -> Floats | None:
    """x, scaled to a standard deviation of 1 within cells: the mean severity of each nominee's judges, predicted as
    random effects from contrasts within nominees only (nominees fixed), so that merit can't leak into it."""
    effects = _predicted_effects(panel, linked)
    x = -np.bincount(panel.nominee, effects[panel.judge], len(panel.nominees)) / panel.counts
    x -= (np.bincount(cell, x) / np.bincount(cell))[cell]
    size = float(x.std())
    spare = len(panel.y) - int(cell.max()) - 1 > 1
    return x / size if spare and size > 1e-7 * (float(panel.y.std()) or 1.0) else None


def _predicted_effects(panel: Panel, linked: Additive) -> Floats:
    """BLUPs of the judges with nominees fixed, the ratio by REML: in the eigenvectors of the judges' information
    matrix the model is diagonal, whatever the size."""
    values, vectors = np.linalg.eigh(linked.covariance)  # = pseudo-inverse of the information
    known = values > 1e-10 * max(float(values.max()), 1e-300)
    spread = values[known]
    told = vectors[:, known].T @ linked.effects  # ~ N(0, σ² (λ² + spread))
    if not len(told) or linked.df < 1:
        return np.zeros(len(panel.judges))
    df = linked.df + len(told)

    def criterion(log_ratio: float) -> float:
        variance = np.exp(2 * log_ratio) + spread
        rss = linked.rss + float((told**2 / variance).sum())
        return float(np.log(variance).sum()) + df * float(np.log(max(rss, 1e-300)))

    best = minimize_scalar(criterion, bounds=(np.log(1e-4), np.log(1e3)), method="bounded", options={"xatol": 1e-8}).x
    if best < np.log(2e-4):
        return np.zeros(len(panel.judges))
    square = float(np.exp(2 * best))
    return np.asarray(vectors[:, known] @ (told * square / (square + spread)), float)


def _z(model: Crossed, at: Factor) -> float:
    last = model.judges + model.fixed - 1
    unit = np.zeros(last + 1)
    unit[last] = 1
    variance = at.rss / model.df * float(model.solve(at, unit)[last])
    return float(at.solution[last] / np.sqrt(variance))
