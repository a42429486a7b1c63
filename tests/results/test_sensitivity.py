"""Who would be first by another method, and without each judge."""

import re

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.programs.models import Program, ResultMethod
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_index import nominated

PATH = "/programs/awards/results/sensitivity"


def rows(page: str) -> dict[str, tuple[str, str]]:
    """Method or judge → (first, what its badge says)."""
    found = {}
    for row in re.findall(r"<tr><th scope=\"row\".*?</tr>", page, re.DOTALL):
        cells = [
            " ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        found[cells[0]] = (cells[1], cells[2])
    return found


def test_a_judge_on_whom_the_first_place_hangs_is_found(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    judges[2].name = "Deciding Dee"
    db.commit()
    for name, points in (
        ("Ada", [8, 8, 10]),
        ("Ben", [9, 9, 3]),
        ("Cyd", [5, 4, 5]),
        ("Dot", [6, 6, 5]),
        ("Eve", [3, 4, 3]),
    ):
        nominated(db, program, judges, points, nominee=name)
    page = visitor.signed_in(organizer).get(PATH).text
    told = rows(page)
    assert told["Fair score official"] == ("Ada", "the same")
    assert told["Plain mean"] == ("Ada", "the same")
    assert told["Deciding Dee"] == ("Ben", "somebody else")
    assert "would change who is first" in page


def test_the_official_method_is_marked_whichever_it_is(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    program.result_method = ResultMethod.TRIMMED
    db.commit()
    for points in ([8, 8, 10], [9, 9, 3], [5, 4, 5]):
        nominated(db, program, judges, points)
    told = rows(visitor.signed_in(organizer).get(PATH).text)
    assert "Trimmed mean official" in told
    assert "Fair score" in told


def test_an_empty_program_says_what_will_be_here(visitor: Visitor, program: Program, organizer: User) -> None:
    assert "No scores that count yet" in visitor.signed_in(organizer).get(PATH).text


def test_only_organizers_of_the_program_see_these_pages(
    db: Session, visitor: Visitor, program: Program, judges: list[User]
) -> None:
    for path in (PATH, "/programs/awards/results/judges", "/programs/awards/results/panel"):
        assert visitor.signed_in(judges[0]).get(path).status_code == 404
        assert visitor.signed_in(make.make_user(db, is_administrator=True)).get(path).status_code == 404
