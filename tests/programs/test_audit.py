"""The audit trail: sentences, filters, pages, and what is left out."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.audit.service import record
from app.audit.wording import KINDS, SENTENCES, kind_of, sentence
from app.nominations.models import Conflict, ConflictState
from app.nominations.queries import kept_from
from app.programs.models import Program
from app.programs.queries.shielded import nominations, readable_nominations
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, CANARY, settings_of

PATH = "/programs/awards/audit"


def note(db: Session, program: Program, actor: User, action: str, about: tuple[str, int], **more: object) -> None:
    record(db, program_id=program.id, actor_id=actor.id, action=action, about=about, now=datetime.now(UTC), **more)  # type: ignore[arg-type]
    db.commit()


def test_a_change_is_told_in_a_sentence_from_what_to_what(browser: Visitor, program: Program, organizer: User) -> None:
    browser.submit("/programs/awards/settings", **{**settings_of(browser, program), "name": "New Name", "hide_nominee": "yes", "reason": "The board wants it so."})  # fmt: skip
    page = browser.get(PATH).text
    assert re.search(rf"<strong>{organizer.name}</strong> changed the settings of the program", page)
    assert re.search(r"<del>Test Awards \d+</del> → <ins>New Name</ins>", page)
    assert re.search(r"<del>no</del> → <ins>yes</ins>", page)
    assert "The board wants it so." in page


def test_moments_are_told_in_the_programs_zone(browser: Visitor, program: Program) -> None:
    browser.submit("/programs/awards/phases", turn="close", reason="The board met early.")
    page = browser.get(PATH).text
    assert re.search(r"<ins>\w+day, \w+ \d+, \d{4}, \d+:\d\d [ap]\.m\. Eastern Time</ins>", page)


def test_it_is_filtered_by_kind_and_person(browser: Visitor, db: Session, program: Program, organizer: User) -> None:
    other = make.make_organizer(db, program)
    category = make.category_of(db, program)
    note(db, program, organizer, "category.update", ("category", category.id), after={"winners": 3})
    note(db, program, other, "program.archive", ("program", program.id))
    assert "archived the program" not in browser.get(f"{PATH}?kind=category").text
    page = browser.get(f"{PATH}?person={other.id}").text
    assert "archived the program" in page
    assert "changed the category" not in page
    assert "Nothing of that kind" in browser.get(f"{PATH}?kind=category&person={other.id}").text


def test_autosaves_are_shown_only_when_asked_for(browser: Visitor, db: Session, program: Program) -> None:
    nomination = make.make_submitted(db, program, make.make_user(db))
    note(
        db,
        program,
        make.make_user(db),
        "nomination.save",
        ("nomination", nomination.id),
        after={"version": 2, "fields": ["story"]},
    )
    assert "worked on nomination" not in browser.get(PATH).text
    assert f"worked on nomination {nomination.reference}" in browser.get(f"{PATH}?saves=yes").text


def test_m6_drafts_are_private_until_they_are_submitted(browser: Visitor, db: Session, program: Program) -> None:
    writer = make.make_user(db, name="Wanda Writer")
    draft = make.make_draft(db, program, writer)
    note(db, program, writer, "nomination.start", ("nomination", draft.id), after={"category": "Salesperson"})
    for query in ("", "?saves=yes", "?kind=nomination"):
        assert "Wanda Writer" not in browser.get(PATH + query).text
    draft.number, draft.reference = 1, "T-2027-0001"
    db.commit()
    assert "Wanda Writer" in browser.get(PATH).text


def test_c7_what_concerns_a_conflicted_or_own_nomination_is_left_out(
    browser: Visitor, visitor: Visitor, db: Session, program: Program, organizer: User, now: datetime
) -> None:
    judge = make.make_judge(db, program)
    conflicted = make.make_submitted(db, program, make.make_user(db))
    own = make.make_submitted(db, program, organizer)
    free = make.make_submitted(db, program, make.make_user(db))
    db.add(Conflict(nomination_id=conflicted.id, user_id=organizer.id, source="declared", state=ConflictState.CONFIRMED, created_at=now))  # fmt: skip
    db.commit()
    for nomination in (conflicted, own, free):
        assignment = make.make_assignment(db, nomination, judge)
        card = make.make_scorecard(db, assignment, {})
        note(db, program, judge, "nomination.submit", ("nomination", nomination.id))
        note(
            db, program, judge, "assignment.recuse", ("assignment", assignment.id), reason=f"Why {nomination.reference}"
        )
        note(db, program, judge, "scorecard.finish", ("scorecard", card.id), after={"composite": 7000})
    page = browser.get(PATH).text
    assert page.count(str(free.reference)) == 4
    assert str(conflicted.reference) not in page
    assert str(own.reference) not in page
    everybody = visitor.signed_in(make.make_organizer(db, program)).get(PATH).text
    assert str(conflicted.reference) in everybody
    db.rollback()
    kept = kept_from(db, program.id, organizer.id)
    numbered = set(db.scalars(select(nominations.c.id).where(nominations.c.number.is_not(None))))
    assert set(db.scalars(readable_nominations(program.id, organizer.id))) == numbered - kept


def test_a_plan_is_told_by_its_size_and_not_by_its_pairs(
    browser: Visitor, db: Session, program: Program, organizer: User
) -> None:
    note(
        db,
        program,
        organizer,
        "assignment.plan",
        ("program", program.id),
        after={"wanted": 3, "added": ["T-1 to Secret Judge"]},
    )
    page = browser.get(PATH).text
    assert "spread nominations over the judges" in page
    assert "Secret Judge" not in page


def test_a6_another_programs_events_are_not_shown(browser: Visitor, db: Session, program: Program) -> None:
    other = make.make_program(db)
    note(db, other, make.make_user(db, name="Foreign Person"), "program.archive", ("program", other.id))
    page = browser.get(PATH).text
    assert "Foreign Person" not in page


def test_html_in_values_is_shown_as_text(browser: Visitor, db: Session, program: Program, organizer: User) -> None:
    note(db, program, organizer, "program.update", ("program", program.id), before={CANARY: CANARY}, after={CANARY: {CANARY: CANARY}}, reason=CANARY)  # fmt: skip
    note(db, program, organizer, "odd.thing", ("thing", 1), after={"list": [CANARY, 2], "nan": None})
    page = browser.get(PATH).text
    assert "<img" not in page
    assert "odd: thing (thing #1)" in page


def test_long_trails_have_pages_and_the_queries_do_not_grow(
    browser: Visitor, db: Session, program: Program, organizer: User
) -> None:
    categories = [make.category_of(db, program)]
    note(db, program, organizer, "category.update", ("category", categories[0].id), after={"winners": 1})
    with browser.counting() as few:
        browser.get(PATH)
    for number in range(60):
        note(db, program, organizer, "category.update", ("category", categories[0].id), after={"winners": number})
    with browser.counting() as many:
        first = browser.get(PATH).text
    assert len(few) == len(many)
    assert "Page 1 of 2" in first
    assert first.count("changed the category") == 50
    assert browser.get(f"{PATH}?page=2").text.count("changed the category") == 11
    assert browser.get(f"{PATH}?page=999999").status_code == 200
    assert browser.get(f"{PATH}?page=0").status_code == 404


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_whatever_stands_in_the_address_is_answered(browser: Visitor, program: Program, text: str) -> None:
    response = browser.get(PATH, params={"kind": text[:2000], "person": text[:2000], "saves": text[:50]})
    assert response.status_code == 200


def test_every_action_of_the_program_has_a_sentence() -> None:
    source = "".join(path.read_text() for path in Path("app").rglob("*.py"))
    actions = set(re.findall(r'action="([a-z_]+\.[a-z_]+)"', source)) - {"odd.thing"}
    assert len(actions) > 20
    assert sorted(action for action in actions if action not in SENTENCES) == []
    assert {kind_of(action) for action in actions} - {"account", "user"} <= set(KINDS) | {"site"}
    assert sentence("no.such_thing", "x") == "no: such thing (x)"


def test_the_trail_reads_the_rows_it_wrote(db: Session, program: Program) -> None:
    assert list(db.scalars(select(AuditEvent))) == []
