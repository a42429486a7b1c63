"""Puts the demo programs into an empty database, through the same services that people's clicks go through."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.accounts.service.users import create_user
from app.demo import content
from app.demo.drafts import draft_of
from app.demo.records import Demo, Person
from app.demo.records import Nomination as DemoNomination
from app.demo.records import Program as DemoProgram
from app.domain.rubrics import CategoryDefault
from app.nominations.models import Nomination
from app.nominations.service import start_draft, submit_nomination
from app.policy import Role
from app.programs import queries as programs
from app.programs.models import Program
from app.programs.service import create_program


@dataclass(frozen=True)
class Seeded:
    """What was made: the programs, users by e-mail, nominations by the demo's key."""

    program: Program
    open_program: Program
    users: dict[str, User]
    nominations: dict[str, Nomination]


def seed(session: Session, now: datetime) -> Seeded:
    """Everything but the judging; dates count from the day of `now` in the program's zone."""
    zone = ZoneInfo(content.load_program(content.MAIN, now.date()).time_zone)
    demo = content.load(now.astimezone(zone).date())
    users = _people(session, demo, now)
    made = [
        make_program(session, each, users[demo.organizers[0].email], now) for each in (demo.program, demo.open_program)
    ]
    for program in made:
        make_roles(session, program, demo.organizers, Role.ORGANIZER, users, now)
    make_roles(session, made[0], demo.judges, Role.JUDGE, users, now)
    return Seeded(made[0], made[1], users, _nominations(session, demo, made[0], users))


def _people(session: Session, demo: Demo, now: datetime) -> dict[str, User]:
    users: dict[str, User] = {}
    first_day = demo.program.opens_at - timedelta(days=10)
    for group in (demo.administrators, demo.organizers, demo.judges, demo.nominators):
        for person in group:
            user = make_user(session, person, min(first_day, now), is_administrator=person in demo.administrators)
            user.demo_part = _part(demo, person)
            users[person.email] = user
    return users


def make_user(session: Session, person: Person, now: datetime, *, is_administrator: bool = False) -> User:
    user = create_user(session, email=person.email, name=person.name, now=now, is_administrator=is_administrator)
    user.company = person.company
    return user


def _part(demo: Demo, person: Person) -> str:
    """Whose button on the sign-in page this is."""
    if person == demo.demo_nominator:
        return "nominator"
    if person in demo.administrators:
        return "administrator"
    return ("organizer" if person in demo.organizers else "judge") if person.sign_in else ""


def make_program(session: Session, demo: DemoProgram, organizer: User, now: datetime) -> Program:
    names = (
        "name", "slug", "organization", "description", "reference_prefix", "currency", "time_zone",
        "period_from", "period_to", "threshold", "hide_nominator", "hide_nominee",
    )  # fmt: skip
    values = {name: getattr(demo, name) for name in names}
    moments = {
        name: getattr(demo, name).astimezone(UTC)
        for name in ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at")
    }
    categories = tuple(CategoryDefault(each.name, each.for_role, each.description) for each in demo.categories)
    created = min(now, demo.opens_at - timedelta(days=8))
    return create_program(
        session,
        {**values, **moments, "published": True, "is_demo": True},
        by=organizer.id,
        now=created,
        categories=categories,
    )


def make_roles(
    session: Session, program: Program, people: Iterable[Person], role: Role, users: dict[str, User], now: datetime
) -> None:
    for person in people:
        session.add(ProgramRole(user_id=users[person.email].id, program_id=program.id, role=role, created_at=now))


def begin_nomination(
    session: Session, program: Program, told: DemoProgram, each: DemoNomination, owner: User, began: datetime
) -> Nomination:  # fmt: skip
    """A draft, in the category that the demo's files name by its key."""
    name = next(category.name for category in told.categories if category.key == each.category)
    category = next(one for one in programs.categories(session, program.id) if one.name == name)
    return start_draft(session, program, category=category, by=owner.id, now=began, draft=draft_of(each, told))


def _nominations(session: Session, demo: Demo, program: Program, users: dict[str, User]) -> dict[str, Nomination]:
    categories = {
        key: found
        for found in programs.categories(session, program.id)
        for key in (each.for_role for each in demo.program.categories if each.name == found.name)
    }
    made = {}
    for each in demo.nominations:
        owner = users[each.nominator.email]
        nomination = start_draft(
            session, program, category=categories[_role_of(each.category, demo)], by=owner.id,
            now=each.submitted_at - timedelta(minutes=25), draft=draft_of(each, demo.program),
        )  # fmt: skip
        submit_nomination(session, nomination, by=owner.id, now=each.submitted_at.astimezone(UTC))
        made[each.key] = nomination
    return made


def _role_of(category: str, demo: Demo) -> str:
    """The demo's files name a category by its key or by the role it is for."""
    return next(each.for_role for each in demo.program.categories if category in (each.key, each.for_role))
