"""All complete scorecards submitted at once: asked first, counted, and only those that were shown."""

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import Assignment, Scorecard
from app.nominations.models import Nomination
from tests import factories as make
from tests.browsing import Visitor
from tests.judging.arranging import Desk, arrange, look
from tests.judging.test_paper import more, page_of, row, sent


def three(db: Session) -> tuple[Desk, list[Assignment]]:
    """Two complete cards and one with a score missing; none is final."""
    desk = arrange(db)
    others = [more(db, desk)[1] for _ in range(2)]
    for assignment in (desk.assignment, others[0]):
        make.make_scorecard(db, assignment, {one.id: 7000 for one in desk.criteria}, final=False)
    make.make_scorecard(db, others[1], {desk.criteria[0].id: 7000}, final=False)
    db.commit()
    return desk, [desk.assignment, *others]


def path_of(desk: Desk) -> str:
    return f"/programs/{desk.program.slug}/desk/complete"


def chosen(db: Session, assignments: list[Assignment]) -> list[str]:
    ids = [assignment.id for assignment in assignments]
    cards = select(Nomination.public_id + ":" + cast(Scorecard.version, String)).join(
        Assignment, Assignment.nomination_id == Nomination.id
    )
    return look(
        db,
        cards.join(Scorecard, Scorecard.assignment_id == Assignment.id)
        .where(Assignment.id.in_(ids))
        .order_by(Assignment.id),
    )


def finals(db: Session) -> int:
    return len(look(db, select(Scorecard.id).where(Scorecard.final_at.is_not(None))))


def test_the_page_asks_with_the_count_and_submits_nothing_itself(db: Session, visitor: Visitor) -> None:
    desk, _assignments = three(db)
    browser = visitor.signed_in(desk.judge)
    page = browser.get(path_of(desk)).text
    assert "Submit 2 scorecards?" in page
    assert "One more is open and not complete." in page
    assert page.count('name="card"') == 2
    assert finals(db) == 0


def test_those_that_are_checked_become_final_as_if_one_by_one(db: Session, visitor: Visitor) -> None:
    desk, assignments = three(db)
    browser = visitor.signed_in(desk.judge)
    answer = browser.post(path_of(desk), data={"card": chosen(db, assignments[:2])})
    assert "2 scorecards were submitted" in browser.follow(answer).text
    assert finals(db) == 2
    events = look(db, select(AuditEvent.after).where(AuditEvent.action == "scorecard.finish"))
    assert [(after["final"], after["composite"]) for after in events] == [(True, events[0]["composite"])] * 2


def test_what_changed_since_it_was_shown_stays_open_and_is_said(db: Session, visitor: Visitor) -> None:
    desk, assignments = three(db)
    cards = chosen(db, assignments[:2])
    browser = visitor.signed_in(desk.judge)
    changed = row(desk, desk.nomination, *["6"] * len(desk.criteria), version=1, was="x")
    assert browser.post(page_of(desk), data=sent(changed)).status_code == 303
    answer = browser.follow(browser.post(path_of(desk), data={"card": cards}))
    assert "Some had changed since you looked" in answer.text
    assert finals(db) == 1


def test_an_incomplete_or_foreign_card_is_never_submitted(db: Session, visitor: Visitor) -> None:
    desk, assignments = three(db)
    other = make.make_judge(db, desk.program)
    db.commit()
    assert (
        visitor.signed_in(desk.judge).post(path_of(desk), data={"card": chosen(db, assignments[2:])}).status_code == 303
    )
    assert visitor.signed_in(other).post(path_of(desk), data={"card": chosen(db, assignments)}).status_code == 303
    assert visitor.signed_in(desk.judge).post(path_of(desk), data={"card": ["", ":", "x:y:z"]}).status_code == 303
    assert finals(db) == 0


def test_saving_can_lead_to_the_question_and_does_not_answer_it(db: Session, visitor: Visitor) -> None:
    desk = arrange(db)
    db.commit()
    browser = visitor.signed_in(desk.judge)
    answer = browser.post(
        page_of(desk), data=sent(row(desk, desk.nomination, *["6"] * len(desk.criteria)), go="complete")
    )
    assert answer.headers["location"].endswith("/desk/complete")
    assert "Submit one scorecard?" in browser.follow(answer).text
    assert finals(db) == 0


def test_after_the_close_none_is_offered(db: Session, visitor: Visitor) -> None:
    desk = arrange(db, standing="tallying")
    make.make_scorecard(db, desk.assignment, {one.id: 7000 for one in desk.criteria}, final=False)
    db.commit()
    browser = visitor.signed_in(desk.judge)
    assert "None is complete yet" in browser.get(path_of(desk)).text
    browser.post(path_of(desk), data={"card": chosen(db, [desk.assignment])})
    assert finals(db) == 0
