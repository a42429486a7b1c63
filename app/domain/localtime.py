"""Wall time in a program's zone to a moment in UTC, and back: no hour is invented, none is guessed."""

from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class LocalTimeCode(StrEnum):
    """GAP: the clocks jump over this time. AMBIGUOUS: it comes twice, and nobody said which is meant."""

    UNKNOWN_ZONE = "unknown_zone"
    GAP = "gap"
    AMBIGUOUS = "ambiguous"
    OUT_OF_RANGE = "out_of_range"


class LocalTimeError(ValueError):
    """A wall time that is no single moment. `choices` holds moments in UTC to offer instead: for AMBIGUOUS
    the first and the second (`fold` 0 and 1), for GAP what was typed read with the offset before the
    jump (1:30 becomes 2:30); else it is empty."""

    def __init__(self, code: LocalTimeCode, choices: tuple[datetime, ...] = ()) -> None:
        super().__init__(code.value)
        self.code = code
        self.choices = choices


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name ("America/New_York"). Raises LocalTimeError UNKNOWN_ZONE."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise LocalTimeError(LocalTimeCode.UNKNOWN_ZONE) from None


def to_utc(local: datetime, zone_name: str, *, fold: int | None = None) -> datetime:
    """The moment in UTC at which clocks in the zone show `local` (without a zone of its own).

    `fold` is asked for only where clocks are turned back and show the time twice: 0 is the first, 1 the
    second; None raises LocalTimeError AMBIGUOUS with both moments. A time that clocks jump over raises GAP:
    zoneinfo alone would silently turn 1:30 into 2:30. Found by the round trip to UTC and back (PEP 495), so
    every zone's rule counts, Lord Howe's half hour too. Raises ValueError if `local` has a zone.
    """
    if local.tzinfo is not None:
        raise ValueError("local time must not have a zone of its own")
    place = zone(zone_name)
    first, second = _moment(local, place, 0), _moment(local, place, 1)
    if first.astimezone(place).replace(tzinfo=None, fold=0) != local.replace(fold=0):
        raise LocalTimeError(LocalTimeCode.GAP, (first,))
    if first == second:
        return first
    if fold is None:
        raise LocalTimeError(LocalTimeCode.AMBIGUOUS, (first, second))
    return second if fold else first


def to_local(moment: datetime, zone_name: str) -> datetime:
    """What clocks in the zone show at `moment` (aware), with the zone attached. Raises LocalTimeError
    UNKNOWN_ZONE."""
    if moment.utcoffset() is None:
        raise ValueError("moment has no time zone")
    return moment.astimezone(zone(zone_name))


def _moment(local: datetime, place: ZoneInfo, fold: int) -> datetime:
    try:
        moment = local.replace(tzinfo=place, fold=fold).astimezone(UTC)
        moment.astimezone(place)
    except OverflowError:
        raise LocalTimeError(LocalTimeCode.OUT_OF_RANGE) from None
    return moment


def local_day(moment: datetime, zone_name: str) -> date:
    """The day that `moment` (aware) falls on in the zone. Raises LocalTimeError for an unknown zone."""
    return to_local(moment, zone_name).date()
