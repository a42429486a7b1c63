"""C11: two databases that are equal but for who won. Until publication the public, nominators and judges get the same
from every route, byte for byte, and the same mails; a planted leak is found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts.models import User
from app.db import Database
from app.mail.models import OutboxMail
from app.mail.sender import waiting
from app.nominations.models import Nomination
from app.nominations.service import set_consent
from app.programs.models import Program
from app.results import service
from app.results.models import AwardKind, Publication
from app.results.queries.awards import decided_awards
from app.results.queries.deciding import decisions_now
from app.web import gate
from tests import factories as make
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.everyone import Undone, path_of, without_ids
from tests.results.test_index import nominated
from tests.sqlite import hasty

NOW = datetime.now(UTC).replace(microsecond=0)
AT = NOW + timedelta(days=2)
NAMES = ("Ada Climber", "Ben Second", "Cyd Third")


@dataclass
class Worlds:
    """`won`: who wins in each, by place in NAMES; `browsers`: whoever looks, the same sessions in both."""

    app: FastAPI
    databases: tuple[Database, Database]
    browsers: dict[str, Visitor]
    parts: list[dict[str, Any]]
    won = (0, 1)

    def enter(self, place: int) -> Database:
        self.app.state.database = Undone(self.databases[place])
        return self.databases[place]


@pytest.fixture
def worlds(app: FastAPI, database: Database, visitor: Visitor, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worlds]:  # fmt: skip
    monkeypatch.setattr(gate, "utc_now", lambda: NOW)  # else "in 2 days" may turn between the two
    with database._writes() as db:
        parts, browsers = before_anybody_decided(db, visitor)
    twin = twin_of(database, request, tmp_path)
    made = Worlds(app, (database, twin), browsers, parts)
    for place, winner in enumerate(made.won):
        with made.databases[place].writing() as session:
            decide(session, winner)
    yield made
    app.state.database = database
    twin.close()


def before_anybody_decided(db: Session, visitor: Visitor) -> tuple[list[dict[str, Any]], dict[str, Visitor]]:
    program = make.make_program(db, "awards", standing="tallying", feedback=True)
    make.make_organizer(db, program)
    judges = [make.make_judge(db, program) for _ in range(3)]
    made = [nominated(db, program, judges, [8, 8, 8], nominee=name, split=(10_00, 0, 90_00, 0)) for name in NAMES]
    for one in made:
        set_consent(db, one, True, by=one.owner_id, now=NOW)
    db.commit()
    people = {NAMES[place]: db.get_one(User, made[place].owner_id) for place in (0, 2)}  # wins in one world; in none
    people["judge"] = judges[0]
    common = {"slug": "awards", "category_id": make.category_of(db, program).id, "format": "csv", "number": 1}
    parts = [{**common, "nomination_id": one.public_id, "scorecard_id": 1, "mail_id": 1} for one in made]
    db.commit()
    return parts, {"public": visitor} | {name: visitor.signed_in(user) for name, user in people.items()}


def twin_of(database: Database, request: pytest.FixtureRequest, folder: Path) -> Database:
    """Another database with the same rows, ids and secrets."""
    if database.engine.dialect.name == "sqlite":
        with database.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        (folder / "twin.sqlite3").write_bytes(Path(str(database.engine.url.database)).read_bytes())
        return hasty(folder / "twin.sqlite3")
    database.engine.dispose()
    name = f"twin_{make.next_number()}"
    return Database(request.getfixturevalue("cluster").create(name, template=database.engine.url.database))


def decide(session: Session, winner: int) -> None:
    """Proposed, approved, to be published in two days, its mails held; everything but public."""
    program = session.scalars(select(Program)).one()
    by = session.scalars(select(make.ProgramRole.user_id).where(make.ProgramRole.role == "organizer")).one()
    made = session.scalars(select(Nomination).order_by(Nomination.id)).all()

    def category() -> Any:
        session.flush()
        return decisions_now(session, program, by, NOW).categories[0]

    for kind, nomination in ((AwardKind.WINNER, made[winner]), (AwardKind.RUNNER_UP, made[1 - winner])):
        service.add_award(session, program, category(), kind, nomination, title="", citation="", by=by, now=NOW)
    service.propose(session, program, category(), service.Reasons(), seen=(), by=by, now=NOW)
    service.approve(session, program, category(), decisions_now(session, program, by, NOW), by=by, now=NOW)
    service.schedule_publication(session, program, AT, by=by, now=NOW)
    found = decisions_now(session, program, by, NOW)
    service.approve_publication(session, program, found, by=by, now=NOW, origin="http://testserver")


def seen(worlds: Worlds, place: int, who: str) -> dict[str, tuple[Any, ...]]:
    """Every answer of every route, to a look and to an empty form, but for what differs from one request to the next anyway."""
    worlds.enter(place)
    browser, found = worlds.browsers[who], {}
    asked = {(one.method, path_of(one, parts)) for parts in worlds.parts[:2] for one in served(worlds.app) if one.method in ("GET", "HEAD", "POST")}  # fmt: skip
    asked |= {("GET", path) for path in ("/sitemap.xml", "/robots.txt", "/programs/awards/winners?sort=rank", "/nominations?sort=-updated_at&award=winner")}  # fmt: skip
    for method, path in sorted(asked - {("POST", "/sign-out")}):
        answer = browser.request(method, path, **({"data": {}} if method == "POST" else {}))
        headers = sorted((name, re.sub("expires=[^;]+", "", value)) for name, value in answer.headers.items() if name not in ("x-request-id", "date"))  # fmt: skip
        found[f"{method} {path}"] = answer.status_code, without_ids(re.sub(r'nonce="[^"]*"', "", answer.text)), headers
    return found


def mailed(database: Database, ever: datetime) -> list[tuple[Any, ...]]:
    """What the sender of mail would let out, and when."""
    with database.reading() as session:
        rows = session.scalars(select(OutboxMail).where(*waiting(ever)).order_by(OutboxMail.id)).all()
        return [(mail.to_email, mail.subject, mail.body, mail.next_try_at) for mail in rows]


def differences(worlds: Worlds, who: str) -> list[str]:
    first, second = seen(worlds, 0, who), seen(worlds, 1, who)
    assert len(first) > 150
    assert sum(answer[0] == 200 for answer in first.values()) >= 5
    return [path for path in first if first[path] != second[path]]


def test_c11_nothing_that_anybody_gets_before_publication_depends_on_who_won(worlds: Worlds) -> None:
    for place, winner in enumerate(worlds.won):
        with worlds.databases[place].reading() as session:
            assert [one.nominee for one in decided_awards(session, session.scalars(select(Program.id)).one())] == [NAMES[winner], NAMES[1 - winner]]  # fmt: skip
            held = session.scalars(select(OutboxMail.body).where(OutboxMail.held)).all()
            assert sum(f"Congratulations to {NAMES[winner]}" in body for body in held) == 1
    assert {who: found for who in worlds.browsers if (found := differences(worlds, who))} == {}


def test_c11_no_mail_that_can_go_out_depends_on_who_won(worlds: Worlds) -> None:
    ever = NOW + timedelta(days=365)
    assert mailed(worlds.databases[0], ever) == mailed(worlds.databases[1], ever) == []
    for database in worlds.databases:
        with database.writing() as session:
            session.execute(update(OutboxMail).values(held=False))  # the planted leak
    assert mailed(worlds.databases[0], ever) != mailed(worlds.databases[1], ever)


def test_c11_the_comparison_finds_a_winner_that_only_a_header_gives_away(
    worlds: Worlds, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = Response.init_headers

    def leaking(self: Response, headers: Any = None) -> None:
        sent(self, headers)
        with worlds.app.state.database.reading() as session:
            found = decided_awards(session, session.scalars(select(Program.id)).one())
        self.raw_headers.append((b"etag", str(hash(found[0].nominee)).encode()))

    monkeypatch.setattr(Response, "init_headers", leaking)
    assert "GET /programs" in differences(worlds, "public")


def test_c11_the_comparison_finds_winners_that_are_public(worlds: Worlds) -> None:
    for database in worlds.databases:
        with database.writing() as session:
            session.execute(update(Publication).values(publish_at=NOW))
    found = differences(worlds, "public")
    assert "GET /programs/awards/winners" in found
    assert "GET /programs/awards" not in found, "who won is on the page of winners, nowhere else"
