"""The lead judge's page: how far the panel is, never what anybody scored."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Assignment
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look


def test_a_lead_judge_sees_how_far_the_panel_is_and_no_score(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    lead = make.make_judge(db, desk.program)
    make.make_panel(db, desk.program, "Northern panel", judges=[lead, desk.judge], lead=lead)
    make.make_scorecard(db, desk.assignment, {one.id: 7000 for one in desk.criteria})
    db.commit()
    page = visitor.signed_in(lead).get(f"/programs/{desk.program.slug}/desk/panel")
    assert page.status_code == 200
    assert "Northern panel" in page.text
    assert desk.nomination.reference in page.text
    assert "1 of 3" in page.text
    assert "7.0" not in page.text


def test_only_who_leads_a_panel_has_the_page(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    lead = make.make_judge(db, desk.program)
    make.make_panel(db, desk.program, judges=[lead, desk.judge], lead=lead)
    db.commit()
    here = f"/programs/{desk.program.slug}/desk/panel"
    for other in (desk.judge, make.make_organizer(db, desk.program)):
        assert visitor.signed_in(other).get(here).status_code == 404
        assert visitor.signed_in(other).submit(f"{here}/another", reference="x", judge="1").status_code == 404


def test_a_lead_judge_asks_one_more_of_the_panel(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    lead = make.make_judge(db, desk.program)
    make.make_panel(db, desk.program, judges=[lead, desk.judge], lead=lead)
    db.commit()
    browser, here = visitor.signed_in(lead), f"/programs/{desk.program.slug}/desk/panel"
    assert f"Ask {lead.name}" in browser.get(here).text
    page = browser.follow(browser.submit(f"{here}/another", reference=desk.nomination.reference, judge=str(lead.id)))
    assert "judges" in page.text
    assert {one.judge_id for one in look(db, select(Assignment))} == {desk.judge.id, lead.id}
    again = browser.follow(browser.submit(f"{here}/another", reference=desk.nomination.reference, judge=str(lead.id)))
    assert "Please look again whom to ask" in again.text


def test_what_the_lead_has_a_conflict_with_is_left_out(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    lead = make.make_judge(db, desk.program)
    make.make_panel(db, desk.program, judges=[lead, desk.judge], lead=lead)
    make.make_conflict(db, desk.nomination, lead)
    db.commit()
    browser, here = visitor.signed_in(lead), f"/programs/{desk.program.slug}/desk/panel"
    assert desk.nomination.reference not in browser.get(here).text
    page = browser.follow(browser.submit(f"{here}/another", reference=desk.nomination.reference, judge=str(lead.id)))
    assert "Your panel has no nomination with this reference." in page.text


def test_the_number_of_queries_does_not_grow(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    lead = make.make_judge(db, desk.program)
    make.make_panel(db, desk.program, judges=[lead, desk.judge], lead=lead)
    db.commit()
    browser, here = visitor.signed_in(lead), f"/programs/{desk.program.slug}/desk/panel"
    with visitor.counting() as few:
        browser.get(here)
    for _more in range(4):
        make.make_submitted(db, desk.program, desk.owner, **assessed())
    db.commit()
    with visitor.counting() as many:
        browser.get(here)
    assert len(many) == len(few)


def test_one_more_can_be_asked_by_the_dates_of_the_round_and_not_by_the_programs(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    lead = make.make_judge(db, desk.program)
    make.make_panel(db, desk.program, judges=[lead, desk.judge], lead=lead)
    make.make_round(db, desk.program, begun=False)
    make.round_of(db, desk.program).closes_at = datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    browser, here = visitor.signed_in(lead), f"/programs/{desk.program.slug}/desk/panel"
    assert f"Ask {lead.name}" not in browser.get(here).text
    answer = browser.submit(f"{here}/another", reference=desk.nomination.reference, judge=str(lead.id))
    assert answer.status_code in (303, 403)
    assert {one.judge_id for one in look(db, select(Assignment))} == {desk.judge.id}
