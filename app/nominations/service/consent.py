"""The nominator says whether a winner's split may be published in percent, and may take it back at any time."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.service import record
from app.nominations.models import Nomination, SplitConsent
from app.nominations.queries.consent import consent_of
from app.nominations.service.drafts import lock


def set_consent(session: Session, nomination: Nomination, given: bool, *, by: int, now: datetime) -> bool:
    """Whether that changed something."""
    lock(session, nomination)
    found = consent_of(session, nomination.id)
    before = found is not None and found.given
    if before == given:
        return False
    if found is None:
        session.add(SplitConsent(nomination_id=nomination.id, given=given, by_id=by, at=now))
    else:
        found.given, found.by_id, found.at = given, by, now
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.consent", about=("nomination", nomination.id),
        now=now, before={"split_published": before}, after={"split_published": given},
    )  # fmt: skip
    return True
