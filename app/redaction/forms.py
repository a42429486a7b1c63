"""What an organizer sends from the page on which a nomination's texts are looked through."""

from typing import Annotated, Literal

from pydantic import Field, field_validator

from app.domain.masking import Who
from app.web.forms import FormModel
from app.web.i18n import _

Key = Annotated[str, Field(max_length=60)]
LISTS = ("text", "hide", "also", "phrases", "copies")


class RedactForm(FormModel):
    """`text`: digests of the texts that were on the page; `hide`: places that stay hidden; `also`: places that are hidden from
    now on; `phrases`: those that stay, as "whom:words"; `phrase`: one more; `copies`: files of which judges get a neutral copy."""

    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    go: Literal["add", "stay", "next"] = "stay"
    text: Annotated[list[Key], Field(max_length=2000)]
    hide: Annotated[list[Key], Field(max_length=20_000)]
    also: Annotated[list[Key], Field(max_length=20_000)]
    phrases: Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=200)]
    phrase: Annotated[str, Field(max_length=200)] = ""
    whom: Who = Who.REMOVED
    copies: Annotated[list[Annotated[str, Field(pattern="^[0-9a-f]{64}$")]], Field(max_length=100)]

    @field_validator("phrase")
    @classmethod
    def _two_letters(cls, value: str) -> str:
        if value.strip() and sum(char.isalnum() for char in value) < 2:
            raise ValueError(_("Please write at least two letters or digits."))
        return value.strip()
