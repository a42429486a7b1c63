"""Conflicts of interest that the data show by themselves, computed whenever somebody looks: a late nomination, a new judge and
a changed declaration are found without anybody having to think of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from app.accounts.models import Invitation, ProgramRole, User
from app.accounts.queries import open_invitations
from app.domain.conflicts import Entry, Finding, Named, Part, Person, Tie, find, listed
from app.domain.states import State
from app.judging.models import Declaration
from app.nominations.forms import referees_of
from app.nominations.models import Nomination, Submission
from app.nominations.queries import story_of
from app.policy import Role

NAMED_IN_LINES = ("name", "supplier_before", "displaced")


@dataclass(frozen=True, slots=True)
class Only:
    """One person and one nomination."""

    nomination_id: int
    person_id: int


def findings(
    session: Session, program_id: int, only: Only | None = None, invited: Sequence["Invited"] = ()
) -> list[Finding]:
    """Everybody with a role in the program, those invited, and every nomination in the contest; nobody and their own
    nomination, which is theirs by another rule. Two queries."""
    rows = _entries(session, program_id, only)
    own = {(entry.id, owner_id) for owner_id, entry in rows}
    everybody = [*people(session, program_id, only), *(one.person for one in invited)]
    found = _found(tuple(everybody), tuple(entry for _owner, entry in rows))
    return [one for one in found if (one.entry_id, one.person_id) not in own]


@lru_cache(maxsize=8)
def _found(people: tuple[Person, ...], entries: tuple[Entry, ...]) -> tuple[Finding, ...]:
    return tuple(find(people, entries))


def people(session: Session, program_id: int, only: Only | None = None) -> list[Person]:
    """Judges and organizers, with what their accounts and declarations say."""
    rows = session.execute(
        select(User.id, User.email, User.name, User.company, Declaration)
        .join(ProgramRole, ProgramRole.user_id == User.id)
        .outerjoin(Declaration, (Declaration.user_id == User.id) & (Declaration.program_id == program_id))
        .where(ProgramRole.program_id == program_id, ProgramRole.ended_at.is_(None), User.disabled_at.is_(None))
        .where(User.id == only.person_id if only else true())
        .order_by(User.id)
    )
    return list({row[0]: _person(*row) for row in rows}.values())


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody whose answer to an invitation is awaited. The person's id is that of their account, if the address has one;
    else the negative id of the invitation."""

    person: Person
    name: str  # perhaps none yet
    email: str
    role: Role


def invited_people(session: Session, program_id: int, now: datetime, only: Only | None = None) -> dict[int, Invited]:
    """By person id; who has a role in the program already is among its people. Two queries, or one where nobody is invited."""
    waiting = {one.email_key: one for one in open_invitations(session, program_id, now)}
    if not waiting:
        return {}
    held = select(ProgramRole.user_id).where(ProgramRole.program_id == program_id, ProgramRole.ended_at.is_(None))
    rows = session.execute(
        select(User, Declaration, User.id.in_(held))
        .outerjoin(Declaration, (Declaration.user_id == User.id) & (Declaration.program_id == program_id))
        .where(User.email_key.in_(waiting))
    )
    known = {user.email_key: (user, said, holds) for user, said, holds in rows}
    found = [_invited(one, *known.get(key, (None, None, False))) for key, one in waiting.items()]
    return {one.person.id: one for one in found if one and (only is None or only.person_id == one.person.id)}


def _invited(invitation: Invitation, user: User | None, said: Declaration | None, holds: bool) -> Invited | None:
    if holds:
        return None
    email, name = invitation.email, (user.name if user else "") or invitation.name
    person = _person(user.id if user else -invitation.id, email, name, user.company if user else "", said)
    return Invited(person, name, email, invitation.role)


def _person(user_id: int, email: str, name: str, company: str, said: Declaration | None) -> Person:
    companies = [(Tie.EMPLOYER, company)]
    names = [(Tie.SELF, name)]
    if said is not None:
        companies += _ties(Tie.EMPLOYER, said.employer) + _ties(Tie.FORMER, said.former_employers)
        companies += _ties(Tie.CLIENT, said.clients)
        names += _ties(Tie.RELATIVE, said.relatives)
    return Person(user_id, email, _once(names), _once(companies), said.told if said else "")


def _ties(tie: Tie, text: str) -> list[tuple[Tie, str]]:
    return [(tie, one) for one in listed(text)]


def _once(ties: Iterable[tuple[Tie, str]]) -> tuple[tuple[Tie, str], ...]:
    """Each name once, under the first tie that it was given."""
    first: dict[str, tuple[Tie, str]] = {}
    for tie, name in ties:
        if name.strip():
            first.setdefault(name.strip().casefold(), (tie, name.strip()))
    return tuple(first.values())


def entries(session: Session, program_id: int) -> list[Entry]:
    """The nominations in the contest, as they were last sent in."""
    return [entry for _owner, entry in _entries(session, program_id, None)]


def _entries(session: Session, program_id: int, only: Only | None) -> list[tuple[int | None, Entry]]:
    """Each with who made it; None: its owner only took it in from a sheet."""
    rows = session.execute(
        select(Nomination.owner_id, Nomination.id, Nomination.on_behalf, User.name, User.email, User.company, Submission.content,
               Submission.nominee_name, Submission.nominee_company)
        .join(User, User.id == Nomination.owner_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(Nomination.program_id == program_id, Nomination.state == State.SUBMITTED)
        .where(Nomination.id == only.nomination_id if only else true())
        .order_by(Nomination.number)
    )  # fmt: skip
    return [(None if row[2] else row[0], _entry(*row[1:])) for row in rows]


def _entry(
    nomination_id: int, on_behalf: bool, nominator: str, email: str, of: str, content: dict[str, Any], name: str, company: str
) -> Entry:  # fmt: skip
    people = [Named(Part.NOMINEE, name, "", company)]
    if not on_behalf:  # else its owner only took the sheet in
        people.append(Named(Part.NOMINATOR, nominator, email, of))
    people += [Named(Part.REFEREE, one["name"], one["email"], one["company"]) for one in referees_of(content)]
    lines = [line for line in content.get("lines") or () if isinstance(line, dict)]
    companies = dict.fromkeys(str(line[field]) for line in lines for field in NAMED_IN_LINES if line.get(field))
    people += [Named(Part.CUSTOMER, str(line["name"])) for line in lines if line.get("name")]
    told = [
        story_of(content),
        *(str(content.get(field) or "") for field in ("explanation", "shared_credit", "nominee_title")),
    ]
    links = [str(link) for link in content.get("links") or ()]
    return Entry(
        nomination_id, tuple(people), tuple(companies), tuple(text for text in (*told, *links) if text.strip())
    )
