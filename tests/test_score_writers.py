"""C5: a score has one writer, the judge whose it is. No route of an organizer or administrator, and no command, writes one."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.db import Database
from app.programs.models import Program, Round
from app.web.gate import SAFE
from tests.architecture.walking import served
from tests.browsing import Visitor
from tests.everyone import Undone, add_everyone, browsers, make_world, path_of
from tests.filling import FormsOf

APP = Path(__file__).resolve().parents[1] / "app"
# The judge's own: giving scores, and taking an open card over to the latest version of the rubric.
WRITERS = ["judging/service/renewing.py", "judging/service/scoring.py"]
WRITES = re.compile(
    r"\bScore\.__table__|\b(?:insert|update|delete)\(Score\)|\.thousandths\s*=[^=]|session\.add(?:_all)?\(\s*Score\("
)
TOUCHES = re.compile(r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?scores\"?\b", re.IGNORECASE)


def writers(app: Path) -> list[str]:
    return sorted(str(file.relative_to(app)) for file in app.rglob("*.py") if WRITES.search(file.read_text()))


def test_c5_only_the_services_of_the_judge_write_scores() -> None:
    assert writers(APP) == WRITERS


@pytest.mark.parametrize("line", ["session.execute(update(Score).values(thousandths=1))", "score.thousandths = 9000", "session.add(Score(scorecard_id=1))"])  # fmt: skip
def test_a_second_writer_is_found(tmp_path: Path, line: str) -> None:
    (tmp_path / "organizer.py").write_text(line)
    assert writers(tmp_path) == ["organizer.py"]


@pytest.mark.parametrize("when", ["judging", "tallying"])
def test_c5_no_route_writes_a_score_but_that_of_the_judge_who_gives_it(
    app: FastAPI, visitor: Visitor, db: Session, database: Database, when: str
) -> None:
    """Every unsafe route, asked by everybody with what the judge's own form sends."""
    world = make_world(db)
    people = browsers(add_everyone(db, world), visitor)
    form = next(one for one in FormsOf("/", people["judge"].get(f"/nominations/{world.nomination.public_id}/score").text).forms if one.action.endswith("/score"))  # fmt: skip
    fields = {name: "9" if name.startswith("score-") else value for name, value in form.fields.items()}
    fields |= {"verdict": "agree", "doubt_category": "", "reason": "Long enough to be one"}
    if when == "tallying":
        over = datetime.now(UTC) - timedelta(hours=1)
        db.execute(update(Program).where(Program.id == world.program.id).values(judging_closes_at=over))
        db.execute(update(Round).where(Round.program_id == world.program.id).values(closes_at=over))
    db.commit()
    app.state.database = Undone(database)
    found: set[tuple[str, str]] = set()
    routes = [route for route in served(app) if route.method not in SAFE | {"MOUNT"}]
    for route in routes:
        for who, browser in people.items():
            with browser.counting() as statements:
                browser.request(
                    route.method,
                    path_of(route, world.parts),
                    data=fields if "/score" in route.path else {**fields, "score": "9"},
                )
            if any(TOUCHES.match(one) for one in statements):
                found.add((route.path, who))
    assert len(routes) > 100
    own = "/nominations/{nomination_id}/score"
    assert {who for _path, who in found} <= {"judge"}
    assert all(path == own or path.startswith(f"{own}/") for path, _who in found), found
    assert bool(found) is (when == "judging"), "the judge's own form must write one, or this test sees nothing"
