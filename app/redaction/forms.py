"""What an organizer sends from the page on which a nomination's texts are looked through."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, field_validator
from starlette.datastructures import FormData, UploadFile

from app.domain.masking import Crowd, Who
from app.redaction.queries.crowds import instead_of, known_as
from app.web.forms import Form, FormModel, typed_text
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


@dataclass(frozen=True, slots=True)
class Wording:
    """What an organizer wrote to judges, looked over for names. `named`: what it names that they must not know, and what they
    know it by; `waits`: nothing is sent yet, since there are names, or references were just put in their place."""

    submitted: FormData
    named: dict[str, str]
    waits: bool


def looked_over(submitted: FormData, fields: Collection[str], everybody: Crowd) -> Wording:
    """The field `names` says what the organizer wants: "replace" puts references in the place of names, "keep" leaves them."""
    wish = typed_text(submitted, "names")
    if wish == "keep":
        return Wording(submitted, {}, False)
    found = {name: everybody.sightings(typed_text(submitted, name)) for name in fields}
    if wish == "replace":
        items: list[tuple[str, str | UploadFile]] = [
            (name, instead_of(value, found.get(name, [])))
            for name, value in submitted.multi_items()
            if isinstance(value, str)
        ]
        return Wording(FormData(items), {}, True)
    named = {
        typed_text(submitted, name)[one.start : one.end]: known_as(one.member) for name in fields for one in found[name]
    }
    return Wording(submitted, named, bool(named))
