"""Opening and closing by hand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.nominations.models import Submission
from app.programs import queries
from app.programs.models import Program
from app.redaction.models import Redaction
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of

Trail = Callable[[str], list[AuditEvent]]
Seen = Callable[[Any], Any]


@pytest.mark.parametrize(
    ("standing", "turn", "then"),
    [
        ("draft", "open", "open"), ("open", "close", "closed"), ("closed", "open_judging", "judging"),
        ("judging", "close_judging", "tallying"), ("tallying", "archive", "archived"),
    ],
)  # fmt: skip
def test_each_phase_can_be_turned_by_hand_with_a_reason(
    visitor: Visitor, db: Session, trail: Trail, seen: Seen, standing: str, turn: str, then: str
) -> None:
    program = make.make_program(db, "hand", standing=standing)
    browser = visitor.signed_in(make.make_organizer(db, program))
    assert f'value="{turn}"' in browser.get("/programs/hand/phases").text
    response = browser.submit("/programs/hand/phases", turn=turn, reason="The board met.")
    assert "Undo" in browser.follow(response).text
    now = datetime.now(program.closes_at.tzinfo)
    assert queries.phase_of(seen(program), now + timedelta(seconds=1)) == then
    (event,) = trail(f"program.{turn}")
    assert event.reason == "The board met."
    assert event.before != event.after


def test_without_a_reason_nothing_happens_and_the_words_are_kept(
    browser: Visitor, program: Program, seen: Seen
) -> None:
    closes = program.closes_at
    response = browser.submit("/programs/awards/phases", turn="close", reason="no")
    assert (response.status_code, fields_of(response.text)["reason"]) == (422, "no")
    assert seen(program).closes_at == closes


def test_a_turn_of_another_phase_is_refused_in_words(browser: Visitor, program: Program) -> None:
    response = browser.submit("/programs/awards/phases", turn="close_judging", reason="Wrong tab.")
    assert "in another phase by now" in response.text
    assert browser.submit("/programs/awards/phases", turn="explode", reason="Wrong tab.").status_code == 422


def test_opening_after_the_planned_close_asks_for_a_later_one(visitor: Visitor, db: Session, now: datetime) -> None:
    program = make.make_program(db, "late", standing="judging", published=False)
    program.opens_at = now + timedelta(days=400)
    db.commit()
    browser = visitor.signed_in(make.make_organizer(db, program))
    response = browser.submit("/programs/late/phases", turn="open", reason="At last.")
    assert (response.status_code, "Set a later one" in response.text) == (422, True)


def test_a_slip_is_taken_back_exactly_once(browser: Visitor, program: Program, seen: Seen, trail: Trail) -> None:
    closes = program.closes_at
    browser.submit("/programs/awards/phases", turn="close", reason="A slip of the hand.")
    assert seen(program).closes_at != closes
    assert browser.submit("/programs/awards/phases/undo").status_code == 303
    assert seen(program).closes_at == closes
    assert len(trail("program.take_back")) == 1
    response = browser.submit("/programs/awards/phases/undo")
    assert (response.status_code, "nothing to take back" in response.text) == (422, True)


def test_what_was_changed_since_is_not_taken_back(browser: Visitor, program: Program, db: Session, seen: Seen) -> None:
    browser.submit("/programs/awards/phases", turn="close", reason="A slip of the hand.")
    row = seen(program)
    row.closes_at = row.closes_at + timedelta(hours=1)
    db.commit()
    assert browser.submit("/programs/awards/phases/undo").status_code == 422


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_whatever_is_typed_is_answered(browser: Visitor, program: Program, text: str) -> None:
    assert browser.submit("/programs/awards/phases", turn=text, reason=text).status_code == 422


def test_an_unpublished_program_does_not_open_by_itself(visitor: Visitor, db: Session) -> None:
    program = make.make_program(db, "quiet", published=False)
    page = visitor.signed_in(make.make_organizer(db, program)).get("/programs/quiet/phases").text
    assert "nothing opens by itself" in page


def test_closing_judging_says_what_would_be_left_unfinished(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="judging")
    judge, criteria = make.make_judge(db, program), make.criteria_of(db, program)
    for final in (True, False, None):
        assignment = make.make_assignment(db, make.make_submitted(db, program, make.make_user(db)), judge)
        if final is not None:
            make.make_scorecard(db, assignment, {criteria[0].id: 7000}, final=final)
    db.commit()
    page = visitor.signed_in(make.make_organizer(db, program)).get(f"/programs/{program.slug}/phases").text
    assert "2 scorecards are not finished" in page
    assert "1 begun, 1 not begun." in page


@pytest.mark.parametrize(
    ("standing", "warned"), [("open", False), ("closed", True), ("judging", True), ("tallying", False)]
)
def test_a_blind_program_says_before_and_while_judges_read_what_nobody_looked_through(
    db: Session, visitor: Visitor, standing: str, warned: bool
) -> None:
    program = make.make_program(db, "hand", standing=standing, blind=True)
    organizer = make.make_organizer(db, program)
    made = [make.make_submitted(db, program, make.make_user(db)) for _each in range(4)]
    make.make_conflict(db, made[0], organizer)
    sent = db.scalars(select(Submission).where(Submission.nomination_id == made[1].id)).one()
    db.add(
        Redaction(nomination_id=made[1].id, read_submission_id=sent.id, by_id=organizer.id, updated_at=sent.received_at)
    )
    db.commit()
    browser = visitor.signed_in(organizer)
    assert ("2 nominations are not looked through for names" in browser.get("/programs/hand/phases").text) is warned
    attention = browser.get("/programs/hand/overview").text
    assert ('href="/programs/hand/redaction"' in attention) is warned
    assert "1 of 3" in browser.get("/programs/hand/redaction").text
    program.blind = False
    db.commit()
    assert "looked through for names" not in browser.get("/programs/hand/phases").text
    assert 'href="/programs/hand/redaction"' not in browser.get("/programs/hand/overview").text
