"""How an organizer settles a flag, and asks its nominator."""

import re
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from app.web.forms import FormModel
from app.web.i18n import _

# Words that nominators never read: the note goes to them as it is.
_UNKIND = re.compile(r"\b(red[ -])?flag(s|ged|ging)?\b|\bmostly[ -]managed\b", re.IGNORECASE)


def _kindly(note: str) -> str:
    if found := _UNKIND.search(note):
        raise ValueError(
            _("The nominator reads this as it is. Please say it without “%(word)s”: there was a question about the category.")
            % {"word": found[0]}
        )  # fmt: skip
    return note


Note = Annotated[str, Field(max_length=2000), AfterValidator(_kindly)]


class SettleForm(FormModel):
    assessment_id: int  # what the organizer was looking at
    decision: Literal["keep", "move", "out"]
    to: int | None = None
    reason: Annotated[str, Field(min_length=10, max_length=2000)]
    note: Note = ""

    @model_validator(mode="after")
    def _moved_somewhere(self) -> Self:
        if self.decision == "move" and self.to is None:
            raise ValueError(_("Please choose the category to move it to."))
        return self


class AskForm(FormModel):
    """Whom to ask, by the ids of addresses, and a word of the organizers' own."""

    nominations: Annotated[list[Annotated[str, Field(max_length=40)]], Field(max_length=500)]
    note: Note = ""

    @field_validator("nominations")
    @classmethod
    def _somebody(cls, chosen: list[str]) -> list[str]:
        if not chosen:
            raise ValueError(_("Please choose at least one nomination."))
        return chosen


class DateForm(FormModel):
    day: date


class WhatIfForm(FormModel):
    """Another rule for the flag; the threshold in percent."""

    threshold: Annotated[int, Field(ge=1, le=99)]
    new_for_months: Annotated[int | None, Field(ge=1, le=60)] = None
