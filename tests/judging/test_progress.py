"""How far judging is, by judge and by nomination."""

from sqlalchemy.orm import Session

from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, assessed


def test_progress_counts_final_cards_and_wrong_categories_as_done(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/progress"
    assert "0 of 1" in organizer.get(here).text
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.path("doubt"), **desk.fields(doubt_reason="All renewals"))
    page = organizer.get(here)
    assert "1 of 1" in page.text
    assert "0 of 3" in page.text  # a doubt is done, but no score that counts
    judge.submit(desk.path("fits"))
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4, version=1))
    assert "1 of 3" in organizer.get(here).text


def test_the_number_of_queries_does_not_grow(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    organizer = visitor.signed_in(make.make_organizer(db, desk.program))
    here = f"/programs/{desk.program.slug}/progress"
    with visitor.counting() as few:
        organizer.get(here)
    for _more in range(4):
        nomination = make.make_submitted(db, desk.program, desk.owner, **assessed())
        make.make_assignment(db, nomination, make.make_judge(db, desk.program))
    with visitor.counting() as many:
        organizer.get(here)
    assert len(many) == len(few)
