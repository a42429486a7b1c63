"""Who goes through: proposed by the rule with ties at the cut, looked at, done, and taken back; both rounds' results are kept."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, Score, Scorecard
from app.judging.queries.assigning import candidates
from app.nominations.models import Nomination
from app.programs.models import Program, Round, RoundEntry
from app.programs.queries import round_now
from app.results.queries.boards import results_now
from app.results.queries.decision_file import decision_file
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_versions import differing

PATH = "/programs/long/through"


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "long", standing="judging", minimum_scores=1)


@pytest.fixture
def organizer(db: Session, program: Program, visitor: Visitor) -> Visitor:
    return visitor.signed_in(make.make_organizer(db, program))


def field(db: Session, program: Program, *points: int) -> list[Nomination]:
    """One nomination per number of points, each scored by the same two judges."""
    judges, owner = [make.make_judge(db, program) for _each in range(2)], make.make_user(db)
    found = []
    for given in points:
        nomination = make.make_submitted(db, program, owner)
        for judge in judges:
            scores = {one.id: given * 1000 for one in make.criteria_of(db, program)}
            make.make_scorecard(db, make.make_assignment(db, nomination, judge), scores)
        found.append(nomination)
    return found


def close(db: Session, program: Program, *, goes_through: int | None = 2, bound: int | None = None) -> Round:
    """The first round is over, and a final comes next."""
    first = round_now(db, program.id)
    first.closes_at, first.goes_through, first.bound = datetime.now(UTC) - timedelta(hours=1), goes_through, bound
    final = make.make_round(
        db, program, begun=False, opens_at=datetime.now(UTC) - timedelta(minutes=5), minimum_scores=1
    )
    db.commit()
    return final


def test_without_a_further_round_there_is_nothing_to_choose(organizer: Visitor, program: Program) -> None:
    assert "There is no further round" in organizer.get(PATH).text
    response = organizer.submit(PATH, nomination="X")
    assert (response.status_code, "There is no further round" in response.text) == (422, True)


def test_the_best_are_proposed_and_ties_at_the_cut_are_shown(organizer: Visitor, db: Session, program: Program) -> None:
    first, second, third, fourth = field(db, program, 9, 7, 7, 3)
    close(db, program)
    page = organizer.get(PATH).text
    assert "There are ties at the cut" in page
    assert page.count("Tied at the cut") == 2
    assert f'value="{first.reference}" checked' in page
    for other in (second, third, fourth):
        assert f'value="{other.reference}">' in page


def test_it_is_seen_before_it_is_done_and_can_be_taken_back(organizer: Visitor, db: Session, program: Program) -> None:
    nominations = field(db, program, 9, 7, 5)
    final, scores = close(db, program), db.scalar(select(func.count()).select_from(Score))
    first = round_now(db, program.id)
    chosen = [nominations[0].reference or "", nominations[2].reference or ""]
    preview = organizer.submit(f"{PATH}/preview", nomination=chosen)
    assert (preview.status_code, "2 nominations go through" in preview.text) == (200, True)
    assert nominations[1].reference not in preview.text
    db.expire_all()
    assert final.begun_at is None
    db.rollback()
    done = organizer.follow(organizer.submit(PATH, nomination=chosen))
    assert "2 nominations are in “Final” now." in done.text
    db.expire_all()
    assert round_now(db, program.id).id == final.id
    assert [one.id for one in candidates(db, program.id)] == [nominations[0].id, nominations[2].id]
    assert db.scalar(select(func.count()).select_from(Score)) == scores
    db.rollback()
    organizer.submit(f"{PATH}/undo")
    db.rollback()
    db.expire_all()
    assert round_now(db, program.id).id == first.id
    assert len(candidates(db, program.id)) == 3
    assert db.scalar(select(func.count()).select_from(RoundEntry)) == 2  # who was chosen stays noted


def test_it_waits_for_the_close_and_for_somebody_without_a_conflict(
    visitor: Visitor, db: Session, program: Program
) -> None:
    nominations = field(db, program, 9, 7)
    final = make.make_round(db, program, begun=False)
    person = make.make_organizer(db, program)
    organizer = visitor.signed_in(person)
    early = organizer.submit(PATH, nomination=nominations[0].reference)
    assert (early.status_code, "has not closed yet" in early.text) == (422, True)
    round_now(db, program.id).closes_at = datetime.now(UTC) - timedelta(hours=1)
    db.commit()
    make.make_conflict(db, nominations[1], person)
    apart = organizer.submit(PATH, nomination=nominations[0].reference)
    assert (apart.status_code, "another organizer chooses" in apart.text) == (422, True)
    assert nominations[1].reference not in organizer.get(PATH).text
    db.rollback()
    db.expire_all()
    assert final.begun_at is None


@pytest.mark.parametrize("chosen", [[], ["NO-SUCH-1"]])
def test_nobody_and_somebody_unknown_are_refused(
    organizer: Visitor, db: Session, program: Program, chosen: list[str]
) -> None:
    field(db, program, 9)
    final = close(db, program)
    assert organizer.submit(PATH, nomination=chosen).status_code == 422
    assert organizer.submit(f"{PATH}/preview", nomination=chosen).status_code == 422
    db.expire_all()
    assert final.begun_at is None


def test_each_round_keeps_its_results_and_the_decision_file_is_of_the_last(
    organizer: Visitor, db: Session, program: Program
) -> None:
    nominations = field(db, program, 9, 7, 5)
    close(db, program)
    first = round_now(db, program.id)
    before = [row.raw.mean for row in results_now(db, program).boards[0].ranked]
    references, first_id = [one.reference or "" for one in nominations], first.id
    db.rollback()
    organizer.submit(PATH, nomination=references[:2])
    db.rollback()
    db.expire_all()
    judge = make.make_judge(db, program)
    for nomination, given in zip(nominations[:2], (4, 8), strict=True):
        scores = {one.id: given * 1000 for one in make.criteria_of(db, program)}
        make.make_scorecard(db, make.make_assignment(db, nomination, judge), scores)
    now = results_now(db, program).boards[0]
    assert [(row.key, row.raw.mean) for row in now.ranked] == [(nominations[1].id, 8000), (nominations[0].id, 4000)]
    assert now.few == ()
    again = results_now(db, program, of=first).boards[0]
    assert [row.raw.mean for row in again.ranked] == before == [9000, 7000, 5000]
    db.rollback()
    page = organizer.get(f"/programs/long/results?round={first_id}").text
    assert references[2] in page
    assert references[2] not in organizer.get("/programs/long/results").text
    assert organizer.get("/programs/long/results?round=999999").status_code == 404
    made = decision_file(db, program, datetime.now(UTC)).data
    assert differing(made) == []
    db.rollback()
    late = organizer.submit(f"{PATH}/undo")
    assert (late.status_code, "A judge has begun with this round" in late.text) == (422, True)


def test_a_judge_scores_in_the_round_that_counts_and_keeps_what_was_given_before(
    organizer: Visitor, visitor: Visitor, db: Session, program: Program
) -> None:
    (nomination,), person = field(db, program, 9), make.make_judge(db, program)
    judge = visitor.signed_in(person)
    given = {one.id: 7000 for one in make.criteria_of(db, program)}
    make.make_scorecard(db, make.make_assignment(db, nomination, person), given)
    close(db, program)
    page, reference = f"/nominations/{nomination.public_id}/score", nomination.reference or ""
    organizer.submit(PATH, nomination=reference)
    assert judge.get(page).status_code == 404  # not assigned in the final
    make.make_assignment(db, nomination, person)
    criterion = make.criteria_of(db, program)[0].id
    db.rollback()
    assert judge.get(page).status_code == 200
    judge.submit(page, version="0", **{f"score-{criterion}": "4"})
    db.rollback()
    db.expire_all()
    mine = select(Scorecard.rubric_id).join(Assignment).where(Assignment.judge_id == person.id)
    assert len(set(db.scalars(mine))) == 2
