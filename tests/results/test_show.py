"""One category's page: the order, shortlist and notes, adjustments beside the original, and what holds a decision back."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditEvent
from app.judging.models import Score
from app.mail.models import OutboxMail
from app.nominations.models import Nomination
from app.programs.models import Program
from app.results.models import Adjustment, AdjustmentState, CategoryDecision, ComputedResult, DecisionState, Publication
from app.results.queries.boards import results_now
from tests import factories as make
from tests.browsing import Visitor
from tests.results.test_decisions import path, send, show
from tests.results.test_index import keep_apart, nominated


@pytest.fixture
def program(db: Session) -> Program:
    return make.make_program(db, "awards", standing="tallying", tie_rules=["heaviest"])


@pytest.fixture
def second(db: Session, program: Program) -> User:
    return make.make_organizer(db, program)


@pytest.fixture
def field(db: Session, program: Program, judges: list[User]) -> list[Nomination]:
    points = {"Ada Climber": [9, 8, 9], "Ben Second": [8, 8, 8], "Cyd Third": [4, 5, 4]}
    return [nominated(db, program, judges, given, nominee=name) for name, given in points.items()]


def decided(db: Session, program: Program, nomination: Nomination, first: Visitor, other: Visitor) -> None:
    send(db, first, path(db, program, "award"), kind="winner", nomination_id=str(nomination.id))
    assert send(db, first, path(db, program, "propose")).status_code == 303
    assert send(db, other, path(db, program, "approve")).status_code == 303


def test_the_page_shows_the_order_with_intervals_and_the_split(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    page = show(db, visitor.signed_in(organizer), program)
    assert page.index("Ada Climber") < page.index("Ben Second") < page.index("Cyd Third")
    assert "90% interval from" in page
    assert 'class="split' in page
    assert "no tie rule is applied" in page


def test_the_shortlist_is_put_together_and_taken_apart_with_a_trail(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    assert (
        send(db, browser, path(db, program, "shortlist"), nomination_ids=[field[0].id, field[1].id]).status_code == 303
    )
    assert "Take off the shortlist: Ben Second" in show(db, browser, program)
    again = send(db, browser, path(db, program, "shortlist"), nomination_ids=str(field[0].id))
    assert again.status_code == 422
    assert "not on the shortlist yet" in again.text
    assert send(db, browser, path(db, program, "shortlist/drop"), nomination_id=str(field[1].id)).status_code == 303
    assert "Take off the shortlist: Ben Second" not in show(db, browser, program)
    actions = db.scalars(select(AuditEvent.action).where(AuditEvent.action.like("shortlist%")).order_by(AuditEvent.seq))
    assert list(actions) == ["shortlist.add", "shortlist.add", "shortlist.drop"]


def test_a_note_keeps_its_author_and_its_words_are_in_no_trail(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    assert send(db, browser, path(db, program, "notes"), text="  ").status_code == 422
    assert send(db, browser, path(db, program, "notes"), text="Canary <thought>").status_code == 303
    page = show(db, browser, program)
    assert "Canary &lt;thought&gt;" in page
    assert organizer.name in page
    event = db.scalars(select(AuditEvent).where(AuditEvent.action == "decision.note")).one()
    assert "Canary" not in f"{event.before}{event.after}{event.reason}"


def test_who_has_a_conflict_reads_nothing_of_the_deliberation(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, field: list[Nomination]
) -> None:
    keep_apart(db, field[0], second)
    first, shut = visitor.signed_in(organizer), visitor.signed_in(second)
    send(db, first, path(db, program, "notes"), text="Canary thought")
    send(db, first, path(db, program, "shortlist"), nomination_ids=[field[0].id, field[1].id])
    send(
        db, first, path(db, program, "adjustments"), nomination_id=str(field[1].id), score="9.5", reason="Canary reason"
    )
    page = show(db, shut, program)
    assert "other organizers decide it" in page
    for word in ("Canary", "Ada", "Ben"):
        assert word not in page
    for verb in ("notes", "shortlist", "adjustments", "votes"):
        fields = {"text": "x", "nomination_ids": str(field[1].id), "about": "shortlist", "nomination_id": str(field[1].id), "score": "9", "reason": "Long enough"}  # fmt: skip
        assert "conflict of interest" in send(db, shut, path(db, program, verb), **fields).text


def test_an_adjustment_needs_two_keeps_the_original_and_tells_the_judges(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, field: list[Nomination]
) -> None:
    first, other = visitor.signed_in(organizer), visitor.signed_in(second)
    before = [(row.key, row.line and row.line.fair) for row in results_now(db, program).boards[0].ranked]
    values = {one.id: one.thousandths for one in db.scalars(select(Score))}
    fields = {"nomination_id": str(field[1].id), "score": "9,5", "reason": "The panel read a wrong figure."}
    assert send(db, first, path(db, program, "adjustments"), **fields).status_code == 303
    made = db.scalars(select(Adjustment)).one()
    number = made.id
    assert send(db, first, path(db, program, f"adjustments/{number}/approve")).status_code == 422
    assert send(db, first, path(db, program, "award"), kind="winner", nomination_id=str(field[0].id)).status_code == 303
    waiting = send(db, first, path(db, program, "propose"))
    assert "An adjustment waits for approval" in waiting.text
    assert send(db, other, path(db, program, f"adjustments/{number}/approve")).status_code == 303
    page = show(db, first, program)
    assert "adjusted from" in page
    order = page[page.index("The upper end") :]
    assert order.index("Ben Second") < order.index("Ada Climber")
    db.expire_all()
    assert [(row.key, row.line and row.line.fair) for row in results_now(db, program).boards[0].ranked] == before
    assert {one.id: one.thousandths for one in db.scalars(select(Score))} == values
    mails = db.scalars(select(OutboxMail).where(OutboxMail.dedup_key.like("adjusted:%"))).all()
    assert len(mails) == 3
    assert all("The panel read a wrong figure." in mail.body and "9.5" not in mail.body for mail in mails)
    db.commit()
    assert "adjusted from" in first.get("/programs/awards/results").text, "the leaderboard shows both"
    exported = send(db, first, "/programs/awards/exports/download", what="results", format="json").json()
    rows = {row["nominee"]: row for row in exported}
    assert rows["Ben Second"]["adjusted_score"] == 9.5
    assert rows["Ben Second"]["score"] == pytest.approx(dict(before)[field[1].id], abs=0.0006), "the original stays"
    assert rows["Ada Climber"]["adjusted_score"] is None


@pytest.mark.parametrize("score", ["ten", "NaN", "1e400", "99", "-1", "7.0001"])
def test_a_score_that_can_t_be_is_refused_with_a_sentence(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination], score: str
) -> None:
    answer = send(
        db, visitor.signed_in(organizer), path(db, program, "adjustments"), nomination_id=str(field[1].id), score=score,
        reason="Long enough",
    )  # fmt: skip
    assert answer.status_code == 422
    assert "field-error" in answer.text
    assert f'value="{score}"' in answer.text
    assert db.scalars(select(Adjustment)).all() == []


def test_an_adjustment_of_a_score_that_changed_no_longer_applies(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination]
) -> None:
    browser = visitor.signed_in(organizer)
    fields = {"nomination_id": str(field[1].id), "score": "9.5", "reason": "The panel read a wrong figure."}
    send(db, browser, path(db, program, "adjustments"), **fields)
    made = db.scalars(select(Adjustment)).one()
    number = made.id
    assert send(db, browser, path(db, program, f"adjustments/{number}/approve")).status_code == 303, "alone, one may"
    db.execute(update(Score).where(Score.thousandths == 8000).values(thousandths=7000))
    page = show(db, browser, program)
    assert "The adjustment of Ben Second no longer applies" in page
    assert send(db, browser, path(db, program, f"adjustments/{number}/withdraw")).status_code == 303
    db.expire_all()
    assert db.scalars(select(Adjustment)).one().state is AdjustmentState.WITHDRAWN
    assert "no longer applies" not in show(db, browser, program)


@pytest.mark.parametrize("change", ["score", "adjustment", "flag"])
def test_what_changes_after_approval_holds_the_category_back_until_it_is_approved_again(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, field: list[Nomination], change: str
) -> None:
    first, other = visitor.signed_in(organizer), visitor.signed_in(second)
    decided(db, program, field[0], first, other)
    now = datetime.now(UTC)
    db.add(
        Publication(
            program_id=program.id, publish_at=now + timedelta(hours=1), proposed_by_id=organizer.id,
            approved_by_id=second.id, approved_at=now + timedelta(seconds=9),
        )
    )  # fmt: skip
    if change == "score":
        db.execute(update(Score).where(Score.thousandths == 4000).values(thousandths=5000))
    elif change == "adjustment":
        fields = {"nomination_id": str(field[1].id), "score": "9.5", "reason": "The panel read a wrong figure."}
        send(db, first, path(db, program, "adjustments"), **fields)
        send(db, other, path(db, program, f"adjustments/{db.scalars(select(Adjustment.id)).one()}/approve"))
    else:
        nominated(db, program, [], [], nominee="Dee Flagged", flag=True, role="farmer", split=(900_00, 0, 100_00, 0))
    db.execute(update(Publication).values(publish_at=now - timedelta(minutes=1)))
    db.commit()
    assert "Held back" in show(db, first, program)
    assert "Held back" in first.get("/programs/awards/decisions").text
    page = visitor.get("/programs/awards/winners")
    assert page.status_code == 200
    assert "once more" in page.text
    assert "Ada Climber" not in page.text
    assert send(db, first, path(db, program, "withdraw")).status_code == 303
    reason = "A flag that says nothing of the winner."
    assert send(db, first, path(db, program, "propose"), reason=reason).status_code == 303
    assert send(db, other, path(db, program, "approve")).status_code == 303
    db.execute(update(Publication).values(approved_at=datetime.now(UTC) + timedelta(seconds=9)))
    db.commit()
    assert "Ada Climber" in visitor.get("/programs/awards/winners").text


def test_what_everybody_has_read_stays_whatever_changes(
    db: Session, visitor: Visitor, program: Program, organizer: User, second: User, field: list[Nomination]
) -> None:
    first, other = visitor.signed_in(organizer), visitor.signed_in(second)
    decided(db, program, field[0], first, other)
    now = datetime.now(UTC)
    db.add(
        Publication(
            program_id=program.id, publish_at=now - timedelta(minutes=1), proposed_by_id=organizer.id,
            approved_by_id=second.id, approved_at=now + timedelta(seconds=9),
        )
    )  # fmt: skip
    db.commit()
    assert "Ada Climber" in visitor.get("/programs/awards/winners").text
    db.expire_all()
    assert db.scalars(select(CategoryDecision.published_at)).one() is not None
    db.execute(update(Score).where(Score.thousandths == 4000).values(thousandths=5000))
    db.commit()
    assert "Ada Climber" in visitor.get("/programs/awards/winners").text
    assert "Changed since it became public" in show(db, first, program)
    assert send(db, first, path(db, program, "withdraw")).status_code == 422


def test_the_official_result_is_kept_also_where_the_proposer_saw_another_one(
    db: Session, visitor: Visitor, program: Program, organizer: User, field: list[Nomination], judges: list[User]
) -> None:
    """A conflict in another category on the same scale changes what this organizer sees of judges' severity."""
    from app.programs.models import ForRole

    there = make.category_of(db, program, ForRole.FARMER)
    keep_apart(db, nominated(db, program, judges, [2, 9, 9], category=there), organizer)
    browser = visitor.signed_in(organizer)
    send(db, browser, path(db, program, "award"), kind="winner", nomination_id=str(field[0].id))
    assert send(db, browser, path(db, program, "propose")).status_code == 303
    db.expire_all()
    decision = db.scalars(select(CategoryDecision)).one()
    pinned = set(db.scalars(select(ComputedResult.digest).where(ComputedResult.pinned)))
    assert decision.state is DecisionState.PROPOSED
    assert decision.digest in pinned
    assert len(pinned) == 2


def test_the_number_of_queries_does_not_grow(
    db: Session, visitor: Visitor, program: Program, organizer: User, judges: list[User], field: list[Nomination]
) -> None:
    browser, where = visitor.signed_in(organizer), f"/programs/awards/decisions/{make.category_of(db, program).id}"
    for _ in range(2):
        nominated(db, program, judges, [3, 6, 5])  # equal, so that the tie rules have something to do
    db.commit()
    with browser.counting() as few:
        browser.get(where)
    for _ in range(6):
        nominated(db, program, judges, [3, 6, 5])
    db.commit()
    with browser.counting() as many:
        browser.get(where)
    assert len(many) == len(few)
