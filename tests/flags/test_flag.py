"""Settling a flag: three decisions, each with a reason, told kindly, and taken back where people slip."""

import re
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.states import State
from app.judging.models import Verdict
from app.nominations.models import Assessment, Nomination, Settlement, SettlementKind
from app.programs.models import Category, ForRole, Program
from app.programs.queries import categories
from app.results.queries.standings import standings
from tests import factories as make
from tests.browsing import Visitor
from tests.flags.arranging import (
    REASON,
    actions,
    assessment_of,
    doubt,
    fresh,
    keep_apart,
    mails,
    rule,
    settle,
    settlement,
    undo,
)  # fmt: skip


@pytest.fixture
def browser(visitor: Visitor, organizer: User) -> Visitor:
    return visitor.signed_in(organizer)


def other(db: Session, program: Program) -> Category:
    found = make.category_of(db, program, ForRole.ACCOUNT_MANAGER)
    db.commit()
    return found


def test_the_page_shows_everything_and_offers_the_fitting_category_first(
    db: Session, browser: Visitor, program: Program, flagged: Nomination
) -> None:
    judge = rule(db, program, flagged, Verdict.DISAGREE, "She kept it alive.")
    doubter = doubt(db, program, flagged, "Look at Acme.")
    page = browser.get(f"/nominations/{flagged.public_id}/flag").text
    for words in (
        judge,
        "She kept it alive.",
        doubter,
        "Look at Acme.",
        "She rebuilt the Acme account from ruins.",
        "Acme",
    ):
        assert words in page
    offered = re.findall(r"<option value=\"\d+\"[^>]*>([^<]+)", page)
    assert offered[0] == "Account Manager of the Year (fits best)"


def test_keeping_it_settles_the_flag_and_tells_the_nominator(
    db: Session, browser: Visitor, nominator: User, flagged: Nomination
) -> None:
    answer = settle(db, browser, flagged, "keep", note="Thank you for the details.")
    assert answer.status_code == 303
    done = settlement(db, flagged)
    assert done
    assert (done.decision, done.reason, done.to_category_id) == (SettlementKind.KEEP, REASON, None)
    (mail,) = mails(db)
    assert mail.to_email == nominator.email
    assert "it stays in Salesperson of the Year" in mail.body
    assert "Thank you for the details." in mail.body
    assert REASON not in mail.body
    assert actions(db) == ["flag.settle"]
    assert "Undo" in browser.follow(answer).text


def test_moving_it_changes_the_category_and_keeps_old_scores_uncounted(
    db: Session, browser: Visitor, program: Program, flagged: Nomination
) -> None:
    full = {criterion.id: 9000 for criterion in make.criteria_of(db, program)}
    for _ in range(2):
        make.make_scorecard(db, make.make_assignment(db, flagged, make.make_judge(db, program)), full)
    to = other(db, program)
    assert settle(db, browser, flagged, "move", to=to.id).status_code == 303
    assert fresh(db, flagged).category_id == to.id
    ranked = {one.category.id: one for one in standings(db, program, categories(db, program.id), frozenset())}
    result = ranked[to.id].result_of(flagged.id)
    assert result
    assert (result.count, result.rank) == (0, None)
    assert actions(db) == ["flag.settle", "nomination.move"]
    assert "from Salesperson of the Year to Account Manager of the Year" in mails(db)[0].body


def test_taking_it_out_leaves_the_results(db: Session, browser: Visitor, program: Program, flagged: Nomination) -> None:
    assert settle(db, browser, flagged, "out").status_code == 303
    assert fresh(db, flagged).state == State.OUT_OF_CONTEST
    found = standings(db, program, categories(db, program.id), frozenset())
    assert sum(one.size for one in found) == 0
    assert actions(db) == ["flag.settle", "nomination.take_out"]
    assert len(mails(db)) == 1


@pytest.mark.parametrize("decision", ["keep", "move", "out"])
def test_no_mail_to_a_nominator_speaks_of_flags_or_farmers(
    db: Session, browser: Visitor, program: Program, flagged: Nomination, decision: str
) -> None:
    to = other(db, program).id
    settle(db, browser, flagged, decision, to=to)
    undo(browser, flagged)
    sent = mails(db)
    assert len(sent) == 2
    for mail in sent:
        assert not re.search(r"flag|farmer|mostly managed|hunter", mail.subject + mail.body, re.IGNORECASE)
        assert f"/nominations/{flagged.public_id}" in mail.body


@pytest.mark.parametrize("decision", ["keep", "move", "out"])
def test_a_slip_is_taken_back_as_if_it_had_not_been(
    db: Session, browser: Visitor, program: Program, flagged: Nomination, decision: str
) -> None:
    to, before = other(db, program).id, flagged.category_id
    settle(db, browser, flagged, decision, to=to)
    answer = undo(browser, flagged)
    assert answer.status_code == 303
    assert settlement(db, flagged) is None
    assert (fresh(db, flagged).category_id, flagged.state) == (before, State.SUBMITTED)
    assert "flag.undo" in actions(db)
    assert "Ines Inherited" in browser.get("/programs/awards/flags").text
    assert settle(db, browser, flagged, "keep").status_code == 303


def test_a_move_can_t_be_taken_back_once_a_judge_scores_in_the_new_category(
    db: Session, browser: Visitor, program: Program, flagged: Nomination
) -> None:
    settle(db, browser, flagged, "move", to=other(db, program).id)
    fresh(db, flagged)
    card = make.make_scorecard(db, make.make_assignment(db, flagged, make.make_judge(db, program)), {}, final=False)
    card.updated_at += timedelta(seconds=5)
    db.commit()
    answer = undo(browser, flagged)
    assert answer.status_code == 409
    assert "A judge has begun to score it in its new category." in answer.text
    assert fresh(db, flagged).category_id == other(db, program).id


def test_what_the_nominator_chose_is_settled_and_theirs_to_keep(
    db: Session, browser: Visitor, program: Program, nominator: User, flagged: Nomination
) -> None:
    to = other(db, program)
    db.add(
        Settlement(
            assessment_id=assessment_of(db, flagged).id, nomination_id=flagged.id, decision=SettlementKind.MOVE,
            from_category_id=flagged.category_id, to_category_id=to.id, reason="The nominator accepted the move.",
            by_id=nominator.id, created_at=flagged.created_at,
        )
    )  # fmt: skip
    flagged.category_id = to.id
    db.commit()
    assert "Nothing waits" in browser.get("/programs/awards/flags").text
    assert "by the nominator, Nina Nominator" in browser.get("/programs/awards/flags?show=settled").text
    answer = undo(browser, flagged)
    assert answer.status_code == 409
    assert "The nominator chose this category" in answer.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Please fill this in."),
        ({"reason": "short"}, "Please write at least 10 characters."),
        ({"reason": "x" * 2001}, "Please shorten this"),
        ({"decision": "destroy"}, "Please choose one of the offered answers."),
        ({"decision": "move", "to": ""}, "Please choose the category to move it to."),
        ({"decision": "move", "to": "99999999"}, "Please choose another category"),
        ({"decision": "move", "to": "x"}, "whole number"),
        ({"note": "This was flagged."}, "Please say it without “flagged”"),
        ({"note": "It is Mostly Managed."}, "Please say it without “Mostly Managed”"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_comes_back(
    db: Session, browser: Visitor, flagged: Nomination, fields: dict[str, str], words: str
) -> None:
    sent = {"decision": "keep", "note": "Typed <b>by hand</b> 😀", **fields}
    answer = settle(db, browser, flagged, **sent)
    assert answer.status_code in (409, 422)
    assert words in answer.text
    if "note" not in fields:
        assert "Typed &lt;b&gt;by hand&lt;/b&gt; 😀" in answer.text
    assert settlement(db, flagged) is None
    assert actions(db) == []


def test_another_program_s_category_is_no_choice(
    db: Session, browser: Visitor, program: Program, flagged: Nomination
) -> None:
    foreign = other(db, make.make_program(db))
    answer = settle(db, browser, flagged, "move", to=foreign.id)
    assert answer.status_code == 409
    assert settlement(db, flagged) is None


def test_two_organizers_who_settle_at_once_do_not_both_succeed(
    db: Session, browser: Visitor, flagged: Nomination
) -> None:
    assert settle(db, browser, flagged, "keep").status_code == 303
    second = settle(db, browser, flagged, "out")
    assert second.status_code == 409
    assert "Somebody else has settled this meanwhile." in second.text
    assert fresh(db, flagged).state == State.SUBMITTED


def test_a_new_submission_opens_a_new_question_and_an_old_page_settles_nothing(
    db: Session, browser: Visitor, flagged: Nomination
) -> None:
    old = assessment_of(db, flagged)
    old.superseded_at = flagged.created_at
    db.add(
        Assessment(
            submission_id=old.submission_id, number=2, created_at=flagged.created_at, rules_version="2", rules={}, role="mixed",
            flag=True, question=False, share=600_000, total_minor=100, managed_minor=60, expansion_minor=0, new_minor=40,
            undetermined_minor=0, result={},
        )
    )  # fmt: skip
    db.commit()
    answer = settle(db, browser, flagged, "keep", assessment_id=old.id)
    assert answer.status_code == 409
    assert "The nominator has submitted again" in answer.text
    assert settlement(db, flagged) is None


def test_neither_nominator_nor_judge_nor_conflicted_organizer_settles(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominator: User, flagged: Nomination
) -> None:
    keep_apart(db, flagged, organizer.id)
    for user, status in ((nominator, 404), (make.make_judge(db, program), 404), (organizer, 403)):
        assert settle(db, visitor.signed_in(user), flagged, "keep").status_code == status
        assert undo(visitor.signed_in(user), flagged).status_code == status
    assert settlement(db, flagged) is None
    assert actions(db) == []


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.OUT_OF_CONTEST])
def test_what_is_not_in_the_contest_is_not_settled(
    db: Session, browser: Visitor, flagged: Nomination, state: State
) -> None:
    flagged.state = state
    db.commit()
    assert "There is nothing to settle." in browser.get(f"/nominations/{flagged.public_id}/flag").text
    answer = settle(db, browser, flagged, "keep")
    assert answer.status_code == 409
    assert settlement(db, flagged) is None
