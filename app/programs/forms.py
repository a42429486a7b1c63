"""What organizers and administrators submit about a program."""

import re
from datetime import date, datetime
from typing import Annotated
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from pydantic import Field, field_validator, model_validator

from app.domain import phases
from app.domain.localtime import LocalTimeError, to_utc
from app.programs.models import ForRole
from app.web.forms import FormModel
from app.web.i18n import _

Name = Annotated[str, Field(min_length=2, max_length=120)]
Text = Annotated[str, Field(max_length=20_000)]

DATE_SENTENCES = {
    phases.Problem.CLOSES_NOT_AFTER_OPENS: "Nominations must close after they open.",
    phases.Problem.JUDGING_OPENS_BEFORE_CLOSE: "Judging opens when nominations have closed, or later.",
    phases.Problem.JUDGING_CLOSES_NOT_AFTER_OPENS: "Judging must close after it opens.",
}
MOMENTS = ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at")


class ProgramForm(FormModel):
    """The settings of a program; the four moments are wall time in its zone."""

    name: Name
    slug: Annotated[str, Field(min_length=2, max_length=60)]
    organization: Annotated[str, Field(max_length=120)] = ""
    description: Text = ""
    currency: str = "USD"
    time_zone: str = "America/New_York"
    period_from: date
    period_to: date
    opens_at: datetime
    closes_at: datetime
    judging_opens_at: datetime
    judging_closes_at: datetime
    threshold: Annotated[int, Field(ge=1, le=99)] = 50
    flag_in_any: bool = False
    blind: bool = False
    minimum_scores: Annotated[int, Field(ge=1, le=50)] = 2
    scores_wanted: Annotated[int, Field(ge=1, le=50)] = 3
    reference_prefix: str
    published: bool = False
    version: int | None = None

    @field_validator("slug")
    @classmethod
    def _slug(cls, value: str) -> str:
        value = value.lower()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            raise ValueError(_("Please use small letters, digits and single hyphens, such as central-mass-2027."))
        if value in RESERVED:
            raise ValueError(_("Uphill needs this word for itself. Please choose another address."))
        return value

    @field_validator("reference_prefix")
    @classmethod
    def _prefix(cls, value: str) -> str:
        value = value.upper()
        if not re.fullmatch(r"[A-Z][A-Z0-9]{1,9}", value):
            raise ValueError(_("Please use two to ten letters and digits, such as CMSA."))
        return value

    @field_validator("currency")
    @classmethod
    def _currency(cls, value: str) -> str:
        if value.upper() not in list_currencies():
            raise ValueError(_("Please give a currency by its three letters, such as USD or EUR."))
        return value.upper()

    @field_validator("time_zone")
    @classmethod
    def _zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(_("Please choose a time zone from the list, such as America/New_York."))
        return value

    @field_validator(*MOMENTS)
    @classmethod
    def _wall_time(cls, value: datetime) -> datetime:
        if value.tzinfo is not None or not 2000 <= value.year <= 2200:
            raise ValueError(_("Please give a date and a time of this century."))
        return value

    @model_validator(mode="after")
    def _in_order(self) -> "ProgramForm":
        if self.period_to < self.period_from:
            raise ValueError(_("The revenue period must end after it begins."))
        return self

    def moments(self) -> tuple[dict[str, datetime], dict[str, str]]:
        """The four moments in UTC, and a sentence per field that is none or is out of order."""
        found: dict[str, datetime] = {}
        errors: dict[str, str] = {}
        for name in MOMENTS:
            try:
                # Where clocks are set back and show the time twice, the later one: nobody loses an hour.
                found[name] = to_utc(getattr(self, name), self.time_zone, fold=1)
            except LocalTimeError:
                errors[name] = _("Clocks skip this time on that day. Please choose another one.")
        if not errors:
            for problem in phases.problems(phases.Dates(**found, published=True)):
                errors[problem.field] = _(DATE_SENTENCES.get(problem.code, "Please check this date."))
        return found, errors


RESERVED = frozenset({"new", "static", "sign-in", "account", "administration"})


class CategoryForm(FormModel):
    name: Name
    description: Annotated[str, Field(max_length=2000)] = ""
    for_role: ForRole = ForRole.ANY
    winners: Annotated[int, Field(ge=1, le=50)] = 1


class TurnForm(FormModel):
    """Opening or closing by hand."""

    turn: phases.Turn
    reason: Annotated[str, Field(min_length=5, max_length=2000)]


class CriterionForm(FormModel):
    """A line of the rubric. Anchors: one per line, "7: what a seven means"."""

    name: Name
    guidance: Annotated[str, Field(max_length=2000)] = ""
    anchors: Annotated[str, Field(max_length=4000)] = ""
    weight: Annotated[int, Field(ge=0, le=100)] = 1
    scale_min: Annotated[float, Field(ge=0, le=1000)] = 1
    scale_max: Annotated[float, Field(gt=0, le=1000)] = 10
    step: Annotated[float, Field(gt=0, le=100)] = 1

    @model_validator(mode="after")
    def _scale(self) -> "CriterionForm":
        low, high, step = (round(value * 1000) for value in (self.scale_min, self.scale_max, self.step))
        if high <= low:
            raise ValueError(_("The scale must end above its beginning."))
        if step == 0 or (high - low) % step or (high - low) // step > 100:
            raise ValueError(_("The scale must be made of whole steps, at most a hundred."))
        return self


class OverrideForm(FormModel):
    """How a criterion differs in one category; what is left empty is as in the program."""

    weight: Annotated[int | None, Field(ge=0, le=100)] = None
    guidance: Annotated[str, Field(max_length=2000)] = ""
    anchors: Annotated[str, Field(max_length=4000)] = ""


def read_anchors(text: str) -> dict[str, str]:
    """Lines "7: what a seven means" → {"7": "what a seven means"}. Raises ValueError with a sentence."""
    anchors: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        point, colon, meaning = line.partition(":")
        if not colon or not re.fullmatch(r"\d+(\.\d+)?", point.strip()) or not meaning.strip():
            raise ValueError(_("Please write one anchor per line, such as “7: Found by the nominee, against a rival”."))
        anchors[point.strip()] = meaning.strip()
    return anchors


def write_anchors(anchors: dict[str, str]) -> str:
    return "\n".join(f"{point}: {anchors[point]}" for point in sorted(anchors, key=float))
