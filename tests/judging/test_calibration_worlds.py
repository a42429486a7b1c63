"""A calibration counts for nothing: two worlds that are equal but for one that was held. Every page and file is the same in both,
byte for byte, for organizers, judges and nominators, but for the pages about the calibration itself; a planted leak is found."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.db import Database
from app.exports.tables import TABLES
from app.judging.models import Memo
from app.nominations.models import Nomination
from app.programs.models import Program, Round, Rubric
from app.web import gate
from tests import factories as make
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.everyone import Undone, path_of, without_ids

NOW = datetime.now(UTC).replace(microsecond=0)
ABOUT_IT = ("/calibration", "/desk/calibrated", "/rounds", "/phases")


class Contest:
    """Three nominations in one category, scored by four judges; the first two can be calibrated with."""

    def __init__(self, db: Session, standing: str) -> None:
        self.program = make.make_program(db, "awards", standing=standing, rubric_locked_at=NOW, judges_compare=True)
        self.organizer, self.owner = make.make_organizer(db, self.program), make.make_user(db)
        self.judges = [make.make_judge(db, self.program) for _each in range(4)]
        self.criteria = make.criteria_of(db, self.program)
        self.nominations = [
            make.make_submitted(db, self.program, self.owner, nominee=name, flag=name == "Ada Climber")
            for name in ("Ada Climber", "Ben Second", "Cyd Third")
        ]
        for place, nomination in enumerate(self.nominations):
            for by, judge in enumerate(self.judges):
                final = (place, by) != (2, 3)
                card = {one.id: 1000 * (4 + place + (by + at) % 3) for at, one in enumerate(self.criteria)}
                make.make_scorecard(db, make.make_assignment(db, nomination, judge), card, final=final)

    def calibrate(self, db: Session) -> Round:
        """The other way round than judged, with a comment and a note."""
        opened = db.get_one(Program, self.program.id).judging_opens_at
        made = make.make_calibration(db, *[db.get_one(Nomination, one.id) for one in self.nominations[:2]], opens_at=opened - timedelta(days=2), closes_at=opened)  # fmt: skip
        for place, nomination in enumerate(self.nominations[:2]):
            for by, judge in enumerate(self.judges):
                assignment = make.make_assignment(db, nomination, judge, made)
                card = make.make_scorecard(db, assignment, {one.id: 10_000 - 6000 * place for one in self.criteria}, final=by != 3)  # fmt: skip
                card.comment_organizers, card.comment_nominee = "Read alike?", "Never to be passed on"
        db.commit()
        return made

    @property
    def people(self) -> dict[str, User]:
        return {
            "organizer": self.organizer,
            "judge": self.judges[0],
            "late judge": self.judges[3],
            "nominator": self.owner,
        }


def seen(app: FastAPI, browser: Visitor, parts: list[dict[str, Any]]) -> dict[str, tuple[int, str]]:
    asked = {path_of(one, part) for part in parts for one in served(app) if one.method == "GET" and not one.path.endswith(ABOUT_IT)}  # fmt: skip
    found = {}
    for path in sorted(asked):
        answer = browser.get(path)
        # The desk has a link to the calibration that was held.
        text = re.sub(r'<a class="btn btn-secondary" href="/programs/awards/desk/calibrated">.*?</a>', "", answer.text)
        found[path] = answer.status_code, without_ids(re.sub(r'nonce="[^"]*"|value="\d+"(?=id="f-seed")', "", text))
    for what in TABLES:
        answer = browser.submit("/programs/awards/exports/download", what=what, format="csv")
        found[f"export of {what}"] = answer.status_code, without_ids(answer.text)
    answer = browser.submit("/programs/awards/exports/decision-file")
    found["decision file"] = answer.status_code, answer.content.hex() if answer.status_code == 200 else ""
    return found


@pytest.mark.parametrize("standing", ["judging", "tallying"])
def test_nothing_but_its_own_pages_tells_that_a_calibration_was_held(
    app: FastAPI, db: Session, database: Database, visitor: Visitor, standing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "utc_now", lambda: NOW)
    contest = Contest(db, standing)
    db.add(Memo(nomination_id=contest.nominations[0].id, judge_id=contest.judges[0].id, note="Mine"))
    db.commit()
    common = {"slug": "awards", "category_id": contest.nominations[0].category_id, "judge_id": contest.judges[0].id, "format": "csv", "number": 1, "round_id": make.round_of(db, contest.program).id}  # fmt: skip
    parts = [{**common, "nomination_id": one.public_id} for one in contest.nominations[:2]]
    db.commit()  # a reading session would keep the app's writers out
    browsers = {who: visitor.signed_in(user) for who, user in contest.people.items()}

    def world() -> dict[str, dict[str, tuple[int, str]]]:
        app.state.database = Undone(database)
        try:
            return {who: seen(app, browser, parts) for who, browser in browsers.items()}
        finally:
            app.state.database = database

    def told(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
        return [f"{who}: {path}" for who in first for path in first[who] if first[who][path] != second[who][path]]

    without = world()
    assert sum(answer[0] == 200 for answer in without["organizer"].values()) > 40
    held = contest.calibrate(db).id
    assert told(without, world()) == []
    db.execute(update(Round).where(Round.id == held).values(calibration=False, position=9))  # the planted leak
    db.execute(update(Rubric).values(round_id=held))
    db.commit()
    leaks = told(without, world())
    assert "organizer: /programs/awards/results" in leaks
    assert "organizer: export of scores" in leaks
    assert "judge: /programs/awards/desk" in leaks
