"""A round of judging, as organizers type it."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator

from app.programs.forms.program import Name, WallTime, in_utc, shown
from app.programs.models import Program, Round, RoundMode
from app.web.filters import points
from app.web.forms import FormModel
from app.web.i18n import _

MOMENTS = ("opens_at", "closes_at")


class Through(StrEnum):
    """Who is proposed for the next round."""

    BEST = "best"
    BOUND = "bound"
    HAND = "hand"


class RoundForm(FormModel):
    """Moments are wall time in the program's zone; `judges`: nobody chosen means all of the program. `places`: how many are put
    in order, where that is the mode (empty: all); `comparisons`: how many per nomination, where pairs are compared."""

    name: Name
    mode: RoundMode = RoundMode.SCORE
    opens_at: WallTime
    closes_at: WallTime
    judges: list[int]
    scores_wanted: Annotated[int, Field(ge=1, le=50)] = 3
    minimum_scores: Annotated[int, Field(ge=1, le=50)] = 2
    places: Annotated[int | None, Field(ge=1, le=100)] = None
    comparisons: Annotated[int, Field(ge=1, le=20)] = 3
    through: Through = Through.BEST
    goes_through: Annotated[int | None, Field(ge=1, le=500)] = None
    bound: Annotated[Decimal | None, Field(ge=0, le=1000, decimal_places=2)] = None
    reason: Annotated[str, Field(max_length=2000)] = ""

    @field_validator("minimum_scores")
    @classmethod
    def _minimum(cls, value: int, info: ValidationInfo) -> int:
        if info.data.get("scores_wanted") and value > info.data["scores_wanted"]:
            raise ValueError(_("This can't be more than the number of judges per nomination."))
        return value

    def columns(self, zone: str, stored: Round | None = None) -> tuple[dict[str, Any], dict[str, str]]:
        """What is stored, and a sentence per field that can't be."""
        errors: dict[str, str] = {}
        values: dict[str, Any] = {
            name: getattr(self, name) for name in ("name", "mode", "scores_wanted", "minimum_scores")
        }
        asked = {RoundMode.RANK: self.places, RoundMode.COMPARE: self.comparisons}
        values["choices"] = asked.get(self.mode)
        values["goes_through"] = self.goes_through if self.through is Through.BEST else None
        values["bound"] = int(self.bound * 1000) if self.through is Through.BOUND and self.bound is not None else None
        if self.through is Through.BEST and self.goes_through is None:
            errors["goes_through"] = _("Please say how many of each category go through.")
        if self.through is Through.BOUND and self.bound is None:
            errors["bound"] = _("Please give the score from which on a nominee goes through, or the percentage.")
        known = {name: getattr(stored, name) for name in MOMENTS} if stored is not None else {}
        moments, wrong = in_utc({name: getattr(self, name) for name in MOMENTS}, known, zone)
        values, errors = values | moments, errors | wrong
        if not errors and values["closes_at"] <= values["opens_at"]:
            errors["closes_at"] = _("A round must close after it opens.")
        return values, errors


def typed(row: Round, program: Program, judges: list[int]) -> Mapping[str, Any]:
    """A round as the form shows it."""
    through = Through.BEST if row.goes_through else Through.BOUND if row.bound is not None else Through.HAND
    return {
        "name": row.name, "mode": row.mode.value, "scores_wanted": row.scores_wanted, "minimum_scores": row.minimum_scores,
        "through": through.value, "goes_through": row.goes_through, "judges": judges,
        "bound": None if row.bound is None else points(row.bound),
        "places": row.choices if row.mode is RoundMode.RANK else None,
        "comparisons": row.choices if row.mode is RoundMode.COMPARE and row.choices else 3,
        **shown({name: getattr(row, name) for name in MOMENTS}, program.time_zone),
    }  # fmt: skip


def offered(last: Round, program: Program) -> Mapping[str, Any]:
    """What a new round starts with: a week, from the close of the one before."""
    values = {"opens_at": last.closes_at, "closes_at": last.closes_at + timedelta(days=7)}
    return {
        "mode": RoundMode.SCORE.value, "scores_wanted": last.scores_wanted, "minimum_scores": last.minimum_scores,
        "through": Through.BEST.value, "comparisons": 3,
        **shown(values, program.time_zone),
    }  # fmt: skip
