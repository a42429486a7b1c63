"""The rubric: criteria, how they differ per category, and versions."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import Scorecard
from app.programs import queries
from app.programs.forms.rubric import read_anchors, write_anchors
from app.programs.models import Category, Criterion, CriterionOverride, Program
from tests import factories as make
from tests.browsing import Visitor
from tests.programs.typing_in import BAD_TEXTS, fields_of

Trail = Callable[[str], list[AuditEvent]]
PATH = "/programs/awards/criteria"
GOOD = {"name": "Grit", "guidance": "How hard?", "weight": "3", "scale_min": "1", "scale_max": "5", "step": "0.5", "anchors": "1: none\n4.5: lots"}  # fmt: skip


def test_one_is_added_with_what_differs_in_a_category(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    category = make.category_of(db, program)
    there = {
        f"weight-{category.id}": "7",
        f"guidance-{category.id}": "How hard, out there?",
        f"anchors-{category.id}": "5: all",
    }
    assert browser.submit(PATH, **GOOD, **there).status_code == 303
    db.rollback()
    line = next(one for one in queries.rubric(db, program.id, category.id) if one.name == "Grit")
    assert (line.weight, line.guidance, line.anchors) == (7, "How hard, out there?", {"5": "all"})
    assert (line.scale_min, line.scale_max, line.step) == (1000, 5000, 500)
    after = trail("criterion.add")[0].after
    assert after is not None
    assert after[f"weight in {category.name}"] == 7


def test_a_change_is_audited_from_what_to_what(browser: Visitor, db: Session, program: Program, trail: Trail) -> None:
    criterion, category = make.criteria_of(db, program)[0], make.category_of(db, program)
    typed = fields_of(browser.get(f"{PATH}?edit={criterion.id}").text)
    browser.submit(f"{PATH}/{criterion.id}", **{**typed, "weight": "9", f"weight-{category.id}": "0"})
    (event,) = trail("criterion.update")
    assert event.before == {"name": "New business", "weight": 3, f"weight in {category.name}": None}
    assert event.after == {"name": "New business", "weight": 9, f"weight in {category.name}": 0}
    assert "New business" not in [line.name for line in queries.rubric(db, program.id, category.id)]


def test_emptying_what_differs_takes_the_difference_away(browser: Visitor, db: Session, program: Program) -> None:
    criterion, category = make.criteria_of(db, program)[0], make.category_of(db, program)
    db.add(CriterionOverride(criterion_id=criterion.id, category_id=category.id, weight=5, guidance="Own words"))
    db.commit()
    typed = fields_of(browser.get(f"{PATH}?edit={criterion.id}").text)
    assert typed[f"weight-{category.id}"] == "5"
    browser.submit(f"{PATH}/{criterion.id}", **{**typed, f"weight-{category.id}": "", f"guidance-{category.id}": " "})
    db.rollback()
    assert db.scalars(select(CriterionOverride)).all() == []


def test_two_tabs_never_overwrite_each_other_silently(browser: Visitor, db: Session, program: Program) -> None:
    criterion, category = make.criteria_of(db, program)[0], make.category_of(db, program)
    mine = fields_of(browser.get(f"{PATH}?edit={criterion.id}").text)
    browser.submit(f"{PATH}/{criterion.id}", **{**mine, f"weight-{category.id}": "2"})
    response = browser.submit(f"{PATH}/{criterion.id}", **{**mine, "guidance": "My new words"})
    assert response.status_code == 409
    again = fields_of(response.text)
    assert again["guidance"] == "My new words"
    assert browser.submit(f"{PATH}/{criterion.id}", **again).status_code == 303


def test_c13_a_change_after_the_first_score_makes_a_new_version_and_scorecards_keep_theirs(
    browser: Visitor, db: Session, program: Program, trail: Trail
) -> None:
    criterion, *others = make.criteria_of(db, program)
    card = _scored(db, program)
    typed = fields_of(browser.get(f"{PATH}?edit={criterion.id}").text)
    page = browser.get(f"{PATH}?edit={criterion.id}").text
    assert "Judges have scored with version 1" in page
    refused = browser.submit(f"{PATH}/{criterion.id}", **{**typed, "weight": "9"})
    assert (refused.status_code, "makes a new version of it" in refused.text) == (422, True)
    assert fields_of(refused.text)["weight"] == "9"
    browser.submit(f"{PATH}/{criterion.id}", **{**typed, "weight": "9", "reason": "The board weighs it more."})
    db.rollback()
    db.expire_all()
    copied, *rest = make.criteria_of(db, program)
    assert (copied.weight, copied.source_id, db.get_one(Criterion, criterion.id).weight) == (9, criterion.id, 3)
    assert [one.source_id for one in rest] == [one.id for one in others]
    assert card.rubric_id != make.rubric_of(db, program)
    assert trail("round.version")[0].reason == "The board weighs it more."
    assert "Version 2, because: The board weighs it more." in browser.get(PATH).text
    # Nobody has scored with the new version, so the next change is made in it.
    typed = fields_of(browser.get(f"{PATH}?edit={copied.id}").text)
    browser.submit(f"{PATH}/{copied.id}", **{**typed, "weight": "8"})
    db.rollback()
    assert make.criteria_of(db, program)[0].id == copied.id
    assert browser.get(f"{PATH}?edit={criterion.id}").status_code == 404


def test_scores_of_two_versions_are_on_one_scale(browser: Visitor, db: Session, program: Program) -> None:
    criterion = make.criteria_of(db, program)[0]
    _scored(db, program)
    typed = fields_of(browser.get(f"{PATH}?edit={criterion.id}").text)
    response = browser.submit(f"{PATH}/{criterion.id}", **{**typed, "scale_max": "20", "reason": "Wider."})
    assert (response.status_code, "The scale stays as it is" in response.text) == (422, True)
    db.rollback()
    assert make.rubric_of(db, program) == criterion.rubric_id


def test_whom_a_category_is_for_is_fixed_with_the_first_score(
    browser: Visitor, db: Session, program: Program, now: datetime
) -> None:
    program.rubric_locked_at = now
    db.commit()
    category = make.category_of(db, program)
    change = {**fields_of(browser.get(f"/programs/awards/categories?edit={category.id}").text), "for_role": "any"}
    assert browser.submit(f"/programs/awards/categories/{category.id}", **change).status_code == 422


def _scored(db: Session, program: Program) -> Scorecard:
    nomination = make.make_submitted(db, program, make.make_user(db))
    given = {one.id: 7000 for one in make.criteria_of(db, program)}
    return make.make_scorecard(db, make.make_assignment(db, nomination, make.make_judge(db, program)), given)


def test_they_change_places_and_are_removed(browser: Visitor, db: Session, program: Program, trail: Trail) -> None:
    rows = make.criteria_of(db, program)
    db.add(CriterionOverride(criterion_id=rows[1].id, category_id=make.category_of(db, program).id, weight=5))
    db.commit()
    browser.submit(f"{PATH}/{rows[1].id}/move", to="up")
    browser.submit(f"{PATH}/{rows[4].id}/move", to="down")
    browser.submit(f"{PATH}/{rows[0].id}/remove")
    browser.submit(f"{PATH}/{rows[1].id}/remove")
    db.rollback()
    assert [one.name for one in make.criteria_of(db, program)] == ["Skill", "Teamwork", "Story"]
    assert [event.before["name"] for event in trail("criterion.remove") if event.before] == [
        "Difficulty",
        "New business",
    ]
    assert len(trail("criterion.move")) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"scale_max": "1"}, "must end above"),
        ({"step": "0.7"}, "whole steps"),
        ({"step": "0.001"}, "at most a hundred"),
        ({"step": "0"}, "0.001 or more"),
        ({"step": "0.00001"}, "0.001 or more"),
        ({"scale_max": "NaN"}, "number"),
        ({"scale_max": "1e400"}, "number"),
        ({"weight": "-1"}, "0 or more"),
        ({"weight": "2.5"}, "whole number"),
        ({"anchors": "seven is good"}, "one anchor per line"),
        ({"anchors": "1: a\n1.0: b"}, "two anchors for 1"),
        ({"anchors": "9: beyond"}, "not a point of the scale"),
        ({"anchors": "1.3: between"}, "not a point of the scale"),
        ({"anchors": "٣: digits of another script"}, "one anchor per line"),
        ({"name": "Story"}, "criterion of that name"),
        ({"name": ""}, "fill this in"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    browser: Visitor, program: Program, change: dict[str, str], sentence: str
) -> None:
    response = browser.submit(PATH, **{**GOOD, **change})
    assert response.status_code == 422
    assert sentence in response.text
    again = fields_of(response.text)
    assert again["guidance"] == "How hard?"
    for name, text in change.items():
        assert again[name] == text


def test_what_is_wrong_about_a_category_stands_at_its_field(browser: Visitor, db: Session, program: Program) -> None:
    category = make.category_of(db, program)
    response = browser.submit(PATH, **GOOD, **{f"weight-{category.id}": "many", f"anchors-{category.id}": "no colon"})
    assert f'id="f-weight-{category.id}-error"' in response.text
    assert f'id="f-anchors-{category.id}-error"' in response.text


@pytest.mark.parametrize(
    "name", ["name", "guidance", "weight", "scale_min", "scale_max", "step", "anchors", "override"]
)
def test_whatever_is_typed_is_answered(browser: Visitor, db: Session, program: Program, name: str) -> None:
    name = f"guidance-{make.category_of(db, program).id}" if name == "override" else name
    for kind, text in BAD_TEXTS.items():
        response = browser.submit(PATH, **{**GOOD, "name": f"Criterion {kind}", name: text})
        assert response.status_code in (303, 422), kind


def test_a6_another_programs_criterion_is_not_found(browser: Visitor, db: Session, program: Program) -> None:
    foreign = make.criteria_of(db, make.make_program(db))[0]
    for wrong in (str(foreign.id), "0", "9" * 30, "x"):
        assert browser.get(f"{PATH}?edit={wrong}").status_code == 404
        for verb in ("", "/move", "/remove"):
            assert browser.submit(f"{PATH}/{wrong}{verb}", **GOOD).status_code == 404


def test_anchors_are_read_as_they_are_written() -> None:
    text = "1: little\n7.5: much: very much\n10: all"
    assert write_anchors(read_anchors("10: all\n\n 7.50 : much: very much\n1:little")) == text


def test_the_queries_do_not_grow_with_the_rubric(browser: Visitor, db: Session, program: Program) -> None:
    with browser.counting() as few:
        browser.get(PATH)
    db.add_all(Category(program_id=program.id, position=9 + n, name=f"More {n}", for_role="any") for n in range(9))
    db.add_all(
        Criterion(
            program_id=program.id, rubric_id=make.rubric_of(db, program), position=9 + n, name=f"C {n}", anchors={}
        )
        for n in range(9)
    )
    db.commit()
    with browser.counting() as many:
        browser.get(PATH)
    assert len(few) == len(many)
