"""From the scores of a round to an outcome: which method can be used, what it says, and what to be told with it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.domain.scoring.additive import Additive, additive
from app.domain.scoring.agreement import intraclass, kendall_w, krippendorff
from app.domain.scoring.assignment import Assignment, Fitted, fit
from app.domain.scoring.fit import NOISY, JudgeFit, judge_fits
from app.domain.scoring.intervals import Scored, additive_scores, fair_scores, mean_scores
from app.domain.scoring.links import Groups, groups, weak_links
from app.domain.scoring.outcome import JudgeResult, Method, NomineeResult, Outcome, Status
from app.domain.scoring.panel import Floats, Panel, Whole
from app.domain.scoring.ranks import places, rank_bounds, seconds, winning
from app.domain.scoring.sensitivity import cells, sensitivity
from app.domain.scoring.verdict import Verdict, judge_the_design
from app.domain.scoring.warnings import warnings_for


@dataclass(frozen=True)
class _Round:
    """What was found out about a round on the way to its outcome."""

    panel: Panel
    verdict: Verdict
    linked: Groups
    cell: Whole
    lines: Additive
    fitted: Fitted | None
    scored: Scored
    fits: tuple[JudgeFit, ...]
    weak: tuple[tuple[str, ...], tuple[str, ...]]
    straight: Set[str]

    @property
    def unit(self) -> float:
        return float(self.panel.y.std()) or 1.0

    @property
    def undivided(self) -> bool:
        """The estimate says that nominees don't differ."""
        flat = self.verdict.method is Method.FAIR and self.fitted is not None
        return not np.ptp(self.panel.y) or bool(flat and not self.fitted.corrected and not self.fitted.at.nominee_ratio)  # type: ignore[union-attr]


def evaluate(
    panel: Panel,
    *,
    method: Method = Method.FAIR,
    assignment: Assignment = Assignment.AUTO,
    seed: int = 0,
    straight_lined: Set[str] = frozenset(),
    with_sensitivity: bool = True,
) -> Outcome:
    """The outcome of a round by the rule of its award.

    One model for the whole panel: categories (and groups without a score in common) have means of their own, judges
    and variances are shared. `straight_lined` names judges who gave all criteria the same score, for every nominee.
    The same panel, options and seed give the same outcome. What can't be computed is refused or replaced, and said
    (`verdict`); nothing is raised. Source of method and limits: see docs/decisions/0005-fair-scores.md.
    """
    rng = np.random.default_rng(seed)
    linked = groups(panel)
    lines = additive(panel, linked)
    verdict = judge_the_design(panel, linked, lines, method)
    arithmetic = verdict.method in (Method.MEAN, Method.TRIMMED) or not verdict.can_adjust
    cell = cells(panel, None if arithmetic else linked)
    fitted = None
    if verdict.can_model:
        fitted = fit(panel, cells(panel, linked), lines, assignment)
    scored = _scored(panel, verdict, lines, fitted, cell, rng)
    found = _Round(
        panel, verdict, linked, cell, lines, fitted, scored, judge_fits(panel, lines), weak_links(panel), straight_lined
    )
    return _outcome(found, with_sensitivity)


def _scored(
    panel: Panel, verdict: Verdict, lines: Additive, fitted: Fitted | None, cell: Whole, rng: np.random.Generator
) -> Scored:
    if not verdict.can_adjust or not np.ptp(panel.y):
        return Scored(panel.trimmed if verdict.method is Method.TRIMMED else panel.raw)
    if verdict.method is Method.FAIR and fitted is not None:
        return fair_scores(fitted, cell, rng)
    if verdict.method is Method.ADDITIVE:
        return additive_scores(panel, lines, rng)
    return mean_scores(panel, lines, verdict.method, rng)


def _outcome(found: _Round, with_sensitivity: bool) -> Outcome:
    panel, fitted, verdict = found.panel, found.fitted, found.verdict
    nominees, tied = _nominees(found)
    told: dict[str, Any] = {}
    if with_sensitivity:
        lines = found.lines if verdict.can_adjust else None
        told = sensitivity(panel, found.cell, found.linked, found.weak[0], lines, verdict.method, fitted)
    table = panel.matrix() if panel.is_complete else np.full((2, 2), np.nan)
    w, p = kendall_w(table)
    sigma = fitted.model.error_variance(fitted.at) if fitted else None
    left = found.lines.variance if found.lines.df > 0 else None
    return Outcome(
        status=verdict.status,
        reason=verdict.reason,
        method=verdict.method,
        warnings=warnings_for(
            panel, verdict, found.linked, fitted, found.fits, found.weak, told, found.undivided, found.straight
        ),
        n_components=found.linked.count,
        mu=_mu(found),
        var_nominee=fitted.at.nominee_ratio**2 * sigma if fitted and sigma is not None else None,
        var_judge=fitted.at.judge_ratio**2 * sigma if fitted and sigma is not None else None,
        var_resid=sigma if sigma is not None else left,
        assignment_z=fitted.z if fitted else None,
        nominees=nominees,
        judges=_judges(found),
        tie_zone=tied,
        icc=intraclass(table),
        alpha=krippendorff(panel.nominee, panel.y),
        kendall_w=w,
        kendall_p=p,
        sensitivity=told,
        unit=float(panel.y.std()),
    )


def _mu(found: _Round) -> float | None:
    if not found.verdict.can_adjust:
        return None
    if not found.fitted:
        return float(found.scored.value.mean())
    model, at = found.fitted.model, found.fitted.at
    return float(model.center + model.unit * (model.design @ at.solution[model.judges :]).mean())


def _nominees(found: _Round) -> tuple[dict[str, NomineeResult], tuple[str, ...]]:
    """The results by name, and the tie zones, best first."""
    panel, scored, cell = found.panel, found.scored, found.cell
    many = len(panel.nominees)
    rank = places(scored.value, cell, found.unit)
    low, high = rank, rank
    win = top = None
    tied = rank == 1
    if scored.for_ranks and scored.for_winning:
        low, high = rank_bounds(*scored.for_ranks, cell, rank)
        win, top, tied = winning(*scored.for_winning, cell, scored.value)
    elif found.verdict.can_adjust and found.undivided:
        size = np.bincount(cell)[cell]
        high, win, top = size, 1 / size, np.minimum(1.0, 3 / size)
    if found.undivided or found.verdict.status is Status.PROVISIONAL:
        tied = tied | found.undivided | seconds(rank, tied, cell)
    if not found.verdict.can_adjust:
        tied = np.zeros(many, bool)
    order = np.lexsort((np.arange(many), -scored.value, cell))
    severity, shrinkage = _why(found)
    certain = found.verdict.can_adjust and (scored.se is not None or found.undivided)
    zero = np.zeros(many)
    se = scored.se if scored.se is not None else zero
    ends = (scored.low, scored.high) if scored.low is not None and scored.high is not None else (scored.value,) * 2
    official = found.verdict.can_adjust or found.verdict.method in (Method.MEAN, Method.TRIMMED)

    def result(i: int) -> NomineeResult:
        return NomineeResult(
            raw=float(panel.raw[i]),
            trimmed=float(panel.trimmed[i]),
            fair=float(scored.value[i]) if official else None,
            se=float(se[i]) if certain else None,
            low=float(ends[0][i]) if certain else None,
            high=float(ends[1][i]) if certain else None,
            rank=int(rank[i]),
            rank_low=int(low[i]) if certain else None,
            rank_high=int(high[i]) if certain else None,
            p_win=float(win[i]) if win is not None else None,
            p_top3=float(top[i]) if top is not None else None,
            n=int(panel.counts[i]),
            component=int(found.linked.nominee[i]) + 1,
            category=panel.categories[panel.category[i]],
            judges_severity=None if severity is None else float(severity[i]),
            shrinkage=None if shrinkage is None else float(shrinkage[i]),
        )

    return {panel.nominees[i]: result(i) for i in range(many)}, tuple(panel.nominees[i] for i in order if tied[i])


def _why(found: _Round) -> tuple[Floats | None, Floats | None]:
    """Per nominee: the mean severity of its judges, and what remains of fair − raw."""
    if found.verdict.method is not Method.FAIR or not found.fitted or found.scored.se is None:
        return None, None
    panel = found.panel
    effects = found.fitted.model.judge_effects(found.fitted.at)
    severity = -np.bincount(panel.nominee, effects[panel.judge], len(panel.nominees)) / panel.counts
    return severity, found.scored.value - panel.raw - severity


def _judges(found: _Round) -> dict[str, JudgeResult]:
    panel, fitted, scored = found.panel, found.fitted, found.scored
    effects: Floats | None = None
    se = scored.judge_se
    if fitted and found.verdict.method is not Method.ADDITIVE:
        effects = fitted.model.judge_effects(fitted.at)
    elif found.verdict.can_adjust:
        effects = found.lines.effects
    results = {}
    for j in sorted(range(len(panel.judges)), key=lambda j: panel.judges[j]):
        results[panel.judges[j]] = JudgeResult(
            severity=None if effects is None else -float(effects[j]),
            se=float(se[j]) if se is not None else None,
            n=int(panel.judge_counts[j]),
            flags=_flags(found, j),
            fit=found.fits[j],
        )
    return results


def _flags(found: _Round, j: int) -> tuple[str, ...]:
    name, fit_ = found.panel.judges[j], found.fits[j]
    flags = []
    if fit_.constant is not None:
        flags.append("constant")
    if name in found.straight:
        flags.append("straight_lined")
    if fit_.p is not None and fit_.p < NOISY:
        flags.append("noisy")
    if name in found.weak[0]:
        flags.append("weak_link")
    return (*flags, *(f"surprising: {one.nominee}" for one in fit_.surprises))
