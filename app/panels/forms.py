"""What organizers and judges submit about the jury."""

import re
from typing import Annotated

from pydantic import Field

from app.panels.models import Meeting
from app.panels.queries import Load
from app.programs.forms.program import Name
from app.web.forms import FormModel
from app.web.i18n import _

Id = Annotated[int, Field(ge=1, lt=2**31)]


class PanelForm(FormModel):
    """`nominations`: references, with spaces, commas or new lines between."""

    name: Name
    lead: Id | None = None
    judges: Annotated[list[Id], Field(default_factory=list)]
    categories: Annotated[list[Id], Field(default_factory=list)]
    nominations: Annotated[str, Field(max_length=20_000)] = ""

    @property
    def references(self) -> list[str]:
        return list(dict.fromkeys(filter(None, re.split(r"[\s,;]+", self.nominations))))


def read_count(text: str) -> int | None:
    """A whole number up to 9,999; None for nothing. Raises ValueError for anything else."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise ValueError(text)
    return int(text)


def read_load(least: str, most: str) -> tuple[Load | None, str]:
    """What was typed as "at least" and "at most", or a sentence that says what is wrong."""
    try:
        low, high = read_count(least), read_count(most)
    except ValueError:
        return None, _("Please write whole numbers, such as 12, or leave the field empty.")
    if high is not None and (low or 0) > high:
        return None, _("At most can't be fewer than at least.")
    return Load(low or 0, high), ""


def shown_load(text: str) -> Load | None:
    """What a page showed, as `write_load` wrote it; None for anything else."""
    least, slash, most = text.partition("/")
    return read_load(least, most)[0] if slash else None


def write_load(load: Load) -> str:
    return f"{load.least}/{'' if load.most is None else load.most}"


def shown_ids(text: str) -> frozenset[int]:
    """Ids with spaces between."""
    return frozenset(int(one) for one in text.split() if one.isascii() and one.isdigit() and len(one) < 10)


def load_in_words(load: Load) -> str:
    if load.most is None:
        return _("at least %(least)s") % {"least": load.least} if load.least else _("any number")
    return _("%(least)s to %(most)s") % {"least": load.least, "most": load.most}


class PairForm(FormModel):
    """Two judges and how they should meet."""

    first: Id
    second: Id
    kind: Meeting


class TermsForm(FormModel):
    minutes: Annotated[int, Field(ge=1, le=240)]
    bids: bool = False


class TopicForm(FormModel):
    name: Name
    words: Annotated[str, Field(min_length=2, max_length=2000)]


class KnowsForm(FormModel):
    """What a judge can take and knows; the counts are read by `read_load`."""

    categories: Annotated[list[Id], Field(default_factory=list)]
    topics: Annotated[list[Id], Field(default_factory=list)]
