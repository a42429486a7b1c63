"""Stepping back: the nomination leaves the desk, scores are kept and don't count, the organizers are told."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, Score
from app.judging.queries.counted import counted_scorecards
from app.mail.models import OutboxMail
from app.nominations.models import Conflict
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import arrange, look


def test_a_recusal_hides_the_nomination_keeps_its_scores_uncounted_and_tells_the_organizers(
    db: Session, visitor: Visitor
) -> None:
    desk = arrange(db)
    organizer, conflicted = make.make_organizer(db, desk.program), make.make_organizer(db, desk.program)
    make.make_conflict(db, desk.nomination, conflicted)
    judge = visitor.signed_in(desk.judge)
    judge.submit(desk.path("final"), **desk.fields(8, 7, 6, 5, 4))
    assert len(look(db, counted_scorecards(desk.program.id))) == 1
    page = judge.follow(judge.submit(desk.path("recuse"), reason="We worked together"))
    assert "has left your desk" in page.text
    assert look(db, select(Assignment.state)) == ["recused"]
    assert "We worked together" in look(db, select(Conflict.reason))
    assert len(look(db, select(Score.id))) == 5
    assert look(db, counted_scorecards(desk.program.id)) == []
    assert look(db, select(OutboxMail.to_email)) == [organizer.email]
    for last in ("score", "recuse"):
        assert judge.get(desk.path(last)).status_code == 404
    for last in ("score", "final", "doubt", "fits", "recuse"):
        assert judge.submit(desk.path(last), **desk.fields(1, reason="Once more")).status_code == 404


def test_a_reason_is_needed_and_what_was_typed_comes_back(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    judge = visitor.signed_in(desk.judge)
    assert judge.get(desk.path("recuse")).status_code == 200
    page = judge.submit(desk.path("recuse"), reason="x" * 3000)
    assert page.status_code == 422
    assert "x" * 3000 in page.text
    assert judge.submit(desk.path("recuse"), reason="  ").status_code == 422
