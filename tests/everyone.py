"""Two of everything, and somebody in every relation to it: what tests ask that go through all routes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.service import invite
from app.db import Database
from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.nominations.service import start_draft
from app.policy import Role
from app.programs.models import Program
from tests import factories as make
from tests.architecture.walking import Served
from tests.browsing import Visitor
from tests.nominations.writing import FULL, MANAGED

NEVER = {
    "slug": "no-such-program",
    "nomination_id": "no-such-nomination",
    "sheet_id": "no-such-sheet",
    "export_id": "no-such-export",
    "token": "x" * 43,
}


class Undone(Database):
    """Every writing transaction is flushed and then rolled back: whatever is asked, the next question meets the same world."""

    def __init__(self, under: Database) -> None:
        self.engine, self._reads, self._writes = under.engine, under._reads, under._writes

    def keep(self, session: Session) -> None:
        with session:
            session.flush()
            session.rollback()

    @contextmanager
    def writing(self) -> Iterator[Session]:
        session = self.session(writes=True)
        try:
            yield session
        except BaseException:
            session.close()
            raise
        self.keep(session)


@dataclass
class World:
    """A program, its nomination and one of each thing that an address can name; with a draft in an open program."""

    program: Program
    owner: User
    judge: User
    organizer: User
    nomination: Nomination
    parts: dict[str, Any]
    open_program: Program
    draft: Nomination
    extra: dict[str, User] = field(default_factory=dict)


def make_world(db: Session, **program: Any) -> World:
    now = datetime.now(UTC)
    made, opened = make.make_program(db, standing="judging", rubric_locked_at=now, **program), make.make_program(db)
    owner, judge = make.make_user(db), make.make_judge(db, made)
    organizer = make.make_organizer(db, made)
    make.make_role(db, organizer, opened, Role.ORGANIZER)
    nomination = make.make_submitted(
        db, made, owner, flag=True, role="farmer", split=(900_00, 0, 100_00, 0), content=MANAGED
    )
    evidence = make.make_evidence(db, nomination)
    criteria = make.criteria_of(db, made)
    card = make.make_scorecard(
        db, make.make_assignment(db, nomination, judge), {each.id: 7000 for each in criteria}, final=False
    )
    held = make.make_calibration(db, nomination, opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=8))
    make.make_scorecard(db, make.make_assignment(db, nomination, judge, held), {each.id: 3000 for each in criteria})
    asked = invite(db, program_id=made.id, role=Role.JUDGE, email=f"new{made.id}@firm.example", name="", by=organizer.id, now=now, origin="http://testserver")  # fmt: skip
    mail = OutboxMail(dedup_key=f"one-{made.id}", program_id=made.id, to_email=owner.email, subject="Hello", body="Hello", created_at=now, given_up_at=now, attempts=9)  # fmt: skip
    draft = start_draft(db, opened, category=make.category_of(db, opened), by=owner.id, now=now, draft=dict(FULL))
    db.add(mail)
    db.commit()
    parts = {
        "slug": made.slug,
        "nomination_id": nomination.public_id,
        "user_id": owner.id,
        "judge_id": judge.id,
        "invitation_id": asked.id,
        "mail_id": mail.id,
        "scorecard_id": card.id,
        "criterion_id": criteria[0].id,
        "category_id": nomination.category_id,
        "token": NEVER["token"],
        "format": "csv",
        "panel_id": make.make_panel(db, made, judges=[judge], lead=judge).id,
        "round_id": make.round_of(db, made).id,
        "sheet_id": NEVER["sheet_id"],
        "export_id": evidence.public_id,
        "number": 1,
    }
    db.commit()  # reading began a transaction; on SQLite it would keep the app's writers out
    return World(made, owner, judge, organizer, nomination, parts, opened, draft)


def path_of(route: Served, parts: dict[str, Any]) -> str:
    """The route's path with these parts; what is not among them is an id that nothing has."""
    return re.sub(
        r"{(\w+)(?::\w+)?}",
        lambda part: str(parts.get(part.group(1), NEVER.get(part.group(1), 987_654_321))),
        route.path,
    )


def without_ids(text: str) -> str:
    """A page without the request's own id, which is new each time."""
    return re.sub(r"<code>[0-9a-f]{12}</code>", "<code>id</code>", text)


def add_everyone(db: Session, world: World) -> dict[str, User | None]:
    """Every relation that somebody can have to the program and its nomination."""
    conflicted_judge, conflicted_organizer = make.make_judge(db, world.program), make.make_organizer(db, world.program)
    make.make_assignment(db, world.nomination, conflicted_judge)
    for person in (conflicted_judge, conflicted_organizer):
        make.make_conflict(db, world.nomination, person)
    elsewhere = make.make_program(db, standing="judging")
    other = make.make_user(db)
    make.make_submitted(db, world.program, other)
    people = {
        "anonymous": None, "nominator": world.owner, "other nominator": other, "judge": world.judge,
        "judge, not assigned": make.make_judge(db, world.program), "judge, conflicted": conflicted_judge, "organizer": world.organizer,
        "organizer, conflicted": conflicted_organizer, "organizer elsewhere": make.make_organizer(db, elsewhere),
        "administrator": make.make_user(db, is_administrator=True),
    }  # fmt: skip
    db.commit()
    return people


def browsers(people: dict[str, User | None], visitor: Visitor) -> dict[str, Visitor]:
    return {name: visitor.signed_in(user) if user else visitor for name, user in people.items()}
