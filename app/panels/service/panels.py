"""Writes about panels. Assignments are not touched: a new plan moves what no longer fits and isn't begun."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.service import record
from app.panels.models import Panel, PanelCategory, PanelJudge, PanelNomination
from app.panels.queries.panels import Seats, panels_of
from app.panels.service.meanwhile import Meanwhile, merged
from app.programs.models import Category, Program
from app.programs.service.problems import ProgramProblem
from app.web.i18n import _

MOST_PANELS = 60


@dataclass(frozen=True, slots=True)
class PanelData:
    """What a panel should be: ids that the caller has found in this program."""

    name: str
    lead: int | None
    judges: frozenset[int]
    categories: frozenset[int]
    nominations: frozenset[int]


def add_panel(session: Session, program: Program, data: PanelData, *, by: int, now: datetime) -> Panel:
    session.refresh(program, with_for_update=True)
    _refuse_same_name(session, program.id, data.name, 0)
    if len(panels_of(session, program.id).seats) >= MOST_PANELS:
        raise ProgramProblem("form", _("A program can have sixty panels at most."))
    panel = Panel(program_id=program.id, name=data.name, lead_judge_id=data.lead, created_at=now)
    session.add(panel)
    session.flush()
    _seat(session, panel.id, data)
    _record(session, panel, "add", by, now, None, _told(session, data))
    return panel


def update_panel(
    session: Session, program: Program, panel: Panel, data: PanelData, *, shown: Mapping[str, str] | None = None,
    hidden: frozenset[int] = frozenset(), by: int, now: datetime,
) -> bool:  # fmt: skip
    """Says whether anything changed. `shown`: the `marks` of what stood there when it was typed, but for the `hidden`
    nominations, which stay as they are.

    Raises Meanwhile, before anything is written, where somebody else changed the same."""
    session.refresh(program, with_for_update=True)
    before = stored(next(one for one in panels_of(session, program.id).seats if one.id == panel.id))
    if shown:
        data = _merged(shown, before, data, hidden)
    _refuse_same_name(session, program.id, data.name, panel.id)
    if before == data:
        return False
    panel.name, panel.lead_judge_id = data.name, data.lead
    _unseat(session, panel.id)
    _seat(session, panel.id, data)
    _record(session, panel, "update", by, now, _told(session, before), _told(session, data))
    return True


def remove_panel(session: Session, program: Program, panel: Panel, *, by: int, now: datetime) -> None:
    session.refresh(program, with_for_update=True)
    before = stored(next(one for one in panels_of(session, program.id).seats if one.id == panel.id))
    _record(session, panel, "remove", by, now, _told(session, before), None)
    _unseat(session, panel.id)
    session.delete(panel)
    session.flush()


def stored(seats: Seats) -> PanelData:
    return PanelData(
        seats.name, seats.lead_judge_id, seats.judges, seats.categories, frozenset(seats.nominations)
    )  # fmt: skip


def marks(data: PanelData) -> dict[str, str]:
    """A short sign for each part of a panel: the same sign, the same part."""
    parts = {one.name: getattr(data, one.name) for one in fields(data)}
    return {
        name: sha256(repr(sorted(value) if isinstance(value, frozenset) else value).encode()).hexdigest()[:12]
        for name, value in parts.items()
    }


def _merged(shown: Mapping[str, str], before: PanelData, data: PanelData, hidden: frozenset[int]) -> PanelData:
    seen, typed = (replace(one, nominations=one.nominations - hidden) for one in (before, data))
    is_now = marks(seen)
    try:
        chosen = merged(shown, is_now, marks(typed))
    except Meanwhile as meanwhile:
        raise Meanwhile({name: getattr(seen, name) for name in meanwhile.found}) from None
    wanted = replace(typed, **{name: getattr(seen, name) for name in chosen if chosen[name] == is_now[name]})
    return replace(wanted, nominations=wanted.nominations | (before.nominations & hidden))


def _seat(session: Session, panel_id: int, data: PanelData) -> None:
    rows: tuple[tuple[Any, str, Collection[int]], ...] = (
        (PanelJudge, "user_id", data.judges),
        (PanelCategory, "category_id", data.categories),
        (PanelNomination, "nomination_id", data.nominations),
    )
    for table, column, ids in rows:
        if ids:
            session.execute(insert(table), [{"panel_id": panel_id, column: one} for one in sorted(ids)])


def _unseat(session: Session, panel_id: int) -> None:
    for table in (PanelJudge, PanelCategory, PanelNomination):
        session.execute(delete(table).where(table.panel_id == panel_id))


def _refuse_same_name(session: Session, program_id: int, name: str, own_id: int) -> None:
    same = select(Panel.id).where(Panel.program_id == program_id, Panel.name == name, Panel.id != own_id)
    if session.scalar(same) is not None:
        raise ProgramProblem("name", _("This program has a panel of that name already."))


def _told(session: Session, data: PanelData) -> dict[str, Any]:
    """As the trail keeps it: how many nominations, since not every organizer may read which."""
    people = session.execute(select(User.id, User.name, User.email).where(User.id.in_(data.judges | {data.lead or 0})))
    names = {row[0]: row[1] or row[2] for row in people}
    kinds = session.scalars(select(Category.name).where(Category.id.in_(data.categories)).order_by(Category.position))
    return {
        "name": data.name, "lead": names.get(data.lead or 0), "categories": ", ".join(kinds),
        "judges": ", ".join(sorted(names[one] for one in data.judges)), "nominations": len(data.nominations),
    }  # fmt: skip


def _record(
    session: Session, panel: Panel, verb: str, by: int, now: datetime, before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
) -> None:  # fmt: skip
    record(
        session, program_id=panel.program_id, actor_id=by, action=f"panel.{verb}", about=("panel", panel.id), now=now,
        before=before, after=after,
    )  # fmt: skip
