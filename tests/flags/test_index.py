"""The flags page: what waits there, what doesn't, and who sees it."""

import re

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Verdict
from app.nominations.models import Nomination
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.browsing import Visitor
from tests.flags.arranging import assessment_of, doubt, keep_apart, rule, settle
from tests.flags.conftest import stored_result

PAGE = "/programs/awards/flags"


def test_a_flag_stands_with_figures_evidence_rulings_and_the_explanation(
    db: Session, visitor: Visitor, program: Program, organizer: User, flagged: Nomination
) -> None:
    rule(db, program, flagged, Verdict.AGREE)
    rule(db, program, flagged, Verdict.DISAGREE, "She kept it alive.")
    page = visitor.signed_in(organizer).get(PAGE).text
    assert "Ines Inherited" in page
    assert "of which $200k new business" in page
    assert "Mostly managed: 93%" in page
    assert "She rebuilt the Acme account from ruins." in page
    assert "1 agree" in page
    assert "1 disagree" in page
    assert "What would change it:" in page


def test_only_a_rule_with_a_number_is_named(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User, flagged: Nomination
) -> None:
    numbered = visitor.signed_in(organizer).get(PAGE).text
    assert re.search(r"Rule \d", numbered)
    result = stored_result([], narrative="She sells.")
    nomination = make.make_submitted(db, program, nominator, split=(0, 0, 0, 0), result=result)
    assessment = assessment_of(db, nomination)
    assert assessment.result["remarks"][0]["rule"] == "share"
    assessment.question = True
    db.commit()
    page = visitor.signed_in(organizer).get(PAGE).text
    assert page.count("What this rests on") == numbered.count("What this rests on") + 1
    assert "Rule share" not in page


def test_an_open_question_weighs_as_much_as_a_flag(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User
) -> None:
    nomination = make.make_submitted(db, program, nominator, nominee="Quiet Quinn", split=(0, 0, 0, 0))
    assessment_of(db, nomination).question = True
    db.commit()
    page = visitor.signed_in(organizer).get(PAGE).text
    assert "Quiet Quinn" in page
    assert "Open question" in page


def test_nothing_waits_in_a_category_for_account_managers(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User
) -> None:
    make.make_submitted(
        db, program, nominator, nominee="Amy Manager", flag=True, category=make.category_of(db, program, ForRole.ACCOUNT_MANAGER)
    )  # fmt: skip
    page = visitor.signed_in(organizer).get(PAGE).text
    assert "Amy Manager" not in page
    assert "Nothing waits" in page


def test_a_category_for_anybody_asks_only_if_the_program_says_so(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User
) -> None:
    category = make.category_of(db, program, ForRole.FARMER)
    category.for_role = ForRole.ANY
    make.make_submitted(db, program, nominator, nominee="Anne Anybody", flag=True, category=category)
    browser = visitor.signed_in(organizer)
    assert "Anne Anybody" not in browser.get(PAGE).text
    program.flag_in_any = True
    db.commit()
    assert "Anne Anybody" in browser.get(PAGE).text


def test_a_category_that_a_judge_calls_wrong_waits_too(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User
) -> None:
    nomination = make.make_submitted(db, program, nominator, nominee="Dora Doubted")
    browser = visitor.signed_in(organizer)
    assert "Dora Doubted" not in browser.get(PAGE).text
    doubt(db, program, nomination)
    page = browser.get(PAGE).text
    assert "Dora Doubted" in page
    assert "1 judge: wrong category" in page
    settle(db, browser, nomination, "keep")
    assert "Dora Doubted" not in browser.get(PAGE).text


def test_settled_ones_move_from_waiting_to_settled(
    db: Session, visitor: Visitor, organizer: User, flagged: Nomination
) -> None:
    browser = visitor.signed_in(organizer)
    settle(db, browser, flagged, "keep")
    assert "Nothing waits" in browser.get(PAGE).text
    assert "Most of it came with the territory." in browser.get(PAGE + "?show=settled").text
    assert "Ines Inherited" in browser.get(PAGE + "?show=all").text
    assert browser.get(PAGE + "?show=else").status_code == 404


def test_a_conflicted_organizer_and_the_nominator_who_organizes_see_no_flag(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User, flagged: Nomination
) -> None:
    from app.policy import Role

    make.make_role(db, nominator, program, Role.ORGANIZER)
    keep_apart(db, flagged, organizer.id)
    for user in (organizer, nominator):
        browser = visitor.signed_in(user)
        page = browser.get(PAGE).text
        assert "Ines Inherited" not in page
        assert "conflict of interest with 1 nomination" in page
        assert browser.get(f"/nominations/{flagged.public_id}/flag").status_code == 403


def test_only_organizers_see_flags(
    db: Session, visitor: Visitor, program: Program, nominator: User, flagged: Nomination
) -> None:
    for user in (make.make_judge(db, program), nominator, make.make_organizer(db, make.make_program(db))):
        assert visitor.signed_in(user).get(PAGE).status_code == 404
        assert visitor.signed_in(user).get(f"/nominations/{flagged.public_id}/flag").status_code == 404


def test_the_number_of_queries_does_not_grow_with_flags(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User, flagged: Nomination
) -> None:
    browser = visitor.signed_in(organizer)
    with browser.counting() as few:
        browser.get(PAGE)
    for _ in range(10):
        nomination = make.make_submitted(db, program, nominator, flag=True)
        rule(db, program, nomination, Verdict.AGREE)
    with browser.counting() as many:
        browser.get(PAGE)
    assert len(few) == len(many)
