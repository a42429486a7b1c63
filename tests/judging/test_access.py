"""Who may open, save, submit, doubt and leave: every relation of a person to a nomination, in every phase."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import ProgramRole, User
from app.domain.scoring.composite import linear
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState, Ruling, Score, Scorecard
from app.judging.queries.counted import counted_scorecards, rubric_of, rulings, tallies
from app.nominations.models import Assessment, Settlement, SettlementKind
from app.policy import Role
from app.programs.models import ForRole, Program
from app.programs.queries import rubric
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, assessed, look

POSTS = ("score", "final", "doubt", "fits", "recuse")


def person(db: Session, desk: Desk, relation: str) -> User:
    if relation == "assigned":
        return desk.judge
    if relation == "owner who is a judge":
        make.make_role(db, desk.owner, desk.program, Role.JUDGE)
        make.make_assignment(db, desk.nomination, desk.owner)
        return desk.owner
    if relation == "administrator":
        return make.make_user(db, is_administrator=True)
    if relation == "judge elsewhere":
        return make.make_judge(db, make.make_program(db, standing="judging"))
    user = make.make_judge(db, desk.program)
    if relation == "not assigned":
        return user
    assignment = make.make_assignment(db, desk.nomination, user)
    if relation == "conflicted":
        make.make_conflict(db, desk.nomination, user)
    elif relation == "assignment removed":
        db.execute(update(Assignment).where(Assignment.id == assignment.id).values(state=AssignmentState.REMOVED))
    elif relation == "role ended":
        db.execute(update(ProgramRole).where(ProgramRole.user_id == user.id).values(ended_at=datetime.now(UTC)))
    db.commit()
    return user


@pytest.mark.parametrize(
    "relation",
    [
        "owner who is a judge",
        "administrator",
        "judge elsewhere",
        "not assigned",
        "conflicted",
        "assignment removed",
        "role ended",
    ],
)
def test_only_an_assigned_judge_without_a_conflict_gets_in(db: Session, visitor: Visitor, relation: str) -> None:
    desk = arrange(db)
    browser = visitor.signed_in(person(db, desk, relation))
    nothing = without_path(browser.get("/nominations/no-such-nomination/score").text)
    for last in ("score", "recuse"):
        answer = browser.get(desk.path(last))
        assert answer.status_code == 404
        assert without_path(answer.text) == nothing
    for last in POSTS:
        answer = browser.submit(desk.path(last), **desk.fields(1, 1, 1, 1, 1, reason="Just so"))
        assert answer.status_code == 404, last
    assert look(db, select(Scorecard.id)) == []


def without_path(text: str) -> str:
    import re

    return re.sub(r"<code>[0-9a-f]{12}</code>", "", text)


def test_somebody_not_signed_in_is_asked_to_sign_in_whether_it_exists_or_not(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    for path in (desk.score, "/nominations/no-such-nomination/score"):
        answer = visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/sign-in?next=/nominations/")


@pytest.mark.parametrize(
    ("standing", "reads", "saves"),
    [("open", 403, 403), ("closed", 403, 403), ("judging", 200, 303), ("tallying", 200, 403)],
)
def test_a_judge_reads_once_judging_opens_and_saves_until_it_closes(
    db: Session, visitor: Visitor, standing: str, reads: int, saves: int
) -> None:
    desk = arrange(db, standing=standing)
    judge = visitor.signed_in(desk.judge)
    assert judge.get(desk.score).status_code == reads
    answer = judge.submit(desk.score, **desk.fields(8))
    assert answer.status_code == saves
    if saves == 403:
        assert "Judging opens on" in answer.text or "Judging closed on" in answer.text
        assert look(db, select(Score.id)) == []


@pytest.mark.parametrize("state", [State.WITHDRAWN, State.OUT_OF_CONTEST, State.DRAFT])
def test_a_nomination_that_left_the_contest_leaves_the_desk(db: Session, visitor: Visitor, state: State) -> None:
    desk = arrange(db)
    desk.nomination.state = state
    db.commit()
    judge = visitor.signed_in(desk.judge)
    assert judge.get(desk.score).status_code == 404
    assert judge.submit(desk.score, **desk.fields(8)).status_code == 404
    assert "Nothing to judge yet" in judge.get(f"/programs/{desk.program.slug}/desk").text


def test_judging_that_closes_while_a_judge_works_refuses_the_save_and_says_why(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(8))
    db.execute(update(Program).values(judging_closes_at=datetime.now(UTC) - timedelta(seconds=1)))
    db.commit()
    answer = judge.post(desk.score, data=desk.fields(9, version=1), headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert "Judging closed on" in answer.json()["error"]
    assert look(db, select(Score.thousandths)) == [8000]


def test_a_form_of_one_nomination_never_saves_to_another(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other = make.make_submitted(db, desk.program, desk.owner, **assessed())
    make.make_assignment(db, other, desk.judge)
    judge = visitor.signed_in(desk.judge)
    page = judge.get(desk.score)
    judge.get(f"/nominations/{other.public_id}/score")
    assert f'action="{desk.score}"' in page.text
    judge.submit(desk.score, **desk.fields(8))
    assert look(db, select(Assignment.nomination_id).join(Scorecard)) == [desk.nomination.id]


def test_a_moved_nomination_is_scored_anew_and_shows_no_trace_of_the_move(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4, comment_organizers="Old words"))
    farmer = make.category_of(db, desk.program, ForRole.FARMER)
    (assessment,) = db.scalars(select(Assessment)).all()
    db.add(
        Settlement(
            assessment_id=assessment.id, nomination_id=desk.nomination.id, decision=SettlementKind.MOVE, by_id=desk.owner.id,
            from_category_id=desk.nomination.category_id, to_category_id=farmer.id, reason="Moved it", created_at=datetime.now(UTC),
        )
    )  # fmt: skip
    desk.nomination.category_id = farmer.id
    db.commit()
    page = judge.get(desk.score)
    assert "Old words" not in page.text
    assert "Moved it" not in page.text
    assert "settled" not in page.text
    assert "Salesperson of the Year</option>" in page.text  # only as a choice of "wrong category"
    assert "I agree" not in page.text
    assert look(db, counted_scorecards(desk.program.id)) == []
    assert judge.submit(desk.path("final"), **desk.fields(3, 3, 3, 3, 3)).status_code == 303
    assert len(look(db, select(Scorecard.id))) == 2
    assert len(look(db, select(Score.id))) == 10
    assert len(look(db, counted_scorecards(desk.program.id))) == 1
    of = {farmer.id: rubric_of(rubric(db, desk.program.id, farmer.id))}
    found = tallies(db, desk.program.id, of, frozenset())
    assert {key: (row.count, row.total / linear(of[farmer.id]).denominator) for key, row in found.items()} == {
        desk.nomination.id: (1, 3000)
    }


def test_rulings_are_asked_for_and_taken_in_categories_for_hunters_only(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    farmer = make.category_of(db, desk.program, ForRole.FARMER)
    other = make.make_submitted(db, desk.program, desk.owner, category=farmer, **assessed())
    make.make_assignment(db, other, desk.judge)
    judge = visitor.signed_in(desk.judge)
    for nomination in (desk.nomination, other):
        judge.submit(f"/nominations/{nomination.public_id}/score", **desk.fields(8, verdict="agree"))
    (assessment,) = look(db, select(Ruling.assessment_id))
    assert rulings(db, [assessment]) == {assessment: {"agree": 1}}
    assert "mostly_managed" not in judge.get(f"/nominations/{other.public_id}/score").text


def test_a_composite_is_the_weighted_mean_of_the_rubric(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.path("final"), **desk.fields(10, 8, 6, 4, 2))
    category = desk.nomination.category_id
    of = {category: rubric_of(rubric(db, desk.program.id, category))}
    (row,) = tallies(db, desk.program.id, of, frozenset()).values()
    assert linear(of[category]).denominator == 9
    assert (row.count, row.total, row.least, row.most) == (1, 64_000, 64_000, 64_000)
