"""The settings of a program, a new program, and opening or closing by hand."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from pydantic import AfterValidator, Field, ValidationInfo, field_validator

from app.accounts.forms import EmailText, NameText, one_line
from app.domain import phases
from app.domain.localtime import LocalTimeCode, LocalTimeError, to_local, to_utc
from app.domain.reference import is_prefix
from app.programs.models import Program, ResultMethod
from app.web.filters import clock, points
from app.web.forms import FormModel
from app.web.i18n import _

Name = Annotated[str, AfterValidator(one_line), Field(min_length=2, max_length=120)]
Text = Annotated[str, Field(max_length=20_000)]

DATE_SENTENCES = {
    phases.Problem.CLOSES_NOT_AFTER_OPENS: "Nominations must close after they open.",
    phases.Problem.JUDGING_OPENS_BEFORE_CLOSE: "Judging opens when nominations have closed, or later.",
    phases.Problem.JUDGING_CLOSES_NOT_AFTER_OPENS: "Judging must close after it opens.",
    phases.Problem.ARCHIVED_TOO_EARLY: "The program was archived before this. Judging can't close later than that.",
}
MOMENTS = ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at")
RESERVED = frozenset({"new", "static", "sign-in", "account", "administration"})
REGIONS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
_NAMES = sorted(name for name in available_timezones() if name.startswith(REGIONS))
ZONES = [(name, name.replace("_", " ")) for name in ("UTC", *_NAMES)]


def _day(value: date) -> date:
    if not 1970 <= value.year <= 2200:
        raise ValueError(_("Please give a date of our time, such as 2027-03-05."))
    return value


def _wall_time(value: datetime) -> datetime:
    if value.tzinfo is not None or not 2000 <= value.year <= 2200:
        raise ValueError(_("Please give a date and a time of this century, such as 2027-03-05T17:00."))
    return value


Day = Annotated[date, AfterValidator(_day)]
WallTime = Annotated[datetime, AfterValidator(_wall_time)]


class BeginningForm(FormModel):
    """What a program cannot be without; the four moments are wall time in its zone."""

    name: Name
    slug: Annotated[str, Field(max_length=60)]
    organization: Annotated[str, AfterValidator(one_line), Field(max_length=120)] = ""
    currency: Annotated[str, Field(max_length=10)] = "USD"
    time_zone: Annotated[str, Field(max_length=60)] = "America/New_York"
    period_from: Day
    period_to: Day
    opens_at: WallTime
    closes_at: WallTime
    judging_opens_at: WallTime
    judging_closes_at: WallTime
    reference_prefix: Annotated[str, Field(max_length=20)]

    @field_validator("slug")
    @classmethod
    def _slug(cls, value: str) -> str:
        value = value.lower()
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value) or len(value) < 2:
            raise ValueError(_("Please use small letters, digits and single hyphens, such as central-mass-2027."))
        if value in RESERVED:
            raise ValueError(_("Uphill needs this word for itself. Please choose another address."))
        return value

    @field_validator("reference_prefix")
    @classmethod
    def _prefix(cls, value: str) -> str:
        if not is_prefix(value.upper()):
            raise ValueError(_("Please use two to ten letters and digits, a letter first, such as CMSA."))
        return value.upper()

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

    @field_validator("period_to")
    @classmethod
    def _period(cls, value: date, info: ValidationInfo) -> date:
        if info.data.get("period_from") and value < info.data["period_from"]:
            raise ValueError(_("The revenue period must end after it begins."))
        return value

    def moments(self, stored: Program | None = None) -> tuple[dict[str, datetime], dict[str, str]]:
        """The four moments in UTC, and a sentence per field that is none or is out of order."""
        same_zone = stored is not None and stored.time_zone == self.time_zone
        known = {name: getattr(stored, name) for name in MOMENTS} if same_zone else {}
        found, errors = in_utc({name: getattr(self, name) for name in MOMENTS}, known, self.time_zone)
        if not errors:
            for problem in phases.problems(phases.Dates(**found, published=True)):
                errors[problem.field] = _(DATE_SENTENCES.get(problem.code, "Please check this date."))
        return found, errors

    def shown_twice(self) -> list[str]:
        """The moments whose wall time clocks show twice, since they are set back on that day."""
        return [name for name in MOMENTS if _is_twice(getattr(self, name), self.time_zone)]


def _is_twice(wall: datetime, zone: str) -> bool:
    try:
        to_utc(wall, zone)
    except LocalTimeError as error:
        return error.code is LocalTimeCode.AMBIGUOUS
    return False


def sentence(error: LocalTimeError, zone: str) -> str:
    if error.code is LocalTimeCode.GAP and error.choices:
        return _("Clocks are set forward that day and skip this time. Please choose another one, such as %(time)s.") % {
            "time": clock(error.choices[0], zone)
        }
    return _("Please give a date and a time of this century, such as 2027-03-05T17:00.")


def in_utc(
    walls: Mapping[str, datetime], stored: Mapping[str, datetime], zone: str
) -> tuple[dict[str, datetime], dict[str, str]]:
    """Field → its moment, and a sentence per field whose wall time is none. A wall time that was not touched stays the very
    moment that is stored: to the second, and in the first of two hours that clocks show twice."""
    found: dict[str, datetime] = {}
    errors: dict[str, str] = {}
    for name, wall in walls.items():
        if name in stored and wall == _wall(stored[name], zone):
            found[name] = stored[name]
            continue
        try:
            # Where clocks are set back and show the time twice, the later one: nobody loses an hour.
            found[name] = to_utc(wall, zone, fold=1)
        except LocalTimeError as error:
            errors[name] = sentence(error, zone)
    return found, errors


def _wall(moment: datetime, zone: str) -> datetime:
    return to_local(moment, zone).replace(tzinfo=None, fold=0, second=0, microsecond=0)


def shown(moments: Mapping[str, datetime], zone: str) -> dict[str, str]:
    """What fields show of stored moments: wall time in the program's zone, to the minute."""
    return {name: _wall(moment, zone).isoformat(timespec="minutes") for name, moment in moments.items()}


class ProgramForm(BeginningForm):
    """All settings of a program."""

    description: Text = ""
    threshold: Annotated[int, Field(ge=1, le=99)] = 50  # percent
    new_for_months: Annotated[int | None, Field(ge=1, le=60)] = None
    flag_in_any: bool = False
    feedback: bool = False
    answer_days: Annotated[int, Field(ge=1, le=90)] = 7
    hide_nominator: bool = False
    hide_nominee: bool = False
    judges_compare: bool = False
    scores_wanted: Annotated[int, Field(ge=1, le=50)] = 3
    minimum_scores: Annotated[int, Field(ge=1, le=50)] = 2
    result_method: ResultMethod = ResultMethod.FAIR
    result_seed: Annotated[int, Field(ge=0, le=2_147_483_647)] = 0
    disagreement_bound: Annotated[Decimal, Field(gt=0, le=100, decimal_places=2)] = Decimal(3)  # points
    published: bool = False
    reason: Annotated[str, Field(max_length=2000)] = ""
    version: Annotated[int, Field(ge=1, le=2_000_000_000)]

    @field_validator("minimum_scores")
    @classmethod
    def _minimum(cls, value: int, info: ValidationInfo) -> int:
        if info.data.get("scores_wanted") and value > info.data["scores_wanted"]:
            raise ValueError(_("This can't be more than the number of judges per nomination."))
        return value

    def columns(self) -> dict[str, Any]:
        """What is stored but for the moments: the threshold and the bound in thousandths."""
        values = self.model_dump(exclude={"reason", "version", *MOMENTS})
        return {**values, "threshold": self.threshold * 10, "disagreement_bound": int(self.disagreement_bound * 1000)}


def typed(program: Program) -> Mapping[str, Any]:
    """The settings as the form shows them."""
    names = set(ProgramForm.model_fields) - {"reason", *MOMENTS}
    values = {name: getattr(program, name) for name in names}
    values["threshold"] = program.threshold // 10
    values["disagreement_bound"] = points(program.disagreement_bound)
    return {**values, **shown({name: getattr(program, name) for name in MOMENTS}, program.time_zone)}


class NewForm(BeginningForm):
    """A new program and who will look after it; an empty address: the administrator who makes it."""

    organizer_email: EmailText | None = None
    organizer_name: NameText = ""


class TurnForm(FormModel):
    """Opening or closing by hand."""

    turn: phases.Turn
    reason: Annotated[str, Field(min_length=5, max_length=2000)]
