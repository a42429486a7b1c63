"""Deadlines are a round's: what a judge may do, what an organizer may give, and what an earlier round still shows."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import JudgeTerms
from app.programs.models import Round, RoundMode
from app.programs.queries import round_now
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look
from tests.programs.typing_in import wall


@pytest.fixture
def desk(db: Session) -> Desk:
    """The first of two rounds has closed; nobody was taken into the second, which opens in two days."""
    made, now = arrange(db), datetime.now(UTC)
    first = round_now(db, made.program.id)
    first.name, first.closes_at = "Longlist", now - timedelta(hours=1)
    make.make_round(db, made.program, "Shortlist", begun=False, opens_at=now + timedelta(days=2))
    db.commit()
    return made


def test_a_judge_can_say_done_only_until_the_round_closes(db: Session, visitor: Visitor, desk: Desk) -> None:
    here, judge = f"/programs/{desk.program.slug}/desk", visitor.signed_in(desk.judge)
    page = judge.get(here).text
    assert "“Longlist” closed on" in page
    assert "You can still read what you wrote" in page
    refused = judge.submit(f"{here}/done")
    assert (refused.status_code, "Judging closed on" in refused.text) == (403, True)
    db.add(
        JudgeTerms(
            program_id=desk.program.id, judge_id=desk.judge.id, extended_until=datetime.now(UTC) + timedelta(hours=9)
        )
    )
    db.commit()
    assert "You have more time than the others" in judge.get(here).text
    assert judge.submit(f"{here}/done").status_code == 303


def test_how_scores_compare_waits_for_the_end_of_all_rounds(db: Session, visitor: Visitor, desk: Desk) -> None:
    desk.program.judges_compare = True
    db.commit()
    judge = visitor.signed_in(desk.judge)
    refused = judge.get(f"/programs/{desk.program.slug}/desk/compared")
    assert (refused.status_code, "once judging has closed" in refused.text) == (403, True)
    assert "/desk/compared" not in judge.get(f"/programs/{desk.program.slug}/desk").text


def test_more_time_starts_at_the_close_of_the_round_and_ends_before_the_next(
    db: Session, visitor: Visitor, desk: Desk
) -> None:
    program, now = desk.program, datetime.now(UTC)
    organizer = visitor.signed_in(make.make_organizer(db, program))
    here = f"/programs/{program.slug}/judges/{desk.judge.id}"
    late = organizer.submit(f"{here}/extend", until=wall(program, now + timedelta(days=3)), reason="Was ill")
    assert (late.status_code, "“Shortlist” opens on" in late.text, "Was ill" in late.text) == (422, True, True)
    within = now + timedelta(days=1)
    assert within < program.judging_closes_at
    assert organizer.submit(f"{here}/extend", until=wall(program, within), reason="Was ill").status_code == 303
    assert len(look(db, select(JudgeTerms.extended_until))) == 1
    judge = visitor.signed_in(desk.judge)
    assert judge.submit(desk.score, **desk.fields(8)).status_code == 303


@pytest.fixture
def rounds(db: Session) -> tuple[Desk, Round]:
    """A longlist that is over, with a final scorecard, and a shortlist with nobody in it but one nomination."""
    made, now = arrange(db), datetime.now(UTC)
    make.make_scorecard(db, made.assignment, {one.id: 8000 for one in made.criteria})
    first = round_now(db, made.program.id)
    first.name, first.closes_at = "Longlist", now - timedelta(hours=1)
    make.make_round(db, made.program, "Shortlist", opens_at=now - timedelta(minutes=5))
    db.commit()
    return made, first


def test_an_earlier_rounds_progress_can_be_read_and_not_acted_on(
    db: Session, visitor: Visitor, rounds: tuple[Desk, Round]
) -> None:
    desk, first = rounds
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/progress"
    now = organizer.get(here).text
    assert "Longlist" in now
    assert "Shortlist (counts now)" in now
    assert "0 of 3" in now
    before = organizer.get(f"{here}?round={first.id}").text
    assert "This is “Longlist”, an earlier round" in before
    assert "1 of 3" in before
    assert "1 of 1" in before
    assert "?about=" not in before
    assert organizer.get(f"{here}?round={first.id + 100}").status_code == 404
    assert organizer.get(f"{here}?round=x").status_code == 404


def test_the_progress_of_a_program_with_one_round_has_no_switch(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    assert "counts now" not in organizer.get(f"/programs/{desk.program.slug}/progress").text


def test_the_number_of_queries_does_not_grow_with_rounds(
    db: Session, visitor: Visitor, rounds: tuple[Desk, Round]
) -> None:
    desk, _first = rounds
    here, organizer = f"/programs/{desk.program.slug}", visitor.signed_in(make.make_organizer(db, desk.program))
    judge = visitor.signed_in(desk.judge)
    pages = ("overview", "progress", "results", "through", "decisions", "exports", "rounds", "assignments")

    def counted() -> dict[str, int]:
        found = {}
        for path in (*pages, "desk", "desk/done"):
            browser = judge if path.startswith("desk") else organizer
            browser.get(f"{here}/{path}")
            with browser.counting() as statements:
                assert browser.get(f"{here}/{path}").status_code == 200
            found[path] = len(statements)
        return found

    few = counted()
    for number in range(3):
        make.make_round(db, desk.program, f"Round {number}", opens_at=datetime.now(UTC) - timedelta(minutes=4 - number))
    assert counted() == few


def test_the_desk_of_a_first_look_speaks_of_looking_and_not_of_scores(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    round_now(db, desk.program.id).mode = RoundMode.SCREEN
    db.commit()
    page = visitor.signed_in(desk.judge).get(f"/programs/{desk.program.slug}/desk").text
    assert "Look at the next one" in page
    assert "Your spread so far" not in page
