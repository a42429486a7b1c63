"""Who is invited and has not joined is compared with the nominations too, and what is decided holds when they join."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Invitation, User
from app.accounts.service.roles import accept_invitation, invite
from app.nominations.models import Conflict
from app.policy import Role
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look
from tests.judging.test_conflicts import Panel

EMAIL = "jordan.vale@brightwater.example"


@pytest.fixture
def panel(db: Session, visitor: Visitor) -> Panel:
    """The judge on the panel has nothing to do with the nominee; who is invited works at the nominee's company."""
    panel = Panel(db, visitor, nominee="Jordan Vale", company="Brightwater")
    invite(
        db, program_id=panel.program.id, role=Role.JUDGE, email=EMAIL, name="Jordan Vale", by=panel.organizer.id,
        now=datetime.now(UTC), origin="http://testserver",
    )  # fmt: skip
    db.commit()
    return panel


def person_in(panel: Panel) -> int:
    page = panel.page()
    return int(page.split('name="person" value="')[1].split('"')[0])


def join(db: Session) -> User:
    user = db.scalar(select(User).where(User.email == EMAIL)) or make.make_user(db, EMAIL)
    accept_invitation(db, db.scalars(select(Invitation)).one(), user=user, now=datetime.now(UTC))
    db.commit()
    return user


def settle(panel: Panel, decision: str, person: int) -> None:
    path = f"/nominations/{panel.nomination.public_id}/conflict/settle"
    panel.browser.follow(panel.browser.submit(path, person=person, decision=decision, reason="We know them well"))


def test_who_is_invited_is_possible_by_name_and_address_and_is_not_asked(panel: Panel) -> None:
    page = panel.page()
    assert "Jordan Vale and Jordan Vale" in page
    assert "Same name: Jordan Vale, and the nominee, Jordan Vale" in page
    assert f"The address {EMAIL} is named like" in page
    assert "invited as a judge, has not joined yet" in page
    assert "Ask the judge" not in page
    refused = panel.browser.submit(
        f"/nominations/{panel.nomination.public_id}/conflict/settle", person=person_in(panel), decision="ask", reason=""
    )
    assert refused.status_code == 422
    assert "They have not joined yet" in refused.text


@pytest.mark.parametrize("decision", ["confirm", "dismiss"])
def test_what_is_decided_before_they_join_holds_when_they_do(panel: Panel, db: Session, decision: str) -> None:
    settle(panel, decision, person_in(panel))
    assert "Jordan Vale and Jordan Vale" not in panel.page()
    state = "confirmed" if decision == "confirm" else "dismissed"
    assert "invited as a judge, has not joined yet" in panel.page(state)
    joined = join(db)
    assert [(row.user_id, row.state) for row in look(db, select(Conflict))] == [(joined.id, state)]
    page = panel.page(state)
    assert ("Jordan Vale and Jordan Vale" in page, "has not joined" in page) == (True, False)


def test_what_was_not_decided_is_still_possible_once_they_joined(panel: Panel, db: Session) -> None:
    assert person_in(panel) < 0
    joined = join(db)
    joined.name = "Jordan Vale"
    db.commit()
    assert person_in(panel) == joined.id


def test_an_account_that_the_address_has_already_is_the_one_that_is_meant(panel: Panel, db: Session) -> None:
    known = make.make_user(db, EMAIL, company="Brightwater Holding")
    page = panel.page()
    assert person_in(panel) == known.id
    assert "Brightwater Holding" in page


@pytest.mark.parametrize("end", ["revoked_at", "declined_at", "expires_at"])
def test_an_invitation_that_is_over_compares_nobody(panel: Panel, db: Session, end: str) -> None:
    db.execute(update(Invitation).values({end: datetime.now(UTC) - timedelta(minutes=1)}))
    db.commit()
    assert "Jordan Vale and Jordan Vale" not in panel.page()


def test_who_is_on_the_panel_and_invited_again_is_compared_once(panel: Panel, db: Session) -> None:
    make.make_judge(db, panel.program, EMAIL).name = "Jordan Vale"
    db.commit()
    assert panel.page().count("Jordan Vale and Jordan Vale</h2>") == 1
    assert "has not joined" not in panel.page()
