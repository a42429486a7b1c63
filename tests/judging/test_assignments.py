"""Who judges what, by hand: assigned, taken away, kept apart, reopened. Plans have their own tests (test_plan.py)."""

import re
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Assignment, PlanKind, Score, Scorecard
from app.judging.queries.counted import counted_scorecards
from app.judging.queries.drafting import Asked
from app.judging.service.planning import save_plan
from app.mail.models import OutboxMail
from app.nominations.models import Conflict
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, look


def here(program: Program) -> str:
    return f"/programs/{program.slug}/assignments"


def plan(db: Session, program: Program, wanted: int = 1) -> int:
    """Saves a plan; says how many it added."""
    made = save_plan(db, program, Asked(PlanKind.ADD, wanted, wanted, 1), by=1, now=datetime.now(UTC))
    db.commit()
    return made.added if made else 0


def contest(db: Session, *, nominations: int, judges: int) -> tuple[Program, User, list[User]]:
    program = make.make_program(db, standing="closed")
    organizer = make.make_organizer(db, program)
    panel = [make.make_judge(db, program) for _n in range(judges)]
    for _n in range(nominations):
        make.make_submitted(db, program, make.make_user(db))
    return program, organizer, panel


def test_one_is_assigned_by_hand_and_comes_back_after_being_taken_away(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=1, judges=1)
    browser = visitor.signed_in(organizer)
    reference = f"{program.reference_prefix}-2027-0001"
    page = browser.follow(browser.submit(here(program), reference=reference, judge=str(panel[0].id)))
    assert f"judges {reference} now" in page.text
    (assignment,) = look(db, select(Assignment))
    about = browser.get(f"{here(program)}?about={assignment.id}")
    assert "Take it from this judge" in about.text
    browser.submit(here(program) + "/remove", assignment=str(assignment.id), reason="Too many")
    assert look(db, select(Assignment.state)) == ["removed"]
    assert plan(db, program) == 0
    browser.submit(here(program), reference=reference, judge=str(panel[0].id))
    assert look(db, select(Assignment.state)) == ["active"]
    actions = look(db, select(AuditEvent.action).where(AuditEvent.action.like("assignment.%")).order_by(AuditEvent.seq))
    assert actions == ["assignment.assign", "assignment.remove", "assignment.assign"]


def test_assigning_by_hand_says_why_it_is_refused(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=0, judges=1)
    own = make.make_submitted(db, program, panel[0])
    apart = make.make_submitted(db, program, make.make_user(db))
    make.make_conflict(db, apart, panel[0])
    elsewhere = make.make_submitted(db, make.make_program(db), make.make_user(db))
    stranger = make.make_user(db)
    browser = visitor.signed_in(organizer)
    for reference, judge, words in (
        (own.reference, panel[0].id, "made the nomination"),
        (apart.reference, panel[0].id, "has a conflict"),
        (elsewhere.reference, panel[0].id, "No submitted nomination"),
        ("NONE-1", panel[0].id, "No submitted nomination"),
        (own.reference, stranger.id, "choose a judge of this program"),
        ("", "", "Please fill this in"),
        ("🏆" * 90, "x", "at most"),
    ):
        page = browser.submit(here(program), reference=reference, judge=str(judge))
        assert page.status_code == 422, reference
        assert words in page.text, reference
    assert look(db, select(Assignment.id)) == []


def test_a_recorded_conflict_keeps_two_apart_and_the_scores_uncounted(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = make.make_organizer(db, desk.program)
    judge, browser = visitor.signed_in(desk.judge), visitor.signed_in(organizer)
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    answer = browser.submit(desk.path("conflict"), person=str(desk.judge.id), reason="They are cousins")
    assert answer.status_code == 303
    assert look(db, select(Conflict.state)) == ["confirmed"]
    assert judge.get(desk.score).status_code == 404
    assert len(look(db, select(Score.id))) == 5
    assert look(db, counted_scorecards(desk.program.id)) == []


def test_a_reopened_card_goes_back_to_its_judge_with_a_mail_that_says_why(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge, browser = visitor.signed_in(desk.judge), visitor.signed_in(make.make_organizer(db, desk.program))
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    fields = {"assignment": str(desk.assignment.id), "reason": "Two criteria were mixed up"}
    assert browser.submit(desk.path("reopen"), assignment=fields["assignment"], reason="").status_code == 303
    assert look(db, select(Scorecard.final_at)) != [None]
    assert browser.submit(desk.path("reopen"), **fields).status_code == 303
    assert look(db, select(Scorecard.final_at)) == [None]
    (mail,) = look(db, select(OutboxMail))
    assert mail.to_email == desk.judge.email
    assert "Two criteria were mixed up" in mail.body
    (version,) = look(db, select(Scorecard.version))
    assert judge.submit(desk.score, **desk.fields(9, version=version)).status_code == 303
    browser.submit(desk.path("reopen"), **fields)
    assert len(look(db, select(OutboxMail.id))) == 1


def test_no_organizer_or_administrator_can_write_a_score(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    for user in (make.make_organizer(db, desk.program), make.make_user(db, is_administrator=True)):
        browser = visitor.signed_in(user)
        assert browser.get(desk.score).status_code == 404
        for last in ("score", "final", "doubt", "fits", "recuse"):
            assert browser.submit(desk.path(last), **desk.fields(1, 1, 1, 1, 1, reason="Just so")).status_code == 404
    assert look(db, select(Scorecard.id)) == []


def test_a_conflicted_organizer_sees_nothing_of_the_nomination_here(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = make.make_organizer(db, desk.program)
    make.make_conflict(db, desk.nomination, organizer)
    browser = visitor.signed_in(organizer)
    for path in (
        here(desk.program),
        f"/programs/{desk.program.slug}/progress",
        f"{here(desk.program)}?about={desk.assignment.id}",
    ):
        page = browser.get(path)
        assert page.status_code == 200
        assert desk.nomination.reference not in page.text
        assert "left out here" in page.text
    remove = browser.submit(here(desk.program) + "/remove", assignment=str(desk.assignment.id), reason="None at all")
    assert remove.status_code == 404
    assert browser.submit(desk.path("reopen"), assignment=str(desk.assignment.id), reason="None").status_code == 403


def test_another_programs_organizer_and_a_judge_get_404_everywhere(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    elsewhere = make.make_organizer(db, make.make_program(db))
    for user in (elsewhere, desk.judge, desk.owner):
        browser = visitor.signed_in(user)
        assert browser.get(here(desk.program)).status_code == 404
        assert browser.get(f"/programs/{desk.program.slug}/progress").status_code == 404
        for path in ("", "/plan/preview", "/plan", "/remove"):
            assert browser.submit(here(desk.program) + path, least="1", seed="1").status_code == 404
    own = visitor.signed_in(elsewhere)
    foreign = make.make_organizer(db, desk.program)
    assert foreign.id
    other_program = here(db.get_one(Program, _program_of(db, elsewhere)))
    db.commit()
    assert (
        own.submit(other_program + "/remove", assignment=str(desk.assignment.id), reason="Not mine").status_code == 404
    )


def _program_of(db: Session, user: User) -> int:
    from app.accounts.models import ProgramRole

    return db.scalars(select(ProgramRole.program_id).where(ProgramRole.user_id == user.id)).one()


def test_the_number_of_queries_does_not_grow_with_the_nominations(db: Session, visitor: Visitor) -> None:
    program, organizer, _panel = contest(db, nominations=2, judges=2)
    browser = visitor.signed_in(organizer)
    plan(db, program, 2)
    with visitor.counting() as few:
        browser.get(here(program))
    for _more in range(5):
        make.make_submitted(db, program, make.make_user(db))
    plan(db, program, 2)
    with visitor.counting() as many:
        browser.get(here(program))
    assert len(many) == len(few)


def test_odd_queries_show_the_page_or_nothing(db: Session, visitor: Visitor) -> None:
    program, organizer, _panel = contest(db, nominations=1, judges=1)
    browser = visitor.signed_in(organizer)
    assert browser.get(here(program) + "?judge=99999999999999999999999").status_code == 404
    assert browser.get(here(program) + "?about=7").status_code == 200
    page = browser.get(here(program) + "?nomination=%3Cb%3E")
    assert page.status_code == 200
    assert not re.search(r"<b>", page.text)
