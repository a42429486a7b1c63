"""What judges wrote goes out with everything else: one row per scorecard."""

import json
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.judging.models import Assignment, AssignmentState, CategoryDoubt, Ruling, Scorecard, Verdict
from app.nominations.models import Assessment, Nomination, Submission
from app.programs.models import ForRole, Program
from tests import factories as make
from tests.browsing import Visitor
from tests.exports.test_files import fetched, read_csv, sheets


def card_of(db: Session, nomination: Nomination) -> tuple[Scorecard, Assignment]:
    """The first scorecard of the nomination."""
    statement = select(Scorecard, Assignment).join(Assignment, Assignment.id == Scorecard.assignment_id)
    found = db.execute(statement.where(Assignment.nomination_id == nomination.id).order_by(Scorecard.id)).first()
    assert found
    return found[0], found[1]


def test_a_row_holds_both_comments_the_ruling_and_the_doubt(
    db: Session, visitor: Visitor, program: Program, organizer: User, nominations: list[Nomination]
) -> None:
    card, assignment = card_of(db, nominations[0])
    card.comment_organizers, card.comment_nominee = "=Only you", "Well done"
    latest = select(Assessment.id).join(Submission, Submission.id == Assessment.submission_id)
    assessment = db.scalars(latest.where(Submission.nomination_id == nominations[0].id)).one()
    better, now = make.category_of(db, program, ForRole.ACCOUNT_MANAGER), datetime.now(UTC)
    db.add(
        Ruling(
            assessment_id=assessment,
            judge_id=assignment.judge_id,
            verdict=Verdict.DISAGREE,
            reason="She won it",
            updated_at=now,
        )
    )
    db.add(
        CategoryDoubt(scorecard_id=card.id, suggested_category_id=better.id, reason="Keeps accounts", created_at=now)
    )
    db.commit()
    browser = visitor.signed_in(organizer)
    rows = json.loads(fetched(browser, "comments", "json"))
    assert len(rows) == 2 * len(nominations)
    row = rows[0]
    assert (row["reference"], row["nominee"], row["state"]) == (nominations[0].reference, "Nominee 0", "wrong_category")
    assert (row["to_organizers"], row["to_nominee"]) == ("=Only you", "Well done")
    assert (row["verdict"], row["verdict_reason"]) == ("disagree", "She won it")
    assert (row["better_category"], row["wrong_category_reason"]) == (better.name, "Keeps accounts")
    assert {(one["state"], one["verdict"]) for one in rows[1:]} == {("final", None)}
    assert read_csv(fetched(browser, "comments", "csv"))[0]["Comment to the organizers"] == "'=Only you"
    book = sheets(fetched(browser, "everything", "xlsx"))
    assert "Well done" in [cell.value for cell in book["Comments"][2]]


def test_the_state_tells_drafts_and_judges_who_stepped_back(
    db: Session, visitor: Visitor, organizer: User, nominations: list[Nomination]
) -> None:
    card_of(db, nominations[0])[0].final_at = None
    card_of(db, nominations[1])[1].state = AssignmentState.RECUSED
    db.commit()
    rows = json.loads(fetched(visitor.signed_in(organizer), "comments", "json"))
    states = [row["state"] for row in rows]
    assert (states.count("begun"), states.count("recused"), states.count("final")) == (1, 1, len(rows) - 2)
