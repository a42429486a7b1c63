"""Panels with who sits on them and what they judge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.nominations.models import Nomination
from app.panels.models import Panel, PanelCategory, PanelJudge, PanelNomination


@dataclass(frozen=True, slots=True)
class Seats:
    """One panel. `judges`, `categories`: ids; `nominations`: those put here by hand, id → reference."""

    id: int
    name: str
    lead_judge_id: int | None
    judges: frozenset[int]
    categories: frozenset[int]
    nominations: Mapping[int, str]


@dataclass(frozen=True)
class Panels:
    """All panels of a program; none: every judge may judge everything."""

    seats: tuple[Seats, ...] = ()
    _by_hand: Mapping[int, list[Seats]] = field(init=False, default_factory=lambda: defaultdict(list))
    _by_category: Mapping[int, list[Seats]] = field(init=False, default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for one in self.seats:
            for nomination_id in one.nominations:
                self._by_hand[nomination_id].append(one)
            for category_id in one.categories:
                self._by_category[category_id].append(one)

    def of_nomination(self, nomination_id: int, category_id: int) -> list[Seats]:
        """By hand goes before by category."""
        return self._by_hand.get(nomination_id) or self._by_category.get(category_id) or []

    def of_judge(self, judge_id: int) -> list[Seats]:
        return [one for one in self.seats if judge_id in one.judges]

    def judges_of(self, nomination_id: int, category_id: int) -> frozenset[int]:
        """Who may judge it, as far as panels go; ask only where there are panels."""
        return frozenset().union(*(one.judges for one in self.of_nomination(nomination_id, category_id)))

    def seat_together(self, judge_id: int, nomination_id: int, category_id: int) -> bool:
        return not self.seats or judge_id in self.judges_of(nomination_id, category_id)

    def led_by(self, judge_id: int) -> list[Seats]:
        return [one for one in self.seats if one.lead_judge_id == judge_id]


def panels_of(session: Session, program_id: int) -> Panels:
    """One query where there are none, else four."""
    rows = session.scalars(select(Panel).where(Panel.program_id == program_id).order_by(Panel.name, Panel.id)).all()
    if not rows:
        return Panels()
    ids = [row.id for row in rows]
    judges = _sets(session.execute(select(PanelJudge.panel_id, PanelJudge.user_id).where(PanelJudge.panel_id.in_(ids))))
    categories = _sets(
        session.execute(
            select(PanelCategory.panel_id, PanelCategory.category_id).where(PanelCategory.panel_id.in_(ids))
        )
    )
    nominations: dict[int, dict[int, str]] = {one: {} for one in ids}
    by_hand = (
        select(PanelNomination.panel_id, Nomination.id, Nomination.reference)
        .join(Nomination, Nomination.id == PanelNomination.nomination_id)
        .where(PanelNomination.panel_id.in_(ids))
        .order_by(Nomination.number)
    )
    for panel_id, nomination_id, reference in session.execute(by_hand):
        nominations[panel_id][nomination_id] = reference or ""
    return Panels(
        tuple(
            Seats(row.id, row.name, row.lead_judge_id, judges[row.id], categories[row.id], nominations[row.id])
            for row in rows
        )
    )


def _sets(rows: Iterable[tuple[int, int]]) -> defaultdict[int, frozenset[int]]:
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for panel_id, one in rows:
        found[panel_id] |= {one}
    return found


def panel_of(session: Session, program_id: int, panel_id: int) -> Panel | None:
    """One of this program's, by its id."""
    return session.scalar(select(Panel).where(Panel.id == panel_id, Panel.program_id == program_id))


def by_reference(session: Session, program_id: int, references: Iterable[str]) -> dict[str, int]:
    """Reference → id of the nominations of a program that have one of these references."""
    rows = session.execute(
        select(Nomination.reference, Nomination.id).where(
            Nomination.program_id == program_id, Nomination.reference.in_(list(references))
        )
    )
    return {row[0]: row[1] for row in rows if row[0]}
