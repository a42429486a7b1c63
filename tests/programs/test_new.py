"""A new program, by an administrator."""

from datetime import date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import queries as accounts
from app.accounts.models import Invitation
from app.mail.models import OutboxMail
from app.policy import Role
from app.programs.models import Category, Program
from app.programs.queries import rubrics
from app.programs.routes.new import defaults, suggest_slug
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of


@pytest.fixture
def administrator(visitor: Visitor, db: Session) -> Visitor:
    return visitor.signed_in(make.make_user(db, "root@site.example", is_administrator=True))


def test_the_defaults_make_a_program_with_categories_and_a_rubric_that_fits(
    administrator: Visitor, db: Session
) -> None:
    typed = fields_of(administrator.get("/programs/new").text)
    response = administrator.submit("/programs/new", **{**typed, "name": "Central Mass Sales Awards 2027"})
    assert response.headers["location"] == "/programs/central-mass-sales-awards-2027"
    assert "you organize it" in administrator.follow(response).text
    db.rollback()
    program = db.scalars(select(Program)).one()
    assert (program.reference_prefix, program.published) == ("CMSA", False)
    categories = list(db.scalars(select(Category).order_by(Category.position)))
    assert [one.for_role.value for one in categories] == ["hunter", "farmer", "account_manager"]
    asked = rubrics(db, program.id, categories)
    assert asked[categories[0].id][0].name == "New business won"
    assert "New business won" not in [line.name for line in asked[categories[1].id]]
    (holder,) = accounts.holders(db, program.id)
    assert (holder.email, holder.role) == ("root@site.example", Role.ORGANIZER)


def test_somebody_else_is_invited_to_organize_it(administrator: Visitor, db: Session) -> None:
    typed = fields_of(administrator.get("/programs/new").text)
    response = administrator.submit(
        "/programs/new", **{**typed, "name": "Awards", "organizer_email": "olga@org.example", "organizer_name": "Olga"}
    )
    assert "on its way to olga@org.example" in administrator.follow(response).text
    db.rollback()
    invitation = db.scalars(select(Invitation)).one()
    assert (invitation.email, invitation.role) == ("olga@org.example", Role.ORGANIZER)
    assert db.scalars(select(OutboxMail)).one().program_id is None
    assert accounts.holders(db, invitation.program_id) == []


@pytest.mark.parametrize("name", ["name", "slug", "currency", "time_zone", "period_from", "opens_at", "closes_at", "reference_prefix", "organizer_email", "organizer_name"])  # fmt: skip
def test_whatever_is_typed_is_answered_in_words_and_kept(administrator: Visitor, name: str) -> None:
    typed = {**fields_of(administrator.get("/programs/new").text), "name": "Awards"}
    for kind, text in BAD_TEXTS.items():
        response = administrator.submit("/programs/new", **{**typed, name: text})
        assert response.status_code in (303, 422), (kind, response.status_code)
        if response.status_code == 422:
            assert (
                fields_of(response.text).get(name, "").strip() == text.strip()
                or name == "time_zone"
                or not text.strip()
            )
            assert "mend" in response.text


def test_an_address_or_letters_that_are_taken_are_refused(administrator: Visitor, db: Session) -> None:
    make.make_program(db, "awards", reference_prefix="AW")
    typed = fields_of(administrator.get("/programs/new").text)
    response = administrator.submit("/programs/new", **{**typed, "name": "Some Awards", "slug": "awards"})
    assert "Another program has this address" in response.text
    response = administrator.submit(
        "/programs/new", **{**typed, "name": "Awards", "slug": "b", "reference_prefix": "aw"}
    )
    assert response.status_code == 422
    response = administrator.submit(
        "/programs/new", **{**typed, "name": "Awards", "slug": "bb", "reference_prefix": "aw"}
    )
    assert "Another program has these letters" in response.text
    for word in ("new", "sign-in"):
        assert administrator.submit("/programs/new", **{**typed, "name": "Awards", "slug": word}).status_code == 422


def test_others_learn_nothing_of_it(visitor: Visitor, db: Session) -> None:
    organizer = make.make_organizer(db, make.make_program(db))
    for browser in (visitor.signed_in(organizer), visitor.signed_in(make.make_user(db))):
        assert browser.get("/programs/new").status_code == 404
        assert browser.submit("/programs/new", name="Awards").status_code == 404
    assert visitor.get("/programs/new").headers["location"].startswith("/sign-in")


@pytest.mark.parametrize("today", [date(2027, 1, 31), date(2027, 12, 31), date(2028, 2, 29)])
def test_the_suggested_dates_are_in_order(today: date) -> None:
    values = defaults(today)
    moments = [
        datetime.fromisoformat(values[name])
        for name in ("opens_at", "closes_at", "judging_opens_at", "judging_closes_at")
    ]
    assert moments == sorted(moments)
    assert moments[0].date() > today
    assert values["period_to"] <= date(today.year, 12, 31)


def test_an_address_is_suggested_from_the_name() -> None:
    assert suggest_slug("  Société Générale: Prix 2027!") == "societe-generale-prix-2027"
    assert suggest_slug("日本") == ""
