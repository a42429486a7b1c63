"""Which round a judge's work belongs to at a moment: the one place that says so.

While a calibration is open, it is at hand for whoever has an entry there; else the round that counts."""

from typing import Any

from sqlalchemy import bindparam, exists, func
from sqlalchemy.orm import aliased

from app.db import UtcDateTime
from app.domain.states import State
from app.judging.models import Assignment, AssignmentState
from app.nominations.models import Nomination
from app.nominations.queries.conflicts import conflict_between
from app.programs.queries import calibration_at, current_round


def moment() -> Any:
    """The parameter "now" of a statement that is put together once; none: as if no calibration were open."""
    return bindparam("now", None, type_=UtcDateTime())


def on_desk(round_id: Any, judge: Any, held: Any = Assignment, nomination: Any = Nomination) -> tuple[Any, ...]:
    """What of a calibration is a judge's to score, and to know of; for a query with assignments and their nominations."""
    return (
        held.round_id == round_id, held.judge_id == judge, held.state == AssignmentState.ACTIVE,
        nomination.id == held.nomination_id, nomination.state == State.SUBMITTED, nomination.owner_id != judge,
        ~conflict_between(held.nomination_id, held.judge_id),
    )  # fmt: skip


def round_at_hand(program: Any, judge: Any, now: Any, nomination: Any = None) -> Any:
    """The id of the round, as a part of another query. `nomination`: of the judge's task there; without it, of the judge's desk."""
    mine, its = aliased(Assignment), aliased(Nomination)

    def given(one: Any) -> Any:
        this = [] if nomination is None else [mine.nomination_id == nomination]
        return exists().where(*on_desk(one.id, judge, mine, its), *this).correlate_except(mine, its)

    return func.coalesce(calibration_at(program, now, given), current_round(program))
