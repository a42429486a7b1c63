"""Results that are computed once per state of the scores: what they are keyed by, stored, read, and what they leave out."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import AssignedBy, Assignment
from app.programs.models import Program, ResultMethod
from app.results.models import ComputedResult
from app.results.queries.boards import results_now
from app.results.service import KEPT, keep_results
from tests import factories as make
from tests.results.test_index import keep_apart, nominated

POINTS = {"Ada": [9, 8, 8], "Ben": [7, 7, 6], "Cyd": [5, 6, 4], "Dot": [8, 6, 7], "Eve": [6, 4, 5]}


def arranged(db: Session, program: Program, judges: list[User]) -> dict[str, int]:
    return {name: nominated(db, program, judges, points, nominee=name).id for name, points in POINTS.items()}


def stored(db: Session) -> int:
    return db.scalar(select(func.count()).select_from(ComputedResult)) or 0


def test_what_was_stored_is_read_back_to_the_last_digit(db: Session, program: Program, judges: list[User]) -> None:
    arranged(db, program, judges)
    first = results_now(db, program)
    assert [one.stored for one in first.computed] == [False]
    keep_results(db, program.id, first.fresh, now=program.created_at)
    db.commit()
    again = results_now(db, program)
    assert [one.stored for one in again.computed] == [True]
    assert again.computed[0].nominees == first.computed[0].nominees
    assert again.computed[0].judges == first.computed[0].judges
    assert again.fresh == []


def test_best_first_with_an_interval_around_each(db: Session, program: Program, judges: list[User]) -> None:
    names = {key: name for name, key in arranged(db, program, judges).items()}
    (board, *others) = results_now(db, program).boards
    assert [names[row.key] for row in board.ranked] == ["Ada", "Dot", "Ben", "Cyd", "Eve"]
    assert [row.line.n for row in board.ranked if row.line] == [3] * 5
    for row in board.ranked:
        assert row.line is not None
        assert row.line.low is not None
        assert row.line.high is not None
        assert row.line.fair is not None
        assert row.line.low < row.line.fair < row.line.high
    assert not any(other.size for other in others)


def test_storing_twice_keeps_one_row_and_a_new_score_makes_another(
    db: Session, program: Program, judges: list[User]
) -> None:
    arranged(db, program, judges)
    fresh = results_now(db, program).fresh
    keep_results(db, program.id, fresh, now=program.created_at)
    keep_results(db, program.id, fresh, now=program.created_at)
    assert stored(db) == 1
    nominated(db, program, judges, [7, 8, 9])
    assert results_now(db, program).computed[0].digest != fresh[0].digest


def test_old_results_are_cleared_away_but_pinned_ones_stay(db: Session, program: Program) -> None:
    for number in range(KEPT + 5):
        db.add(
            ComputedResult(
                program_id=program.id, digest=str(number), engine="1", outcome={}, pinned=number == 0,
                created_at=program.created_at,
            )
        )  # fmt: skip
    db.commit()
    keep_results(db, program.id, [], now=program.created_at)
    digests = set(db.scalars(select(ComputedResult.digest)))
    assert len(digests) == KEPT + 1
    assert "0" in digests
    assert "1" not in digests


def test_each_method_has_its_own_result(db: Session, program: Program, judges: list[User]) -> None:
    arranged(db, program, judges)
    digests = {results_now(db, program, method=method).computed[0].digest for method in ResultMethod}
    assert len(digests) == len(ResultMethod)
    assert results_now(db, program).official
    assert not results_now(db, program, method=ResultMethod.TRIMMED).official


def test_what_is_hidden_changes_no_figure(db: Session, program: Program, judges: list[User], organizer: User) -> None:
    arranged(db, program, judges)
    without = results_now(db, program)
    secret = nominated(db, program, judges, [10, 1, 10], nominee="Canary Cousin")
    keep_apart(db, secret, organizer)
    hidden = results_now(db, program, {secret.id})
    assert hidden.computed[0].digest == without.computed[0].digest
    assert hidden.boards[0].left_out == 1
    assert hidden.boards[0].row_of(secret.id) is None
    assert results_now(db, program).computed[0].digest != without.computed[0].digest


def test_too_few_scores_are_set_apart_and_go_into_nothing(db: Session, program: Program, judges: list[User]) -> None:
    arranged(db, program, judges)
    before = results_now(db, program).computed[0].digest
    one = nominated(db, program, judges, [10])
    results = results_now(db, program)
    assert results.computed[0].digest == before
    assert [row.key for row in results.boards[0].few] == [one.id]


def test_how_judges_came_to_nominations_is_what_was_so_when_judging_opened(
    db: Session, program: Program, judges: list[User]
) -> None:
    arranged(db, program, judges)
    assert results_now(db, program).assignment == "auto"
    assignments = db.scalars(select(Assignment)).all()
    for kind, told in ((AssignedBy.RULE, "random"), (AssignedBy.CHOICE, "chosen")):
        for assignment in assignments:
            assignment.assigned_by = kind
        db.commit()
        assert results_now(db, program).assignment == told
    assignments[0].assigned_by = AssignedBy.RULE
    db.commit()
    assert results_now(db, program).assignment == "auto"
    assignments[0].created_at = program.judging_opens_at.replace(year=program.judging_opens_at.year - 1)
    db.commit()
    assert results_now(db, program).assignment == "random"


def test_a_program_without_scores_has_no_result(db: Session, program: Program) -> None:
    make.make_submitted(db, program, make.make_user(db))
    results = results_now(db, program)
    assert results.computed == ()
    assert [row.line for row in results.boards[0].few] == [None]
