"""A computed result as it is stored and read: plain figures, without numpy.

In the engine's sentences people stand as ⟦n12⟧ (nomination 12) and ⟦j5⟧ (judge 5), so that nothing stored holds a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.domain.scoring.tokens import spoken as spoken  # for pages too
from app.programs.models import ResultMethod


@dataclass(frozen=True, slots=True)
class NomineeLine:
    """Points. As app.domain.scoring.outcome.NomineeResult, and whether it is in the tie zone of its category (and group)."""

    nomination_id: int
    category_id: int
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
    judges_severity: float | None
    shrinkage: float | None
    in_tie_zone: bool


@dataclass(frozen=True, slots=True)
class Surprise:
    nomination_id: int
    score: float
    z: float


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """`severity`: points below the panel; `spread`: standard deviation of the judge's scores; `mean_square`: noise as a multiple
    of the others'; `constant`: the score that everybody got."""

    judge_id: int
    component: int
    severity: float | None
    se: float | None
    n: int
    mean: float
    spread: float | None
    flags: tuple[str, ...]
    mean_square: float | None
    p: float | None
    correlation: float | None
    constant: float | None
    surprises: tuple[Surprise, ...]


@dataclass(frozen=True)
class Computed:
    """One round's outcome; `stored` says whether it came from the store, `told` is what the store holds."""

    digest: str
    asked: ResultMethod
    stored: bool
    told: Mapping[str, Any]

    def __getattr__(self, name: str) -> Any:
        """status, reason, method, assignment, seed, warnings, n_components, mu, var_nominee, var_judge, var_resid, assignment_z,
        scores, icc, alpha, kendall_w, kendall_p, can_adjust; of choices also var_taste, chance and spare."""
        try:
            return self.told[name]
        except KeyError:
            raise AttributeError(name) from None

    @cached_property
    def nominees(self) -> dict[int, NomineeLine]:
        return {one["nomination_id"]: NomineeLine(**one) for one in self.told["nominees"]}

    @cached_property
    def judges(self) -> dict[int, JudgeLine]:
        lines = {}
        for one in self.told["judges"]:
            surprises = tuple(Surprise(**each) for each in one["surprises"])
            lines[one["judge_id"]] = JudgeLine(**{**one, "flags": tuple(one["flags"]), "surprises": surprises})
        return lines

    @property
    def percent(self) -> bool:
        """Of choices: percent of the others instead of points, and one category."""
        return self.told.get("unit") == "percent"

    @property
    def df(self) -> int:
        """Scores to spare: scores − nominees − judges + groups."""
        return int(self.scores - len(self.nominees) - len(self.judges) + self.n_components)

    def reliability(self, judges: int) -> float | None:
        """How well the mean of so many judges tells nominees apart (from the variance components)."""
        if self.var_nominee is None or self.var_judge is None or self.var_resid is None:
            return None
        whole = self.var_nominee + (self.var_judge + self.var_resid) / judges
        return float(self.var_nominee / whole) if whole > 0 else None
