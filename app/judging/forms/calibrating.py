"""A calibration as an organizer types it: wall time in the program's zone, and references of nominations."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from app.judging.queries.calibrating import Held
from app.judging.queries.entries import Entry
from app.judging.service.calibrating import Wanted
from app.programs.forms.program import WallTime, in_utc, shown
from app.programs.forms.rounds import MOMENTS
from app.programs.models import Program, Round
from app.web.forms import FormModel
from app.web.i18n import _

ENTRIES = ("entry1", "entry2", "entry3")
Reference = Annotated[str, Field(max_length=80)]


class CalibrationForm(FormModel):
    opens_at: WallTime
    closes_at: WallTime
    entry1: Reference
    entry2: Reference = ""
    entry3: Reference = ""

    def wanted(
        self, program: Program, every: Sequence[Entry], kept: Sequence[Entry], there: Round | None
    ) -> tuple[Wanted | None, dict[str, str]]:
        """What is wanted, or a sentence per field that can't be. `every`: the nominations to choose from; `kept`: entries that
        another organizer looks after, which stay; `there`: the calibration, if it is to be changed."""
        stored = {name: getattr(there, name) if there else program.judging_opens_at for name in MOMENTS}
        moments, errors = in_utc({name: getattr(self, name) for name in MOMENTS}, stored, program.time_zone)
        by_reference = {one.reference: one for one in every}
        chosen: list[Entry] = list(kept)
        for name in ENTRIES:
            reference = getattr(self, name).upper()
            if not reference:
                continue
            if reference not in by_reference:
                errors[name] = _("No submitted nomination that you look after has this reference.")
            elif by_reference[reference] in chosen:
                errors[name] = _("This nomination is chosen already.")
            else:
                chosen.append(by_reference[reference])
        return (None if errors else Wanted(**moments, entries=chosen)), errors


def typed(held: Held, zone: str) -> Mapping[str, Any]:
    """As it stands."""
    return {**shown({name: getattr(held.round, name) for name in MOMENTS}, zone), **_references(held.entries)}


def offered(program: Program, proposed: Sequence[Entry], now: datetime) -> Mapping[str, Any]:
    """What a new one starts with: from the close of nominations, or from now, until judging opens."""
    closes = program.judging_opens_at
    opens = max(program.closes_at, now + timedelta(hours=1)) if program.closes_at < closes else now
    moments = {"opens_at": min(opens, max(now, closes - timedelta(days=1))), "closes_at": closes}
    return {**shown(moments, program.time_zone), **_references(proposed)}


def _references(entries: Sequence[Entry]) -> dict[str, Any]:
    return dict(zip(ENTRIES, (one.reference for one in entries), strict=False))
