"""A calibration as an organizer types it: wall time in the program's zone, and references of nominations."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

from pydantic import Field

from app.domain.localtime import LocalTimeError, to_utc
from app.judging.queries.calibrating import Held
from app.judging.queries.entries import Entry
from app.judging.service.calibrating import Wanted
from app.programs.forms.program import WallTime
from app.programs.forms.program import sentence as local_time_sentence
from app.programs.forms.rounds import MOMENTS, shown
from app.programs.models import Program
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
        self, program: Program, every: Sequence[Entry], kept: Sequence[Entry], held: Held | None
    ) -> tuple[Wanted | None, dict[str, str]]:
        """What is wanted, or a sentence per field that can't be. `every`: the nominations to choose from; `kept`: entries that
        another organizer looks after, which stay. A wall time that was not touched stays the very moment."""
        errors: dict[str, str] = {}
        moments: dict[str, datetime] = {}
        for name in MOMENTS:
            wall, stored = getattr(self, name), getattr(held.round, name) if held else program.judging_opens_at
            if wall == shown(stored, program.time_zone):
                moments[name] = stored
                continue
            try:
                moments[name] = to_utc(wall, program.time_zone, fold=1)
            except LocalTimeError as error:
                errors[name] = local_time_sentence(error, program.time_zone)
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
    return {**_moments(held.round.opens_at, held.round.closes_at, zone), **_references(held.entries)}


def offered(program: Program, proposed: Sequence[Entry], now: datetime) -> Mapping[str, Any]:
    """What a new one starts with: from the close of nominations, or from now, until judging opens."""
    closes = program.judging_opens_at
    opens = max(program.closes_at, now + timedelta(hours=1)) if program.closes_at < closes else now
    return {**_moments(min(opens, max(now, closes - timedelta(days=1))), closes, program.time_zone), **_references(proposed)}  # fmt: skip


def _moments(opens: datetime, closes: datetime, zone: str) -> dict[str, Any]:
    return {
        name: shown(moment, zone).isoformat(timespec="minutes")
        for name, moment in zip(MOMENTS, (opens, closes), strict=True)
    }


def _references(entries: Sequence[Entry]) -> dict[str, Any]:
    return dict(zip(ENTRIES, (one.reference for one in entries), strict=False))
