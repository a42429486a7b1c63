"""What was answered with "saved" is in the database after the server was killed in the middle of writing."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select, text

from app.accounts.models import UserSession
from app.accounts.tokens import digest
from app.audit.models import AuditEvent
from app.db import Database
from app.judging.models import Assignment, Score, Scorecard
from tests import factories as make
from tests.serving import Uphill, until

KILLS, JUDGES, BETWEEN = 3, 3, 12


class Judge(threading.Thread):
    """Saves another score again and again, and remembers the last one that was acknowledged."""

    def __init__(self, port: int, token: str, nomination: str, criterion: int, version: int) -> None:
        super().__init__(daemon=True)
        self.port, self.token, self.nomination, self.criterion = port, token, nomination, criterion
        self.version, self.points, self.saved, self.asked = version, 0, 0, 0
        self.refused: list[int] = []

    def run(self) -> None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {
            "Cookie": f"uphill={self.token}", "Sec-Fetch-Site": "same-origin", "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        try:
            while not self.refused:
                self.asked = self.points % 10 + 1
                fields = {"version": str(self.version), f"score-{self.criterion}": str(self.asked)}
                connection.request("POST", f"/nominations/{self.nomination}/score", urlencode(fields), headers)
                response = connection.getresponse()
                body = response.read()
                if response.status != 200:
                    self.refused.append(response.status)
                    return
                self.version, self.points = json.loads(body)["version"], self.asked
                self.saved += 1
        except (OSError, HTTPException):
            return  # the server was killed


def test_every_acknowledged_save_survives_a_killed_server(tmp_path: Path, sqlite_template: Path) -> None:
    path = tmp_path / "uphill.sqlite3"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    with database._writes() as db:
        program = make.make_program(db, standing="judging")
        criterion = make.criteria_of(db, program)[0].id
        nomination = make.make_submitted(db, program, make.make_user(db))
        judges = [make.make_judge(db, program) for _ in range(JUDGES)]
        now = datetime.now(UTC)
        for judge in judges:
            make.make_assignment(db, nomination, judge)
            db.add(
                UserSession(
                    user_id=judge.id, token_hash=digest(f"token{judge.id}"), created_at=now, seen_at=now,
                    expires_at=now + timedelta(days=1),
                )
            )  # fmt: skip
        db.commit()
        ids, public_id = [judge.id for judge in judges], nomination.public_id
    total = 0
    for _ in range(KILLS):
        stored = {judge: card_of(database, judge) for judge in ids}
        server = Uphill(tmp_path)
        try:
            savers = [Judge(server.port, f"token{judge}", public_id, criterion, stored[judge][0]) for judge in ids]
            for saver, judge in zip(savers, ids, strict=True):
                saver.points = stored[judge][1]
                saver.start()
            until(lambda: all(saver.saved >= BETWEEN or saver.refused for saver in savers))  # noqa: B023 it waits here
        finally:
            server.kill()
        for saver, judge in zip(savers, ids, strict=True):
            saver.join(30)
            assert saver.refused == []
            version, points = card_of(database, judge)
            # The last request may have been saved without being acknowledged; never the other way round.
            assert (version, points) in {(saver.version, saver.points), (saver.version + 1, saver.asked)}
            total += version - stored[judge][0]
    with database.reading() as db:
        assert db.scalar(text("PRAGMA integrity_check")) == "ok"
        trail = db.scalars(select(AuditEvent).where(AuditEvent.action == "scorecard.save")).all()
        assert len(trail) == total  # each save with its line in the trail, and no line without its save
    assert total >= KILLS * JUDGES * BETWEEN


def card_of(database: Database, judge: int) -> tuple[int, int]:
    """The version of a judge's scorecard, and the points given in it."""
    with database.reading() as db:
        row = db.execute(
            select(Scorecard.version, Score.thousandths)
            .join(Assignment, Assignment.id == Scorecard.assignment_id)
            .join(Score, Score.scorecard_id == Scorecard.id)
            .where(Assignment.judge_id == judge)
        ).first()
    return (row[0], row[1] // 1000) if row else (0, 0)
