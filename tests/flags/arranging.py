"""What flag tests do and look at. Each function ends its transaction: on SQLite the app could not write meanwhile."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.judging.models import CategoryDoubt, Ruling, Verdict
from app.mail.models import OutboxMail
from app.nominations.models import Assessment, Conflict, ConflictState, Nomination, Settlement, Submission
from app.programs.models import Program
from tests import factories as make
from tests.browsing import Visitor

REASON = "Most of it came with the territory."


def look(db: Session, statement: Any) -> list[Any]:
    """What stands in the database now, whatever this session has seen before."""
    rows = list(db.scalars(statement, execution_options={"populate_existing": True}))
    db.commit()
    return rows


def assessment_of(db: Session, nomination: Nomination) -> Assessment:
    (found,) = look(
        db,
        select(Assessment)
        .join(Submission, Submission.id == Assessment.submission_id)
        .where(Submission.nomination_id == nomination.id, Assessment.superseded_at.is_(None)),
    )
    assert isinstance(found, Assessment)
    return found


def settle(db: Session, browser: Visitor, nomination: Nomination, decision: str, **fields: object) -> Any:
    sent = {"assessment_id": assessment_of(db, nomination).id, "decision": decision, "reason": REASON, **fields}
    return browser.submit(f"/nominations/{nomination.public_id}/flag/settle", **sent)


def undo(browser: Visitor, nomination: Nomination) -> Any:
    return browser.submit(f"/nominations/{nomination.public_id}/flag/undo")


def settlement(db: Session, nomination: Nomination) -> Settlement | None:
    found = look(db, select(Settlement).where(Settlement.nomination_id == nomination.id))
    return found[0] if found else None


def fresh(db: Session, nomination: Nomination) -> Nomination:
    db.refresh(nomination)
    db.commit()
    return nomination


def mails(db: Session) -> list[OutboxMail]:
    return look(db, select(OutboxMail).order_by(OutboxMail.id))


def actions(db: Session) -> list[str]:
    return look(db, select(AuditEvent.action).order_by(AuditEvent.seq))


def rule(db: Session, program: Program, nomination: Nomination, verdict: Verdict, reason: str = "") -> str:
    """A judge who is assigned rules on the flag; the answer is their name."""
    judge = make.make_judge(db, program)
    make.make_assignment(db, nomination, judge)
    db.add(
        Ruling(
            assessment_id=assessment_of(db, nomination).id, judge_id=judge.id, verdict=verdict, reason=reason,
            updated_at=nomination.created_at,
        )
    )  # fmt: skip
    db.commit()
    return judge.name


def doubt(db: Session, program: Program, nomination: Nomination, reason: str = "") -> str:
    judge = make.make_judge(db, program)
    card = make.make_scorecard(db, make.make_assignment(db, nomination, judge), {}, final=False)
    db.add(CategoryDoubt(scorecard_id=card.id, reason=reason, created_at=nomination.created_at))
    db.commit()
    return judge.name


def keep_apart(db: Session, nomination: Nomination, user_id: int) -> None:
    db.add(
        Conflict(
            nomination_id=nomination.id, user_id=user_id, source="declared", state=ConflictState.CONFIRMED,
            created_at=nomination.created_at,
        )
    )  # fmt: skip
    db.commit()
