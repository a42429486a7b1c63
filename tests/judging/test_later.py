"""The come-back-later pile, the nominations beside one, and notes that nobody else reads."""

import json

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import Memo, Score
from app.nominations.models import Nomination
from app.programs.models import ForRole
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, assessed, look

NOTE = "canary-note: ask nobody about the tunnel"


def one_more(db: Session, desk: Desk) -> Nomination:
    more = make.make_submitted(db, desk.program, desk.owner, **assessed())
    make.make_assignment(db, more, desk.judge)
    db.commit()
    return more


def test_what_is_put_aside_is_saved_and_comes_last(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    more = one_more(db, desk)
    judge = visitor.signed_in(desk.judge)
    answer = judge.submit(desk.path("score/later"), **desk.fields(8))
    assert answer.headers["location"].endswith(f"/nominations/{more.public_id}/score")
    assert look(db, select(Score.thousandths)) == [8000]
    here = f"/programs/{desk.program.slug}/desk"
    assert desk.nomination.reference in judge.get(f"{here}?shown=later").text
    assert 'tab-count num">2<' in judge.get(here).text.split("To do")[1][:60], "it still counts as to be done"
    answer = judge.submit(f"/nominations/{more.public_id}/score/later", version="0")
    assert answer.headers["location"].endswith("/desk"), "one that was put aside is not pressed on the judge"
    assert "You put it aside" in judge.get(here).text


def test_the_pile_is_left_by_undo_by_taking_up_and_by_finishing(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    put = desk.path("score/later")
    judge.submit(put, version="0")
    assert judge.submit(f"{put}/undo").headers["location"].endswith(desk.score)
    judge.submit(put, version="0")
    judge.submit(put, later="no", **desk.fields(8, 7, 6, 5, 4))
    assert look(db, select(Memo.later_at)) == [None]
    judge.submit(put, version="1")
    judge.submit(desk.path("final"), version="1")
    assert look(db, select(Memo.later_at)) == [None]
    assert "Nothing put aside" in judge.get(f"/programs/{desk.program.slug}/desk?shown=later").text


def test_a_wrong_version_or_score_is_given_back_and_nothing_is_put_aside(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    assert judge.submit(desk.path("score/later"), **desk.fields("8,5")).status_code == 422
    judge.submit(desk.score, **desk.fields(8))
    assert judge.submit(desk.path("score/later"), **desk.fields(5)).status_code == 409
    assert look(db, select(Memo.later_at)) == []


def test_before_and_after_go_through_the_desk_and_end_there(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    more = one_more(db, desk)
    judge = visitor.signed_in(desk.judge)
    there = f"/nominations/{more.public_id}/score"
    assert judge.get(desk.path("score/after"), follow_redirects=False).headers["location"].endswith(there)
    assert judge.get(f"{there}/before", follow_redirects=False).headers["location"].endswith(desk.score)
    assert judge.get(f"{there}/after", follow_redirects=False).headers["location"].endswith("/desk")


def test_a_private_note_comes_back_to_its_judge_and_to_nobody_else(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(8, private_note=NOTE))
    assert NOTE in judge.get(desk.score).text
    second = make.make_judge(db, desk.program)
    make.make_assignment(db, desk.nomination, second)
    organizer = make.make_organizer(db, desk.program)
    assert NOTE not in visitor.signed_in(second).get(desk.score).text
    pages = ("audit", "progress", "results", "assignments", f"assignments?about={desk.assignment.id}", "exports")
    for page in pages:
        assert NOTE not in visitor.signed_in(organizer).get(f"/programs/{desk.program.slug}/{page}").text
    assert NOTE not in visitor.signed_in(organizer).get(desk.path("scores")).text
    trail = json.dumps(look(db, select(AuditEvent.after)))
    assert "private" not in trail, "the trail does not even say that there is one"
    for table in ("judges", "scores", "comments", "nominations"):
        answer = visitor.signed_in(organizer).submit(f"/programs/{desk.program.slug}/exports/download", what=table, format="json")  # fmt: skip
        assert "canary-note" not in answer.text


def test_a_private_note_stays_when_the_nomination_moves(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(8, private_note=NOTE))
    other = make.category_of(db, desk.program, ForRole.FARMER)
    db.get_one(Nomination, desk.nomination.id).category_id = other.id
    db.commit()
    page = judge.get(desk.score).text
    assert NOTE in page
    assert "data-version" in page
