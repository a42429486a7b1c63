"""The panel's page: what scores are made of, agreement, groups, and how many more scores would settle the lead."""

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.domain.scoring.separating import MOST, scores_to_separate
from app.programs.models import Program
from app.results.queries.boards import results_now
from app.results.queries.panel import shares, tops
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_index import nominated

PATH = "/programs/awards/results/panel"


def test_shares_add_up_and_reliability_grows_with_judges(db: Session, program: Program, judges: list[User]) -> None:
    for points in ([9, 8, 6], [8, 6, 5], [6, 5, 3], [7, 6, 6], [9, 7, 5], [5, 4, 2]):
        nominated(db, program, judges, points)
    (one,) = results_now(db, program).computed
    found = shares(one)
    assert found is not None
    assert found.nominees + found.judges + found.rest == pytest.approx(1)
    assert found.nominees == pytest.approx(one.reliability(1))
    grown = [one.reliability(many) for many in (1, 3, 5, 8)]
    assert grown == sorted(grown)
    assert len(set(grown)) == 4


def test_scores_to_separate_is_where_the_difference_reaches_its_level() -> None:
    needed = scores_to_separate(0.5, 1.0)
    assert needed is not None
    assert 0.5 / (2 * 1.0 / needed) ** 0.5 >= 1.6449 > 0.5 / (2 * 1.0 / (needed - 1)) ** 0.5
    assert scores_to_separate(5, 0.01) == 1
    assert scores_to_separate(0, 1) is None
    assert scores_to_separate(0.01, 1) is None
    assert (scores_to_separate(0.1645, 1.0) or 0) <= MOST


def test_the_first_two_are_compared_by_name(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    for name, points in (
        ("Ada", [9, 8, 6]),
        ("Ben", [8, 7, 6]),
        ("Cyd", [6, 5, 3]),
        ("Dot", [7, 6, 5]),
        ("Eve", [5, 4, 2]),
    ):
        nominated(db, program, judges, points, nominee=name)
    page = visitor.signed_in(organizer).get(PATH).text
    (top,) = tops(results_now(db, program))
    assert top.names == ("Ada", "Ben")
    assert "Ada, Ben" in page
    assert ("scores each; they have 3 and 3." in page) is (not top.separated)
    assert "All nominees can be compared with one another" in page


def test_unconnected_groups_are_told_by_their_people_with_what_to_do(
    db: Session, visitor: Visitor, program: Program, organizer: User
) -> None:
    names = ("Boston Bea", "Boston Bob", "Worcester Will", "Worcester Wes")
    judges = [make.make_judge(db, program) for _ in names]
    for judge, name in zip(judges, names, strict=True):
        judge.name = name
    db.commit()
    for pair, people in ((judges[:2], ("Ada", "Ben", "Cyd")), (judges[2:], ("Dot", "Eve", "Fay"))):
        for points, nominee in zip(([9, 7], [6, 6], [4, 3]), people, strict=True):
            nominated(db, program, pair, points, nominee=nominee)
    browser = visitor.signed_in(organizer)
    page = browser.get(PATH).text
    assert "Boston Bea, Boston Bob scored Ada, Ben, Cyd" in page
    assert "have two judges of one score three nominees of the other" in page
    board = browser.get("/programs/awards/results").text
    assert "No common ranking can be defended" in board
    assert "Boston Bea and Boston Bob scored Ada, Ben and Cyd" in board
    assert "Group 2" in board
    assert "⟦" not in page + board


def test_an_empty_program_says_what_will_be_here(visitor: Visitor, program: Program, organizer: User) -> None:
    assert "No scores that count yet" in visitor.signed_in(organizer).get(PATH).text
