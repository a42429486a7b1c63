"""A judge sees how they changed their own scores, and nobody else does."""

from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange


def test_a_changed_score_is_kept_from_what_to_what(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    here = desk.path("score/history")
    judge.submit(desk.score, **desk.fields(8, 5))
    assert "No score changed" in judge.get(here).text, "what is given for the first time is no change"
    judge.submit(desk.score, **desk.fields(6, 5, version=1))
    judge.submit(desk.score, **{**desk.fields(version=2), f"score-{desk.criteria[1].id}": ""})
    page = judge.get(here).text
    assert "8 → 6" in page
    assert "5 → taken back" in page
    assert page.index("5 → taken back") < page.index("8 → 6"), "the last change comes first"


def test_nobody_else_reads_it(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.score, **desk.fields(8))
    judge.submit(desk.score, **desk.fields(6, version=1))
    other = make.make_judge(db, desk.program)
    make.make_assignment(db, desk.nomination, other)
    assert "8 → 6" not in visitor.signed_in(other).get(desk.path("score/history")).text
    for user in (desk.owner, make.make_organizer(db, desk.program)):
        assert visitor.signed_in(user).get(desk.path("score/history")).status_code == 404
