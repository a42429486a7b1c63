"""Who gets what at every address of a program: the matrix of the policy, asked over HTTP."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor

TABLE = [line.split() for line in (Path(__file__).parent / "routes.txt").read_text().splitlines() if line.strip()]
ROUTES = [(method, path, action) for method, path, action in TABLE if "{slug}" in path and action != "program_see"]


def ask(browser: Visitor, method: str, path: str) -> int:
    for name in ("category_id", "criterion_id", "invitation_id", "mail_id"):
        path = path.replace(f"{{{name}}}", "1")
    path = path.replace("{slug}", "awards")
    response = browser.get(path) if method == "GET" else browser.submit(path)
    if response.status_code == 303 and response.headers["location"].startswith("/sign-in"):
        return 401
    return int(response.status_code)


@pytest.mark.parametrize(("method", "path", "action"), ROUTES, ids=[f"{method} {path}" for method, path, _ in ROUTES])
def test_a2_only_its_organizers_get_in(
    visitor: Visitor, db: Session, program: Program, method: str, path: str, action: str
) -> None:
    make.make_submitted(db, program, nominator := make.make_user(db))
    strangers = {
        "organizer of another program": make.make_organizer(db, make.make_program(db)),
        "judge": make.make_judge(db, program),
        "nominator": nominator,
    }
    for who, person in strangers.items():
        assert ask(visitor.signed_in(person), method, path) == 404, who
    assert ask(visitor, method, path) == 401
    administrator = ask(visitor.signed_in(make.make_user(db, is_administrator=True)), method, path)
    if action == "program_people":
        assert administrator in (200, 303, 404, 422)
        assert administrator == 200 or method == "POST"
    else:
        assert administrator == 404
    organizer = ask(visitor.signed_in(make.make_organizer(db, program)), method, path)
    assert organizer in ((200,) if method == "GET" else (303, 404, 422))


def test_there_are_routes_to_ask() -> None:
    assert len(ROUTES) > 20
