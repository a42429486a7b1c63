"""What organizers submit when they decide: an award, a reason, tie rules, the moment of publication."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from app.domain.decisions import TieRule
from app.domain.localtime import LocalTimeError, to_utc
from app.programs.forms.program import WallTime
from app.results.models import Audience, AwardKind
from app.web.forms import FormModel


class AwardForm(FormModel):
    """`nomination_id` from the list, or the `reference` of any nomination."""

    kind: AwardKind
    nomination_id: Annotated[int | None, Field(ge=1, le=2**31 - 1)] = None
    reference: Annotated[str, Field(max_length=60)] = ""
    title: Annotated[str, Field(max_length=120)] = ""
    citation: Annotated[str, Field(max_length=1000)] = ""


class DropForm(FormModel):
    award_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class ProposeForm(FormModel):
    reason: Annotated[str, Field(max_length=2000)] = ""


class TiesForm(FormModel):
    first: TieRule | None = None
    second: TieRule | None = None
    third: TieRule | None = None

    @property
    def rules(self) -> list[TieRule]:
        return [rule for rule in (self.first, self.second, self.third) if rule is not None]


class WordsForm(FormModel):
    audience: Audience
    intro: Annotated[str, Field(max_length=2000)] = ""


class ReviewForm(FormModel):
    go: Literal["show", "leave_out"]
    text: Annotated[str, Field(max_length=10_000)] = ""
    reason: Annotated[str, Field(max_length=500)] = ""


class PublicationForm(FormModel):
    """Wall time in the program's zone."""

    publish_at: WallTime

    def moment(self, zone: str) -> datetime | None:
        """None where clocks skip or repeat this time."""
        try:
            return to_utc(self.publish_at, zone)
        except LocalTimeError:
            return None
