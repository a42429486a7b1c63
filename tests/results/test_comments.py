"""An organizer reads what judges wrote to nominees before nominators do."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Assignment, Scorecard
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.models import CommentReview
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_decisions import send
from tests.results.test_feedback import PAGE, ada, judges, owner_of, program, public, read
from tests.results.test_index import nominated

__all__ = ["ada", "judges", "program"]  # fixtures


def test_a_comment_that_was_changed_is_read_anew(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    browser, owner = visitor.signed_in(organizer), owner_of(db, visitor, ada)
    public(db, browser, program, organizer, ada)
    assert read(db, browser, 1, go="show", text="Second opinion") == 303
    send(db, browser, PAGE + "/release")
    here = f"/nominations/{ada.public_id}/feedback"
    assert "Second opinion" in owner.get(here).text
    db.scalars(select(Scorecard).order_by(Scorecard.id)).all()[1].comment_nominee = "Second opinion, by Zora"
    db.commit()
    assert "Second opinion" not in owner.get(here).text
    assert "3 comments were not read yet" in browser.get(PAGE).text


def test_judge_a_of_one_nomination_is_drawn_anew_for_the_next(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User]
) -> None:
    browser = visitor.signed_in(organizer)
    for _ in range(12):
        nominated(db, program, judges, [5, 5, 5])
    cards = db.scalars(select(Scorecard).order_by(Scorecard.id)).all()
    for card in cards:
        card.comment_nominee = "A comment"
    db.commit()
    for place in range(len(cards)):
        assert read(db, browser, place, go="show", text="A comment") == 303
    judge_of = dict(db.execute(select(Scorecard.id, Assignment.judge_id).join(Scorecard.assignment)).all())
    nomination_of = dict(db.execute(select(Scorecard.id, Assignment.nomination_id).join(Scorecard.assignment)).all())  # fmt: skip
    first: dict[int, int] = {}
    for review in db.scalars(select(CommentReview).order_by(CommentReview.place)):
        first.setdefault(nomination_of[review.scorecard_id], judge_of[review.scorecard_id])
    assert len(first) == 12
    assert len(set(first.values())) > 1, "the same judge first twelve times: once in 177,147"


def test_an_organizer_with_a_conflict_reads_no_comment_on_it(
    db: Session, visitor: Visitor, program: Program, organizer: User, ada: Nomination
) -> None:
    conflicted = make.make_organizer(db, program)
    make.make_conflict(db, ada, conflicted)
    browser = visitor.signed_in(conflicted)
    assert "Second opinion" not in browser.get(PAGE).text
    assert read(db, browser, 1, go="show", text="Second opinion") == 404
