"""The nominator's consent: nothing of the split is published without it, and it can be taken back."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.nominations.models import Nomination, SplitConsent
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.nominations.writing import FULL
from tests.results.test_winners import decide

SPLIT = (300_000_00, 0, 700_001_00, 0)


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying")


@pytest.fixture
def nomination(db: Session, program: Program) -> Nomination:
    return make.make_submitted(db, program, make.make_user(db), nominee="Ada Climber", split=SPLIT)


def owner_of(db: Session, visitor: Visitor, nomination: Nomination) -> Visitor:
    user = db.get_one(User, nomination.owner_id)
    db.commit()
    return visitor.signed_in(user)


def test_the_split_stands_in_percent_and_only_while_the_nominator_agrees(
    db: Session, visitor: Visitor, program: Program, nomination: Nomination
) -> None:
    decide(db, program, nomination.id, make.make_organizer(db, program), datetime.now(UTC) - timedelta(minutes=1))
    owner, here = owner_of(db, visitor, nomination), f"/nominations/{nomination.public_id}"
    page = visitor.get("/programs/awards/winners").text
    assert "Ada Climber" in page
    assert "split-bar" not in page
    assert "Let these shares be published" in owner.get(here).text
    assert owner.submit(here + "/consent", split_published="yes").status_code == 303
    page = visitor.get("/programs/awards/winners").text
    shown = re.sub(r"<[^>]+>", " ", page)
    assert "70%" in shown
    assert "30%" in shown
    for amount in ("700,00", "300,00", "1,000,0", "$", "70000", "70.0000", "70.001", "69.9", "29.9"):
        assert amount not in page, amount
    assert "Take the consent back" in owner.get(here).text
    assert owner.submit(here + "/consent").status_code == 303
    assert "split-bar" not in visitor.get("/programs/awards/winners").text
    trail = db.scalars(
        select(AuditEvent).where(AuditEvent.action == "nomination.consent").order_by(AuditEvent.id)
    ).all()
    assert [event.after for event in trail] == [{"split_published": True}, {"split_published": False}]
    assert {event.actor_id for event in trail} == {nomination.owner_id}


def test_it_is_asked_beside_the_submit_button_and_kept_with_the_autosave(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, "open-awards", standing="open")
    nomination = make.make_draft(db, program, make.make_user(db), draft=FULL)
    owner, here = owner_of(db, visitor, nomination), f"/nominations/{nomination.public_id}"

    def given() -> bool | None:
        db.expire_all()
        found = db.scalars(select(SplitConsent.given)).one_or_none()
        db.commit()
        return found

    page = owner.get(here + "/review").text
    assert 'name="split_published" id="f-split_published" value="yes">' in page
    owner.submit(here + "/review", version="1", explanation="")
    assert given() is None, "a form that did not ask changes nothing"
    owner.post(here + "/review", data={"version": "1", "consent_asked": "yes", "split_published": "yes"}, headers={"X-Autosave": "1"})  # fmt: skip
    assert given() is True
    assert 'name="split_published" id="f-split_published" value="yes" checked' in owner.get(here + "/review").text
    owner.submit(here + "/submit", version="2", consent_asked="yes", explanation="")
    assert given() is False


def test_who_took_it_in_from_a_sheet_cannot_agree_for_a_nominator(
    db: Session, visitor: Visitor, nomination: Nomination
) -> None:
    nomination.on_behalf = True
    db.commit()
    refused = owner_of(db, visitor, nomination).submit(
        f"/nominations/{nomination.public_id}/consent", split_published="yes"
    )
    assert refused.status_code == 403
    assert "named no nominator" in refused.text


def test_what_the_headline_holds_beyond_the_rows_is_undetermined_in_percent_too(
    db: Session, visitor: Visitor, nomination: Nomination
) -> None:
    from app.nominations.queries import latest
    from app.nominations.queries.consent import percents_of

    found = latest(db, nomination.id)
    assert found is not None
    assert percents_of(found[1], 2_000_000_00) == {"new": 35, "expansion": 0, "managed": 15, "undetermined": 50}
    assert percents_of(found[1], 1_000_001_00) == {"new": 70, "expansion": 0, "managed": 30, "undetermined": 0}
