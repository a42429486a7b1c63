"""Which round counts, and which version of its rubric: one place, as conditions for other queries and as rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.programs.models import Program, RoundEntry, RoundJudge, Rubric
from app.programs.models import Round as Round  # for routes too
from app.programs.models import RoundMode as RoundMode


def current_round(program: Any) -> Any:
    """The id of the round that counts now, as a part of another query: the last that was begun, a calibration left out.
    `program`: the program's id, a number or a column of the query around it."""
    begun = (Round.program_id == program, Round.begun_at.is_not(None), Round.calibration.is_(False))
    return (
        select(Round.id)
        .where(*begun)
        .order_by(Round.position.desc())
        .limit(1)
        .correlate_except(Round)
        .scalar_subquery()
    )


def round_or_current(round_id: int | None, program: Any) -> Any:
    """The id of a round, or of the one that counts now where none is named; a part of another query as well."""
    return current_round(program) if round_id is None else round_id


def latest_rubric(round_id: Any) -> Any:
    """The id of the version that new scorecards of a round are made with; a part of another query as well."""
    # Under a name of its own, so that the query around it may be about rubrics too.
    version = aliased(Rubric)
    versions = select(version.id).where(version.round_id == round_id).order_by(version.number.desc()).limit(1)
    return versions.correlate_except(version).scalar_subquery()


def current_rubric(program: Any) -> Any:
    return latest_rubric(current_round(program))


def rubric_in_use(round_id: Any) -> Any:
    """The same, also for a calibration: that has no rubric of its own, but uses that of the first round with scores, and keeps
    the version that it was scored with once that is changed."""
    here, other, version = aliased(Round), aliased(Round), aliased(Rubric)
    borrowed = (
        select(version.id)
        .join(other, other.id == version.round_id)
        .join(here, here.program_id == other.program_id)
        .where(here.id == round_id, other.calibration.is_(False), other.mode == RoundMode.SCORE)
        .order_by(other.position, version.number.desc())
        .limit(1)
        .correlate_except(here, other, version)
        .scalar_subquery()
    )
    return func.coalesce(latest_rubric(round_id), borrowed)


def is_judged(round_id: Any) -> ColumnElement[bool]:
    """Whether a round is one of judging, and no calibration, in which nothing counts."""
    one = aliased(Round)
    return ~exists().where(one.id == round_id, one.calibration).correlate_except(one)


def calibration_at(program: Any, now: Any, *also: Any) -> Any:
    """The id of the calibration that is open at a moment, as a part of another query: between its dates, and before judging
    opens. `also`: conditions on the round, as functions of it."""
    one, its = aliased(Round), aliased(Program)
    during = (one.opens_at <= now, now <= one.closes_at, now < its.judging_opens_at)
    return (
        select(one.id)
        .join(its, its.id == one.program_id)
        .where(one.program_id == program, one.calibration, *during, *(condition(one) for condition in also))
        .correlate_except(one, its)
        .scalar_subquery()
    )


def calibration_of(session: Session, program_id: int) -> Round | None:
    """At most one."""
    return session.scalar(select(Round).where(Round.program_id == program_id, Round.calibration))


def calibrated_with(session: Session, program_id: int) -> Round | None:
    """The round whose rubric a calibration is about: the first in which judges give scores."""
    return next((one for one in rounds_of(session, program_id) if one.mode is RoundMode.SCORE), None)


def takes_part(nomination: Any, program: Any, round_id: int | None = None) -> ColumnElement[bool]:
    """Whether a nomination is in the round that counts now, or another; all are in a round into which nobody was chosen."""
    chosen = RoundEntry.round_id == round_or_current(round_id, program)
    return or_(~exists().where(chosen), exists().where(chosen, RoundEntry.nomination_id == nomination))


def rounds_of(session: Session, program_id: int) -> Sequence[Round]:
    """A program's rounds of judging, in their order; a calibration is none of them."""
    return session.scalars(select(Round).where(*_judged(program_id)).order_by(Round.position)).all()


def _judged(program_id: int) -> tuple[ColumnElement[bool], ...]:
    return Round.program_id == program_id, Round.calibration.is_(False)


def round_now(session: Session, program_id: int) -> Round:
    """The round that counts now."""
    return session.scalars(select(Round).where(Round.id == current_round(program_id))).one()


def counting(rounds: Sequence[Round]) -> Round:
    """The round that counts now, of all of a program's in their order."""
    return [one for one in rounds if one.begun_at is not None][-1]


def following(rounds: Sequence[Round]) -> Round | None:
    """Of all of a program's, the first that nominations can be taken into: after the one that counts now, and not begun."""
    current = counting(rounds)
    return next((one for one in rounds if one.position > current.position and one.begun_at is None), None)


@dataclass(frozen=True, slots=True)
class RoundChoice:
    """Which round a page is about. `rounds`: all that have begun, in their order; `other`: the one asked for, where it isn't the
    one that counts now; `coming`: the next one, into which nobody was taken yet."""

    rounds: Sequence[Round]
    current: Round
    other: Round | None
    coming: Round | None

    @property
    def shown(self) -> Round:
        return self.other or self.current

    @property
    def number(self) -> int:
        """Its place among those begun, from 1."""
        return self.rounds.index(self.shown) + 1

    @property
    def id(self) -> int | None:
        """For queries, which take None for the round that counts now."""
        return self.other.id if self.other else None


def round_choice(session: Session, program_id: int, asked: int | None) -> RoundChoice | None:
    """None where the round asked for has not begun, or is none of this program's; a calibration is no round to look at here."""
    every = rounds_of(session, program_id)
    begun = [one for one in every if one.begun_at is not None]
    if asked is not None and asked not in [one.id for one in begun]:
        return None
    current = counting(begun)
    other = next((one for one in begun if one.id == asked != current.id), None)
    return RoundChoice(begun, current, other, following(every))


def one_round(session: Session, program_id: int, round_id: int) -> Round | None:
    """One of this program's rounds of judging, by its id."""
    return session.scalar(select(Round).where(Round.id == round_id, *_judged(program_id)))


def next_round(session: Session, program_id: int) -> Round | None:
    """The first that nominations can be taken into."""
    return following(rounds_of(session, program_id))


def judges_of_round(session: Session, round_id: int) -> list[int]:
    """Who was chosen for it; empty: all judges of the program."""
    return list(
        session.scalars(select(RoundJudge.user_id).where(RoundJudge.round_id == round_id).order_by(RoundJudge.user_id))
    )


def judges_in(user: Any, program: Any) -> ColumnElement[bool]:
    """Whether somebody judges in the round that counts now, as a condition; all judges do where nobody was chosen."""
    chosen = RoundJudge.round_id == current_round(program)
    return or_(~exists().where(chosen), exists().where(chosen, RoundJudge.user_id == user))


@dataclass(frozen=True, slots=True)
class Size:
    """How many nominations were taken into a round, how many judges were chosen for it, and how many versions its rubric has."""

    entries: int = 0
    judges: int = 0
    versions: int = 1


def sizes(session: Session, program_id: int) -> dict[int, Size]:
    """Round id → its size; one query."""

    def count(kind: Any) -> Any:
        return (
            select(func.count()).select_from(kind).where(kind.round_id == Round.id).correlate(Round).scalar_subquery()
        )

    counts = (count(RoundEntry), count(RoundJudge), count(Rubric))
    rows = session.execute(select(Round.id, *counts).where(Round.program_id == program_id))
    return {row[0]: Size(*row[1:]) for row in rows}


def rubric_now(session: Session, one: Round) -> Rubric:
    """The latest version of a round's rubric."""
    return session.scalars(select(Rubric).where(Rubric.id == latest_rubric(one.id))).one()
