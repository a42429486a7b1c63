"""The audit trail of a program as its organizers read it: who did what to what, from what to what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Invitation, User
from app.audit.models import AuditEvent
from app.audit.wording import KINDS, kind_of
from app.mail.models import OutboxMail
from app.programs.models import Category, Criterion, Round
from app.programs.queries.shielded import assignments, event_is_readable, nominations, scorecards
from app.web.filters import points
from app.web.i18n import _
from app.web.paging import Page

SIZE = 50


@dataclass(frozen=True, slots=True)
class Event:
    """`what`: the thing in words. `changes`: field → from and to; None: there was, or is, nothing."""

    seq: int
    at: datetime
    who: str
    action: str
    what: str
    changes: list[tuple[str, Any, Any]]
    reason: str


@dataclass(frozen=True, slots=True)
class Filter:
    kind: str = ""
    person: int | None = None
    saves: bool = False  # every autosave too


def events(session: Session, program_id: int, user_id: int, asked: Filter, number: int) -> tuple[list[Event], Page]:
    """One page, the latest first, without what this organizer must not read about."""
    wanted = _wanted(program_id, user_id, asked)
    total = session.scalar(select(func.count()).select_from(AuditEvent).where(*wanted)) or 0
    page = Page.of(number, total, SIZE)
    return _events(session, wanted, page.size, page.offset), page


def _events(session: Session, wanted: Iterable[ColumnElement[bool]], most: int, offset: int = 0) -> list[Event]:
    rows = session.execute(
        select(AuditEvent, User.name, User.email)
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(*wanted)
        .order_by(AuditEvent.seq.desc())
        .limit(most)
        .offset(offset)
    ).all()
    names = _names(session, [event for event, _name, _email in rows])
    return [
        Event(
            event.seq, event.at, name or email or "Uphill", event.action, _what(event, names), _changes(event), event.reason
        )
        for event, name, email in rows
    ]  # fmt: skip


# What a plan of who judges what stands on.
OF_PLANS = (
    "assignment",
    "conflict",
    "judge",
    "panel",
    "topic",
    "role",
    "nomination",
    "scorecard",
    "round",
    "invitation",
)


def last_seq(session: Session, program_id: int) -> int:
    return session.scalar(select(func.max(AuditEvent.seq)).where(AuditEvent.program_id == program_id)) or 0


def changed_since(session: Session, program_id: int, user_id: int, seq: int, most: int = 6) -> list[Event]:
    """What may have changed a plan since then, the latest first, without what this organizer must not read about."""
    about = or_(*(AuditEvent.action.startswith(f"{kind}.") for kind in OF_PLANS))
    return _events(session, [*_wanted(program_id, user_id, Filter(saves=True)), AuditEvent.seq > seq, about], most)


def _wanted(program_id: int, user_id: int, asked: Filter) -> list[ColumnElement[bool]]:
    wanted = [
        AuditEvent.program_id == program_id,
        event_is_readable(AuditEvent.object_kind.expression, AuditEvent.object_id.expression, program_id, user_id),
    ]
    if asked.kind:
        wanted.append(AuditEvent.action.startswith(f"{asked.kind}.", autoescape=True))
    if asked.person is not None:
        wanted.append(AuditEvent.actor_id == asked.person)
    if not asked.saves:
        wanted.append(~AuditEvent.action.endswith(".save"))
    return wanted


def people_in_trail(session: Session, program_id: int, user_id: int) -> list[tuple[int, str]]:
    """Who did something that this organizer may read about; id and name."""
    acting = select(AuditEvent.actor_id).where(*_wanted(program_id, user_id, Filter(saves=True)))
    found = select(User.id, User.name, User.email).where(User.id.in_(acting)).order_by(User.name, User.id)
    return [(row[0], row[1] or row[2]) for row in session.execute(found)]


def kinds() -> list[tuple[str, str]]:
    return list(KINDS.items())


def _names(session: Session, rows: Sequence[AuditEvent]) -> dict[tuple[str, str], str]:
    """(kind, id) → what the thing is called; one query per kind that occurs."""
    ids: dict[str, set[int]] = {}
    for event in rows:
        if event.object_id.isdigit():
            ids.setdefault(event.object_kind, set()).add(int(event.object_id))
    return {
        (kind, str(key)): str(label)
        for kind, wanted in ids.items()
        if kind in _LABELS
        for key, label in session.execute(_labels(kind, wanted))
    }


def _labels(kind: str, wanted: Iterable[int]) -> Any:
    statement, key = _LABELS[kind]
    return statement.where(key.in_(list(wanted)))


_LABELS: dict[str, tuple[Any, Any]] = {
    "user": (select(User.id, func.coalesce(func.nullif(User.name, ""), User.email)), User.id),
    "category": (select(Category.id, Category.name), Category.id),
    "round": (select(Round.id, Round.name), Round.id),
    "criterion": (select(Criterion.id, Criterion.name), Criterion.id),
    "invitation": (select(Invitation.id, Invitation.email), Invitation.id),
    "mail": (select(OutboxMail.id, OutboxMail.to_email), OutboxMail.id),
    "nomination": (select(nominations.c.id, nominations.c.reference), nominations.c.id),
    "assignment": (
        select(assignments.c.id, nominations.c.reference).join(
            nominations, nominations.c.id == assignments.c.nomination_id
        ),
        assignments.c.id,
    ),
    "scorecard": (
        select(scorecards.c.id, nominations.c.reference)
        .select_from(scorecards)
        .join(assignments, assignments.c.id == scorecards.c.assignment_id)
        .join(nominations, nominations.c.id == assignments.c.nomination_id),
        scorecards.c.id,
    ),
}


def _what(event: AuditEvent, names: dict[tuple[str, str], str]) -> str:
    kind = event.object_kind
    if kind == "program":
        return _("the program")
    values = event.after or event.before or {}
    name = names.get((kind, event.object_id)) or values.get("name") or values.get("file") or f"#{event.object_id}"
    return {
        "user": "%(name)s",
        "category": _("the category “%(name)s”"),
        "criterion": _("the criterion “%(name)s”"),
        "invitation": _("the invitation of %(name)s"),
        "mail": _("the mail to %(name)s"),
        "nomination": _("nomination %(name)s"),
        "assignment": _("the assignment of %(name)s"),
        "scorecard": _("the scorecard of %(name)s"),
        "sheet": _("the sheet %(name)s"),
        "round": _("the round “%(name)s”"),
        "topic": _("the topic “%(name)s”"),
        "panel": _("the panel “%(name)s”"),
    }.get(kind, f"{kind} %(name)s") % {"name": name}


# Lists that name nominations and judges, which some organizers must not read: only their length is told.
COUNTED = ("added", "taken")


def _changes(event: AuditEvent) -> list[tuple[str, Any, Any]]:
    before, after = event.before or {}, event.after or {}
    keys = list(dict.fromkeys([*before, *after]))
    unchanged = {"final"} if event.object_kind == "scorecard" else set()
    unchanged |= {"name"} if before.get("name") == after.get("name") and kind_of(event.action) != "program" else set()
    return [(key, _told(key, before.get(key)), _told(key, after.get(key))) for key in keys if key not in unchanged]


# Stored in thousandths, told as people know them.
SCORES = ("scale_min", "scale_max", "step", "composite", "score", "bound")


def _told(key: str, value: Any) -> Any:
    if key in COUNTED and isinstance(value, (list, dict)):
        return len(value)
    if key in SCORES and isinstance(value, (int, float)):
        return points(round(value))
    if key == "scores" and isinstance(value, dict):
        return {name: points(one) if isinstance(one, int) else one for name, one in value.items()}
    return f"{value / 10:g}%" if key == "threshold" and isinstance(value, int) else value
