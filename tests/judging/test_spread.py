"""A judge's own spread: their scores, and nobody else's."""

from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange


def test_the_spread_holds_only_ones_own_scores(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    other = make.make_judge(db, desk.program)
    make.make_scorecard(db, make.make_assignment(db, desk.nomination, other), {desk.criteria[0].id: 3000})
    judge = visitor.signed_in(desk.judge)
    here = f"/programs/{desk.program.slug}/spread"
    assert "No scores yet" in judge.get(here).text
    judge.submit(desk.score, **desk.fields(9))
    page = judge.get(here)
    assert "Mean 9.00, from 1 score<" in page.text
    assert "3.00" not in page.text
