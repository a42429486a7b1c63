"""A judge's own scores in a calibration beside the panel's. Of an entry there is nothing before the own scorecard is final, and
never anything of fewer than three others, or that tells whose a score is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.scoring.calibration import PanelSpread, panel_spread
from app.judging.models import Assignment, Scorecard
from app.judging.queries.at_hand import on_desk
from app.judging.queries.calibrating import Given, given_in
from app.nominations.models import Nomination, Submission
from app.programs.models import Category, Program, Round
from app.programs.queries import calibration_of, judged_between


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One criterion, in thousandths. `panel`: the others' scores; None: not enough others yet."""

    name: str
    scale: tuple[int, int]
    own: int
    panel: PanelSpread | None


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry on this judge's desk. `lines` is empty until the judge has submitted it; `nominee` where judges must not read it."""

    public_id: str
    reference: str
    nominee: str
    category: str
    final: bool
    lines: list[OwnLine]

    @property
    def told(self) -> bool:
        return any(line.panel for line in self.lines)


@dataclass(frozen=True, slots=True)
class OwnCalibration:
    """`closes_at`: at the latest when judging opens."""

    round: Round
    closes_at: datetime
    entries: list[OwnEntry]


def own_calibration(session: Session, program: Program, judge_id: int) -> OwnCalibration | None:
    """None: there is none, or nothing in it is this judge's. Three queries."""
    calibration = calibration_of(session, program.id)
    rows = session.execute(_held(calibration.id, judge_id)).all() if calibration is not None else []
    if calibration is None or not rows:
        return None
    given = given_in(session, calibration.id)
    found = []
    for nomination_id, public_id, reference, nominee, category, final_at in rows:
        lines = _lines([one for one in given if one.nomination_id == nomination_id], judge_id)
        shown = "" if program.hide_nominee else nominee
        found.append(OwnEntry(public_id, reference or "", shown, category, final_at is not None, lines))
    return OwnCalibration(calibration, judged_between(program, calibration)[1], found)


def _held(round_id: int, judge_id: int) -> Any:
    return (
        select(
            Nomination.id, Nomination.public_id, Nomination.reference, Submission.nominee_name, Category.name, Scorecard.final_at
        )
        .select_from(Assignment)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .join(Category, Category.id == Nomination.category_id)
        .join(Submission, (Submission.nomination_id == Nomination.id) & Submission.superseded_at.is_(None))
        .outerjoin(
            Scorecard, (Scorecard.assignment_id == Assignment.id) & (Scorecard.category_id == Nomination.category_id)
        )
        .where(*on_desk(round_id, judge_id))
        .order_by(Nomination.number)
    )  # fmt: skip


def _lines(given: Sequence[Given], judge_id: int) -> list[OwnLine]:
    """Only where the judge's own scorecard is among them: nobody sees the others' before."""
    own = {one.criterion: one for one in given if one.judge_id == judge_id}
    others: dict[str, list[int]] = {}
    for one in given:
        if one.judge_id != judge_id:
            others.setdefault(one.criterion, []).append(one.thousandths)
    return [OwnLine(name, one.scale, one.thousandths, panel_spread(others.get(name, []))) for name, one in own.items()]
