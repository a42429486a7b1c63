"""What organizers submit about conflicts of interest, and what judges declare."""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from app.judging.forms import NOTE_LENGTH
from app.web.forms import FormModel
from app.web.i18n import _

Person = Annotated[int, Field(gt=-(2**31), lt=2**31)]  # below 0: an invitation of somebody without an account


def _some_ticked(ids: list[str]) -> list[str]:
    if not ids:
        raise ValueError(_("Please tick at least one nomination."))
    return ids


class SettleConflictForm(FormModel):
    """A possible conflict: what an organizer makes of it. To ask, words of one's own may be added; to decide, a reason must be."""

    person: Person
    decision: Literal["confirm", "dismiss", "ask"]
    reason: str = Field("", max_length=NOTE_LENGTH, validate_default=True)

    @field_validator("reason")
    @classmethod
    def _given(cls, reason: str, info: ValidationInfo) -> str:
        if info.data.get("decision") != "ask" and len(reason) < 3:
            raise ValueError(_("Please give a reason in a few words: others will want to know why."))
        return reason


class DismissForm(FormModel):
    """Several possible conflicts of one person with one reason."""

    person: Person
    pairs: list[Annotated[str, Field(max_length=80)]] = Field(
        min_length=1, max_length=1000
    )  # public ids of nominations
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)

    _some = field_validator("pairs", mode="before")(_some_ticked)


class LiftConflictForm(FormModel):
    person: int = Field(ge=1, lt=2**31)
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)
    give_back: str = ""


class CheckForm(FormModel):
    """Names, companies and addresses, one person a line."""

    people: str = Field(min_length=2, max_length=40_000)


class DeclarationForm(FormModel):
    employer: str = Field("", max_length=NOTE_LENGTH)
    former_employers: str = Field("", max_length=NOTE_LENGTH)
    clients: str = Field("", max_length=NOTE_LENGTH)
    relatives: str = Field("", max_length=NOTE_LENGTH)
    told: str = Field("", max_length=NOTE_LENGTH)
    then: str = Field("", max_length=2000)  # where the judge was going when this was asked


class TitlesForm(FormModel):
    """Nominations on one's own desk that one steps back from."""

    titles: list[Annotated[str, Field(max_length=80)]] = Field(min_length=1, max_length=500)
    reason: str = Field(min_length=3, max_length=NOTE_LENGTH)

    _some = field_validator("titles", mode="before")(_some_ticked)


class ConflictAnswerForm(FormModel):
    nomination: str = Field(max_length=80)
    conflicted: Literal["yes", "no"]
    words: str = Field("", max_length=NOTE_LENGTH)
