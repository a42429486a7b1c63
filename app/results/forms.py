"""What organizers submit when they decide: an award, a reason, tie rules, the moment of publication."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal

from pydantic import Field

from app.domain.decisions import TieRule
from app.domain.localtime import LocalTimeError, to_utc
from app.programs.forms.program import WallTime
from app.results.models import Audience, AwardKind, VoteAbout
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
    """Why it is decided all the same: with flags that wait, and for nominees with too few scores."""

    reason: Annotated[str, Field(max_length=2000)] = ""
    reason_few: Annotated[str, Field(max_length=2000)] = ""


class ShortlistForm(FormModel):
    """One nominee, or those whom the page suggests."""

    nomination_ids: Annotated[list[Annotated[int, Field(ge=1, le=2**31 - 1)]], Field(min_length=1, max_length=200)]


class UnlistForm(FormModel):
    nomination_id: Annotated[int, Field(ge=1, le=2**31 - 1)]


class NoteForm(FormModel):
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class VoteForm(FormModel):
    """`closes_at`: wall time in the program's zone; empty: until somebody closes it."""

    about: VoteAbout
    closes_at: WallTime | None = None


class BallotForm(FormModel):
    """A nomination's id, or 0: abstains."""

    choice: Annotated[int, Field(ge=0, le=2**31 - 1)]


class AdjustForm(FormModel):
    nomination_id: Annotated[int, Field(ge=1, le=2**31 - 1)]
    score: Annotated[str, Field(min_length=1, max_length=20)]
    reason: Annotated[str, Field(min_length=10, max_length=2000)]

    @property
    def thousandths(self) -> int | None:
        """As it was typed, with a point or a comma; None where it is no number with at most three decimals."""
        try:
            value = Decimal(self.score.strip().replace(",", ".")) * 1000
        except InvalidOperation:
            return None
        return int(value) if value.is_finite() and abs(value) < 10**9 and value == int(value) else None


class TiesForm(FormModel):
    first: TieRule | None = None
    second: TieRule | None = None
    third: TieRule | None = None
    fourth: TieRule | None = None

    @property
    def rules(self) -> list[TieRule]:
        return [rule for rule in (self.first, self.second, self.third, self.fourth) if rule is not None]


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
        return utc_of(self.publish_at, zone)


def utc_of(wall: datetime, zone: str) -> datetime | None:
    try:
        return to_utc(wall, zone)
    except LocalTimeError:
        return None
