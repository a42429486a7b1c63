"""The rubric changes while a judge types: what was typed goes along, and a first save never meets a rubric that is half changed."""

import threading
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from app.db import Database
from app.judging.models import Assignment, Score, Scorecard
from app.programs.models import Criterion, Program, Rubric
from app.programs.queries import round_now
from app.programs.service.first_round import copy_rubric
from app.programs.service.rubric import open_rubric, remove_criterion
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look


def anew(db: Session, desk: Desk) -> list[Criterion]:
    """A new version: the first criterion's scale is shorter, the last one is gone, and one is new."""
    counts = round_now(db, desk.program.id)
    made = copy_rubric(db, counts, counts, now=desk.program.created_at, reason="The board wants it.")
    of = select(Criterion).where(Criterion.rubric_id == made.id)
    db.scalars(of.where(Criterion.position == 1)).one().scale_max = 5000
    db.execute(delete(Criterion).where(Criterion.rubric_id == made.id, Criterion.position == 5))
    db.add(Criterion(program_id=desk.program.id, rubric_id=made.id, position=6, name="Grit", weight=4, anchors={}))
    db.commit()
    found = list(db.scalars(of.order_by(Criterion.position)))
    db.commit()
    return found


def typed(desk: Desk) -> dict[str, Any]:
    notes = {f"note-{desk.criteria[1].id}": "Cold start", f"note-{desk.criteria[4].id}": "A fine story"}
    return desk.fields(9, 8, 7, 6, 5, **notes, comment_nominee="Well done")


def test_what_was_typed_before_a_new_version_stands_where_it_still_fits(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    now, judge = anew(db, desk), visitor.signed_in(desk.judge)
    answer = judge.submit(desk.score, **typed(desk))
    assert answer.status_code == 422
    page = answer.text
    assert "The rubric has changed since you opened this page" in page
    assert "New, and without a score: Grit." in page
    assert "The scale of New business has changed. You gave it 9." in page
    assert "No longer asked: Story. You gave it 5. Your note: A fine story" in page
    assert "Well done" in page
    assert look(db, select(Scorecard.id)) == []
    fields = {f"score-{now[place].id}": value for place, value in ((1, "8"), (2, "7"), (3, "6"))}
    for name, value in fields.items():
        assert _checked(page, name, value)
    assert "Cold start" in page
    note = {f"note-{now[1].id}": "Cold start"}
    assert judge.submit(desk.score, version="0", **fields, **note, comment_nominee="Well done").status_code == 303
    assert sorted(look(db, select(Score.thousandths))) == [6000, 7000, 8000]


def _checked(page: str, name: str, value: str) -> bool:
    """Whether that point of the scale is chosen."""
    boxes = [tag for tag in page.split("<input") if f'name="{name}"' in tag and f'value="{value}"' in tag]
    return len(boxes) == 1 and "checked" in boxes[0].split(">")[0]


def test_an_autosave_of_an_older_page_is_told_what_to_do(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    anew(db, desk)
    answer = visitor.signed_in(desk.judge).post(
        desk.score, data=typed(desk), headers={"Accept": "application/json", "X-Autosave": "1"}
    )
    assert answer.status_code == 422
    assert "Press “Save”" in answer.json()["message"]


def test_a_scorecard_begun_meanwhile_with_the_new_version_stands_beside_what_was_typed(
    db: Session, visitor: Visitor
) -> None:
    desk = arrange(db)
    now, judge = anew(db, desk), visitor.signed_in(desk.judge)
    judge.submit(desk.score, version="0", **{f"score-{now[1].id}": "3"})
    answer = judge.submit(desk.score, **typed(desk))
    assert answer.status_code == 409
    assert "You saved something else" in answer.text
    assert "The rubric has changed since you opened this page" in answer.text
    assert look(db, select(Score.thousandths)) == [3000]


def test_a_criterion_of_another_program_is_still_refused(db: Session, visitor: Visitor) -> None:
    desk, other = arrange(db), arrange(db)
    answer = visitor.signed_in(desk.judge).submit(desk.score, version="0", **{f"score-{other.criteria[0].id}": "3"})
    assert (answer.status_code, "no such criterion" in answer.text) == (422, True)


def wait_for_a_lock(database: Database) -> None:
    """Until somebody waits for what this test holds. On SQLite nobody else can have begun to write."""
    if database.engine.dialect.name != "postgresql":
        return
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    for _each in range(600):
        with database.engine.connect() as connection:
            if connection.execute(waiting).scalar_one():
                return
        time.sleep(0.05)
    pytest.fail("the save did not wait for the edit of the rubric")


@pytest.mark.parametrize("later_round", [False, True], ids=["first", "second"])
def test_a_first_save_waits_for_an_edit_of_the_rubric_and_then_sees_it(
    db: Session, visitor: Visitor, database: Database, later_round: bool
) -> None:
    """A criterion is taken out of a rubric in place while its first scorecard is being saved: in a second round too, where the
    program has scores already."""
    desk = arrange(db)
    if later_round:
        make.make_scorecard(db, desk.assignment, {one.id: 7000 for one in desk.criteria})
        desk.program.rubric_locked_at = datetime.now(UTC)
        made = make.make_round(db, desk.program)
        desk.assignment = make.make_assignment(db, desk.nomination, desk.judge, made)
        desk.criteria = make.criteria_of(db, desk.program)
        db.commit()
    judge, answers = visitor.signed_in(desk.judge), []
    before, fields = look(db, select(func.count()).select_from(Scorecard))[0], desk.fields(9, 8, 7, 6, 5)
    judge.get(desk.score)
    saving = threading.Thread(target=lambda: answers.append(judge.submit(desk.score, **fields).status_code))
    with database.writing() as editor:
        program = editor.get_one(Program, desk.program.id)
        rubric = editor.get_one(Rubric, desk.criteria[0].rubric_id)
        gone = editor.get_one(Criterion, desk.criteria[4].id)
        opened = open_rubric(editor, program, rubric, reason="", by=desk.owner.id, now=datetime.now(UTC))
        assert opened.rubric.id == rubric.id  # in place
        remove_criterion(editor, program, gone, rubric, by=desk.owner.id, now=datetime.now(UTC))
        saving.start()
        wait_for_a_lock(database)
    saving.join(60)
    assert answers == [422]
    assert look(db, select(func.count()).select_from(Scorecard)) == [before]
    kept = {name: value for name, value in fields.items() if name != f"score-{desk.criteria[4].id}"}
    assert judge.submit(desk.score, **kept).status_code == 303


def test_a_first_save_whose_assignment_is_taken_away_meanwhile_is_told_so(
    db: Session, visitor: Visitor, database: Database
) -> None:
    desk = arrange(db)
    desk.program.rubric_locked_at = datetime.now(UTC)
    db.commit()
    judge, answers = visitor.signed_in(desk.judge), []
    fields = desk.fields(9, 8, 7, 6, 5)
    judge.get(desk.score)
    saving = threading.Thread(target=lambda: answers.append(judge.submit(desk.score, **fields)))
    with database.writing() as organizer:
        organizer.execute(delete(Assignment).where(Assignment.id == desk.assignment.id))
        saving.start()
        wait_for_a_lock(database)
    saving.join(60)
    (answer,) = answers
    # SQLite's writers wait before they read anything, so that the judge is a stranger to the nomination by then.
    assert answer.status_code == (409 if database.engine.dialect.name == "postgresql" else 404)
    assert look(db, select(func.count()).select_from(Scorecard)) == [0]
