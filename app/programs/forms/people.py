"""Invitations: one address or many, as people paste them."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from app.accounts.forms import checked_email, one_line
from app.domain.companies import normalize_email
from app.policy import Role
from app.web.forms import FormModel
from app.web.i18n import _

MOST = 200
_ADDRESS = re.compile(r"[^\s<>;,\"'()]+@[^\s<>;,\"'()]+")
_AROUND = " \t<>;,\"'()\u00a0"


class InviteForm(FormModel):
    role: Role
    emails: Annotated[str, Field(max_length=30_000)]


class PersonForm(FormModel):
    """Whose role ends or begins again."""

    user_id: Annotated[int, Field(ge=1, le=2_147_483_647)]
    role: Role
    reason: Annotated[str, Field(max_length=2000)] = ""


@dataclass(frozen=True, slots=True)
class Invited:
    email: str
    name: str


def read_people(text: str) -> list[Invited]:
    """Addresses with or without names, one per line or with commas and semicolons between, as mail programs and spreadsheets
    copy them; each address once. Raises ValueError with a sentence that names what it can't read."""
    found: dict[str, Invited] = {}
    for line in text.splitlines():
        at = 0
        for match in _ADDRESS.finditer(line):
            name = one_line(line[at : match.start()].strip(_AROUND))[:120]
            at = match.end()
            try:
                email = checked_email(match.group().removeprefix("mailto:").rstrip("."))
            except ValueError as error:
                raise ValueError(f"{match.group()[:80]}: {error}") from None
            found.setdefault(normalize_email(email), Invited(email, name))
        if rest := line[at:].strip(_AROUND):
            raise ValueError(
                _("“%(text)s” is not an e-mail address. Please write one per line, such as “Jo Doe <jo@example.org>”.")
                % {"text": rest[:80]}
            )
    if len(found) > MOST:
        raise ValueError(_("Please invite two hundred people at most at a time."))
    return list(found.values())
