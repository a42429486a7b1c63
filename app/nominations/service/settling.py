"""Category and contest: moved, taken out, put back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.audit.service import record
from app.domain.errors import UserError
from app.domain.states import Action, Refusal, move
from app.mail.service import queue
from app.nominations.models import AnswerKind, Nomination, Settlement, SettlementKind
from app.nominations.queries import owner_of
from app.nominations.service.asking import note_answer, reopen
from app.programs.models import Category
from app.web.i18n import _


def move_category(
    session: Session, nomination: Nomination, to: Category, *, by: int, now: datetime, reason: str
) -> None:
    """Into another category of the same program. Whoever settles a flag writes the settlement beside it."""
    if to.program_id != nomination.program_id:
        raise UserError(_("That category belongs to another program. Please choose one of this program's."))
    before = nomination.category.name
    nomination.category, nomination.updated_at = to, now
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.move", about=("nomination", nomination.id),
        now=now, before={"category": before}, after={"category": to.name}, reason=reason,
    )  # fmt: skip


def take_out(
    session: Session, nomination: Nomination, *, by: int, now: datetime, reason: str, origin: str | None = None
) -> None:
    """Out of the contest, with a reason. `origin`: tells the nominator by mail (None: the caller does)."""
    _turn(session, nomination, Action.TAKE_OUT, by=by, now=now, reason=reason, origin=origin)


def put_back(
    session: Session, nomination: Nomination, *, by: int, now: datetime, reason: str, origin: str | None = None
) -> None:
    _turn(session, nomination, Action.PUT_BACK, by=by, now=now, reason=reason, origin=origin)


def _turn(
    session: Session, nomination: Nomination, action: Action, *, by: int, now: datetime, reason: str, origin: str | None
) -> None:
    if not reason.strip():
        raise UserError(_("Please give a reason: it is kept in the audit trail, and the nominator is told."))
    session.refresh(nomination, attribute_names=("state", "reference"), with_for_update=True)
    after = move(nomination.state, action)
    if isinstance(after, Refusal):
        raise UserError(_("Somebody else changed this nomination meanwhile. Please look at it again."))
    before, nomination.state, nomination.updated_at = nomination.state, after, now
    session.flush()
    record(
        session, program_id=nomination.program_id, actor_id=by, action=f"nomination.{action.value}",
        about=("nomination", nomination.id), now=now, before={"state": before.value}, after={"state": after.value}, reason=reason,
    )  # fmt: skip
    if origin is not None:
        owner = owner_of(session, nomination)
        queue(
            session, to=(owner.email, owner.name), template={Action.TAKE_OUT: "nominations/mail/take_out.txt", Action.PUT_BACK: "nominations/mail/put_back.txt"}[action],
            dedup_key=f"{action.value}:{nomination.id}:{now.isoformat()}", now=now, program_id=nomination.program_id, nomination_id=nomination.id,
            nomination=nomination, program=nomination.program, reason=reason, url=f"{origin}/nominations/{nomination.public_id}",
        )  # fmt: skip


def accept_move(
    session: Session, nomination: Nomination, assessment_id: int, to: Category, *, by: int, now: datetime
) -> None:
    reason = _("The nominator accepted the move.")
    session.add(
        Settlement(
            assessment_id=assessment_id, nomination_id=nomination.id, decision=SettlementKind.MOVE, reason=reason,
            from_category_id=nomination.category_id, to_category_id=to.id, by_id=by, created_at=now,
        )
    )  # fmt: skip
    move_category(session, nomination, to, by=by, now=now, reason=reason)
    note_answer(session, nomination.id, AnswerKind.MOVED, None, now)


def take_back_move(session: Session, nomination: Nomination, settlement: Settlement, *, by: int, now: datetime) -> None:
    """The nominator chooses anew: what they accepted before no longer settles anything, and the question waits again."""
    record(
        session, program_id=nomination.program_id, actor_id=by, action="nomination.reconsider", about=("nomination", nomination.id),
        now=now, before={"decision": settlement.decision.value},
    )  # fmt: skip
    session.delete(settlement)
    session.flush()
    reopen(session, nomination.id)
