"""A result opens to what it is made of; and who may open it."""

import re

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import AssignmentState, Score
from app.nominations.models import Nomination
from app.programs.models import CriterionOverride, ForRole, Program
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_index import keep_apart, nominated


def cells(page: str, judge: str) -> list[str]:
    row = re.search(rf'<tr><th scope="row"[^>]*>{re.escape(judge)}</th>(.*?)</tr>', page, re.DOTALL)
    assert row, f"no row of {judge}"
    return re.findall(r"<td[^>]*>(?:<strong>)?([^<]*)", row[1])


def scores(browser: Visitor, nomination: Nomination) -> str:
    answer = browser.get(f"/nominations/{nomination.public_id}/scores")
    assert answer.status_code == 200
    return str(answer.text)


def test_each_judge_is_named_with_every_score_and_the_weighted_mean(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = make.make_submitted(db, program, make.make_user(db))
    keys = [criterion.id for criterion in make.criteria_of(db, program)]  # weights 3 2 2 1 1
    make.make_scorecard(
        db, make.make_assignment(db, nomination, judges[0]), dict(zip(keys, (10000, 5000, 7500, 1000, 2000), strict=True))
    )  # fmt: skip
    page = scores(visitor.signed_in(organizer), nomination)
    # (3 × 10 + 2 × 5 + 2 × 7.5 + 1 + 2) ÷ 9 = 58 ÷ 9
    assert cells(page, judges[0].name) == ["10", "5", "7.5", "1", "2", "6.44"]
    assert "New business (33%)" in page


def test_a_weight_of_the_category_replaces_the_program_s(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    keys = make.criteria_of(db, program)
    category = make.category_of(db, program)
    db.add(CriterionOverride(criterion_id=keys[0].id, category_id=category.id, weight=0))
    db.commit()
    nomination = make.make_submitted(db, program, make.make_user(db))
    given = {criterion.id: 6000 for criterion in keys[1:]}
    make.make_scorecard(db, make.make_assignment(db, nomination, judges[0]), given)
    page = scores(visitor.signed_in(organizer), nomination)
    assert cells(page, judges[0].name) == ["6", "6", "6", "6", "6.00"]
    assert "New business ×" not in page


def test_scores_that_do_not_count_are_kept_with_the_reason(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, [], [])
    full = {criterion.id: 8000 for criterion in make.criteria_of(db, program)}
    expected = {}
    for reason in ("final", "draft", "recused", "removed", "conflict"):
        judge = make.make_judge(db, program)
        assignment = make.make_assignment(db, nomination, judge)
        make.make_scorecard(db, assignment, full, final=reason != "draft")
        if reason in ("recused", "removed"):
            assignment.state = AssignmentState(reason)
        if reason == "conflict":
            keep_apart(db, nomination, judge)
        expected[judge.name] = reason
    db.commit()
    page = scores(visitor.signed_in(organizer), nomination)
    counted, others = page.split("Kept, but not counted")
    words = {
        "draft": "Not final yet", "recused": "Stepped back because of a conflict", "removed": "No longer assigned",
        "conflict": "Has a conflict of interest",
    }  # fmt: skip
    for name, reason in expected.items():
        if reason == "final":
            assert name in counted
        else:
            assert cells(others, name) == [words[reason], "Salesperson of the Year", "8.00"]


def test_scores_from_before_a_move_are_kept_and_not_counted(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, judges, [9, 9, 9])
    nomination.category_id = make.category_of(db, program, ForRole.ACCOUNT_MANAGER).id
    db.commit()
    page = scores(visitor.signed_in(organizer), nomination)
    assert "No final scores yet" in page
    assert page.count("Scored in another category, before the nomination was moved") == 3


def test_neither_nominator_nor_judge_nor_conflicted_organizer_reads_scores(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, judges, [9, 8])
    path = f"/nominations/{nomination.public_id}/scores"
    owner, stranger = db.get_one(User, nomination.owner_id), make.make_user(db)
    assert visitor.signed_in(judges[0]).get(path).status_code == 404
    assert visitor.signed_in(stranger).get(path).status_code == 404
    assert visitor.signed_in(owner).get(path).status_code == 404
    keep_apart(db, nomination, organizer)
    refused = visitor.signed_in(organizer).get(path)
    assert refused.status_code == 403
    assert "another organizer looks after it" in refused.text
    assert judges[0].name not in refused.text


def test_what_each_judge_wrote_stands_under_the_scores_without_another_read(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, [], [])
    criteria = [(one.id, one.name) for one in make.criteria_of(db, program)]
    db.commit()
    browser = visitor.signed_in(organizer)

    def card(judge: User, said: str, *, final: bool = True) -> None:
        made = make.make_scorecard(
            db, make.make_assignment(db, nomination, judge), {key: 7000 for key, _name in criteria}, final=final
        )
        made.comment_organizers, made.comment_nominee = f"{said} <for you>", f"{said} well done"
        db.execute(
            update(Score)
            .where(Score.scorecard_id == made.id, Score.criterion_id == criteria[1][0])
            .values(note=f"{said} on it")
        )
        db.commit()

    assert "What the judges wrote" not in scores(browser, nomination)
    card(judges[0], "First")
    with visitor.counting() as few:
        page = scores(browser, nomination)
    assert f"<dt>Note on {criteria[1][1]}</dt><dd>First on it</dd>" in page
    assert "<dt>To the organizers</dt><dd>First &lt;for you&gt;</dd>" in page
    assert "<dt>To the nominee</dt><dd>First well done</dd>" in page
    card(judges[1], "Second", final=False)
    with visitor.counting() as more:
        page = scores(browser, nomination)
    written = page.split("What the judges wrote")[1]
    assert written.index(judges[0].name) < written.index("First on it")
    assert "Second on it" in written.split(judges[1].name)[-1]
    assert "Not final yet" in written
    assert len(more) == len(few)


def test_what_judges_wrote_is_kept_from_a_conflicted_organizer(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, [], [])
    made = make.make_scorecard(db, make.make_assignment(db, nomination, judges[0]), {})
    made.comment_organizers = "Canary comment"
    db.commit()
    browser = visitor.signed_in(organizer)
    assert "Canary comment" in scores(browser, nomination)
    keep_apart(db, nomination, organizer)
    assert "Canary comment" not in browser.get(f"/nominations/{nomination.public_id}/scores").text


def test_the_way_from_the_plain_mean_to_the_score_is_shown_part_by_part(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    judges = [make.make_judge(db, program) for _ in range(4)]
    for name, points in (("Ada", [9, 8, 6]), ("Ben", [8, 7, 5]), ("Cyd", [6, 5, 3]), ("Dot", [7, 6, 5])):
        nominated(db, program, judges[:3], points, nominee=name)
    lucky = nominated(db, program, judges[:2], [8, 8], nominee="Lucky")
    page = scores(visitor.signed_in(organizer), lucky)
    assert "From the plain mean to the score" in page
    assert "among the most lenient" in page
    assert "How severe its judges are, on average" in page
    assert "The chance that this nominee is the best is" in page
    assert "{" + "&#39;" not in page
