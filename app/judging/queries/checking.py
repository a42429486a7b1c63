"""A list of people who might be invited, as an organizer pastes it, and what would conflict."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.conflicts import Finding, Person, Tie
from app.domain.errors import UserError
from app.nominations.models import Nomination, Submission
from app.web.i18n import _

MOST = 200
_EMAIL = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")


@dataclass(frozen=True, slots=True)
class Near:
    """A nomination that somebody would be too close to."""

    public_id: str
    reference: str
    nominee: str
    company: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Checked:
    """One line of the list. `line`: as typed."""

    line: str
    person: Person
    near: list[Near]


def people_in(text: str) -> list[Person]:
    """One person a line: name, company, e-mail address, in any order as far as an address tells itself; between commas,
    semicolons or tabs. What stands alone on a line may be a person or a company. Their ids are the lines, from 1."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise UserError(
            _("Please check at most %(most)s people at once; these are %(has)s.") % {"most": MOST, "has": len(lines)}
        )
    return [_person(number, line) for number, line in enumerate(lines, 1)]


def _person(number: int, line: str) -> Person:
    found = _EMAIL.search(line)
    email = found.group() if found else ""
    rest = line.replace(email, " ") if email else line
    parts = [part for piece in re.split(r"[,;\t]", rest) if (part := piece.strip(" <>\"'()"))]
    companies = parts[1:] if email or len(parts) > 1 else parts
    return Person(
        number, email, tuple((Tie.SELF, name) for name in parts[:1]), tuple((Tie.EMPLOYER, one) for one in companies)
    )


def checked(session: Session, people: Sequence[Person], findings: Sequence[Finding]) -> list[Checked]:
    """Each line with the nominations that conflict, in the order of the list. One query."""
    rows = session.execute(
        select(
            Nomination.id,
            Nomination.public_id,
            Nomination.reference,
            Submission.nominee_name,
            Submission.nominee_company,
        )
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(Nomination.id.in_({finding.entry_id for finding in findings}))
    )
    named = {row[0]: (row[1], row[2] or "", row[3], row[4]) for row in rows}
    near: dict[int, list[Near]] = {}
    for finding in findings:
        near.setdefault(finding.person_id, []).append(Near(*named[finding.entry_id], finding))
    return [Checked(_line(person), person, near.get(person.id, [])) for person in people]


def _line(person: Person) -> str:
    words = dict.fromkeys(
        [*(name for _tie, name in person.names), *(name for _tie, name in person.companies), person.email]
    )
    return ", ".join(word for word in words if word)
