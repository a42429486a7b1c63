"""No other site can change anything through our visitors, and no GET changes anything, on every route that is served."""

import hashlib
import re
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import service
from app.accounts.models import User
from app.db import Database
from app.policy import Role
from app.schema import metadata
from app.web.gate import SAFE
from tests import factories as make
from tests.accounts.mailbox import link_in, mails_to
from tests.architecture.walking import Served, served
from tests.browsing import Visitor

FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "same-site"},
    {"Origin": "http://testserver", "Sec-Fetch-Site": "none"},
]
# When somebody was last seen is noted by any request (app/accounts/deps.py), and nothing else may be.
NOTED = {"sessions": {"seen_at", "expires_at"}}


def content(database: Database) -> str:
    """A digest of every row of every table."""
    found = hashlib.sha256()
    with database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            columns = [column for column in table.columns if column.name not in NOTED.get(table.name, set())]
            for row in connection.execute(select(*columns).order_by(*table.primary_key)):
                found.update(repr((table.name, tuple(row))).encode())
    return found.hexdigest()


class World:
    """One of everything, and a browser for each kind of person."""

    def __init__(self, visitor: Visitor, db: Session) -> None:
        self.program = make.make_program(db, standing="judging")
        owner, judge = make.make_user(db), make.make_judge(db, self.program)
        organizer, boss = make.make_organizer(db, self.program), make.make_user(db, is_administrator=True)
        nomination = make.make_submitted(db, self.program, owner, flag=True, role="farmer", split=(900, 0, 100, 0))
        card = make.make_scorecard(db, make.make_assignment(db, nomination, judge), {c.id: 7000 for c in make.criteria_of(db, self.program)}, final=False)  # fmt: skip
        invitation = service.invite(
            db, program_id=self.program.id, role=Role.JUDGE, email="new@firm.example", name="", by=organizer.id,
            now=datetime.now(UTC), origin="http://testserver",
        )  # fmt: skip
        db.commit()
        self.parts = {
            "slug": self.program.slug, "nomination_id": nomination.public_id, "user_id": owner.id, "token": link_in(mails_to(db, "new@firm.example")[0]).rpartition("/")[2],
            "invitation_id": invitation.id, "scorecard_id": card.id, "judge_id": judge.id,
            "criterion_id": make.criteria_of(db, self.program)[0].id, "panel_id": make.make_panel(db, self.program, judges=[judge]).id, "round_id": make.round_of(db, self.program).id, "what": "results", "format": "csv", "export_id": make.make_evidence(db, nomination).public_id, "number": 1,
        }  # fmt: skip
        db.commit()
        self.people: dict[str, User | None] = {
            "nobody": None,
            "owner": owner,
            "judge": judge,
            "organizer": organizer,
            "boss": boss,
        }
        self.browsers = {name: visitor.signed_in(user) if user else visitor for name, user in self.people.items()}

    def path(self, route: Served) -> str:
        return re.sub(r"{(\w+)(?::\w+)?}", lambda part: str(self.parts.get(part.group(1), 1)), route.path)


def test_the_digest_sees_a_change(database: Database, db: Session) -> None:
    user = make.make_user(db)
    before = content(database)
    user.name = "Another"
    db.commit()
    assert content(database) != before


def test_e1_a_request_from_another_site_changes_nothing_on_any_route(app: FastAPI, visitor: Visitor, database: Database, db: Session) -> None:  # fmt: skip
    world = World(visitor, db)
    unsafe = [route for route in served(app) if route.method not in SAFE | {"MOUNT"}]
    assert len(unsafe) > 15
    before = content(database)
    for route in unsafe:
        for browser in world.browsers.values():
            for headers in FOREIGN:
                response = browser.request(route.method, world.path(route), headers=headers, data={"name": "forged"})
                assert response.status_code == 403, (route, headers)
        json = world.browsers["organizer"].request(route.method, world.path(route), headers={**FOREIGN[0], "Content-Type": "text/plain"}, content=b"{}")  # fmt: skip
        assert json.status_code == 403
    assert content(database) == before


def test_e1_without_any_of_the_headers_it_is_refused_too(app: FastAPI, visitor: Visitor, database: Database, db: Session) -> None:  # fmt: skip
    world = World(visitor, db)
    before = content(database)
    for browser in world.browsers.values():
        del browser.headers["Origin"]
        for route in served(app):
            if route.method not in SAFE | {"MOUNT"}:
                assert browser.request(route.method, world.path(route), data={"name": "forged"}).status_code == 403
    assert content(database) == before


@pytest.mark.parametrize("who", ["nobody", "owner", "judge", "organizer", "boss"])
def test_e2_no_get_changes_anything(app: FastAPI, visitor: Visitor, database: Database, db: Session, who: str) -> None:
    world = World(visitor, db)
    pages = [route for route in served(app) if route.method in ("GET", "HEAD")]
    assert len(pages) > 10
    before, seen = content(database), 0
    for route in pages:
        response = world.browsers[who].request(route.method, world.path(route))
        assert response.status_code < 500, (route, response.text[:300])
        seen += response.status_code == 200
        assert content(database) == before, route
    assert seen >= 5
