"""One judge, for organizers: more time, and another judge who takes over."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, AssignmentState, JudgeTerms, Scorecard
from app.mail.models import OutboxMail
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look


def test_the_page_shows_the_judge_and_what_is_on_the_desk(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    page = organizer.get(f"/programs/{desk.program.slug}/judges/{desk.judge.id}/judge")
    assert page.status_code == 200
    assert desk.nomination.reference in page.text
    assert desk.judge.email in page.text
    other = arrange(db)
    assert organizer.get(f"/programs/{desk.program.slug}/judges/{other.judge.id}/judge").status_code == 404


def test_a_judge_gets_more_time_and_it_is_taken_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/judges/{desk.judge.id}"
    too_early = organizer.submit(f"{here}/extend", until="2020-01-01T10:00", reason="Was ill")
    assert too_early.status_code == 422
    assert "after judging closes" in too_early.text
    assert "Was ill" in too_early.text
    later = (desk.program.judging_closes_at + timedelta(days=3)).strftime("%Y-%m-%dT10:00")
    page = organizer.follow(organizer.submit(f"{here}/extend", until=later, reason="Was ill"))
    assert "Take the additional time back" in page.text
    assert [mail.to_email for mail in look(db, select(OutboxMail)) if "more time" in mail.subject] == [desk.judge.email]
    organizer.submit(f"{here}/unextend")
    assert look(db, select(JudgeTerms.extended_until)) == [None]


def test_another_judge_takes_over_what_is_not_begun(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    program = desk.program
    second = make.make_judge(db, program)
    begun = make.make_submitted(db, program, desk.owner, **assessed())
    make.make_scorecard(db, make.make_assignment(db, begun, desk.judge), {desk.criteria[0].id: 7000}, final=False)
    own = make.make_submitted(db, program, second, **assessed())  # the second judge's own: can't be handed over
    make.make_assignment(db, own, desk.judge)
    db.commit()
    organizer = visitor.signed_in(make.make_organizer(db, program))
    here = f"/programs/{program.slug}/judges/{desk.judge.id}"
    page = organizer.follow(organizer.submit(f"{here}/replace", other=str(second.id), reason="Fell ill"))
    assert "takes over one nomination" in page.text
    assert "This judge made the nomination" in page.text
    states = {(one.nomination_id, one.judge_id): one.state for one in look(db, select(Assignment))}
    assert states == {
        (desk.nomination.id, desk.judge.id): AssignmentState.REMOVED,
        (desk.nomination.id, second.id): AssignmentState.ACTIVE,
        (begun.id, desk.judge.id): AssignmentState.ACTIVE,
        (own.id, desk.judge.id): AssignmentState.ACTIVE,
    }


def test_nobody_takes_over_from_themselves(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    make.make_judge(db, desk.program)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/judges/{desk.judge.id}"
    refused = organizer.submit(f"{here}/replace", other=str(desk.judge.id), reason="Fell ill")
    assert refused.status_code == 422
    assert "Fell ill" in refused.text


def test_the_calendar_has_the_dates_with_the_judges_own_deadline(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    until = desk.program.judging_closes_at + timedelta(days=3)
    db.add(JudgeTerms(program_id=desk.program.id, judge_id=desk.judge.id, extended_until=until))
    db.commit()
    response = visitor.signed_in(desk.judge).get(f"/programs/{desk.program.slug}/desk/calendar.ics")
    assert response.headers["content-type"].startswith("text/calendar")
    events = {str(event["uid"]): event for event in Calendar.from_ical(response.content).walk("VEVENT")}
    program = f"program-{desk.program.id}"
    assert events[f"{program}-opens@uphill"].decoded("dtstart") == desk.program.judging_opens_at.replace(microsecond=0)
    assert events[f"{program}-closes@uphill"].decoded("dtstart") == until.replace(microsecond=0)


def test_with_more_time_a_judge_scores_after_the_close_and_nobody_else_does(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, standing="tallying")
    second = make.make_judge(db, desk.program)
    make.make_assignment(db, desk.nomination, second)
    db.add(
        JudgeTerms(
            program_id=desk.program.id, judge_id=desk.judge.id, extended_until=datetime.now(UTC) + timedelta(hours=1)
        )
    )
    db.commit()
    scores = desk.fields(8, 7, 6, 5, 4)
    slow = visitor.signed_in(desk.judge)
    assert "You have more time than the others" in slow.get(f"/programs/{desk.program.slug}/desk").text
    assert slow.submit(desk.path("final"), **scores).status_code == 303
    late = visitor.signed_in(second).submit(desk.path("final"), **scores)
    assert late.status_code == 403
    assert len(look(db, select(Scorecard))) == 1


def test_more_time_runs_out(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, standing="tallying")
    db.add(
        JudgeTerms(
            program_id=desk.program.id, judge_id=desk.judge.id, extended_until=datetime.now(UTC) - timedelta(seconds=1)
        )
    )
    db.commit()
    late = visitor.signed_in(desk.judge).submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    assert late.status_code == 403
