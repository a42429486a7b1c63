"""Submitting a scorecard: complete, locked, on to the next; wrong category instead of scores."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import CategoryDoubt, Score, Scorecard
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look

JSON = {"Accept": "application/json"}


def test_a_complete_scorecard_becomes_final_and_locks(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    answer = judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    assert answer.status_code == 303
    assert look(db, select(Scorecard.final_at)) != [None]
    refused = judge.post(desk.score, data=desk.fields(1, version=2), headers=JSON)
    assert refused.status_code == 403
    assert "final" in refused.json()["error"]
    assert look(db, select(Score.thousandths).order_by(Score.criterion_id))[0] == 8000
    assert "Your scorecard is final" in judge.get(desk.score).text


def test_missing_scores_are_named_and_what_was_typed_is_saved(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    page = judge.submit(desk.path("final"), **desk.fields(8, 7, comment_organizers="Half done"))
    assert page.status_code == 422
    assert "Skill has no score yet" in page.text
    assert 'name="version" value="1"' in page.text
    assert look(db, select(Scorecard.comment_organizers)) == ["Half done"]
    assert look(db, select(Scorecard.final_at)) == [None]


def test_a_wrong_score_keeps_a_card_from_becoming_final_and_nothing_is_written(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    page = visitor.signed_in(desk.judge).submit(desk.path("final"), **desk.fields(8, 7, 6, 5, "4,5"))
    assert page.status_code == 422
    assert "with a point" in page.text
    assert look(db, select(Scorecard.id)) == []


def test_disagreeing_asks_for_a_reason_at_the_end_only(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    fields = desk.fields(8, 7, 6, 5, 4, verdict="disagree")
    assert judge.post(desk.score, data=fields, headers=JSON).status_code == 200
    page = judge.submit(desk.path("final"), **{**fields, "version": "1"})
    assert page.status_code == 422
    assert "why you disagree" in page.text
    answer = judge.submit(desk.path("final"), **{**fields, "version": "1", "verdict_reason": "She won it back"})
    assert answer.status_code == 303


def test_no_ruling_is_compulsory(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    answer = visitor.signed_in(desk.judge).submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4, verdict=""))
    assert answer.status_code == 303


def test_submitting_goes_on_to_the_next_nomination_of_the_same_role(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other = make.make_submitted(
        db,
        desk.program,
        desk.owner,
        **assessed(accounts=[{"name": "C", "revenue": 9, "prior_revenue": 0, "origin": "self_sourced"}]),
    )
    like = make.make_submitted(db, desk.program, desk.owner, **assessed())
    for nomination in (other, like):
        make.make_assignment(db, nomination, desk.judge)
    answer = visitor.signed_in(desk.judge).submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    assert answer.headers["location"] == f"/nominations/{like.public_id}/score"


def test_a_double_submit_makes_one_card_and_one_audit_event(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    codes = [judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4)).status_code for _twice in range(2)]
    assert codes == [303, 303]
    assert len(look(db, select(Scorecard.id))) == 1
    assert look(db, select(AuditEvent.action).where(AuditEvent.action == "scorecard.finish")) == ["scorecard.finish"]


def test_wrong_category_needs_no_scores_and_can_be_taken_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    fields = desk.fields(8, doubt_reason="All renewals", doubt_category=str(desk.nomination.category_id + 2))
    assert judge.submit(desk.path("doubt"), **fields).status_code == 303
    assert look(db, select(CategoryDoubt.reason)) == ["All renewals"]
    assert look(db, select(Score.thousandths)) == [8000]
    page = judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4, version=1))
    assert page.status_code == 422
    assert "wrong category" in page.text
    assert judge.submit(desk.path("fits")).status_code == 303
    assert look(db, select(CategoryDoubt.id)) == []


def test_a_category_of_another_program_is_not_suggested(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    foreign = make.category_of(db, make.make_program(db))
    db.commit()
    visitor.signed_in(desk.judge).submit(desk.path("doubt"), **desk.fields(doubt_category=str(foreign.id)))
    assert look(db, select(CategoryDoubt.suggested_category_id)) == [None]
