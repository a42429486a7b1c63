"""A quick first look: yes, no or wrong category, changed until the close; and who goes through by the share of yes."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import CategoryDoubt, Scorecard, Screening
from app.judging.queries.screening import Answers, answers
from app.nominations.models import Nomination
from app.programs.models import Program, RoundMode
from tests import factories as make
from tests.browsing import Visitor


@pytest.fixture
def program(db: Session) -> Program:
    made = make.make_program(db, "long", standing="judging")
    first = make.round_of(db, made)
    first.mode, first.goes_through, first.minimum_scores = RoundMode.SCREEN, 1, 1
    db.commit()
    return made


@pytest.fixture
def nominations(db: Session, program: Program) -> list[Nomination]:
    owner = make.make_user(db)
    return [make.make_submitted(db, program, owner) for _each in range(3)]


def judge_of(db: Session, visitor: Visitor, program: Program, nominations: list[Nomination]) -> Visitor:
    person = make.make_judge(db, program)
    for one in nominations:
        make.make_assignment(db, one, person)
    return visitor.signed_in(person)


def path(nomination: Nomination) -> str:
    return f"/nominations/{nomination.public_id}/screen"


def fresh(db: Session) -> None:
    db.rollback()
    db.expire_all()


def test_yes_leads_to_the_next_and_can_be_changed(
    db: Session, visitor: Visitor, program: Program, nominations: list[Nomination]
) -> None:
    judge = judge_of(db, visitor, program, nominations)
    first, second = path(nominations[0]), path(nominations[1])
    assert "Should it go through?" in judge.get(first).text
    response = judge.submit(first, answer="yes", reason="Cold start.")
    onward = judge.follow(response)
    assert "You said yes to" in onward.text
    assert nominations[1].reference in onward.text
    again = judge.get(first).text
    assert "You said yes." in again
    assert "Cold start." in again
    judge.submit(first, answer="no", reason="Handed over after all.")
    judge.submit(second, answer="yes")
    fresh(db)
    assert sorted(db.scalars(select(Screening.yes))) == [False, True]
    assert all(one.final_at for one in db.scalars(select(Scorecard)))
    assert "You said no." in judge.get(first).text


def test_wrong_category_takes_the_answer_back_and_the_other_way_round(
    db: Session, visitor: Visitor, program: Program, nominations: list[Nomination]
) -> None:
    judge, first = judge_of(db, visitor, program, nominations), path(nominations[0])
    judge.submit(first, answer="yes")
    assert "counts as done" in judge.follow(judge.submit(first, answer="wrong_category", reason="All renewals.")).text
    fresh(db)
    assert db.scalars(select(Screening)).all() == []
    assert db.scalars(select(CategoryDoubt.reason)).all() == ["All renewals."]
    db.rollback()
    judge.submit(first, answer="no")
    fresh(db)
    assert db.scalars(select(CategoryDoubt)).all() == []
    assert db.scalars(select(Screening.yes)).all() == [False]


def test_there_are_no_scores_to_give_and_an_answer_is_needed(
    db: Session, visitor: Visitor, program: Program, nominations: list[Nomination]
) -> None:
    judge, one = judge_of(db, visitor, program, nominations), nominations[0]
    score = f"/nominations/{one.public_id}/score"
    assert judge.get(score).headers["location"].endswith("/screen")
    assert judge.submit(score, version="0", comment_organizers="x").status_code == 422
    response = judge.submit(path(one), answer="perhaps", reason="Kept words")
    assert (response.status_code, "Kept words" in response.text) == (422, True)
    fresh(db)
    assert db.scalars(select(Scorecard)).all() == []


def test_after_the_close_of_the_round_nothing_changes(
    db: Session, visitor: Visitor, program: Program, nominations: list[Nomination]
) -> None:
    judge = judge_of(db, visitor, program, nominations)
    make.make_round(db, program, begun=False)
    make.round_of(db, program).closes_at = datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    response = judge.submit(path(nominations[0]), answer="yes")
    assert (response.status_code, "Judging closed on" in response.text) == (403, True)


def test_a_round_with_scores_has_no_such_page(db: Session, visitor: Visitor) -> None:
    program = make.make_program(db, "plain", standing="judging")
    nomination = make.make_submitted(db, program, make.make_user(db))
    judge = judge_of(db, visitor, program, [nomination])
    assert judge.get(path(nomination)).headers["location"].endswith("/score")
    assert judge.submit(path(nomination), answer="yes").status_code == 422


def test_organizers_see_counts_and_the_share_of_yes_decides(
    db: Session, visitor: Visitor, program: Program, nominations: list[Nomination]
) -> None:
    first, second, third = nominations
    for told in (("yes", "yes", "no"), ("yes", "no", "no"), ("wrong_category", "yes", "no")):
        judge = judge_of(db, visitor, program, nominations)
        for one, answer in zip(nominations, told, strict=True):
            judge.submit(path(one), answer=answer)
    fresh(db)
    assert answers(db, program.id) == {
        first.id: Answers(2, 0, 1), second.id: Answers(2, 1, 0), third.id: Answers(0, 3, 0),
    }  # fmt: skip
    make.make_round(db, program, begun=False)
    make.round_of(db, program).closes_at = datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    references = [one.reference for one in nominations]
    organizer = visitor.signed_in(make.make_organizer(db, program))
    page = organizer.get("/programs/long/through").text
    assert f'value="{references[0]}" checked' in page
    assert page.count(" checked") == 1
    assert "2 yes, 1 no" in page
    assert "1 wrong category" in page
