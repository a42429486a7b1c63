"""How a judge's scores compare with the panel's: after the close, where the program says so, and never of fewer than three others."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from app.judging.models import JudgeTerms
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange


def panel(db: Session, others: int, *, nominations: int = 3, standing: str = "tallying", told: bool = True) -> Desk:
    """The desk's judge gave 8 everywhere; each other judge 4, 5, 6 … on every nomination."""
    desk = arrange(db, standing=standing)
    db.get_one(Program, desk.program.id).judges_compare = told
    judges = [make.make_judge(db, desk.program) for _each in range(others)]
    for number in range(nominations):
        nomination = make.make_submitted(db, desk.program, desk.owner) if number else desk.nomination
        mine = make.make_assignment(db, nomination, desk.judge) if number else desk.assignment
        make.make_scorecard(db, mine, {c.id: 8000 for c in desk.criteria})
        for place, judge in enumerate(judges):
            make.make_scorecard(
                db, make.make_assignment(db, nomination, judge), {c.id: 4000 + 1000 * place for c in desk.criteria}
            )
    db.commit()
    return desk


def shown(visitor: Visitor, desk: Desk) -> tuple[int, str]:
    answer = visitor.signed_in(desk.judge).get(f"/programs/{desk.program.slug}/desk/compared")
    return answer.status_code, answer.text


def test_own_mean_and_spread_stand_beside_the_panels(db: Session, visitor: Visitor) -> None:
    desk = panel(db, 3)
    status, page = shown(visitor, desk)
    assert status == 200
    row = page.split(desk.criteria[0].name)[1].split("</tr>")[0]
    assert [part.split("<")[0] for part in row.split('">')[1:]] == ["8.0", "5.0", "+3.0", "0.0", "0.8", "3"]


def test_two_other_judges_or_two_nominations_are_too_few(db: Session, visitor: Visitor) -> None:
    for others, nominations in ((2, 3), (3, 2)):
        status, page = shown(visitor, panel(db, others, nominations=nominations))
        assert status == 200
        assert "Too few scores to compare" in page
        assert "5.0" not in page


def test_it_is_told_only_after_the_close_and_where_the_program_says_so(db: Session, visitor: Visitor) -> None:
    status, page = shown(visitor, panel(db, 3, standing="judging"))
    assert (status, "once judging has closed" in page) == (403, True)
    status, page = shown(visitor, panel(db, 3, told=False))
    assert (status, "5.0" in page) == (403, False)
    desk = panel(db, 3)
    assert "How your scores compare" in visitor.signed_in(desk.judge).get(f"/programs/{desk.program.slug}/desk").text


def test_it_waits_for_a_judge_with_more_time(db: Session, visitor: Visitor) -> None:
    desk = panel(db, 3)
    late = make.make_judge(db, desk.program)
    terms = JudgeTerms(
        program_id=desk.program.id, judge_id=late.id, extended_until=datetime.now(UTC) + timedelta(days=1)
    )
    db.add(terms)
    db.commit()
    status, page = shown(visitor, desk)
    assert (status, "once all are in" in page) == (403, True), "before and after one more scorecard would tell that one"
    terms.extended_until = datetime.now(UTC) - timedelta(minutes=1)
    db.commit()
    assert shown(visitor, desk)[0] == 200


def test_no_name_of_another_judge_is_on_it_and_nobody_else_reads_it(db: Session, visitor: Visitor) -> None:
    desk = panel(db, 3)
    other = make.make_judge(db, desk.program, "fourth@canary-judges.example")
    make.make_scorecard(db, make.make_assignment(db, desk.nomination, other), {c.id: 4000 for c in desk.criteria})
    db.commit()
    assert other.name not in shown(visitor, desk)[1]
    for user in (desk.owner, make.make_organizer(db, desk.program)):
        assert visitor.signed_in(user).get(f"/programs/{desk.program.slug}/desk/compared").status_code == 404
