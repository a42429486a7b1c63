"""A contest whose last round is a first look: results and decisions go by the share of yes, and say so."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Screening
from app.nominations.models import Nomination
from app.programs.models import Program, RoundMode
from app.results.queries.basis import bases_now
from app.results.queries.screened import screened
from tests import factories as make
from tests.browsing import Visitor

PATH = "/programs/long"


@pytest.fixture
def program(db: Session) -> Program:
    made = make.make_program(db, "long", standing="tallying", minimum_scores=2)
    first = make.round_of(db, made)
    first.name, first.mode, first.minimum_scores = "Longlist", RoundMode.SCREEN, 2
    db.commit()
    return made


def looked(db: Session, program: Program, *said: str) -> list[Nomination]:
    """One nomination per word: y for each yes, n for each no."""
    owner, judges = make.make_user(db), [make.make_judge(db, program) for _each in range(max(map(len, said)))]
    found = []
    for word in said:
        nomination = make.make_submitted(db, program, owner)
        for judge, letter in zip(judges, word, strict=False):
            card = make.make_scorecard(db, make.make_assignment(db, nomination, judge), {})
            db.add(Screening(scorecard_id=card.id, yes=letter == "y", reason="", updated_at=datetime.now(UTC)))
        found.append(nomination)
    db.commit()
    return found


@pytest.fixture
def organizer(db: Session, program: Program, visitor: Visitor) -> Visitor:
    return visitor.signed_in(make.make_organizer(db, program))


def test_the_results_are_by_the_share_of_yes_and_show_no_score(
    db: Session, organizer: Visitor, program: Program
) -> None:
    one, two, three, few = looked(db, program, "yn", "yy", "ny", "y")
    page = organizer.get(f"{PATH}/results").text
    assert "“Longlist” is a first look" in page
    assert page.index(two.reference or "?") < page.index(one.reference or "?") < page.index(few.reference or "?")
    assert "2 yes, 0 no" in page
    assert "too few answers" in page
    assert "Plain mean" not in page
    (board, *_others) = screened(db, program, make.round_of(db, program))
    assert [(row.key, row.rank) for row in board.rows] == [(two.id, 1), (one.id, 2), (three.id, 2), (few.id, None)]


def test_who_decides_is_told_that_there_are_no_scores(db: Session, organizer: Visitor, program: Program) -> None:
    looked(db, program, "yy", "yn")
    category = make.category_of(db, program)
    db.commit()
    for path in ("decisions", f"decisions/{category.id}"):
        page = organizer.get(f"{PATH}/{path}").text
        assert "“Longlist” is a first look, without scores" in page
    for path in ("results/judges", "results/panel", "results/sensitivity", "overview", "progress", "exports"):
        assert organizer.get(f"{PATH}/{path}").status_code == 200


def test_an_answer_that_changes_changes_what_a_decision_rests_on(db: Session, program: Program) -> None:
    looked(db, program, "yy", "yn")
    category, now = make.category_of(db, program).id, datetime.now(UTC)
    before = bases_now(db, program, now)
    db.scalars(select(Screening).where(Screening.yes.is_(False))).one().yes = True
    db.flush()
    after = bases_now(db, program, now)
    assert before[category].whole != after[category].whole
    others = before.keys() - {category}
    assert all(before[key].whole == after[key].whole for key in others)


def test_an_earlier_first_look_can_be_read_beside_the_round_that_counts(
    db: Session, organizer: Visitor, program: Program
) -> None:
    looked(db, program, "yy")
    first = make.round_of(db, program)
    make.make_round(db, program, "Shortlist")
    page = organizer.get(f"{PATH}/results?round={first.id}").text
    assert "This is “Longlist”, an earlier round" in page
    assert "2 yes, 0 no" in page
    assert "Plain mean" in organizer.get(f"{PATH}/results").text


def test_the_number_of_queries_does_not_grow_with_nominations(
    db: Session, organizer: Visitor, visitor: Visitor, program: Program
) -> None:
    looked(db, program, "yy")
    with visitor.counting() as few:
        organizer.get(f"{PATH}/results")
    looked(db, program, "yy", "nn", "yn", "ny")
    with visitor.counting() as many:
        organizer.get(f"{PATH}/results")
    assert len(many) == len(few)
