"""One model for orders and pairs: a nominee's strength, each judge's own taste, and a choice among those that are left.

In the eyes of judge j nominee i is worth u = θ_i + η_ij (logits), θ ~ N(0, s²), η ~ N(0, t²); of those that are left the
judge takes i with probability exp(u_i) ÷ Σ exp(u): Luce 1959, Plackett 1975; of two, Bradley & Terry 1952. Without η all
choices of one judge would count as independent evidence, and intervals would be far too small.

At a given (s, t) the posterior is approximated by a normal distribution at its mode (Laplace; Tierney & Kadane 1986).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.scoring.choices.stages import Stages
from app.domain.scoring.panel import Floats

_STEPS = 60
_LONGEST = 3.0
_SAME = 1e-10
_CELLS = 3_000_000


@dataclass(frozen=True)
class Laplace:
    """At each of G pairs (s, t): `mean` (G × N) of the strengths in logits, `lower` (G × N × N) with θ = mean + s · lower⁻ᵀ · z
    for standard normal z, `covariance` (G × N × N), and `evidence` (G), the logarithm of the marginal likelihood."""

    s: Floats
    t: Floats
    mean: Floats
    lower: Floats
    covariance: Floats
    evidence: Floats


def laplace(of: Stages, s: Floats, t: Floats) -> Laplace:
    """`s`, `t`: G standard deviations each, in logits, 0 allowed."""
    cells = max(of.open.size, of.member.size * of.member.shape[1], len(of.nominees) ** 2)
    size = max(1, _CELLS // cells)
    parts = [_batch(of, s[at : at + size], t[at : at + size]) for at in range(0, len(s), size)]
    return Laplace(s, t, *(np.concatenate(part) for part in zip(*parts, strict=True)))


def _batch(of: Stages, s: Floats, t: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Newton's method on standardized strengths z and tastes e, u = s·z + t·e; the posterior is log-concave. The tastes of
    each judge are eliminated first (their block of the curvature is the judge's own)."""
    (judges, width), many = of.member.shape, len(of.nominees)
    z, e = np.zeros((len(s), many)), np.zeros((len(s), judges, width))
    sj, tj = s[:, None, None], t[:, None, None]
    eye = np.eye(width)
    for _ in range(_STEPS):
        _, slope, curve = _likelihood(of, sj * z[:, of.member] + tj * e)
        block = eye + tj[..., None] ** 2 * curve  # of the tastes
        down_e, down_z = tj * slope - e, s[:, None] * _gathered(of, slope, many) - z
        solved = np.linalg.solve(block, np.concatenate([curve, down_e[..., None]], axis=3))
        seen = solved[..., :width]  # what a judge's choices tell about strengths, tastes taken out
        whole = np.eye(many) + s[:, None, None] ** 2 * _assembled(of, seen, many)
        pulled = np.einsum("gjab,gjb->gja", curve, solved[..., width])
        pull = down_z - s[:, None] * t[:, None] * _gathered(of, pulled, many)
        step_z = np.linalg.solve(whole, pull[..., None])[..., 0]
        step_e = solved[..., width] - sj * tj * np.einsum("gjab,gjb->gja", seen, step_z[:, of.member])
        length = np.abs(sj * step_z[:, of.member] + tj * step_e).max(axis=(1, 2))
        shorten = np.minimum(1.0, _LONGEST / np.maximum(length, 1e-300))
        z, e = z + shorten[:, None] * step_z, e + shorten[:, None, None] * step_e
        if max(float(np.abs(step_z).max()), float(np.abs(step_e).max())) < _SAME:
            break
    return _told(of, s, t, z, e)


def _told(of: Stages, s: Floats, t: Floats, z: Floats, e: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    many, width = len(of.nominees), of.member.shape[1]
    sj, tj = s[:, None, None], t[:, None, None]
    value, _, curve = _likelihood(of, sj * z[:, of.member] + tj * e)
    block = np.eye(width) + tj[..., None] ** 2 * curve
    seen = np.asarray(np.linalg.solve(block, curve), float)
    whole: Floats = np.asarray(np.eye(many) + sj**2 * _assembled(of, seen, many), float)
    lower = np.linalg.cholesky((whole + whole.transpose(0, 2, 1)) / 2)
    inside = np.linalg.slogdet(block)[1].sum(axis=1) + 2 * np.log(np.diagonal(lower, axis1=1, axis2=2)).sum(axis=1)
    evidence = value - (z**2).sum(axis=1) / 2 - (e**2).sum(axis=(1, 2)) / 2 - inside / 2
    covariance = sj**2 * np.linalg.inv(whole)
    return s[:, None] * z, np.asarray(lower, float), np.asarray(covariance, float), np.asarray(evidence, float)


def _likelihood(of: Stages, u: Floats) -> tuple[Floats, Floats, Floats]:
    """The logarithm (G), its slope (G × J × n) and minus its curvature (G × J × n × n) at the worths `u`."""
    left = np.where(of.open, u[:, :, None, :], -np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        top = np.max(left, axis=3, keepdims=True, initial=-1e300)
        power = np.where(of.open, np.exp(left - top), 0.0)
        total = power.sum(axis=3, keepdims=True)
        p = np.where(total > 0, power / np.where(total > 0, total, 1.0), 0.0)
        log = np.where(of.weight > 0, (top + np.log(np.where(total > 0, total, 1.0)))[..., 0], 0.0)
    taken = np.take_along_axis(u, np.broadcast_to(of.chosen, (len(u), *of.chosen.shape)), axis=2)
    value = (of.weight * (taken - log)).sum(axis=(1, 2))
    weighted = p * of.weight[..., None]
    wins = np.zeros(of.member.shape)
    np.add.at(wins, (np.arange(len(wins))[:, None], of.chosen), of.weight)
    expected = weighted.sum(axis=2)
    curve = -np.swapaxes(weighted, 2, 3) @ p
    diagonal = np.arange(u.shape[2])
    curve[..., diagonal, diagonal] += expected
    return value, wins - expected, curve


def _gathered(of: Stages, own: Floats, many: int) -> Floats:
    """Sums over judges of what each place holds (G × J × n → G × N)."""
    found = np.zeros((many, len(own)))
    np.add.at(found, of.member, np.moveaxis(np.where(of.present, own, 0.0), 0, -1))
    return found.T


def _assembled(of: Stages, own: Floats, many: int) -> Floats:
    """The same for matrices (G × J × n × n → G × N × N)."""
    found = np.zeros((many * many, len(own)))
    both = of.present[:, :, None] & of.present[:, None, :]
    place = of.member[:, :, None] * many + of.member[:, None, :]
    np.add.at(found, place, np.moveaxis(np.where(both, own, 0.0), 0, -1))
    return np.asarray(found.T.reshape(len(own), many, many), float)
