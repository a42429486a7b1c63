"""What an evaluation of a round says: about each nominee, each judge, and the panel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import floor, log10
from typing import Any

from app.domain.scoring.fit import JudgeFit


class Method(StrEnum):
    """How scores become an order: the crossed random-effects model, the plain mean, the mean without the highest and
    lowest score, additive least squares."""

    FAIR = "fair"
    MEAN = "mean"
    TRIMMED = "trimmed"
    ADDITIVE = "additive"


class Status(StrEnum):
    """PROVISIONAL: too few scores for any lead to be called significant. REFUSED: no common order can be defended."""

    OK = "ok"
    PROVISIONAL = "provisional"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class NomineeResult:
    """Scores in points. `fair` is the score by the method used; it and what follows are None where nothing can be
    adjusted. `low`–`high` and the ranks: 90 percent. Ranks and chances are among `category` and `component` (from 1).
    Fair = raw + `judges_severity` (mean severity of the nominee's judges) + `shrinkage`; None for other methods."""

    raw: float
    trimmed: float
    fair: float | None
    se: float | None
    low: float | None
    high: float | None
    rank: int
    rank_low: int | None
    rank_high: int | None
    p_win: float | None
    p_top3: float | None
    n: int
    component: int
    category: str
    judges_severity: float | None = None
    shrinkage: float | None = None


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """`severity` = how far below the panel, in points (positive = severe). `flags`: constant, straight_lined, noisy,
    weak_link, "surprising: NOMINEE"."""

    severity: float | None
    se: float | None
    n: int
    flags: tuple[str, ...]
    fit: JudgeFit | None = None


@dataclass(frozen=True)
class Outcome:
    """The answer for a round; `to_json` gives the fields of `uphill rank --json`. `unit` is the standard deviation
    of all scores, to which numbers are rounded."""

    status: Status
    reason: str | None
    method: Method
    warnings: tuple[str, ...]
    n_components: int
    mu: float | None
    var_nominee: float | None
    var_judge: float | None
    var_resid: float | None
    assignment_z: float | None
    nominees: Mapping[str, NomineeResult]
    judges: Mapping[str, JudgeResult]
    tie_zone: tuple[str, ...]
    icc: Mapping[str, float | None]
    alpha: Mapping[str, float | None]
    kendall_w: float | None
    kendall_p: float | None
    sensitivity: Mapping[str, Any]
    unit: float

    def reliability(self, judges: int) -> float | None:
        """How well the mean of so many judges tells nominees apart (ICC(2,k) from the variance components)."""
        if self.var_nominee is None or self.var_judge is None or self.var_resid is None:
            return None
        whole = self.var_nominee + (self.var_judge + self.var_resid) / judges
        return self.var_nominee / whole if whole > 0 else None

    def to_json(self) -> dict[str, Any]:
        """Plain JSON with exactly the fields of `uphill rank --json`, numbers rounded to where they mean something."""
        names = (
            "raw",
            "trimmed",
            "fair",
            "se",
            "low",
            "high",
            "rank",
            "rank_low",
            "rank_high",
            "p_win",
            "n",
            "component",
        )
        plain = {
            "status": self.status.value,
            "reason": self.reason,
            "method": self.method.value,
            "warnings": list(self.warnings),
            "n_components": self.n_components,
            "mu": self.mu,
            "var_nominee": self.var_nominee,
            "var_judge": self.var_judge,
            "var_resid": self.var_resid,
            "assignment_z": self.assignment_z,
            "nominees": {who: {name: getattr(one, name) for name in names} for who, one in self.nominees.items()},
            "judges": {
                who: {"severity": one.severity, "se": one.se, "n": one.n, "flags": list(one.flags)}
                for who, one in self.judges.items()
            },
            "tie_zone": list(self.tie_zone),
            "icc": dict(self.icc),
            "alpha": dict(self.alpha),
            "kendall_w": self.kendall_w,
            "sensitivity": dict(self.sensitivity),
        }
        size = floor(log10(self.unit)) if self.unit > 0 else 0
        rounded: dict[str, Any] = _rounded(plain, 8 - min(size, 0) * 2 if size < 0 else 8)
        rounded["kendall_p"] = None if self.kendall_p is None else float(f"{self.kendall_p:.6g}")
        return rounded


def _rounded(value: Any, digits: int) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(part, digits) for key, part in value.items()}
    if isinstance(value, float):
        return round(value, digits) + 0.0  # no minus zero
    return value
