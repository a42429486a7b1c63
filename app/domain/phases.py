"""The phase that a program is in at a moment, decided by its dates alone."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any


class Phase(StrEnum):
    """DRAFT: not published, or not open yet. CLOSED: nominations are closed and flags are being checked.
    TALLYING: judging is over, results are being settled."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    JUDGING = "judging"
    TALLYING = "tallying"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Dates:
    """A program's dates, each an aware datetime or None for "not set".

    Raises ValueError for a datetime without a zone: a deadline must not depend on the server's own zone.
    """

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    judging_opens_at: datetime | None = None
    judging_closes_at: datetime | None = None
    archived_at: datetime | None = None
    published: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, datetime):
                _require_zone(field.name, value)


class Problem(StrEnum):
    """What is wrong with a program's dates; the page words it."""

    OPENS_MISSING = "opens_missing"
    CLOSES_MISSING = "closes_missing"
    CLOSES_NOT_AFTER_OPENS = "closes_not_after_opens"
    JUDGING_OPENS_MISSING = "judging_opens_missing"
    JUDGING_OPENS_BEFORE_CLOSE = "judging_opens_before_close"
    JUDGING_CLOSES_NOT_AFTER_OPENS = "judging_closes_not_after_opens"
    ARCHIVED_TOO_EARLY = "archived_too_early"


@dataclass(frozen=True, slots=True)
class DateProblem:
    """One problem, and the name of the field in `Dates` where it is shown."""

    field: str
    code: Problem


@dataclass(frozen=True, slots=True)
class Change:
    """The next change of phase: `phase` begins at `at` (or right after it, where `at` is a deadline that
    still counts as in time)."""

    at: datetime
    phase: Phase


def phase_at(dates: Dates, now: datetime) -> Phase:
    """The phase at the moment `now` (aware).

    An opening counts from its moment on; a closing moment itself still belongs to the phase that it ends,
    so that a deadline of 5:00 p.m. is kept by what arrives at 5:00:00.000 (see `is_before_close`). Dates
    that are not set never come. Works on dates with problems too: the earlier phase wins.
    """
    _require_zone("now", now)
    if dates.archived_at is not None and dates.archived_at <= now:
        return Phase.ARCHIVED
    if not dates.published or dates.opens_at is None or now < dates.opens_at:
        return Phase.DRAFT
    if is_before_close(dates, now):
        return Phase.OPEN
    if dates.judging_opens_at is None or now < dates.judging_opens_at:
        return Phase.CLOSED
    if is_before_judging_close(dates, now):
        return Phase.JUDGING
    return Phase.TALLYING


def is_before_close(dates: Dates, received_at: datetime) -> bool:
    """Whether a request whose first byte arrived at `received_at` (aware, by the server's clock) is in
    time.

    Exactly at the closing moment is in time; one microsecond later is late. What counts is the arrival, not
    the moment at which it is handled, so a queue or a slow upload makes nobody late. Without a closing date
    everything is in time.
    """
    _require_zone("received_at", received_at)
    return dates.closes_at is None or received_at <= dates.closes_at


def is_before_judging_close(dates: Dates, received_at: datetime) -> bool:
    """Whether a score that arrived at `received_at` is in time: the same rule as `is_before_close`."""
    _require_zone("received_at", received_at)
    return dates.judging_closes_at is None or received_at <= dates.judging_closes_at


def next_change(dates: Dates, now: datetime) -> Change | None:
    """The next change of phase after `now`, or None where no date that is set brings one."""
    current = phase_at(dates, now)
    moments = (
        dates.opens_at,
        dates.closes_at,
        dates.judging_opens_at,
        dates.judging_closes_at,
        dates.archived_at,
    )
    for moment in sorted(moment for moment in moments if moment is not None and moment >= now):
        after = phase_at(dates, moment + timedelta(microseconds=1))
        if after is not current:
            return Change(moment, after)
    return None


def problems(dates: Dates) -> tuple[DateProblem, ...]:
    """What is wrong with these dates, in the order of the form; empty when nothing is.

    A published program needs an opening and a closing date. Judging may open at the very moment of the close.
    """
    found: list[DateProblem] = []

    def add(wrong: bool, field: str, code: Problem) -> None:
        if wrong:
            found.append(DateProblem(field, code))

    add(dates.published and dates.opens_at is None, "opens_at", Problem.OPENS_MISSING)
    add(dates.published and dates.closes_at is None, "closes_at", Problem.CLOSES_MISSING)
    add(not _ordered(dates.opens_at, dates.closes_at, apart=True), "closes_at", Problem.CLOSES_NOT_AFTER_OPENS)
    missing = dates.judging_opens_at is None and dates.judging_closes_at is not None
    add(missing, "judging_opens_at", Problem.JUDGING_OPENS_MISSING)
    early = not _ordered(dates.closes_at, dates.judging_opens_at)
    add(early, "judging_opens_at", Problem.JUDGING_OPENS_BEFORE_CLOSE)
    backwards = not _ordered(dates.judging_opens_at, dates.judging_closes_at, apart=True)
    add(backwards, "judging_closes_at", Problem.JUDGING_CLOSES_NOT_AFTER_OPENS)
    last = dates.judging_closes_at or dates.judging_opens_at or dates.closes_at
    add(not _ordered(last, dates.archived_at), "archived_at", Problem.ARCHIVED_TOO_EARLY)
    return tuple(found)


class Turn(StrEnum):
    """What an organizer can do by hand, "now": each writes the date, so that dates stay the only truth."""

    OPEN = "open"
    CLOSE = "close"
    OPEN_JUDGING = "open_judging"
    CLOSE_JUDGING = "close_judging"
    ARCHIVE = "archive"


_TURNS: dict[Turn, tuple[Phase, str]] = {
    Turn.OPEN: (Phase.DRAFT, "opens_at"),
    Turn.CLOSE: (Phase.OPEN, "closes_at"),
    Turn.OPEN_JUDGING: (Phase.CLOSED, "judging_opens_at"),
    Turn.CLOSE_JUDGING: (Phase.JUDGING, "judging_closes_at"),
    Turn.ARCHIVE: (Phase.TALLYING, "archived_at"),
}


def turn_now(dates: Dates, turn: Turn, now: datetime) -> Dates | None:
    """The dates with the one that `turn` is about set to `now`, or None when the phase at `now` doesn't
    allow it.

    Opening publishes. A date that was still to come is moved forward; one in the past is never changed.
    Check `problems` of the answer before saving: opening after the planned close leaves a close before the
    opening.
    """
    needed, field = _TURNS[turn]
    if phase_at(dates, now) is not needed:
        return None
    moment = now.astimezone(UTC)
    if turn is Turn.OPEN:
        if dates.opens_at is not None and dates.opens_at <= now:
            return replace(dates, published=True)
        return replace(dates, opens_at=moment, published=True)
    written: dict[str, Any] = {field: moment}
    return replace(dates, **written)


def _ordered(first: datetime | None, second: datetime | None, *, apart: bool = False) -> bool:
    if first is None or second is None:
        return True
    return first < second if apart else first <= second


def _require_zone(name: str, moment: datetime) -> None:
    if moment.utcoffset() is None:
        raise ValueError(f"{name} has no time zone")
