"""What a nominator lets be published of the split, should the nominee be honored."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.shares import whole_percents
from app.nominations.models import Assessment, SplitConsent, Submission

KINDS = ("new", "expansion", "managed", "undetermined")


def consent_of(session: Session, nomination_id: int) -> SplitConsent | None:
    """None: never asked for or answered, which publishes nothing."""
    return session.scalars(select(SplitConsent).where(SplitConsent.nomination_id == nomination_id)).one_or_none()


def percents_of(assessment: Assessment, headline_minor: int | None) -> dict[str, int]:
    """Whole percents by kind; what the headline holds beyond the rows is undetermined, unless it is only rounding."""
    parts = {kind: max(getattr(assessment, f"{kind}_minor"), 0) for kind in KINDS}
    beyond = (headline_minor or 0) - sum(parts.values())
    if any(parts.values()) and beyond > (headline_minor or 0) / 100:
        parts["undetermined"] += beyond
    return whole_percents(parts)


def published_splits(session: Session, nomination_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Nomination id → percents, only where its nominator consents and there are figures. One query."""
    rows = session.execute(
        select(Submission, Assessment)
        .join(Assessment, (Assessment.submission_id == Submission.id) & Assessment.superseded_at.is_(None))
        .join(SplitConsent, SplitConsent.nomination_id == Submission.nomination_id)
        .where(SplitConsent.given, Submission.superseded_at.is_(None), Submission.nomination_id.in_(nomination_ids))
    )
    found = {sent.nomination_id: percents_of(assessment, sent.headline_minor) for sent, assessment in rows}
    return {key: percents for key, percents in found.items() if any(percents.values())}
