"""How long one nomination takes a judge, from what they have finished, and how long the rest will take. A calibration, where one
reads to compare notes, is left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from statistics import median
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.judging.models import Assignment, Comparison, Scorecard
from app.nominations.models import Assessment, Nomination, Submission
from app.programs.models import CHOOSING, Round
from app.programs.queries import current_round, is_judged
from app.web.i18n import _

# Between two submitted scorecards lies the time for one, unless the judge went away in between.
LONGEST = timedelta(minutes=45)
ENOUGH = 3


def of_program() -> Any:
    """Written so that no index of nominations helps: the way in is the judge's assignments, of which there are few, and not the
    program's nominations, of which there are many."""
    return Nomination.program_id + 0 == bindparam("program")


@dataclass(frozen=True, slots=True)
class Finished:
    """A scorecard that the judge submitted: when, and of which category and role."""

    at: datetime
    category_id: int
    role: str


def _one_by_one() -> Any:
    """Where judges order or compare, several nominations are final at one moment: that tells nothing of the time for one."""
    return Assignment.round_id.not_in(select(Round.id).where(Round.mode.in_(CHOOSING)))


@cache
def _finished() -> Any:
    role = (
        select(Assessment.role)
        .join(Submission, Submission.id == Assessment.submission_id)
        .where(
            Submission.nomination_id == Nomination.id,
            Submission.superseded_at.is_(None),
            Assessment.superseded_at.is_(None),
        )
        .correlate(Nomination)
        .scalar_subquery()
    )
    last = (
        select(Scorecard.final_at.label("at"), Assignment.nomination_id.label("nomination_id"))
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(
            Assignment.judge_id == bindparam("judge"),
            Scorecard.final_at.is_not(None),
            is_judged(Assignment.round_id),
            _one_by_one(),
        )
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(of_program())
        .order_by(Scorecard.final_at.desc(), Scorecard.id.desc())
        .limit(50)
        .subquery("last")
    )
    return (
        select(last.c.at, Nomination.category_id, role)
        .join(Nomination, Nomination.id == last.c.nomination_id)
        .order_by(last.c.at.desc())
    )


def finished(session: Session, program_id: int, judge_id: int) -> list[Finished]:
    """The judge's last 50 submitted scorecards, the last one first; one query."""
    rows = session.execute(_finished(), {"program": program_id, "judge": judge_id})
    return [Finished(*row) for row in rows]


def pace(finals: Sequence[Finished], estimate: float = 8) -> tuple[timedelta, bool]:
    """The time that one nomination takes this judge, and whether it was measured: the median of the gaps between submitted
    scorecards, breaks left out; before there are three, the `estimate` in minutes. What is submitted at one moment, as an order and the two
    of a pair are, says nothing about the time for one."""
    gaps = [later.at - earlier.at for later, earlier in pairwise(finals)]
    taken = [gap.total_seconds() for gap in gaps if timedelta(0) < gap <= LONGEST]
    if len(taken) < ENOUGH:
        return timedelta(minutes=estimate), False
    return max(timedelta(seconds=median(taken)), timedelta(minutes=1)), True


def left_in_words(left: int, pace: timedelta) -> str:
    """ "about 2 h 10 min", in steps of five minutes, since it is a guess."""
    minutes = max(5, round(left * pace.total_seconds() / 300) * 5)
    if minutes < 60:
        return _("about %s min") % minutes
    hours, rest = divmod(minutes, 60)
    return _("about %(hours)s h %(rest)s min") % {"hours": hours, "rest": rest} if rest else _("about %s h") % hours


def minutes_a_pair(session: Session, program_id: int, judge_id: int | None = None) -> dict[int, float]:
    """Judge → minutes from one pair to the next in the round that counts now, of those of whom it was measured, as `pace` does; of
    one judge, or all; one query."""
    found = (
        select(Assignment.judge_id, Comparison.updated_at)
        .join(Scorecard, Scorecard.id == Comparison.preferred_id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .where(Assignment.round_id == current_round(program_id))
        .order_by(Comparison.updated_at.desc(), Comparison.id.desc())
    )
    finals: dict[int, list[Finished]] = {}
    for judge, at in session.execute(found if judge_id is None else found.where(Assignment.judge_id == judge_id)):
        finals.setdefault(judge, []).append(Finished(at, 0, ""))
    paces = {judge: pace(theirs[:50]) for judge, theirs in finals.items()}
    return {judge: taken.total_seconds() / 60 for judge, (taken, measured) in paces.items() if measured}


def minutes_each(session: Session, program_id: int) -> dict[int, float]:
    """Judge → minutes for one nomination, of those of whom it was measured; one query."""
    rows = session.execute(
        select(Assignment.judge_id, Scorecard.final_at, Nomination.category_id)
        .join(Assignment, Assignment.id == Scorecard.assignment_id)
        .join(Nomination, Nomination.id == Assignment.nomination_id)
        .where(
            Nomination.program_id == program_id,
            Scorecard.final_at.is_not(None),
            is_judged(Assignment.round_id),
            _one_by_one(),
        )
        .order_by(Scorecard.final_at.desc(), Scorecard.id.desc())
    )
    finals: dict[int, list[Finished]] = {}
    for judge_id, at, category_id in rows:
        if at is not None:
            finals.setdefault(judge_id, []).append(Finished(at, category_id, ""))
    paces = {judge_id: pace(theirs[:50]) for judge_id, theirs in finals.items()}
    return {judge_id: taken.total_seconds() / 60 for judge_id, (taken, measured) in paces.items() if measured}
