"""Categories: add, change, reorder, remove."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.programs import queries
from app.programs.models import Category, Criterion, ForRole, Program
from app.programs.service import create_program
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of

Trail = Callable[[str], list[AuditEvent]]
PATH = "/programs/awards/categories"


def names(db: Session, program: Program) -> list[str]:
    db.rollback()
    return [one.name for one in queries.categories(db, program.id)]


def test_one_is_added_at_the_end_with_weights_that_fit(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    db.add(
        Criterion(
            program_id=program.id,
            rubric_id=make.rubric_of(db, program),
            position=9,
            name="New business won",
            weight=2,
            anchors={},
        )
    )
    db.commit()
    response = browser.submit(
        PATH, name="Rookie of the Year", description="First year.", for_role="hunter", winners="2"
    )
    assert "Rookie of the Year" in browser.follow(response).text
    assert names(db, program)[-1] == "Rookie of the Year"
    category = db.scalars(select(Category).where(Category.name == "Rookie of the Year")).one()
    assert {line.name: line.weight for line in queries.rubric(db, program.id, category.id)}["New business won"] == 4
    assert trail("category.add")[0].after == {"name": "Rookie of the Year", "description": "First year.", "for_role": "hunter", "winners": 2}  # fmt: skip


def test_a_change_is_audited_and_two_tabs_meet(browser: Visitor, db: Session, program: Program, trail: Trail) -> None:
    category = make.category_of(db, program)
    path = f"{PATH}/{category.id}"
    mine = fields_of(browser.get(f"{PATH}?edit={category.id}").text)
    browser.submit(path, **{**mine, "name": "Theirs"})
    response = browser.submit(path, **{**mine, "name": "Mine"})
    assert response.status_code == 409
    assert "Theirs" in response.text
    again = fields_of(response.text)
    assert again["name"] == "Mine"
    assert browser.submit(path, **again).status_code == 303
    assert [event.after["name"] for event in trail("category.update") if event.after] == ["Mine", "Theirs"]


def test_saving_what_is_stored_is_no_conflict(browser: Visitor, db: Session, program: Program) -> None:
    category = make.category_of(db, program)
    stale = {**fields_of(browser.get(f"{PATH}?edit={category.id}").text), "was": "stale"}
    assert browser.submit(f"{PATH}/{category.id}", **stale).status_code == 303


def test_the_default_weights_follow_whom_it_is_for_and_own_words_stay(
    browser: Visitor, db: Session, now: Any, trail: Trail
) -> None:
    values = {key: getattr(make.make_program(db), key) for key in ("period_from", "period_to", "opens_at", "closes_at", "judging_opens_at", "judging_closes_at")}  # fmt: skip
    program = create_program(
        db, {**values, "name": "Fresh", "slug": "fresh", "reference_prefix": "FR"}, by=None, now=now
    )
    db.commit()
    organizer = browser.signed_in(make.make_organizer(db, program))
    category = make.category_of(db, program, ForRole.HUNTER)
    organizer.submit(f"/programs/fresh/categories/{category.id}", **{**fields_of(organizer.get(f"/programs/fresh/categories?edit={category.id}").text), "for_role": "account_manager"})  # fmt: skip
    db.rollback()
    weights = {line.name: line.weight for line in queries.rubric(db, program.id, category.id)}
    assert weights["Business kept"] == 4
    assert "New business won" not in weights


def test_whom_it_is_for_is_fixed_once_a_nomination_was_submitted(
    browser: Visitor, db: Session, program: Program
) -> None:
    make.make_submitted(db, program, make.make_user(db))
    category = make.category_of(db, program)
    typed = {**fields_of(browser.get(f"{PATH}?edit={category.id}").text), "for_role": "any", "name": "Kept words"}
    response = browser.submit(f"{PATH}/{category.id}", **typed)
    assert (response.status_code, "Kept words" in response.text) == (422, True)


def test_they_change_places(browser: Visitor, db: Session, program: Program) -> None:
    first, second, third = names(db, program)
    category = db.scalars(select(Category).where(Category.name == second)).one()
    browser.submit(f"{PATH}/{category.id}/move", to="up")
    assert names(db, program) == [second, first, third]
    browser.submit(f"{PATH}/{category.id}/move", to="up")
    assert names(db, program) == [second, first, third]
    browser.submit(f"{PATH}/{category.id}/move", to="down")
    assert names(db, program) == [first, second, third]


def test_only_an_empty_one_is_removed_and_never_the_last(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    make.make_draft(db, program, make.make_user(db))
    held = make.category_of(db, program)
    response = browser.submit(f"{PATH}/{held.id}/remove")
    assert (response.status_code, "some perhaps still drafts" in response.text) == (422, True)
    for role in (ForRole.FARMER, ForRole.ACCOUNT_MANAGER):
        assert browser.submit(f"{PATH}/{make.category_of(db, program, role).id}/remove").status_code == 303
    assert len(names(db, program)) == 1
    assert len(trail("category.remove")) == 2


def test_the_last_category_stays(browser: Visitor, db: Session, program: Program) -> None:
    ids = [one.id for one in queries.categories(db, program.id)]
    db.rollback()
    codes = [browser.submit(f"{PATH}/{category_id}/remove").status_code for category_id in ids]
    assert codes == [303, 303, 422]


def test_two_of_a_name_are_refused(browser: Visitor, db: Session, program: Program) -> None:
    taken = names(db, program)[0]
    response = browser.submit(PATH, name=taken, for_role="any", winners="1")
    assert "a category of that name already" in response.text


@pytest.mark.parametrize("name", ["name", "description", "for_role", "winners"])
def test_whatever_is_typed_is_answered_and_kept(browser: Visitor, program: Program, name: str) -> None:
    good = {"name": "A name", "description": "Words", "for_role": "any", "winners": "1"}
    for kind, text in BAD_TEXTS.items():
        response = browser.submit(PATH, **{**good, "name": f"Cat {kind}", name: text})
        assert response.status_code in (303, 422), kind
        if response.status_code == 422 and name != "for_role" and text.strip():
            assert fields_of(response.text)[name].strip() == text.strip()


@pytest.mark.parametrize("wrong", ["0", "-1", "99999999999999999999", "abc", "1.5"])
def test_an_id_that_is_none_is_not_found(browser: Visitor, program: Program, wrong: str) -> None:
    assert browser.get(f"{PATH}?edit={wrong}").status_code == 404
    for verb in ("", "/move", "/remove"):
        assert browser.submit(f"{PATH}/{wrong}{verb}", name="x").status_code == 404


def test_a6_another_programs_category_is_not_found(browser: Visitor, db: Session, program: Program) -> None:
    foreign = make.category_of(db, make.make_program(db))
    assert browser.get(f"{PATH}?edit={foreign.id}").status_code == 404
    for verb in ("", "/move", "/remove"):
        assert browser.submit(f"{PATH}/{foreign.id}{verb}", name="Stolen", for_role="any").status_code == 404


def test_the_queries_do_not_grow_with_the_categories(browser: Visitor, db: Session, program: Program) -> None:
    with browser.counting() as few:
        browser.get(PATH)
    db.add_all(Category(program_id=program.id, position=9 + n, name=f"More {n}", for_role="any") for n in range(9))
    db.commit()
    with browser.counting() as many:
        browser.get(PATH)
    assert len(few) == len(many)
