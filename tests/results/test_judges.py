"""The judges' page: severity, straight-lining and surprises in words, and nothing of a nomination that a viewer is kept from."""

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_index import keep_apart, nominated

PATH = "/programs/awards/results/judges"


def test_the_severest_judge_stands_first(db: Session, visitor: Visitor, program: Program, organizer: User) -> None:
    judges = [make.make_judge(db, program) for _ in range(3)]
    for judge, name in zip(judges, ("Lenient Lee", "Middle Max", "Severe Sam"), strict=True):
        judge.name = name
    db.commit()
    for points in ([9, 8, 6], [8, 6, 5], [6, 5, 3], [7, 6, 5], [9, 7, 5], [5, 4, 2]):
        nominated(db, program, judges, points)
    page = visitor.signed_in(organizer).get(PATH).text
    assert page.index("Severe Sam") < page.index("Middle Max") < page.index("Lenient Lee")
    assert "6 of 6" in page


def test_whoever_gave_everybody_the_same_is_named(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    for points in ([9, 8, 7], [8, 6, 7], [6, 5, 7], [4, 5, 7]):
        nominated(db, program, judges, points)
    page = visitor.signed_in(organizer).get(PATH).text
    assert page.count("Gave everybody the same score (7.00)") == 1
    assert "Gave all criteria the same score, for every nominee" in page


def test_a_surprising_score_is_named_but_not_to_whom_it_is_none_of_their_business(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    judges = [make.make_judge(db, program) for _ in range(4)]
    for base in (4, 5, 6, 7, 5, 6, 4, 7, 5, 6):
        nominated(db, program, judges, [base, base + 1, base, base - 1])
    odd = nominated(db, program, judges, [6, 7, 6, 1], nominee="Canary Cousin")
    other = visitor.signed_in(make.make_organizer(db, program))
    assert "Surprising: 1.00 for Canary Cousin" in other.get(PATH).text
    keep_apart(db, odd, organizer)
    page = visitor.signed_in(organizer).get(PATH).text
    assert "Canary" not in page
    assert "Surprising: " not in page
    assert "Its scores are not in these figures." in page


def test_before_the_first_score_the_page_says_what_will_be_here(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    make.make_assignment(db, make.make_submitted(db, program, make.make_user(db)), make.make_judge(db, program))
    page = visitor.signed_in(organizer).get(PATH).text
    assert "No scores that count yet" in page
    assert "0 of 1" in page


def test_queries_do_not_grow(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    browser = visitor.signed_in(organizer)
    counted = []
    for _ in range(2):
        for points in ([9, 8, 7], [8, 6, 7], [6, 5, 4], [4, 5, 7]):
            nominated(db, program, [*judges, make.make_judge(db, program)], points)
        browser.get(PATH)
        with browser.counting() as queries:
            browser.get(PATH)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 12
