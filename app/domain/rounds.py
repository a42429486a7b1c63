"""Rounds of judging: which one counts at a moment, how far a round is, and who goes through to the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction


class Standing(StrEnum):
    """PLANNED: nobody was taken into it yet. WAITING: begun, and not open yet. OVER: closed."""

    PLANNED = "planned"
    WAITING = "waiting"
    OPEN = "open"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class RoundDates:
    """`begun`: nominations were taken into it. All datetimes are aware."""

    position: int
    opens_at: datetime
    closes_at: datetime
    begun: bool = True
    calibration: bool = False


def standing_at(one: RoundDates, now: datetime) -> Standing:
    """How far a round is at `now` (aware); the closing moment itself is still in time, as everywhere."""
    if not one.begun:
        return Standing.PLANNED
    if now < one.opens_at:
        return Standing.WAITING
    return Standing.OPEN if now <= one.closes_at else Standing.OVER


def round_at(rounds: Iterable[RoundDates], now: datetime) -> RoundDates | None:
    """The round whose results are the latest to be seen at `now`: the last that has begun and opened; before any has opened,
    the first that begun. A calibration never counts. None where none has begun."""
    begun = sorted((one for one in rounds if one.begun and not one.calibration), key=lambda one: one.position)
    opened = [one for one in begun if one.opens_at <= now]
    return opened[-1] if opened else begun[0] if begun else None


@dataclass(frozen=True, slots=True)
class Placed:
    """One nomination of a category in the order of a round. `rank`: 1 is best, equal ranks are ties, None has too few scores;
    `score`: thousandths, exact."""

    key: int
    rank: int | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class Cut:
    """Who goes through by a rule. `tied`: those who share the rank at which the places run out; they are not in `through`, as
    no rule says who of them goes."""

    through: tuple[int, ...]
    tied: tuple[int, ...]
    open_places: int


def best(placed: Sequence[Placed], places: int) -> Cut:
    """The first `places` (≥ 0) of a category. Whoever shares the last rank that would go through, where there are fewer places
    than that, is left to a decision. Without a rank nobody goes through by rule."""
    ranked = sorted((one for one in placed if one.rank is not None), key=lambda one: (one.rank or 0, one.key))
    if len(ranked) <= places:
        return Cut(tuple(one.key for one in ranked), (), places - len(ranked))
    if places <= 0:
        return Cut((), (), 0)
    last = ranked[places - 1].rank
    sharing = tuple(one.key for one in ranked if one.rank == last)
    above = tuple(one.key for one in ranked if (one.rank or 0) < (last or 0))
    if len(above) + len(sharing) <= places:
        return Cut((*above, *sharing), (), 0)
    return Cut(above, sharing, places - len(above))


def above(placed: Sequence[Placed], bound: int) -> Cut:
    """Everybody with `bound` (thousandths) or more; exact, so that nobody is lost to rounding."""
    ranked = sorted((one for one in placed if one.rank is not None), key=lambda one: (one.rank or 0, one.key))
    return Cut(tuple(one.key for one in ranked if one.score is not None and one.score >= bound), (), 0)
