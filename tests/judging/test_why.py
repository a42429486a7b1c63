""" "Why does this judge see (not see) this nomination?" is answered for any pair."""

import re
from datetime import UTC, datetime
from html import unescape

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import PlanKind
from app.judging.queries.drafting import Asked
from app.judging.service.planning import save_plan
from app.nominations.models import Nomination
from app.panels.models import JudgeWish
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor


def asked(browser: Visitor, program: Program, nomination: Nomination, judge: User) -> str:
    path = f"/programs/{program.slug}/assignments/why"
    page = browser.get(path, params={"nomination": nomination.reference, "judge": str(judge.id)})
    assert page.status_code == 200
    return unescape(re.sub(r"<[^>]+>", "", page.text))


def planned(db: Session, program: Program, by: User, kind: PlanKind = PlanKind.ADD) -> None:
    save_plan(db, program, Asked(kind, 1, 1, 7), by=by.id, now=datetime.now(UTC))
    db.commit()


def test_given_by_a_plan_with_its_seed_and_what_fits(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    organizer, judge = make.make_organizer(db, program), make.make_judge(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db))
    make.make_panel(db, program, "Hunters", judges=[judge])
    make.make_panel(db, program, "Nobody's", judges=[], categories=[])
    planned(db, program, organizer)
    text = asked(visitor.signed_in(organizer), program, nomination, judge)
    assert f"{judge.name} judges it." in text
    assert f"Given by the plan that {organizer.name} saved on" in text
    assert "with seed 7" in text
    assert "What fits: panel “Hunters”." in text


def test_every_reason_against_is_told(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    organizer, judge, other = (
        make.make_organizer(db, program),
        make.make_judge(db, program),
        make.make_judge(db, program),
    )
    own = make.make_submitted(db, program, judge)
    near = make.make_submitted(db, program, make.make_user(db, f"x@{judge.email.split('@')[1]}"))
    apart, plain = (make.make_submitted(db, program, make.make_user(db)) for _twice in range(2))
    make.make_conflict(db, apart, judge)
    browser = visitor.signed_in(organizer)
    assert "The judge made this nomination." in asked(browser, program, own, judge)
    assert "company." in asked(browser, program, near, judge)
    assert "There is a confirmed conflict of interest." in asked(browser, program, apart, judge)
    assert "Nothing speaks against it" in asked(browser, program, plain, judge)
    make.make_panel(db, program, "Hunters", judges=[other])
    assert "It is judged by another panel (Hunters); the judge's own: none." in asked(browser, program, plain, judge)


def test_enough_scores_a_full_desk_and_what_a_plan_took_are_told(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed", scores_wanted=1)
    organizer, judge, other = (
        make.make_organizer(db, program),
        make.make_judge(db, program),
        make.make_judge(db, program),
    )
    nomination = make.make_submitted(db, program, make.make_user(db))
    make.make_assignment(db, nomination, judge)
    db.add(JudgeWish(program_id=program.id, user_id=judge.id, at_most=0, updated_at=program.created_at))
    db.commit()
    planned(db, program, organizer, PlanKind.MEND)
    text = asked(visitor.signed_in(organizer), program, nomination, judge)
    assert "gave it to somebody else" in text
    assert "takes 0 at most, and has 0" in text
    assert other.name in text


def test_what_was_taken_away_is_told_with_who_and_why_and_all_judges_are_listed(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    organizer, judge = make.make_organizer(db, program), make.make_judge(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db))
    assignment = make.make_assignment(db, nomination, judge)
    browser = visitor.signed_in(organizer)
    assert "Assigned one by one" in asked(browser, program, nomination, judge)
    browser.submit(f"/programs/{program.slug}/assignments/remove", assignment=str(assignment.id), reason="Too many <b>")
    text = asked(browser, program, nomination, judge)
    assert "It was taken from the judge, on " in text
    assert f"by {organizer.name}: “Too many <b>”" in text
    page = browser.get(f"/programs/{program.slug}/assignments/why?nomination={nomination.reference}")
    assert judge.name in page.text


def test_odd_questions_are_answered_kindly_and_a_hidden_nomination_is_none(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    organizer = make.make_organizer(db, program)
    own = make.make_submitted(db, program, organizer)
    browser = visitor.signed_in(organizer)
    path = f"/programs/{program.slug}/assignments/why"
    assert browser.get(path).status_code == 200
    for query in (f"?nomination={own.reference}", "?nomination=NONE", "?judge=x", "?judge=99999999999999999999"):
        page = browser.get(path + query)
        assert page.status_code == 200
        assert "mend" in page.text


def test_the_number_of_queries_does_not_grow(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, standing="closed")
    organizer = make.make_organizer(db, program)
    nomination = make.make_submitted(db, program, make.make_user(db))
    browser = visitor.signed_in(organizer)
    counts = []
    for _more in range(2):
        make.make_judge(db, program)
        make.make_submitted(db, program, make.make_user(db))
        planned(db, program, organizer)
        with visitor.counting() as statements:
            browser.get(f"/programs/{program.slug}/assignments/why?nomination={nomination.reference}")
        counts.append(len(statements))
    assert counts[0] == counts[1]
