""" "I'm done": said, taken back, told to organizers by the trail, and closed with judging."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import JudgeFinish
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, look


def test_the_page_says_what_is_still_open(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    page = judge.get(f"/programs/{desk.program.slug}/desk/done").text
    assert "One nomination that you haven't begun" in page
    assert "One ruling that you may still give" in page
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    assert "Nothing is open" in judge.get(f"/programs/{desk.program.slug}/desk/done").text


def test_done_is_said_once_and_can_be_taken_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    here = f"/programs/{desk.program.slug}/desk/done"
    for _twice in range(2):
        assert judge.submit(here).status_code == 303
    assert look(db, select(JudgeFinish.judge_id)) == [desk.judge.id]
    told = look(db, select(AuditEvent.after).where(AuditEvent.action == "judging.done"))
    assert told == [{"done": True, "left": 1}]
    page = judge.get(f"/programs/{desk.program.slug}/desk").text
    assert "You said that you are done" in page
    assert "One nomination has no final scorecard" in page
    assert judge.submit(f"{here}/undo").status_code == 303
    assert look(db, select(JudgeFinish.judge_id)) == []
    assert "You said that you are done" not in judge.get(f"/programs/{desk.program.slug}/desk").text


def test_who_is_done_is_reminded_no_more_until_something_new_comes(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    make.make_assignment(db, make.make_submitted(db, desk.program, desk.owner), desk.judge)
    db.execute(update(Program).values(judging_closes_at=datetime.now(UTC) + timedelta(minutes=1)))
    db.commit()
    judge, organizer = visitor.signed_in(desk.judge), visitor.signed_in(make.make_organizer(db, desk.program))

    def progress() -> str:
        return organizer.get(f"/programs/{desk.program.slug}/progress").text

    assert "One judge needs a word" in progress()
    judge.submit(f"/programs/{desk.program.slug}/desk/done")
    page = progress()
    assert "Says: I'm done" in page
    assert "needs a word" not in page
    make.make_assignment(db, make.make_submitted(db, desk.program, desk.owner), desk.judge)
    db.commit()
    assert "One judge needs a word" in progress()
    here = f"/programs/{desk.program.slug}/desk"
    assert "You said that you are done" not in judge.get(here).text
    assert judge.submit(f"{here}/done").status_code == 303
    assert "You said that you are done" in judge.get(here).text


def test_a_judge_who_is_done_can_still_score(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(f"/programs/{desk.program.slug}/desk/done")
    assert judge.submit(desk.score, **desk.fields(8)).status_code == 303


def test_after_the_close_nothing_can_be_said_or_taken_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    here = f"/programs/{desk.program.slug}/desk/done"
    judge.submit(here)
    db.execute(update(Program).values(judging_closes_at=desk.program.judging_opens_at))
    db.commit()
    assert judge.get(here).status_code == 200
    assert "Judging closed on" in judge.submit(f"{here}/undo").text
    assert look(db, select(JudgeFinish.judge_id)) == [desk.judge.id]


def test_an_organizer_has_no_such_page(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    assert organizer.get(f"/programs/{desk.program.slug}/desk/done").status_code == 404
