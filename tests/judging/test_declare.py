"""A judge declares what ties them, ticks titles, and is shown no more than what is theirs."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import Assignment, Declaration
from app.nominations.models import Conflict
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look


def path(desk: Desk, last: str = "") -> str:
    return f"/programs/{desk.program.slug}/declare{last}"


def test_what_is_declared_is_kept_shown_to_organizers_and_can_be_changed(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False, nominee="Jordan Vale", company="Brightwater Foods")
    judge, organizer = visitor.signed_in(desk.judge), visitor.signed_in(make.make_organizer(db, desk.program))
    said = {
        "employer": "Acme Tools",
        "former_employers": "Brightwater Foods, Inc.\nClearwater",
        "told": "I coach Jordan Vale",
    }
    assert "Before you read: what ties you?" in judge.get(f"/programs/{desk.program.slug}/desk").text
    judge.follow(judge.submit(path(desk), **said))
    assert "Before you read: what ties you?" not in judge.get(f"/programs/{desk.program.slug}/desk").text
    assert "Clearwater" in judge.get(path(desk)).text
    page = organizer.get(f"/programs/{desk.program.slug}/conflicts").text
    assert "Same company: a former employer, Brightwater Foods, Inc., and the nominee" in page
    assert "What this person declared names the nominee: Jordan Vale" in page
    judge.submit(path(desk), employer="Acme Tools")
    assert "Brightwater Foods, Inc." not in organizer.get(f"/programs/{desk.program.slug}/conflicts").text
    assert len(look(db, select(Declaration.id))) == 1
    events = look(db, select(AuditEvent).where(AuditEvent.action == "conflict.declare"))
    assert [event.after["fields"] for event in events] == [
        ["employer", "former_employers", "told"],
        ["former_employers", "told"],
    ]


def test_nothing_to_declare_is_a_declaration_too_and_said_twice_is_said_once(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, declared=False)
    judge = visitor.signed_in(desk.judge)
    for _time in range(2):
        judge.follow(judge.submit(path(desk)))
    assert len(look(db, select(Declaration.id))) == 1
    assert len(look(db, select(AuditEvent.id).where(AuditEvent.action == "conflict.declare"))) == 1


def test_too_long_a_text_is_refused_and_comes_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    refused = visitor.signed_in(desk.judge).submit(path(desk), clients="y" * 2500)
    assert refused.status_code == 422
    assert "y" * 2500 in refused.text


@pytest.mark.parametrize("standing", ["closed", "judging"])
def test_ticked_titles_leave_the_desk_also_before_judging_opens(db: Session, visitor: Visitor, standing: str) -> None:
    desk = arrange(db, standing=standing, nominee="Jordan Vale")
    judge = visitor.signed_in(desk.judge)
    assert "Jordan Vale" in judge.get(path(desk)).text
    refused = judge.submit(path(desk, "/titles"), reason="Cousins")
    assert refused.status_code == 422
    assert "Please tick at least one nomination." in refused.text
    judge.follow(judge.submit(path(desk, "/titles"), titles=desk.nomination.public_id, reason="Cousins"))
    assert look(db, select(Assignment.state)) == ["recused"]
    assert look(db, select(Conflict.reason)) == ["Cousins"]
    page = judge.get(path(desk)).text
    assert "Jordan Vale" not in page
    assert f"You stepped back from: {desk.nomination.reference}" in page


def test_titles_of_others_are_neither_shown_nor_ticked(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other = make.make_submitted(db, desk.program, make.make_user(db), nominee="Robin Wu")
    judge = visitor.signed_in(desk.judge)
    assert "Robin Wu" not in judge.get(path(desk)).text
    judge.follow(judge.submit(path(desk, "/titles"), titles=other.public_id, reason="Cousins"))
    assert look(db, select(Conflict.id)) == []
    assert judge.submit(path(desk, "/answer"), nomination=other.public_id, conflicted="yes").status_code == 404


def test_b_a_blind_program_shows_references_only_also_to_who_is_asked(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, blind=True, nominee="Jordan Vale", company="Brightwater Foods")
    desk.judge.company = "Brightwater Foods"
    db.commit()
    organizer, judge = visitor.signed_in(make.make_organizer(db, desk.program)), visitor.signed_in(desk.judge)
    settle = f"/nominations/{desk.nomination.public_id}/conflict/settle"
    organizer.follow(
        organizer.submit(settle, person=desk.judge.id, decision="ask", reason="Do you know somebody in it?")
    )
    page = judge.get(path(desk)).text
    assert "Do you know somebody in it?" in page
    assert page.count(str(desk.nomination.reference)) >= 2
    assert "Jordan Vale" not in page
    judge.submit(path(desk), employer="")
    assert "Brightwater" not in judge.get(path(desk)).text
