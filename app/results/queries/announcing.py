"""Whom an announcement tells what: nominators how their own nominations fared, judges that it is over."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain.states import State
from app.mail.models import OutboxMail
from app.nominations.models import Nomination, Submission
from app.policy import Role
from app.programs.models import Category, Program
from app.results.models import Announcement, Award, AwardKind, Publication, Told
from app.results.models import Audience as Audience  # for routes too
from app.results.queries.awards import Awarded, decided_awards, is_gone, is_released
from app.results.queries.basis import held_back
from app.results.queries.feedback import enough_judges

# How the key of a mail begins; for nominators' mails the nominator's id follows (app.programs.queries.shielded).
WORDS = {Audience.NOMINATORS: "announced:", Audience.JUDGES: "announced_judge:", Audience.FEEDBACK: "feedback:"}
TEMPLATES = {
    Audience.NOMINATORS: "results/mail/announced.txt",
    Audience.JUDGES: "results/mail/judges.txt",
    Audience.FEEDBACK: "results/mail/feedback.txt",
}


@dataclass(frozen=True, slots=True)
class Fared:
    """How a nomination fared in a category. No awards: somebody else's it was, or (`nobody`) nobody's."""

    nomination_id: int
    public_id: str
    category_id: int
    nominee: str
    category: str
    awards: Sequence[Award]
    nobody: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """`key`: what the mail is about; the second part names the nominator, for whoever must not read it."""

    audience: Audience
    user_id: int
    to: tuple[str, str]
    key: str
    fared: Sequence[Fared]

    def context(self, program: Program, intro: str, origin: str) -> dict[str, Any]:
        return {"name": self.to[1], "program": program, "intro": intro, "origin": origin, "fared": self.fared}

    @property
    def has_won(self) -> bool:
        return any(one.awards for one in self.fared)


def letters(
    session: Session, program: Program, publication: Publication | None, audience: Audience, now: datetime
) -> list[Letter]:
    """What is to be sent and was not sent yet. Nothing while the publication waits for its approval, and nothing of a category
    that is held back."""
    if (
        publication is None
        or publication.approved_at is None
        or (audience is Audience.FEEDBACK and not program.feedback)
    ):
        return []
    if audience is Audience.JUDGES:
        return _to_judges(session, program)
    found = _to_nominators(session, program, publication, audience, now)
    told = _told(session, program.id, audience)
    left = (replace(one, fared=[each for each in one.fared if _pair(each) not in told]) for one in found)
    return [replace(one, key=_key(one)) for one in left if one.fared]


def _pair(one: Fared) -> tuple[int, int]:
    return one.nomination_id, one.category_id


def _key(letter: Letter) -> str:
    nomination_id, category_id = _pair(letter.fared[0])
    return f"{WORDS[letter.audience]}{letter.user_id}:{nomination_id}:{category_id}"


def _to_judges(session: Session, program: Program) -> list[Letter]:
    people = session.scalars(
        select(User)
        .join(ProgramRole, ProgramRole.user_id == User.id)
        .where(ProgramRole.program_id == program.id, ProgramRole.role == Role.JUDGE, ProgramRole.ended_at.is_(None))
        .order_by(User.id)
    )
    made = [
        Letter(Audience.JUDGES, one.id, (one.email, one.name), f"{WORDS[Audience.JUDGES]}{program.id}:{one.id}", ())
        for one in people
    ]
    keys = set(
        session.scalars(
            select(OutboxMail.dedup_key).where(OutboxMail.program_id == program.id, _stays(), _is_of(Audience.JUDGES))
        )
    )
    return [one for one in made if one.key not in keys]


def _to_nominators(
    session: Session, program: Program, publication: Publication, audience: Audience, now: datetime
) -> list[Letter]:
    """Of every nomination in the contest that somebody made, in a category that is decided under this publication."""
    given: dict[int, list[Awarded]] = defaultdict(list)
    released, nobody = set(), set()
    decided = [one for one in decided_awards(session, program.id) if is_released(one.decision, publication)]
    held = held_back(session, program, [one.decision for one in decided], now)
    for one in decided:
        if one.category.id in held:
            continue
        released.add(one.category.id)
        if one.award.kind is AwardKind.NOBODY:
            nobody.add(one.category.id)
        elif one.nomination is not None and not is_gone(one):
            given[one.nomination.id].append(one)
    judged = enough_judges(session, program.id) if audience is Audience.FEEDBACK else set()
    by_owner: dict[int, list[Fared]] = defaultdict(list)
    people: dict[int, User] = {}
    for nomination, sent, category, owner in session.execute(_in_contest(program.id)):
        people[owner.id] = owner
        awards = _by_category(given.get(nomination.id, ()))
        if category.id in released:
            awards.setdefault(category.id, (category, []))
        if audience is Audience.FEEDBACK:
            awards = {category.id: (category, [])} if category.id in released and nomination.id in judged else {}
        by_owner[owner.id] += [
            Fared(
                nomination.id, nomination.public_id, place, sent.nominee_name, found.name, own,
                nobody=place in nobody,
            )
            for place, (found, own) in awards.items()
        ]  # fmt: skip
    return [
        Letter(audience, key, (people[key].email, people[key].name), "", fared)
        for key, fared in by_owner.items()
        if fared
    ]


def _by_category(awards: Sequence[Awarded]) -> dict[int, tuple[Category, list[Award]]]:
    found: dict[int, tuple[Category, list[Award]]] = {}
    for one in awards:
        found.setdefault(one.category.id, (one.category, []))[1].append(one.award)
    return found


def _in_contest(program_id: int) -> Any:
    return (
        select(Nomination, Submission, Category, User)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Category, Category.id == Nomination.category_id)
        .join(User, User.id == Nomination.owner_id)
        .where(
            Nomination.program_id == program_id, Nomination.state == State.SUBMITTED, Nomination.on_behalf.is_(False)
        )
        .order_by(User.id, Category.position, Nomination.id)
    )


def _told(session: Session, program_id: int, audience: Audience) -> set[tuple[int, int]]:
    """Pairs of nomination and category that a mail which stays says something about."""
    rows = session.execute(
        select(Told.nomination_id, Told.category_id)
        .join(OutboxMail, OutboxMail.id == Told.mail_id)
        .where(OutboxMail.program_id == program_id, Told.audience == audience, _stays())
    )
    return {(row[0], row[1]) for row in rows}


def _stays() -> Any:
    """Not one that is merely held: it was sent, is being sent, or was stopped by an organizer."""
    return OutboxMail.held.is_(False) | OutboxMail.given_up_at.is_not(None)


def _is_of(audience: Audience) -> Any:
    return OutboxMail.dedup_key.startswith(WORDS[audience], autoescape=True)


def held_mails(session: Session, program_id: int, audiences: Collection[Audience]) -> Sequence[OutboxMail]:
    """Also those that were stopped while they were held."""
    statement = select(OutboxMail).where(OutboxMail.program_id == program_id, OutboxMail.held)
    found = session.scalars(statement.order_by(OutboxMail.id)).all()
    words = tuple(WORDS[one] for one in audiences)
    return [mail for mail in found if mail.dedup_key.startswith(words)]


def sent_counts(session: Session, program_id: int) -> dict[Audience, int]:
    """How many of each are no longer held."""
    return {
        audience: session.scalar(
            select(func.count())
            .select_from(OutboxMail)
            .where(OutboxMail.program_id == program_id, OutboxMail.held.is_(False), _is_of(audience))
        )
        or 0
        for audience in Audience
    }


def announcements_of(session: Session, program_id: int) -> Mapping[Audience, Announcement]:
    rows = session.scalars(select(Announcement).where(Announcement.program_id == program_id))
    return {row.audience: row for row in rows}
