"""Adjusts a result: proposed with a reason, approved by somebody else. No score is touched."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.decisions.adjusted import in_thousandths
from app.domain.errors import UserError
from app.judging.queries.pages import reading_of
from app.judging.queries.sheet import hide_names
from app.mail.service import queue
from app.programs.models import Program
from app.results.models import Adjustment, AdjustmentState
from app.results.queries.adjusting import judges_concerned, official
from app.results.queries.deciding import Deciding, Decisions
from app.results.service.deliberating import not_shut
from app.web.i18n import _

LIVE = (AdjustmentState.PROPOSED, AdjustmentState.APPROVED)


def propose_adjustment(
    session: Session,
    program: Program,
    one: Deciding,
    nomination_id: int,
    new: int,
    reason: str,
    *,
    by: int,
    now: datetime,
) -> None:
    """`new`: thousandths of a point, on the scale of the category."""
    _not_public(one)
    row = next((each for each in one.board.ranked if each.key == nomination_id), None) if one.board else None
    if row is None:
        raise UserError(_("Only a nominee of this category with a rank can be adjusted."))
    old = in_thousandths(official(row))
    if new == old:
        raise UserError(_("This is the score as it is. Please write the one that it should be."))
    low, high = one.scale or (new, new)
    if not low <= new <= high:
        raise UserError(_("This score is not on the scale of the category."))
    if any(each.adjustment.nomination_id == nomination_id and each.adjustment.state in LIVE for each in one.adjusted):
        raise UserError(_("There is an adjustment of this nominee already. Take it back first."))
    session.add(
        Adjustment(
            category_id=one.category.id, nomination_id=nomination_id, state=AdjustmentState.PROPOSED, old=old, new=new,
            reason=reason, proposed_by_id=by, proposed_at=now,
        )
    )  # fmt: skip
    _tell(session, program, nomination_id, "adjustment.propose", by, now, {"score": old}, {"score": new}, reason)


def approve_adjustment(
    session: Session, program: Program, one: Deciding, all_: Decisions, adjustment_id: int, *, by: int, now: datetime
) -> None:  # fmt: skip
    _not_public(one)
    found = _locked(session, one, adjustment_id)
    if found is None or found.state is not AdjustmentState.PROPOSED:
        raise UserError(_("There is no adjustment to approve."))
    if all_.organizers > 1 and found.proposed_by_id == by:
        raise UserError(_("You proposed this yourself, so another organizer approves it."))
    if not next(each for each in one.adjusted if each.adjustment.id == found.id).rests:
        raise UserError(_("The score changed since this was proposed. Take it back, and look again what it should be."))
    found.state, found.approved_by_id, found.approved_at = AdjustmentState.APPROVED, by, now
    _tell(session, program, found.nomination_id, "adjustment.approve", by, now, {"score": found.old}, {"score": found.new}, found.reason)  # fmt: skip
    _tell_judges(session, program, found, now)


def _tell_judges(session: Session, program: Program, found: Adjustment, now: datetime) -> None:
    """Without a figure: judges don't see results before they are public. Names are masked as in all that they read of it."""
    reference, judges = judges_concerned(session, program.id, found.nomination_id)
    words = hide_names(reading_of(session, found.nomination_id), found.reason)
    for judge_id, to in judges.items():
        queue(
            session, to=to, template="results/mail/adjusted.txt", now=now, program_id=program.id,
            nomination_id=found.nomination_id, name=to[1], program=program,
            dedup_key=f"adjusted:{found.nomination_id}:{found.id}:{judge_id}", reference=reference, reason=words,
        )  # fmt: skip


def withdraw_adjustment(
    session: Session, program: Program, one: Deciding, adjustment_id: int, *, by: int, now: datetime
) -> None:
    """The row stays, and no longer applies."""
    _not_public(one)
    found = _locked(session, one, adjustment_id)
    if found is None or found.state is AdjustmentState.WITHDRAWN:
        raise UserError(_("This adjustment was taken back already."))
    found.state, found.withdrawn_by_id, found.withdrawn_at = AdjustmentState.WITHDRAWN, by, now
    _tell(session, program, found.nomination_id, "adjustment.withdraw", by, now, {"score": found.new}, {"score": found.old})  # fmt: skip


def _not_public(one: Deciding) -> None:
    not_shut(one)
    if one.decision is not None and one.decision.published_at is not None:
        raise UserError(_("This category is public already, so its results can't be adjusted any more."))


def _locked(session: Session, one: Deciding, adjustment_id: int) -> Adjustment | None:
    known = {each.adjustment.id for each in one.adjusted}
    return session.scalars(
        select(Adjustment)
        .where(Adjustment.id == adjustment_id, Adjustment.id.in_(known))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _tell(
    session: Session, program: Program, nomination_id: int, action: str, by: int, now: datetime, before: dict[str, int],
    after: dict[str, int], reason: str = "",
) -> None:  # fmt: skip
    about = ("nomination", nomination_id)
    record(session, program_id=program.id, actor_id=by, action=action, about=about, now=now, before=before, after=after, reason=reason)  # fmt: skip
