"""Who judges what: by hand and N each, previewed, repeatable; taken away, kept apart, reopened."""

import re
from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Assignment, Score, Scorecard
from app.judging.queries.assigning import plan_for
from app.judging.queries.counted import counted_scorecards
from app.mail.models import OutboxMail
from app.nominations.models import Conflict
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, look


def here(program: Program) -> str:
    return f"/programs/{program.slug}/assignments"


def contest(db: Session, *, nominations: int, judges: int) -> tuple[Program, User, list[User]]:
    program = make.make_program(db, standing="closed")
    organizer = make.make_organizer(db, program)
    panel = [make.make_judge(db, program) for _n in range(judges)]
    for _n in range(nominations):
        make.make_submitted(db, program, make.make_user(db))
    return program, organizer, panel


def test_every_nomination_gets_n_judges_with_even_loads_as_previewed(db: Session, visitor: Visitor) -> None:
    program, organizer, panel = contest(db, nominations=10, judges=4)
    browser = visitor.signed_in(organizer)
    page = browser.submit(here(program) + "/preview", wanted="3", seed="42")
    assert page.status_code == 200
    assert "It adds 30 assignments, with seed 42" in page.text
    assert look(db, select(Assignment.id)) == []
    assert browser.submit(here(program) + "/plan", wanted="3", seed="42").status_code == 303
    loads = Counter(look(db, select(Assignment.judge_id)))
    assert sum(loads.values()) == 30
    assert set(loads) == {judge.id for judge in panel}
    assert max(loads.values()) - min(loads.values()) <= 1
    again = browser.submit(here(program) + "/plan", wanted="3", seed="42")
    assert again.status_code == 303
    assert len(look(db, select(Assignment.id))) == 30


def test_the_same_seed_gives_the_same_plan_and_the_graph_is_connected(db: Session) -> None:
    program, _organizer, _panel = contest(db, nominations=12, judges=6)
    plans = [plan_for(db, program.id, wanted=2, seed=7)[0] for _twice in range(2)]
    assert plans[0] == plans[1]
    assert plans[0].components == 1


def test_own_and_own_company_nominations_and_conflicts_are_left_out(db: Session) -> None:
    program, _organizer, panel = contest(db, nominations=1, judges=2)
    own = make.make_submitted(db, program, panel[0])
    neighbor = make.make_user(db, f"someone@{panel[0].email.split('@')[1]}")
    theirs = make.make_submitted(db, program, neighbor)
    apart = make.make_submitted(db, program, make.make_user(db))
    make.make_conflict(db, apart, panel[0])
    pairs = plan_for(db, program.id, wanted=2, seed=1)[0].pairs
    assert not {(own.id, panel[0].id), (theirs.id, panel[0].id), (apart.id, panel[0].id)} & set(pairs)
    assert {(own.id, panel[1].id), (theirs.id, panel[1].id), (apart.id, panel[1].id)} <= set(pairs)


def test_people_of_one_free_mail_domain_are_not_of_one_company(db: Session) -> None:
    program = make.make_program(db)
    make.make_judge(db, program, "judge.a@gmail.com")
    nomination = make.make_submitted(db, program, make.make_user(db, "nominator.b@gmail.com"))
    assert [pair[0] for pair in plan_for(db, program.id, wanted=1, seed=1)[0].pairs] == [nomination.id]


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
    assert plan_for(db, program.id, wanted=1, seed=1)[0].pairs == ()
    db.commit()
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


@pytest.mark.parametrize("wanted", ["0", "-1", "21", "1e3", "NaN", "three", "", "99999999999999999999"])
def test_a_plan_for_no_sensible_number_is_refused(db: Session, visitor: Visitor, wanted: str) -> None:
    program, organizer, _panel = contest(db, nominations=1, judges=1)
    browser = visitor.signed_in(organizer)
    for path in ("/preview", "/plan"):
        assert browser.submit(here(program) + path, wanted=wanted, seed="1").status_code == 422
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
        for path in ("", "/preview", "/plan", "/remove"):
            assert browser.submit(here(desk.program) + path, wanted="1", seed="1").status_code == 404
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
    browser.submit(here(program) + "/plan", wanted="2", seed="1")
    with visitor.counting() as few:
        browser.get(here(program))
    for _more in range(5):
        make.make_submitted(db, program, make.make_user(db))
    browser.submit(here(program) + "/plan", wanted="2", seed="1")
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
