"""What an organizer sends from the page on which a nomination's texts are looked through."""

from typing import Annotated, Literal

from pydantic import Field, field_validator
from starlette.datastructures import FormData

from app.domain.masking import Who
from app.web.forms import Form, FormModel
from app.web.i18n import _

Key = Annotated[str, Field(max_length=60)]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
LISTS = ("text", "hide", "show", "drop", "files", "copies")
PLACE = "place-"


class RedactForm(FormModel):
    """Each place comes with its state, and what doesn't come stays as it is. `text`: digests of the texts that were on the page;
    `hide`, `show`: places that judges don't read, and do; `drop`: phrases that are hidden no longer, as "whom:words"; `phrase`: one
    more; `files`: those on the page; `copies`: those of them of which judges get a neutral copy."""

    version: Annotated[int, Field(ge=0, le=2_000_000_000)] = 0
    go: Literal["add", "stay", "next"] = "stay"
    text: Annotated[list[Key], Field(max_length=2000)]
    hide: Annotated[list[Key], Field(max_length=20_000)]
    show: Annotated[list[Key], Field(max_length=20_000)]
    drop: Annotated[list[Annotated[str, Field(max_length=400)]], Field(max_length=200)]
    phrase: Annotated[str, Field(max_length=200)] = ""
    whom: Who = Who.REMOVED
    files: Annotated[list[Hash], Field(max_length=100)]
    copies: Annotated[list[Hash], Field(max_length=100)]

    @field_validator("phrase")
    @classmethod
    def _two_letters(cls, value: str) -> str:
        if value.strip() and sum(char.isalnum() for char in value) < 2:
            raise ValueError(_("Please write at least two letters or digits."))
        return value.strip()


def bound(submitted: FormData) -> Form[RedactForm]:
    """Each place of a text is a field of its own, so that a browser always sends one of its two states."""
    said = [(name.removeprefix(PLACE), value) for name, value in submitted.multi_items() if name.startswith(PLACE)]
    states = [(value, key) for key, value in said if value in ("hide", "show")]
    return Form.bind(RedactForm, FormData([*submitted.multi_items(), *states]), lists=LISTS)
