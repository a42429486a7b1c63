"""One-click sign-ins: only in demo mode, and only for those whom the page offers."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.models import User
from app.db import Database
from app.demo import seeding
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
    """Those marked by seeding, by their part, and a judge of the demo program who isn't."""
    program = make.make_program(db, is_demo=True)
    found = {"unmarked": make.make_judge(db, program).id}
    for part in ("administrator", "organizer", "judge", "nominator"):
        user = make.make_user(db)
        user.demo_part = part
        found[part] = user.id
    db.commit()
    return found


def test_one_click_signs_in_each_of_those_offered(demo: Visitor, people: dict[str, int]) -> None:
    page = demo.get("/sign-in").text
    for part in ("organizer", "judge", "nominator", "administrator"):
        assert f'name="person" value="{people[part]}"' in page
        response = demo.submit("/demo-sign-in", person=people[part], next="/account")
        assert demo.follow(response).status_code == 200


def test_nobody_else_can_be_taken(demo: Visitor, people: dict[str, int], db: Session) -> None:
    for person in (people["unmarked"], make.make_user(db).id, "", "x", "99999999999999999999"):
        assert demo.submit("/demo-sign-in", person=person).status_code == 404
    assert demo.get("/account").status_code == 303


def test_a_disabled_person_is_not_offered(demo: Visitor, people: dict[str, int], db: Session, now: datetime) -> None:
    db.get_one(User, people["judge"]).disabled_at = now
    db.commit()
    assert demo.submit("/demo-sign-in", person=people["judge"]).status_code == 404


def test_seeding_marks_an_organizer_two_judges_a_nominator_and_an_administrator(db: Session, now: datetime) -> None:
    seeding.seed(db, now)
    parts = [person.part for person in queries.demo_people(db)]
    assert parts == ["organizer", "judge", "judge", "nominator", "administrator"]


def test_a_click_never_leads_to_another_site(demo: Visitor, people: dict[str, int]) -> None:
    response = demo.submit("/demo-sign-in", person=people["organizer"], next="//evil.example")
    assert response.headers["location"] == "/"


def test_outside_demo_mode_there_is_no_such_page(visitor: Visitor, people: dict[str, int]) -> None:
    assert visitor.submit("/demo-sign-in", person=people["organizer"]).status_code == 404
    assert "demo-sign-in" not in visitor.get("/sign-in").text


def test_demo_mode_adds_this_one_route(demo: Visitor) -> None:
    table = {**listed(), ("POST", "/demo-sign-in"): "public"}
    assert problems_of(served(demo.application), table) == []
