"""What is left where judges order or compare: pairs asked, orders submitted, and nothing for a nomination that stands alone."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.domain.pacing import Standing
from app.judging.queries.at_work import AtWork, judges_at_work
from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.programs.models import ForRole, Program, RoundMode
from app.programs.queries.unfinished import unfinished
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.choosing import Field, arrange, version_in

PROGRESS = "/programs/choosing/progress"
PHASES = "/programs/choosing/phases"


@pytest.fixture
def field(db: Session) -> Field:
    """Four nominations: four pairs are asked."""
    return arrange(db, RoundMode.COMPARE, choices=2)


def single(db: Session, field: Field) -> Nomination:
    """The judge's only nomination of another category."""
    other = make.category_of(db, field.program, ForRole.FARMER)
    made = make.make_submitted(db, field.program, make.make_user(db), category=other)
    make.make_assignment(db, made, field.judge)
    db.commit()
    return made


def compare(visitor: Visitor, field: Field, *pairs: tuple[int, int]) -> None:
    judge = visitor.signed_in(field.judge)
    for left, right in pairs:
        assert judge.submit(field.pair, answer="left", **field.sides(left, right)).status_code == 303


def at_work(field: Field, apart: tuple[int, ...] = ()) -> AtWork:
    with Session(field.db.get_bind()) as other:
        program = other.get_one(Program, field.number)
        return judges_at_work(other, program, datetime.now(UTC), apart)[0]


def figures(field: Field, *apart: int) -> tuple[int, int]:
    work = at_work(field, apart).work
    return work.done, work.assigned


def told(page: str) -> list[str]:
    """Figures with their words, as "2 of 4 pairs"."""
    found = re.findall(r'<strong class="num">([^<]+)</strong> ([^<]*)', page)
    return [f"{number} {what}".strip() for number, what in found]


def test_whoever_has_touched_each_nomination_is_not_done_before_the_pairs_are_made(
    db: Session, visitor: Visitor, field: Field
) -> None:
    compare(visitor, field, (0, 1), (2, 3))
    assert field.finals() == [True] * 4
    assert figures(field) == (2, 4)
    assert at_work(field).standing is not Standing.DONE
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    assert told(organizer.get(PROGRESS).text) == ["2 of 4 pairs compared", "2 of 4 pairs"]
    assert "2 of 4 pairs compared" in told(organizer.get(f"/programs/choosing/judges/{field.judge.id}/judge").text)
    assert "2 of 4 pairs" in told(organizer.get("/programs/choosing/overview").text)
    assert "2 of 4 pairs<" in organizer.get("/programs/choosing/letters").text
    assert "2 pairs that judges are asked for are not compared yet" in organizer.get(PHASES).text
    compare(visitor, field, (0, 2), (1, 3), (0, 3))  # one more than asked
    assert figures(field) == (4, 4)
    assert at_work(field).standing is Standing.DONE
    assert "not compared yet" not in organizer.get(PHASES).text


@pytest.mark.parametrize("mode", [RoundMode.RANK, RoundMode.COMPARE])
def test_who_has_nothing_but_one_alone_is_not_late_and_has_nothing_to_do(
    db: Session, visitor: Visitor, mode: RoundMode
) -> None:
    field = arrange(db, mode, count=1)
    assert figures(field) == (0, 0)
    assert at_work(field).work.held == 1
    assert not at_work(field).lags
    with Session(db.get_bind()) as other:
        assert unfinished(other, field.number).count == 0
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    assert "nothing to compare with another" in organizer.get(PROGRESS).text
    desk = visitor.signed_in(field.judge).get("/programs/choosing/desk").text
    assert "One nomination of yours has nothing to compare it with" in desk
    assert f"/nominations/{field.nominations[0].public_id}/score" in desk
    assert "Nominee A" not in desk  # in no list of what is to do


def test_one_alone_beside_others_is_in_no_figure_and_not_to_do(db: Session, visitor: Visitor, field: Field) -> None:
    alone = single(db, field)
    assert figures(field) == (0, 4)
    judge = visitor.signed_in(field.judge)
    desk = judge.get("/programs/choosing/desk").text
    assert alone.reference is not None
    assert alone.reference not in desk
    assert alone.reference not in judge.get("/programs/choosing/desk?search=NOM").text
    assert re.search(r"To do\s*<span[^>]*>\s*4\s*<", desk)
    compare(visitor, field, (0, 1), (2, 3), (0, 2), (1, 3))
    assert figures(field) == (4, 4)
    assert "chosen wherever there is something" in judge.get("/programs/choosing/desk/done").text
    assert judge.submit("/programs/choosing/desk/done").status_code == 303
    said = [one.after for one in field.rows(AuditEvent) if one.action == "judging.done"]
    assert said == [{"done": True, "left": 0}]


def test_done_with_pairs_left_says_how_many(visitor: Visitor, field: Field) -> None:
    compare(visitor, field, (0, 1), (2, 3))
    visitor.signed_in(field.judge).submit("/programs/choosing/desk/done")
    assert [one.after for one in field.rows(AuditEvent) if one.action == "judging.done"] == [{"done": True, "left": 2}]
    assert "Not all that you were asked for is chosen" in visitor.signed_in(field.judge).get("/programs/choosing/desk").text  # fmt: skip


def test_an_order_is_done_once_it_is_submitted_and_what_comes_later_is_left(db: Session, visitor: Visitor) -> None:
    field = arrange(db, RoundMode.RANK, count=3, choices=2)
    single(db, field)
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    assert told(organizer.get(PROGRESS).text) == ["0 of 3 nominations put in order", "0 of 3 in order"]
    assert "3 nominations are in no submitted order" in organizer.get(PHASES).text
    judge = visitor.signed_in(field.judge)
    judge.submit(field.order, version=version_in(judge, field.order), do="submit", **field.places(1, 2, ""))
    assert figures(field) == (3, 3)
    assert at_work(field).standing is Standing.DONE
    make.make_assignment(db, make.make_submitted(db, field.program, make.make_user(db)), field.judge)
    db.commit()
    assert figures(field) == (3, 4)
    assert "One nomination is in no submitted order" in organizer.get(PHASES).text


def test_who_is_done_is_done_for_an_organizer_who_must_not_see_all_of_it(
    db: Session, visitor: Visitor, field: Field
) -> None:
    compare(visitor, field, (0, 1), (0, 2), (0, 3))
    assert figures(field, field.nominations[0].id) == (2, 3)  # three of four pairs: of the three asked of the rest
    compare(visitor, field, (1, 2))
    assert figures(field, field.nominations[0].id) == (3, 3)
    assert figures(field, *(one.id for one in field.nominations[1:])) == (0, 0)


def test_a_conflict_and_a_reopened_scorecard_take_pairs_out(db: Session, visitor: Visitor, field: Field) -> None:
    compare(visitor, field, (0, 1), (2, 3), (0, 2), (1, 3))
    make.make_conflict(db, field.nominations[0], field.judge)
    db.commit()
    assert figures(field) == (2, 3)
    with Session(db.get_bind()) as other:
        assert unfinished(other, field.number).count == 1


def test_a_lead_judge_sees_pairs_too(db: Session, visitor: Visitor, field: Field) -> None:
    lead = make.make_judge(db, field.program)
    make.make_panel(db, field.program, "Northern panel", judges=[lead, field.judge], lead=lead)
    db.commit()
    compare(visitor, field, (0, 1), (2, 3))
    page = visitor.signed_in(lead).get("/programs/choosing/desk/panel").text
    assert told(page) == ["2 of 4 pairs compared", "2 of 4 pairs"]


def test_a_reminder_says_how_many_pairs_are_made(db: Session, visitor: Visitor, field: Field) -> None:
    compare(visitor, field, (0, 1), (2, 3))
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    fields = {"kind": "reminder", "subject": "Soon", "text": "Please go on.", "judges": str(field.judge.id)}
    seen = organizer.submit("/programs/choosing/letters/preview", **fields)
    assert "Where you are: 2 of 4 pairs compared." in seen.text
    organizer.submit("/programs/choosing/letters", **fields)
    assert [(one.held, "2 of 4 pairs" in one.body) for one in field.rows(OutboxMail)] == [(False, True)]
    compare(visitor, field, (0, 2), (1, 3))
    assert "nothing left" in organizer.submit("/programs/choosing/letters/preview", **fields).text


@pytest.mark.parametrize("page", ["progress", "overview"])
def test_comparing_costs_organizers_one_query_more_however_many_judges(
    db: Session, visitor: Visitor, field: Field, page: str
) -> None:
    organizer = visitor.signed_in(make.make_organizer(db, field.program))
    compare(visitor, field, (0, 1))
    with organizer.counting() as few:
        organizer.get(f"/programs/choosing/{page}")
    for _each in range(3):
        judge = make.make_judge(db, field.program)
        for nomination in field.nominations:
            make.make_assignment(db, nomination, judge)
    db.commit()
    with organizer.counting() as many:
        organizer.get(f"/programs/choosing/{page}")
    assert len(many) == len(few)
    make.round_of(db, field.program).mode = RoundMode.RANK
    db.commit()
    with organizer.counting() as ranking:
        organizer.get(f"/programs/choosing/{page}")
    assert len(many) == len(ranking) + 1
