"""Another rule is tried before it is saved; saving assesses all anew, and what is settled stays settled."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.flags.service import rules as service
from app.judging.models import Ruling, Verdict
from app.mail.models import OutboxMail
from app.nominations import service as nominations
from app.nominations.models import Assessment, Nomination, Settlement
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.flags.arranging import actions, assessment_of, keep_apart, look, rule, settle
from tests.nominations.writing import MANAGED

PAGE = "/programs/awards/what-if"


@pytest.fixture
def browser(visitor: Visitor, organizer: User) -> Visitor:
    return visitor.signed_in(organizer)


def sent(db: Session, program: Program, owner: User, name: str, managed: int) -> Nomination:
    """Submitted with rows of which so many percent were there the year before."""
    rows = [
        {"name": "Dairy", "revenue": f"{managed}0,000", "prior": f"{managed}0,000", "origin": "inherited"},
        {"name": "Foundry", "revenue": f"{100 - managed}0,000", "prior": "0", "origin": "self_sourced", "started": "2025-03"},
    ]  # fmt: skip
    draft: dict[str, Any] = {**MANAGED, "nominee_name": name, "lines": rows, "story": "She sells."}
    nomination = nominations.start_draft(db, program, category=make.category_of(db, program), by=owner.id, now=datetime.now(UTC), draft=draft)  # fmt: skip
    nominations.submit_nomination(db, nomination, by=owner.id, now=datetime.now(UTC))
    db.commit()
    return nomination


@pytest.fixture
def three(db: Session, program: Program, nominator: User) -> dict[str, Nomination]:
    found = {name: sent(db, program, nominator, name, share) for name, share in (("Ann", 30), ("Bea", 55), ("Cid", 80))}
    db.query(AuditEvent).delete()
    db.commit()
    return found


def lists(page: str) -> dict[str, str]:
    """Each list of the page by the id of its card."""
    cut = [page.index(f'id="{name}"') for name in ("newly", "no-longer", "same")] + [len(page)]
    return {name: page[a:b] for name, a, b in zip(("newly", "no-longer", "same"), cut, cut[1:], strict=False)}


def test_the_preview_shows_who_would_be_flagged_and_saves_nothing(
    db: Session, browser: Visitor, program: Program, three: dict[str, Nomination]
) -> None:
    assert "Now above 50%" in browser.get(PAGE).text
    shown = lists(browser.submit(PAGE + "/preview", threshold="60").text)
    assert "Bea" in shown["no-longer"]
    assert "Cid" in shown["same"]
    assert "Ann" not in "".join(shown.values())
    shown = lists(browser.submit(PAGE + "/preview", threshold="20").text)
    assert "Ann" in shown["newly"]
    db.refresh(program)
    assert program.threshold == 500
    assert actions(db) == []


def test_months_split_the_rows_anew_as_an_assessment_would(
    db: Session, browser: Visitor, program: Program, nominator: User, three: dict[str, Nomination]
) -> None:
    own = [{"name": "Own", "revenue": "900,000", "prior": "900,000", "origin": "self_sourced", "started": "2024-11"}]
    draft: dict[str, Any] = {**MANAGED, "nominee_name": "Dee", "lines": own, "story": "She sells."}
    nomination = nominations.start_draft(db, program, category=make.category_of(db, program), by=nominator.id, now=datetime.now(UTC), draft=draft)  # fmt: skip
    nominations.submit_nomination(db, nomination, by=nominator.id, now=datetime.now(UTC))
    db.commit()
    assert assessment_of(db, nomination).flag
    shown = lists(browser.submit(PAGE + "/preview", threshold="50", new_for_months="24").text)
    assert "Dee" in shown["no-longer"]
    browser.submit(PAGE, threshold="50", new_for_months="24")
    assert not assessment_of(db, nomination).flag


def test_saving_assesses_anew_keeps_the_old_and_is_audited_once(
    db: Session, browser: Visitor, program: Program, three: dict[str, Nomination], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "BATCH", 2)
    page = browser.follow(browser.submit(PAGE, threshold="60"))
    assert "3 nominations were assessed anew: 0 newly flagged or asked about, 1 no longer." in page.text
    rows = look(db, select(Assessment).where(Assessment.submission_id == assessment_of(db, three["Bea"]).submission_id).order_by(Assessment.number))  # fmt: skip
    assert [(row.number, row.flag, row.rules["threshold"], row.superseded_at is None) for row in rows] == [
        (1, True, "0.5", False), (2, False, "0.6", True),
    ]  # fmt: skip
    assert actions(db) == ["program.update", "program.reassess"]
    again = browser.follow(browser.submit(PAGE, threshold="60")).text
    assert "0 nominations were assessed anew" in again
    assert len(look(db, select(Assessment))) == 6


def test_what_is_settled_stays_settled_and_is_listed_where_the_rule_differs(
    db: Session, browser: Visitor, three: dict[str, Nomination]
) -> None:
    settle(db, browser, three["Bea"], "keep")
    page = browser.submit(PAGE + "/preview", threshold="60").text
    assert "Bea" in page[page.index('id="settled"') : page.index('id="same"')]
    browser.submit(PAGE, threshold="60")
    (settlement,) = look(db, select(Settlement))
    assert settlement.assessment_id == assessment_of(db, three["Bea"]).id
    assert "Bea" in browser.get("/programs/awards/flags?show=settled").text


def test_rulings_stand_where_the_flag_is_as_before_and_only_there(
    db: Session, browser: Visitor, program: Program, three: dict[str, Nomination]
) -> None:
    for name in ("Bea", "Cid"):
        rule(db, program, three[name], Verdict.DISAGREE, "She won it back.")
    browser.submit(PAGE, threshold="60")
    ruled = {one.assessment_id for one in look(db, select(Ruling))}
    assert assessment_of(db, three["Cid"]).id in ruled
    assert assessment_of(db, three["Bea"]).id not in ruled


def test_nobody_is_mailed_and_the_organizer_is_led_to_the_newly_flagged(
    db: Session, browser: Visitor, three: dict[str, Nomination]
) -> None:
    answer = browser.submit(PAGE, threshold="20")
    assert answer.headers["location"].endswith("/questions")
    page = browser.follow(answer).text
    assert "Nobody was mailed" in page
    assert "Ann" in page
    assert look(db, select(OutboxMail)) == []


def test_an_older_assessment_is_offered_to_be_made_anew(
    db: Session, browser: Visitor, program: Program, three: dict[str, Nomination]
) -> None:
    program.threshold = 600  # as the settings do: for what is submitted from now on
    db.commit()
    assert "3 nominations were assessed under an earlier rule" in browser.get(PAGE).text
    browser.submit(PAGE, threshold="60", new_for_months="")
    assert "under an earlier rule" not in browser.get(PAGE).text


@pytest.mark.parametrize(
    "typed",
    [{}, {"threshold": "0"}, {"threshold": "100"}, {"threshold": "much"}, {"threshold": "50", "new_for_months": "0"},
     {"threshold": "50", "new_for_months": "61"}, {"threshold": "9" * 50}, {"threshold": "50.5"}],
)  # fmt: skip
def test_a_rule_that_cant_be_is_refused_with_a_sentence(
    db: Session, browser: Visitor, program: Program, three: dict[str, Nomination], typed: dict[str, str]
) -> None:
    for path in (PAGE, PAGE + "/preview"):
        answer = browser.submit(path, **typed)
        assert answer.status_code == 422
        assert "field-error" in answer.text
    assert actions(db) == []


def test_a_conflicted_organizer_sees_no_figures_of_that_nomination(
    db: Session, browser: Visitor, organizer: User, three: dict[str, Nomination]
) -> None:
    keep_apart(db, three["Cid"], organizer.id)
    assert "Cid" not in browser.submit(PAGE + "/preview", threshold="20").text


def test_a_nomination_submitted_meanwhile_is_left_alone(
    db: Session, program: Program, three: dict[str, Nomination]
) -> None:
    old = assessment_of(db, three["Bea"])
    made = nominations.assess_content(three["Bea"].draft, program)
    old.superseded_at = datetime.now(UTC)
    db.flush()
    done = service.Reassessed()
    service._store(
        db, program, [service.Prepared(old.id, old.submission_id, old.number, made)], done, datetime.now(UTC)
    )
    assert done.assessed == 0
    db.rollback()


def test_the_number_of_queries_does_not_grow_with_nominations(
    db: Session, browser: Visitor, program: Program, nominator: User, three: dict[str, Nomination]
) -> None:
    with browser.counting() as few:
        browser.submit(PAGE + "/preview", threshold="20")
    for _ in range(5):
        sent(db, program, nominator, "More", 40)
    with browser.counting() as many:
        browser.submit(PAGE + "/preview", threshold="20")
    assert len(few) == len(many)
