"""Assessments with the facts they were made from, and how flags were settled."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.decision_file.assessing import facts_json
from app.domain.states import State
from app.nominations.models import Assessment, Nomination, Settlement, Submission
from app.nominations.service import facts_of_content
from app.programs.models import Program
from app.results.queries.decision_file.people import People

_COLUMNS = (
    "role", "flag", "question", "share", "total_minor", "managed_minor", "expansion_minor", "new_minor", "undetermined_minor", "result",
)  # fmt: skip


def assessments_part(session: Session, program: Program) -> dict[str, Any]:
    """Of everybody in the contest and those taken out of it: a nominator who withdrew wants nothing told."""
    rows = session.execute(
        select(Nomination.reference, Submission.content, Assessment)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .where(
            Nomination.program_id == program.id,
            Nomination.reference.is_not(None),
            Nomination.state.in_([State.SUBMITTED, State.OUT_OF_CONTEST]),
        )
        .order_by(Nomination.number)
    )
    return {
        reference: {
            "facts": facts_json(facts_of_content(content, program, name=reference)),
            "threshold": str(one.rules.get("threshold", "0.5")), "new_for_months": one.rules.get("new_for_months"),
            "rules_version": one.rules_version, "stored": {name: getattr(one, name) for name in _COLUMNS},
        }
        for reference, content, one in rows
    }  # fmt: skip


def settlements_part(session: Session, program: Program, people: People) -> list[dict[str, Any]]:
    """Those that hold now: of the latest assessments."""
    rows = session.execute(
        select(Settlement, Nomination)
        .join(Nomination, Nomination.id == Settlement.nomination_id)
        .where(Nomination.program_id == program.id, Nomination.id.in_([one.id for one in people.nominations]))
        .order_by(Nomination.number, Settlement.id)
    )
    categories = people.names.categories
    return [
        {
            "nomination": nomination.reference, "decision": one.decision.value, "from_category": categories[one.from_category_id],
            "to_category": None if one.to_category_id is None else categories[one.to_category_id],
            "reason": people.without_judges(one.reason), "at": one.created_at.isoformat(),
            "by": "nominator" if one.by_id == nomination.owner_id else "organizer",
        }
        for one, nomination in rows
    ]  # fmt: skip
