"""One-click sign-ins: only in demo mode, and only for those whom the page offers."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.db import Database
from app.main import create_app
from app.settings import Mode, Settings
from tests import factories as make
from tests.architecture.test_routes import listed, problems_of
from tests.architecture.walking import served
from tests.browsing import Visitor


@pytest.fixture
def demo(database: Database, settings: Settings) -> Iterator[Visitor]:
    browser = Visitor(create_app(settings.model_copy(update={"mode": Mode.DEMO}), database))
    yield browser
    browser.close()


@pytest.fixture
def people(db: Session) -> dict[str, int]:
    program, other = make.make_program(db, is_demo=True), make.make_program(db)
    make.make_organizer(db, other)
    found = {"organizer": make.make_organizer(db, program).id}
    found |= {f"judge{number}": make.make_judge(db, program).id for number in (1, 2, 3)}
    nominator = make.make_user(db)
    make.make_submitted(db, program, nominator)
    found |= {"nominator": nominator.id, "administrator": make.make_user(db, is_administrator=True).id}
    return found


def test_one_click_signs_in_each_of_those_offered(demo: Visitor, people: dict[str, int]) -> None:
    page = demo.get("/sign-in").text
    for part in ("organizer", "judge1", "judge2", "nominator", "administrator"):
        assert f'name="person" value="{people[part]}"' in page
        response = demo.submit("/demo-sign-in", person=people[part], next="/account")
        assert demo.follow(response).status_code == 200


def test_nobody_else_can_be_taken(demo: Visitor, people: dict[str, int], db: Session) -> None:
    for person in (people["judge3"], make.make_user(db).id, "", "x", "99999999999999999999"):
        assert demo.submit("/demo-sign-in", person=person).status_code == 404
    assert demo.get("/account").status_code == 303


def test_a_click_never_leads_to_another_site(demo: Visitor, people: dict[str, int]) -> None:
    response = demo.submit("/demo-sign-in", person=people["organizer"], next="//evil.example")
    assert response.headers["location"] == "/"


def test_outside_demo_mode_there_is_no_such_page(visitor: Visitor, people: dict[str, int]) -> None:
    assert visitor.submit("/demo-sign-in", person=people["organizer"]).status_code == 404
    assert "demo-sign-in" not in visitor.get("/sign-in").text


def test_demo_mode_adds_this_one_route(demo: Visitor) -> None:
    table = {**listed(), ("POST", "/demo-sign-in"): "public"}
    assert problems_of(served(demo.application), table) == []
