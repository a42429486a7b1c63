"""Whether the design of a round lets its scores be adjusted: refuse, fall back, or go on with care."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from app.domain.scoring.additive import Additive
from app.domain.scoring.links import Groups
from app.domain.scoring.outcome import Method, Status
from app.domain.scoring.panel import Panel

_FEW = 5
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Verdict:
    """`method` is the one used; `can_adjust` is False where only the raw order is left; `can_model` says whether the
    variance components can be estimated at all; `fallback` says why another method than asked for."""

    status: Status
    reason: str | None
    method: Method
    can_adjust: bool
    can_model: bool
    fallback: str | None = None


def judge_the_design(panel: Panel, linked: Groups, lines: Additive, method: Method) -> Verdict:
    """By the number of judges, scores per nominee, groups and residual degrees of freedom
    (scores − nominees − judges + groups). Plain means are arithmetic: they are never refused."""
    can_model = lines.df >= 1 and len(panel.judges) >= 3 and bool(np.ptp(panel.y))
    if method in (Method.MEAN, Method.TRIMMED):
        return Verdict(Status.OK, None, method, True, can_model)
    refused = _unadjustable(panel, lines)
    if refused:
        return Verdict(Status.REFUSED, refused, method, False, False)
    fallback = None
    if method is Method.FAIR and len(panel.judges) < 3:
        method = Method.ADDITIVE
        fallback = (
            "With fewer than three judges it can't be estimated how much judges differ: additive least squares is used."
        )
    split = _split(panel, linked)
    if split:
        return Verdict(Status.REFUSED, split, method, True, can_model, fallback)
    if lines.df < _FEW:
        reason = (
            f"There are hardly more scores than unknowns ({lines.df} to spare; from {_FEW} on a lead can be called "
            "significant). Ask for more scores."
        )
        return Verdict(Status.PROVISIONAL, reason, method, True, can_model, fallback)
    return Verdict(Status.OK, None, method, True, can_model, fallback)


def _unadjustable(panel: Panel, lines: Additive) -> str | None:
    tail = "The scores can't be adjusted; this is their raw order. "
    if len(panel.judges) == 1:
        return f"All scores are from one judge. {tail}Have at least two judges score the same nominees."
    if panel.counts.max() == 1:
        return f"Every nominee has one score only. {tail}Have a second judge score each nominee."
    if lines.df < 1:
        return (
            "There are no more scores than unknowns, so that judges' severity can't be told from nominees' merit. "
            f"{tail}Ask for more scores."
        )
    return None


def _split(panel: Panel, linked: Groups) -> str | None:
    """Why there is no common ranking, if a category is spread over groups."""
    pairs = np.unique(np.column_stack([panel.category, linked.nominee]), axis=0)
    if len(pairs) == len(np.unique(pairs[:, 0])):
        return None
    category, many = np.unique(pairs[:, 0], return_counts=True)
    split = pairs[np.isin(pairs[:, 0], category[many > 1])][:, 1]
    concerned = sorted(set(split.tolist()))
    named = []
    for group in concerned[:_NAMED]:
        judges = sorted(name for name, of in zip(panel.judges, linked.judge, strict=True) if of == group)
        nominees = [name for name, of in zip(panel.nominees, linked.nominee, strict=True) if of == group]
        named.append(f"group {group + 1}: {listed(judges)} scored {listed(nominees)}")
    more = f"; and {len(concerned) - _NAMED} more" if len(concerned) > _NAMED else ""
    return (
        f"The scores fall into {len(concerned)} groups that share no judge and no nominee ({'; '.join(named)}{more}): "
        "nobody can tell a severe group from a weak one, so that there are ranks within each group only. "
        "Have two judges of one group score three nominees of the other."
    )


def listed(names: list[str], most: int = 3) -> str:
    """ "A, B, C and 4 more"."""
    if len(names) > most + 1:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else names[0]
