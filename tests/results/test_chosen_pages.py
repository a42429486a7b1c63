"""Every page of results names percent where judges ranked or compared, and nothing of scores that isn't so."""

import csv
import io
from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.exports.pdf.book import book_of
from app.exports.tables.table import Source
from app.nominations.models import Nomination
from app.programs.models import Program, RoundMode
from app.programs.queries import round_now
from app.results.queries.basis import digests_now
from app.results.queries.boards import results_now
from tests import factories as make
from tests.browsing import Visitor
from tests.results import chosen


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying")


@pytest.fixture
def field(db: Session, program: Program, judges: list[User]) -> list[Nomination]:
    """Ada before Ben before Cyd, in pairs; Dot was compared by one judge only."""
    chosen.choosing(db, program, RoundMode.COMPARE)
    owner = make.make_user(db)
    named = ("Ada Climber", "Ben Second", "Cyd Third", "Dot Late")
    ada, ben, cyd, dot = (make.make_submitted(db, program, owner, nominee=name) for name in named)
    for judge in judges:
        chosen.pair(db, judge, ada, ben, even=judge is judges[2])
        chosen.pair(db, judge, ben, cyd)
        chosen.pair(db, judge, ada, cyd)
    chosen.pair(db, judges[0], dot, cyd)
    return [ada, ben, cyd, dot]


def read(browser: Visitor, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def test_the_leaderboard_is_in_percent_with_intervals_and_says_what_the_figures_are(
    visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    page = read(visitor.signed_in(organizer), f"/programs/{program.slug}/results")
    assert page.index("Ada Climber") < page.index("Ben Second") < page.index("Cyd Third") < page.index("Dot Late")
    assert "Judges chose in this round, so figures are percent" in page
    assert "91.7%" in page  # (1 + 1 + ¾) ÷ 3: put above both, above both, above one and beside the other
    assert "Plain share" in page
    assert "Plain mean" not in page
    assert "Not ranked: fewer than 2 judges placed them among the others" in page
    assert "hardly more choices" not in page


def test_a_share_opens_to_what_each_judge_chose(
    visitor: Visitor, program: Program, organizer: User, judges: list[User], field: list[Nomination]
) -> None:
    page = read(visitor.signed_in(organizer), f"/nominations/{field[1].public_id}/scores")
    assert page.count("above: Cyd Third") == 3
    assert page.count("below: Ada Climber") == 2
    assert "too close to tell: Ada Climber" in page
    assert "50.0%" in page
    assert "75.0%" in page
    assert "58.3%" in page  # the mean of 50, 50 and 75
    assert "weighted mean" not in page


def test_an_order_is_told_by_places(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    chosen.choosing(db, program, RoundMode.RANK)
    one, two, three = chosen.nominees(db, program, 3)
    for judge in judges:
        chosen.order(db, judge, [two, one], [three])
    browser = visitor.signed_in(organizer)
    assert read(browser, f"/nominations/{one.public_id}/scores").count("place 2 of 3") == 3
    assert read(browser, f"/nominations/{three.public_id}/scores").count("not among the first 2 of 3") == 3


@pytest.mark.parametrize("name", ["judges", "panel"])
def test_severity_is_said_not_to_apply(
    visitor: Visitor, program: Program, organizer: User, field: list[Nomination], name: str
) -> None:
    page = read(visitor.signed_in(organizer), f"/programs/{program.slug}/results/{name}")
    assert "Severity does not apply" in page
    assert "How far below the panel" not in page


def test_sensitivity_knows_the_methods_that_there_are_for_choices(
    visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    page = read(visitor.signed_in(organizer), f"/programs/{program.slug}/results/sensitivity")
    assert "Trimmed share" in page
    assert "Additive" not in page
    assert "Ada Climber" in page


def test_decisions_go_by_the_share_and_an_adjustment_is_in_percent(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    path = f"/programs/{program.slug}/decisions/{field[0].category_id}"
    page = read(browser, path)
    assert page.index("Ada Climber") < page.index("Ben Second")
    assert "The share it should have, in percent" in page


def test_equal_shares_are_separated_by_the_rules_that_choices_can_answer(
    db: Session, visitor: Visitor, organizer: User, program: Program, judges: list[User]
) -> None:
    program.tie_rules = ["heaviest", "first_places", "head_to_head"]
    chosen.choosing(db, program, RoundMode.RANK)
    one, two, three = chosen.nominees(db, program, 3)
    for judge, best in zip(judges, ([one, two], [two, one], [three]), strict=True):
        chosen.order(db, judge, best, [each for each in (one, two, three) if each not in best])
    program.result_method = "mean"  # type: ignore[assignment]
    db.commit()
    page = read(visitor.signed_in(organizer), f"/programs/{program.slug}/decisions/{one.category_id}")
    assert "first places" in page.lower()
    assert "No criterion was scored for all of them." in page


def test_who_goes_through_is_told_in_percent_and_by_a_bound(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    now = round_now(db, program.id)
    now.bound, now.goes_through = 55_000, None
    make.make_round(db, program, begun=False, opens_at=now.closes_at, closes_at=now.closes_at + timedelta(days=9))
    db.commit()
    page = read(visitor.signed_in(organizer), f"/programs/{program.slug}/through")
    assert "everybody with 55% or more" in page
    assert "Fair share" in page
    results = results_now(db, program)
    shown = results.board_of(field[0].category_id).row_of(field[0].id)
    assert shown is not None
    assert shown.line is not None
    assert f"{shown.line.fair:.1f}%" in page


def test_the_exports_name_the_unit(
    visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    browser, path = visitor.signed_in(organizer), f"/programs/{program.slug}/exports/download"
    rows = list(
        csv.DictReader(io.StringIO(browser.submit(path, what="results", format="csv").content.decode("utf-8-sig")))
    )
    first = next(row for row in rows if row["Nominee"] == "Ada Climber")
    assert first["Unit of scores and means"] == "percent of the other nominees"
    assert first["Official method"] == "Fair share"
    assert first["Plain mean"].startswith("91.66")
    for name in ("panel", "severity", "sensitivity"):
        assert browser.submit(path, what=name, format="csv").status_code == 200


def test_the_book_has_shares(db: Session, program: Program, field: list[Nomination]) -> None:
    data = book_of(Source.about(db, program, frozenset()), program.created_at).data
    rows = [row for chapter in data["chapters"] for row in chapter["rows"]]
    assert next(row for row in rows if row["nominee"] == "Ada Climber")["score"].endswith("%")
    assert data["method"] == "Fair share"


def test_what_a_decision_rests_on_changes_with_a_choice(
    db: Session, program: Program, judges: list[User], field: list[Nomination]
) -> None:
    before = digests_now(db, program)[field[0].category_id]
    assert before == next(one.digest for one in results_now(db, program).computed)
    chosen.pair(db, judges[1], field[3], field[2])
    assert digests_now(db, program)[field[0].category_id] != before


def test_queries_do_not_grow_with_nominations_and_judges(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], field: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)

    def count() -> int:
        with browser.counting() as queries:
            browser.get(f"/programs/{program.slug}/results")
        return len(queries)

    count()
    first = count()
    more = chosen.nominees(db, program, 4)
    for judge in judges:
        for one, other in pairwise(more):
            chosen.pair(db, judge, one, other)
    count()
    assert count() <= first
