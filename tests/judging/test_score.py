"""The scoring page: reading, saving with versions, every kind of score that is not one, two tabs, final."""

import re
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.judging.models import Score, Scorecard
from app.programs.models import Program
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed, look

JSON = {"Accept": "application/json"}


def stored(db: Session) -> list[int | None]:
    return look(db, select(Score.thousandths).order_by(Score.criterion_id))


def test_a_judge_sees_the_flag_with_its_figures_and_every_criterion(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    page = visitor.signed_in(desk.judge).get(desk.score)
    assert page.status_code == 200
    assert "was there already" in page.text
    assert "Acme Mills" in page.text
    for criterion in desk.criteria:
        assert f'name="score-{criterion.id}"' in page.text


@pytest.mark.parametrize(("more", "named"), [({}, True), ({"accounts": [], "story": "She sells."}, False)])
def test_a_judge_reads_the_rule_only_where_it_has_a_number(
    db: Session, visitor: Visitor, more: dict[str, Any], named: bool
) -> None:
    desk = arrange(db, **assessed(**more))
    page = visitor.signed_in(desk.judge).get(desk.score).text
    assert "What this rests on" in page
    assert bool(re.search(r">Rule \d", page)) is named
    assert "Rule share" not in page


def test_scores_and_notes_are_saved_and_come_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    note = f"note-{desk.criteria[0].id}"
    answer = judge.submit(desk.score, **desk.fields(8, 7, **{note: "Eleven calls", "verdict": "agree"}))
    page = judge.follow(answer)
    assert stored(db) == [8000, 7000]
    assert "Eleven calls" in page.text
    assert look(db, select(Scorecard.version)) == [1]


def test_an_autosave_answers_the_new_version(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    answer = visitor.signed_in(desk.judge).post(desk.score, data=desk.fields(8), headers=JSON)
    assert answer.status_code == 200
    assert answer.json()["version"] == 1
    assert answer.json()["saved_at"].endswith("m.")


def test_the_first_score_locks_the_rubric_and_a_note_does_not(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.post(desk.score, data=desk.fields(**{f"note-{desk.criteria[0].id}": "later"}), headers=JSON)
    assert look(db, select(Program.rubric_locked_at)) == [None]
    judge.post(desk.score, data=desk.fields(8, version=1), headers=JSON)
    assert look(db, select(Program.rubric_locked_at)) != [None]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("8,5", "with a point"),
        ("-0", "from 1 to 10"),
        ("0", "from 1 to 10"),
        ("11", "from 1 to 10"),
        ("NaN", "as a number"),
        ("inf", "as a number"),
        ("1e400", "as a number"),
        ("8.5", "in steps of 1"),
        ("٨", "as a number"),
        ("eight", "as a number"),
        ("=1+1", "as a number"),
        ("<b>8</b>", "as a number"),
        ("9" * 5000, "as a number"),
    ],
)
def test_what_is_no_score_is_refused_in_a_sentence_and_nothing_is_lost(
    db: Session, visitor: Visitor, typed: str, words: str
) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    fields = desk.fields(typed, 7, comment_organizers="Kept through it all")
    page = judge.submit(desk.score, **fields)
    assert page.status_code == 422
    assert words in page.text
    assert "Kept through it all" in page.text
    assert stored(db) == []
    answer = judge.post(desk.score, data=fields, headers=JSON)
    assert answer.status_code == 422
    assert words in answer.json()["errors"][f"score-{desk.criteria[0].id}"]


def test_a_score_for_a_criterion_that_is_not_there_is_refused(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    for name in ("score-999999", "score-", "score-x", "note-9999999999999999999"):
        answer = judge.post(desk.score, data=desk.fields(8, **{name: "5"}), headers=JSON)
        assert answer.status_code == 422, name
    assert stored(db) == []


def test_a_form_without_its_version_is_refused(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    fields = desk.fields(8)
    for version in ("", "x", "-1", "9" * 30, "٣"):
        answer = visitor.signed_in(desk.judge).post(desk.score, data={**fields, "version": version}, headers=JSON)
        assert answer.status_code == 422
    assert stored(db) == []


def test_two_tabs_meet_a_409_with_both_versions_and_the_text_kept(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    first, second = visitor.signed_in(desk.judge), visitor.signed_in(desk.judge)
    first.submit(desk.score, **desk.fields(8, comment_nominee="From the first tab"))
    answer = second.post(desk.score, data=desk.fields(3, comment_nominee="From the second"), headers=JSON)
    assert answer.status_code == 409
    assert answer.json()["stored"]["comment_nominee"] == "From the first tab"
    page = second.submit(desk.score, **desk.fields(3, comment_nominee="From the second"))
    assert page.status_code == 409
    assert "From the first tab" in page.text
    assert "From the second" in page.text
    assert 'name="version" value="1"' in page.text
    assert stored(db) == [8000]
    assert second.submit(desk.score, **desk.fields(3, version=1)).status_code == 303
    assert stored(db) == [3000]


def test_a_save_equal_to_what_is_stored_is_no_conflict_and_no_new_version(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    for _again in range(3):
        answer = judge.post(desk.score, data=desk.fields(8, 7), headers=JSON)
        assert (answer.status_code, answer.json()["version"]) == (200, 1)
    assert look(db, select(func.count()).select_from(Scorecard)) == [1]


def test_an_ended_session_answers_401_and_saves_after_signing_in(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    answer = visitor.post(desk.score, data=desk.fields(8), headers=JSON)
    assert answer.status_code == 401
    assert "application/json" in answer.headers["content-type"]
    assert visitor.signed_in(desk.judge).post(desk.score, data=desk.fields(8), headers=JSON).status_code == 200


def test_a_score_can_be_taken_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(8))
    judge.submit(desk.score, **{**desk.fields(version=1), f"score-{desk.criteria[0].id}": ""})
    assert stored(db) == [None]


def test_the_number_of_queries_stays_small(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(8))
    with visitor.counting() as statements:
        assert judge.get(desk.score).status_code == 200
    assert len([s for s in statements if not s.startswith("BEGIN")]) <= 7, statements
    with visitor.counting() as statements:
        judge.post(desk.score, data=desk.fields(9, version=1), headers=JSON)
    assert len([s for s in statements if not s.startswith("BEGIN") and "FOR UPDATE" not in s]) <= 8, statements
