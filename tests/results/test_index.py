"""The results page: who may see it, what it shows, and that it grows flatly."""

import re
from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.nominations.models import Assessment, Conflict, ConflictState, Nomination, Submission
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.browsing import Visitor


def nominated(db: Session, program: Program, judges: list[User], points: list[int], **values: object) -> Nomination:
    """A nomination to which judge n gave points[n] for every criterion, in whole points."""
    nomination = make.make_submitted(db, program, make.make_user(db), **values)  # type: ignore[arg-type]
    for judge, given in zip(judges, points, strict=False):
        card = {criterion.id: given * 1000 for criterion in make.criteria_of(db, program)}
        make.make_scorecard(db, make.make_assignment(db, nomination, judge), card)
    return nomination


def keep_apart(db: Session, nomination: Nomination, user: User) -> None:
    db.add(
        Conflict(
            nomination_id=nomination.id, user_id=user.id, source="declared", state=ConflictState.CONFIRMED, reason="Cousins",
            created_at=nomination.created_at,
        )
    )  # fmt: skip
    db.commit()


def ranks(page: str) -> Iterator[tuple[str, str]]:
    """(rank, nominee) as the page shows them."""
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL):
        rank = re.search(r'data-label="Rank"><strong class="num">(\d+)', row)
        name = re.search(r'data-label="Nominee"><a [^>]*>([^<]*)', row)
        if rank and name:
            yield rank[1], name[1]


def test_equal_results_share_a_rank_and_the_next_one_skips(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    for name, points in (("Ada", [8, 8]), ("Ben", [9, 7]), ("Cyd", [7, 7]), ("Dot", [10, 9])):
        nominated(db, program, judges, points, nominee=name)
    page = visitor.signed_in(organizer).get("/programs/awards/results")
    assert page.status_code == 200
    assert list(ranks(page.text)) == [("1", "Dot"), ("2", "Ada"), ("2", "Ben"), ("4", "Cyd")]


def test_fewer_scores_than_the_minimum_are_set_apart(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nominated(db, program, judges, [6, 6], nominee="Ranked")
    nominated(db, program, judges, [10], nominee="One Score")
    page = visitor.signed_in(organizer).get("/programs/awards/results").text
    assert list(ranks(page)) == [("1", "Ranked")]
    assert "Fewer than 2 scores: not ranked" in page
    assert "One Score" in page


def test_revenue_stands_with_its_split_role_and_flag(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nominated(db, program, judges, [8, 8], flag=True, role="account_manager", split=(3_890_000_00, 0, 310_000_00, 0))
    page = visitor.signed_in(organizer).get("/programs/awards/results").text
    assert "$4.2M" in page
    assert "of which $310k new business" in page
    assert "Mostly managed: 93%" in page
    assert "1 flag or question in this category waits to be settled." in page


def test_nothing_is_flagged_in_a_category_for_account_managers(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    category = make.category_of(db, program, ForRole.ACCOUNT_MANAGER)
    nominated(db, program, judges, [8, 8], flag=True, category=category, split=(900_00, 0, 100_00, 0))
    page = visitor.signed_in(organizer).get("/programs/awards/results").text
    assert "of which $100 new business" in page
    assert "Mostly managed" not in page
    assert "waits to be settled" not in page


def test_a_conflicted_organizer_sees_neither_the_nomination_nor_a_gap_in_the_ranks(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nominated(db, program, judges, [9, 9], nominee="First")
    secret = nominated(db, program, judges, [8, 8], nominee="Canary Cousin")
    nominated(db, program, judges, [7, 7], nominee="Third")
    keep_apart(db, secret, organizer)
    browser = visitor.signed_in(organizer)
    page = browser.get("/programs/awards/results").text
    assert "Canary" not in page
    assert list(ranks(page)) == [("1", "First"), ("2", "Third")]
    assert "You have a conflict of interest with 1 nomination here." in page
    other = visitor.signed_in(make.make_organizer(db, program)).get("/programs/awards/results").text
    assert list(ranks(other)) == [("1", "First"), ("2", "Canary Cousin"), ("3", "Third")]


def test_only_organizers_of_the_program_see_results(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    nomination = nominated(db, program, judges, [9, 9])
    elsewhere = make.make_organizer(db, make.make_program(db))
    owner = db.get_one(User, nomination.owner_id)
    admin = make.make_user(db, is_administrator=True)
    for user in (elsewhere, owner, judges[0], admin):
        assert visitor.signed_in(user).get("/programs/awards/results").status_code == 404
    assert visitor.get("/programs/awards/results").status_code == 303


def test_a_page_out_of_range_or_an_unknown_category_is_no_error(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    browser = visitor.signed_in(organizer)
    category = make.category_of(db, program)
    assert browser.get(f"/programs/awards/results?category={category.id}&page=99").status_code == 200
    for query in ("category=999999", "category=x", "page=0", "page=-1", "category=99999999999999999999999"):
        assert browser.get(f"/programs/awards/results?{query}").status_code == 404


def test_a_long_category_is_shown_page_by_page(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    owner, category = make.make_user(db), make.category_of(db, program)
    for _ in range(30):
        make.make_submitted(db, program, owner)
    browser = visitor.signed_in(organizer)
    first = browser.get("/programs/awards/results").text
    assert "All 30 of Salesperson of the Year" in first
    assert first.count('data-label="Nominee"') == 10
    assert browser.get(f"/programs/awards/results?category={category.id}").text.count('data-label="Nominee"') == 30


def test_the_number_of_queries_does_not_grow_with_nominations_and_judges(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    browser = visitor.signed_in(organizer)
    nominated(db, program, judges, [5])
    with browser.counting() as few:
        browser.get("/programs/awards/results")
    for _ in range(12):
        nominated(db, program, judges, [5, 6, 7])
    browser.get("/programs/awards/results")  # stores the result after the answer
    with browser.counting() as many:
        browser.get("/programs/awards/results")
    # Two more than before there were adjustments and rounds: one query for each.
    assert len(many) == len(few) <= 14


def test_a_later_assessment_replaces_the_earlier_one(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], now: object
) -> None:
    nomination = nominated(db, program, judges, [8, 8], flag=True, split=(900_00, 0, 100_00, 0))
    submission = db.query(Submission).filter_by(nomination_id=nomination.id).one()
    old = db.query(Assessment).filter_by(submission_id=submission.id).one()
    old.superseded_at = nomination.created_at
    db.add(
        Assessment(
            submission_id=submission.id, number=2, created_at=nomination.created_at, rules_version="test-2", rules={},
            role="hunter", flag=False, question=False, share=100_000, total_minor=1000_00, managed_minor=100_00,
            expansion_minor=0, new_minor=900_00, undetermined_minor=0, result={},
        )
    )  # fmt: skip
    db.commit()
    page = visitor.signed_in(organizer).get("/programs/awards/results").text
    assert "of which $900 new business" in page
    assert "Mostly managed" not in page
