"""What organizers and judges submit about the jury."""

import re
from typing import Annotated

from pydantic import Field

from app.programs.forms.program import Name
from app.web.forms import FormModel

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
