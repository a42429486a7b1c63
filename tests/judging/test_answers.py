"""A judge reads what the nominator answered beside the flag, both versions, and is told when it came after they began."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.nominations import service
from app.nominations.models import Nomination
from app.programs.models import ForRole
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import STORY, Desk, arrange, assessed

LINES = [
    {"name": "Zyxqua Mills", "revenue": "2,950,000", "origin": "inherited", "prior": "2,950,000"},
    {"name": "Bolt", "revenue": "310,000"},
]


def begun(db: Session, **program: Any) -> Desk:
    made = assessed()
    made["content"] |= {"lines": LINES, "nominee_name": "Zyxqua Brindlewick", "explanation": "At first: Zyxqua."}
    return arrange(db, nominee="Zyxqua Brindlewick", company="Vexcorda", **made, **program)


def answer(db: Session, desk: Desk, **given: Any) -> None:
    nomination = db.get_one(Nomination, desk.nomination.id)
    category, program = make.category_of(db, desk.program), desk.program
    nomination.category, nomination.program = category, program
    service.answer_question(db, nomination, service.Answer(**given), by=desk.owner.id, now=datetime.now(UTC))
    db.commit()


def answered(db: Session, desk: Desk) -> None:
    answer(db, desk, explanation="Now: Zyxqua won it back.", rows={1: {"prior": "1", "origin": "self_sourced"}})


def test_both_versions_stand_beside_the_flag(db: Session, visitor: Visitor) -> None:
    desk = begun(db)
    answered(db, desk)
    page = visitor.signed_in(desk.judge).get(desk.score).text
    for words in ("What the nominator answered", "Sent first", "Year before: not known", "Year before: 1", "At first: Zyxqua.", "Now: Zyxqua won it back."):  # fmt: skip
        assert words in page


def test_who_had_begun_is_told_that_it_changed_and_keeps_the_scores(db: Session, visitor: Visitor) -> None:
    desk = begun(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(7))
    assert "It has changed since you last saved" not in judge.get(desk.score).text
    answered(db, desk)
    page = judge.get(desk.score).text
    assert "It has changed since you last saved" in page
    assert "Your scores stand as you left them" in page


def test_a_blind_judge_reads_no_name_in_an_answer(db: Session, visitor: Visitor) -> None:
    desk = begun(db, blind=True)
    answered(db, desk)
    page = visitor.signed_in(desk.judge).get(desk.score).text
    assert "won it back" in page
    assert "zyxqua" not in page.lower()


def test_an_accepted_move_leaves_no_trace_for_the_judges_of_the_new_category(db: Session, visitor: Visitor) -> None:
    desk = begun(db)
    answer(db, desk, accept=make.category_of(db, desk.program, ForRole.ACCOUNT_MANAGER))
    assert "answered" not in visitor.signed_in(desk.judge).get(desk.score).text


@pytest.mark.parametrize("blind", [False, True])
def test_each_answer_of_the_story_keeps_its_marks_under_its_question(
    db: Session, visitor: Visitor, blind: bool
) -> None:
    won = "Zyxqua Brindlewick cold-called Foundry eleven times."
    made = assessed(f"{STORY}\n\n{won}")
    made["content"] |= {"story": STORY, "story_won": won}
    desk = arrange(db, nominee="Zyxqua Brindlewick", company="Vexcorda", blind=blind, **made)
    page = visitor.signed_in(desk.judge).get(desk.score).text
    name = "[nominee]" if blind else "Zyxqua Brindlewick"
    assert page.index("One customer won</h3>") < page.index(f">{name} cold-called Foundry eleven times.</a></mark>")
