"""Many possible conflicts of one person are dismissed with one reason, and that can be undone."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.nominations.models import Conflict, Nomination
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import look
from tests.judging.test_conflicts import Panel


class Flood(Panel):
    """Three nominations of one company, at which the judge was long ago; another judge with one."""

    def __init__(self, db: Session, visitor: Visitor) -> None:
        super().__init__(db, visitor)
        self.more = [
            make.make_submitted(db, self.program, make.make_user(db), company="Acme Tools", nominee=name)
            for name in ("Robin Wu", "Kim Lee")
        ]
        self.second = make.make_judge(db, self.program)
        self.second.name = "Robin Wu"
        db.commit()

    def several(self, *nominations: Nomination, reason: str = "Another Acme", **more: Any) -> Any:
        pairs = [one.public_id for one in nominations]
        return self.browser.submit(f"{self.path}/dismiss", **{"person": self.judge.id, "pairs": pairs, "reason": reason, **more})  # fmt: skip


def undo_in(page: str) -> str:
    """Where the button that takes it back sends to."""
    return next(path for path in re.findall(r'action="([^"]+)"', page) if "/undo" in path)


@pytest.fixture
def flood(db: Session, visitor: Visitor) -> Flood:
    return Flood(db, visitor)


def test_hits_are_counted_by_person_and_one_persons_can_be_looked_at(flood: Flood) -> None:
    page = flood.page()
    assert "Dana Okafor</a>: 3 possible conflicts" in page
    assert "Robin Wu</a>: one possible conflict" in page
    own = flood.browser.get(f"{flood.path}?person={flood.judge.id}").text
    assert "Robin Wu and Robin Wu" not in own
    assert own.count('name="pairs"') == 3
    assert flood.browser.get(f"{flood.path}?person={flood.second.id}").text.count('name="pairs"') == 0


def test_many_are_dismissed_with_one_reason_and_come_back_with_one_press(flood: Flood, db: Session) -> None:
    page = flood.browser.follow(flood.several(flood.nomination, *flood.more)).text
    assert "Dismissed 3 possible conflicts." in page
    assert [(row.user_id, row.reason) for row in look(db, select(Conflict))] == [(flood.judge.id, "Another Acme")] * 3
    path = undo_in(page)
    flood.browser.follow(flood.browser.submit(path))
    assert look(db, select(Conflict)) == []
    assert "Dana Okafor</a>: 3 possible conflicts" in flood.page()
    again = flood.browser.follow(flood.browser.submit(path)).text
    assert "nothing to take back" in again
    actions = look(db, select(AuditEvent.action).where(AuditEvent.action.startswith("conflict.")))
    assert sorted(actions) == ["conflict.dismiss"] * 3 + ["conflict.undismiss"] * 3


def test_what_was_asked_or_decided_is_left_for_a_look_of_its_own(flood: Flood, db: Session) -> None:
    flood.browser.follow(flood.settle("ask", "Do you know them?"))
    assert flood.browser.get(f"{flood.path}?person={flood.judge.id}").text.count('name="pairs"') == 2
    flood.browser.follow(flood.several(flood.nomination, flood.more[0]))
    states = look(db, select(Conflict.state).order_by(Conflict.nomination_id))
    assert states == ["possible", "dismissed"]


def test_nothing_ticked_and_no_reason_are_refused_and_what_was_ticked_comes_back(flood: Flood, db: Session) -> None:
    assert "Please tick at least one nomination." in flood.several().text
    refused = flood.several(flood.more[0], reason="")
    assert refused.status_code == 422
    assert refused.text.count("checked") == 1
    assert look(db, select(Conflict)) == []


def test_nobody_dismisses_their_own_nor_what_they_are_kept_from(flood: Flood, visitor: Visitor, db: Session) -> None:
    flood.organizer.company = "Acme Tools"
    make.make_conflict(db, flood.more[1], flood.organizer)
    own = f"{flood.path}?person={flood.organizer.id}"
    assert 'name="pairs"' in visitor.signed_in(flood.other).get(own).text
    assert 'name="pairs"' not in flood.browser.get(own).text
    assert flood.several(flood.nomination, person=flood.organizer.id).status_code == 422
    flood.browser.follow(flood.several(flood.more[1]))
    assert look(db, select(Conflict.state)) == ["confirmed"]


def test_another_organizer_does_not_undo_it(flood: Flood, visitor: Visitor, db: Session) -> None:
    page = flood.browser.follow(flood.several(flood.nomination, *flood.more)).text
    visitor.signed_in(flood.other).submit(undo_in(page))
    assert len(look(db, select(Conflict))) == 3


def test_a_confirmed_one_that_takes_a_nomination_away_offers_the_plan_at_once(flood: Flood, db: Session) -> None:
    make.make_assignment(db, flood.nomination, flood.judge)
    page = flood.browser.follow(flood.settle("confirm")).text
    assert "A nomination has lost a judge" in page
    form = page.split("/assignments/plan/preview")[1].split("</form>")[0]
    fields = {one.split('"')[0]: one.split('value="')[1].split('"')[0] for one in form.split('name="')[1:]}
    shown = flood.browser.submit(f"/programs/{flood.program.slug}/assignments/plan/preview", **fields)
    assert shown.status_code == 200
    assert str(flood.nomination.reference) in shown.text
    calm = flood.browser.follow(flood.browser.submit(f"/nominations/{flood.more[0].public_id}/conflict/settle", person=flood.judge.id, decision="confirm", reason="Knows them"))  # fmt: skip
    assert "A nomination has lost a judge" not in calm.text
