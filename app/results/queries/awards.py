"""What was decided: the awards of a program, for whoever may already know them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.states import State
from app.nominations.models import Nomination, Submission
from app.programs.models import Category, Program
from app.results.models import Award, CategoryDecision, DecisionState, Publication
from app.results.models import AwardKind as AwardKind  # for routes too
from app.results.queries.basis import held_back

ORDER = tuple(AwardKind)


@dataclass(frozen=True, slots=True)
class Awarded:
    """One award. `nomination` and the names are None and empty where nobody gets it."""

    award: Award
    decision: CategoryDecision
    category: Category
    nomination: Nomination | None
    nominee: str
    title: str
    company: str


def awards_of(session: Session, program_id: int, state: DecisionState | None = None) -> list[Awarded]:
    """All awards, or those of decisions in a state; by category, then kind. For organizers: some are not public yet. One query."""
    statement = (
        select(Award, CategoryDecision, Category, Nomination, Submission)
        .join(CategoryDecision, CategoryDecision.id == Award.decision_id)
        .join(Category, Category.id == CategoryDecision.category_id)
        .outerjoin(Nomination, Nomination.id == Award.nomination_id)
        .outerjoin(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .where(Category.program_id == program_id)
        .order_by(Category.position, Category.id, Award.id)
    )
    if state is not None:
        statement = statement.where(CategoryDecision.state == state)
    found = [
        Awarded(
            award, decision, category, nomination, sent.nominee_name if sent else "", sent.nominee_title if sent else "",
            sent.nominee_company if sent else "",
        )
        for award, decision, category, nomination, sent in session.execute(statement)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.category.position, ORDER.index(one.award.kind)))


def decided_awards(session: Session, program_id: int) -> list[Awarded]:
    """The awards that two organizers stand behind (one, where there is but one), public or not: for certificates and mails."""
    return awards_of(session, program_id, DecisionState.APPROVED)


def decisions_of(session: Session, program_id: int) -> Sequence[CategoryDecision]:
    return session.scalars(
        select(CategoryDecision)
        .join(Category, Category.id == CategoryDecision.category_id)
        .where(Category.program_id == program_id)
    ).all()


def publication_of(session: Session, program_id: int) -> Publication | None:
    return session.scalars(select(Publication).where(Publication.program_id == program_id)).one_or_none()


def is_public(publication: Publication | None, now: datetime) -> bool:
    """By the clock alone: nothing has to run at that moment."""
    return publication is not None and publication.approved_at is not None and publication.publish_at <= now


def published_awards(session: Session, program_id: int, now: datetime) -> Sequence[Awarded]:
    """What everybody may read: nothing before the moment of publication, and nothing that something changed under since it was
    approved."""
    publication = publication_of(session, program_id)
    if publication is None or not is_public(publication, now):
        return []
    released = [one for one in decided_awards(session, program_id) if is_released(one.decision, publication)]
    held = held_back(session, session.get_one(Program, program_id), [one.decision for one in released], now)
    return [one for one in released if not is_gone(one) and one.category.id not in held]


def is_waiting_for_another_look(session: Session, program: Program, now: datetime) -> bool:
    """The moment of publication has come, and a category is held back."""
    publication = publication_of(session, program.id)
    if not is_public(publication, now):
        return False
    released = [one for one in decisions_of(session, program.id) if is_released(one, publication)]
    return bool(held_back(session, program, released, now))


def is_gone(one: Awarded) -> bool:
    """The nomination was withdrawn or taken out, or moved to another category, since it got this award."""
    if one.nomination is None:
        return False
    moved = one.award.kind is not AwardKind.SPECIAL and one.nomination.category_id != one.category.id
    return moved or one.nomination.state is not State.SUBMITTED


def is_released(decision: CategoryDecision, publication: Publication | None) -> bool:
    """Decided before the publication was approved. What is decided later waits for another approval of the publication."""
    if publication is None or publication.approved_at is None or decision.approved_at is None:
        return False
    return decision.state is DecisionState.APPROVED and decision.approved_at <= publication.approved_at
