"""Whose certificates somebody may have, and how they look."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.exports.models import CertificateDesign
from app.nominations.models import Nomination
from app.nominations.queries import kept_from
from app.programs.models import Program
from app.results.queries.awards import Awarded, decided_awards, is_gone, published_awards


def design_of(session: Session, program_id: int) -> CertificateDesign | None:
    """With its logo."""
    return session.scalars(
        select(CertificateDesign)
        .where(CertificateDesign.program_id == program_id)
        .options(joinedload(CertificateDesign.logo))
    ).one_or_none()


def awards_to_print(session: Session, program: Program, user_id: int, now: datetime) -> list[Awarded]:
    """For an organizer: every award that is decided, also before it is public. Until then those of a category in which the
    organizer has a conflict are left out."""
    public = {one.award.id for one in published_awards(session, program.id, now)}
    hidden = kept_from(session, program.id, user_id)
    shut = set(session.scalars(select(Nomination.category_id).where(Nomination.id.in_(hidden)))) if hidden else set()
    decided = [one for one in decided_awards(session, program.id) if not is_gone(one)]
    shut |= {one.category.id for one in decided if one.nomination and one.nomination.id in hidden}
    return [one for one in decided if one.nomination and (one.award.id in public or one.category.id not in shut)]


def awards_to_fetch(session: Session, nomination: Nomination, now: datetime) -> Sequence[Awarded]:
    """For its nominator: what this nomination was given, once that is public."""
    published = published_awards(session, nomination.program_id, now)
    return [one for one in published if one.nomination and one.nomination.id == nomination.id]
