"""An organizer settles a flag or a doubted category, or takes the decision back. The nominator is told, in kind words."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.domain.states import State
from app.flags.queries import Flagged, scored_since
from app.mail.service import queue
from app.nominations.models import Nomination, Settlement, SettlementKind
from app.nominations.queries import owner_of, settlement_of
from app.nominations.service import move_category, put_back, take_out
from app.programs.models import Category
from app.web.i18n import _

MAILS = {
    SettlementKind.KEEP: "flags/mail/kept.txt",
    SettlementKind.MOVE: "flags/mail/moved.txt",
    SettlementKind.OUT: "flags/mail/out.txt",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """`reason` is kept for organizers and the audit trail; `note` goes to the nominator as it is."""

    kind: SettlementKind
    reason: str
    note: str = ""
    to: Category | None = None


def decision(kind: str, reason: str, note: str = "", to: Category | None = None) -> Decision:
    """`kind`: keep | move | out."""
    return Decision(SettlementKind(kind), reason, note, to)


def settle(session: Session, row: Flagged, decided: Decision, *, by: int, now: datetime, origin: str) -> Settlement:
    """Keep the nomination in its category, move it, or take it out of the contest."""
    nomination = row.nomination
    session.refresh(nomination, attribute_names=("state", "category_id"), with_for_update=True)
    if settlement_of(session, row.assessment.id) is not None:
        raise UserError(_("Somebody else has settled this meanwhile. Please look at it again."))
    if nomination.state != State.SUBMITTED:
        raise UserError(_("This nomination is not in the contest any more, so there is nothing to settle."))
    before = nomination.category
    if decided.kind is SettlementKind.MOVE and (decided.to is None or decided.to.id == before.id):
        raise UserError(_("Please choose another category than the one it is in."))
    moved_to = decided.to if decided.kind is SettlementKind.MOVE else None
    settlement = Settlement(
        assessment_id=row.assessment.id, nomination_id=nomination.id, decision=decided.kind, from_category_id=before.id,
        to_category_id=moved_to.id if moved_to else None, reason=decided.reason, by_id=by, created_at=now,
    )  # fmt: skip
    session.add(settlement)
    session.flush()
    after = {"decision": decided.kind.value, "category": (moved_to or before).name}
    _record(session, nomination, "flag.settle", by=by, now=now, before={"category": before.name}, after=after, reason=decided.reason)  # fmt: skip
    if moved_to is not None:
        move_category(session, nomination, moved_to, by=by, now=now, reason=decided.reason)
    elif decided.kind is SettlementKind.OUT:
        take_out(session, nomination, by=by, now=now, reason=decided.reason)
    _tell(session, row, MAILS[decided.kind], now=now, origin=origin, note=decided.note, before=before, after=nomination.category)  # fmt: skip
    return settlement


def why_not_undone(session: Session, row: Flagged) -> str | None:
    """None when the settlement can be taken back; else why not."""
    nomination, settled = row.nomination, row.settled
    if settled is None:
        return _("There is nothing to take back: this is not settled.")
    if settled.by_nominator:
        return _("The nominator chose this category, so it is theirs to keep.")
    settlement = settled.settlement
    if settlement.decision is SettlementKind.OUT:
        return None if nomination.state == State.OUT_OF_CONTEST else _("It is in the contest again already.")
    if settlement.decision is SettlementKind.MOVE:
        if nomination.category_id != settlement.to_category_id or nomination.state != State.SUBMITTED:
            return _("It has been changed again since.")
        if scored_since(session, nomination.id, nomination.category_id, settlement.created_at):
            return _("A judge has begun to score it in its new category.")
    return None


def undo(session: Session, row: Flagged, origin_category: Category, *, by: int, now: datetime, origin: str) -> None:
    """Takes a settlement back, as if it had not been: the flag waits again. `origin_category`: where it was before."""
    nomination = row.nomination
    session.refresh(nomination, attribute_names=("state", "category_id"), with_for_update=True)
    refused = why_not_undone(session, row)
    if refused is not None or row.settled is None:
        raise UserError(refused or "")
    settlement = row.settled.settlement
    reason = _("Settlement taken back.")
    before = {"decision": settlement.decision.value, "category": nomination.category.name, "reason": settlement.reason}
    session.delete(settlement)
    session.flush()
    _record(session, nomination, "flag.undo", by=by, now=now, before=before, after={"category": origin_category.name}, reason=reason)  # fmt: skip
    if settlement.decision is SettlementKind.MOVE:
        move_category(session, nomination, origin_category, by=by, now=now, reason=reason)
    elif settlement.decision is SettlementKind.OUT:
        put_back(session, nomination, by=by, now=now, reason=reason)
    _tell(session, row, "flags/mail/taken_back.txt", now=now, origin=origin, note="", before=origin_category, after=origin_category)  # fmt: skip


def _record(
    session: Session, nomination: Nomination, action: str, *, by: int, now: datetime, before: dict[str, str],
    after: dict[str, str], reason: str,
) -> None:  # fmt: skip
    record(
        session, program_id=nomination.program_id, actor_id=by, action=action, about=("nomination", nomination.id), now=now,
        before=before, after=after, reason=reason,
    )  # fmt: skip


def _tell(
    session: Session, row: Flagged, template: str, *, now: datetime, origin: str, note: str, before: Category, after: Category
) -> None:  # fmt: skip
    nomination = row.nomination
    owner = owner_of(session, nomination)
    queue(
        session, to=(owner.email, owner.name), template=template, program_id=nomination.program_id, nomination_id=nomination.id, now=now,
        dedup_key=f"{template}:{nomination.id}:{now.isoformat()}", nomination=nomination, program=nomination.program,
        nominee=row.submission.nominee_name, name=owner.name, note=note, before=before.name, after=after.name,
        url=f"{origin}/nominations/{nomination.public_id}",
    )  # fmt: skip
