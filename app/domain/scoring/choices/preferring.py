"""From strengths to the figure that people read: the share of the other nominees that a judge puts a nominee above."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr

from app.domain.scoring.panel import Floats

_PARTS = np.array([0.00324635, 0.0515174, 0.19507791, 0.31556983, 0.27414957, 0.13107688, 0.02791245, 0.00144957])
_SCALES = np.array([1.36534081, 1.05952397, 0.83079131, 0.65073217, 0.50813543, 0.39631329, 0.30890425, 0.23821269])


def preferred(difference: Floats, variance: Floats) -> Floats:
    """The expectation of 1 ÷ (1 + exp(−x)) for normal x with this mean and variance, to 1e-5: the logistic curve as a mixture
    of normal ones (Monahan & Stefanski 1992)."""
    found = np.zeros(np.broadcast(difference, variance).shape)
    for part, scale in zip(_PARTS / _PARTS.sum(), _SCALES, strict=True):
        found += part * ndtr(difference * scale / np.sqrt(1 + scale**2 * variance))
    return found


def share_of_others(strength: Floats, variance: Floats) -> Floats:
    """Percent (… × N): the mean over all others of the chance that a judge prefers a nominee to them. `strength` in logits
    (… × N); `variance` (… × N × N, or … × 1 × 1) of differences: what isn't known of them, and what judges' tastes add."""
    many = strength.shape[-1]
    chance = preferred(strength[..., :, None] - strength[..., None, :], variance)
    diagonal = np.arange(many)
    chance[..., diagonal, diagonal] = 0.0
    return np.asarray(100 * chance.sum(axis=-1) / max(many - 1, 1), float)
