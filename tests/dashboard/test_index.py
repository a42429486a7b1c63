"""The start page sends each to their first page; somebody with several places gets a card for each."""

import pytest
from sqlalchemy.orm import Session

from app.policy import Role
from tests import factories as make
from tests.browsing import Visitor


def goes_to(browser: Visitor) -> str:
    answer = browser.get("/")
    return str(answer.headers.get("location", "")) if answer.status_code == 303 else f"{answer.status_code}"


def test_somebody_not_signed_in_reads_what_uphill_is_and_what_is_open(db: Session, visitor: Visitor) -> None:
    make.make_program(db, standing="open", name="Open Awards")
    make.make_program(db, standing="judging", name="Closed Awards")
    make.make_program(db, standing="open", name="Hidden Awards", published=False)
    page = visitor.get("/")
    assert page.status_code == 200
    assert "Sales awards that compare like with like" in page.text
    assert "Open Awards" in page.text
    assert "Closed Awards" not in page.text
    assert "Hidden Awards" not in page.text
    assert "Account Manager of the Year" in page.text


def test_one_role_in_one_place_leads_straight_there(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, "awards")
    nominator = make.make_user(db)
    make.make_draft(db, program, nominator)
    assert goes_to(visitor.signed_in(make.make_organizer(db, program))) == "/programs/awards/overview"
    assert goes_to(visitor.signed_in(make.make_judge(db, program))) == "/programs/awards/desk"
    assert goes_to(visitor.signed_in(nominator)) == "/nominations"


@pytest.mark.parametrize("second", ["judge", "nominator", "another program"])
def test_several_places_get_a_card_each(db: Session, visitor: Visitor, second: str) -> None:
    program = make.make_program(db, "awards", name="First Awards")
    user = make.make_organizer(db, program)
    if second == "judge":
        make.make_role(db, user, program, Role.JUDGE)
    elif second == "nominator":
        make.make_draft(db, program, user)
    else:
        make.make_role(db, user, make.make_program(db, "more", name="More Awards"), Role.JUDGE)
    page = visitor.signed_in(user).get("/")
    assert page.status_code == 200
    assert "/programs/awards/overview" in page.text
    expected = {
        "judge": "/programs/awards/desk",
        "nominator": 'href="/nominations"',
        "another program": "/programs/more/desk",
    }
    assert expected[second] in page.text


def test_somebody_without_any_place_sees_what_is_open(db: Session, visitor: Visitor) -> None:
    make.make_program(db, standing="open", name="Open Awards")
    page = visitor.signed_in(make.make_user(db)).get("/")
    assert page.status_code == 200
    assert "Open Awards" in page.text
    assert "Your places" not in page.text


def test_an_administrator_finds_the_administration(db: Session, visitor: Visitor) -> None:
    page = visitor.signed_in(make.make_user(db, is_administrator=True)).get("/").text
    assert 'href="/administration"' in page


def test_a_role_that_has_ended_leads_nowhere(db: Session, visitor: Visitor, now: object) -> None:
    from app.accounts.models import ProgramRole

    program = make.make_program(db, "awards")
    organizer = make.make_organizer(db, program)
    db.query(ProgramRole).update({ProgramRole.ended_at: program.created_at})
    db.commit()
    assert "/programs/awards/overview" not in visitor.signed_in(organizer).get("/").text


def test_with_nothing_open_the_page_says_what_will_be_here(visitor: Visitor) -> None:
    assert "No program is open for nominations right now." in visitor.get("/").text


def test_the_number_of_queries_does_not_grow_with_programs(db: Session, visitor: Visitor) -> None:
    user = make.make_organizer(db, make.make_program(db))
    make.make_role(db, user, make.make_program(db), Role.JUDGE)
    browser = visitor.signed_in(user)
    with browser.counting() as few:
        browser.get("/")
    for _ in range(5):
        make.make_role(db, user, make.make_program(db), Role.JUDGE)
    with browser.counting() as many:
        browser.get("/")
    assert len(few) == len(many)
