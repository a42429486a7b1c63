"""Until when a nominator may answer a question about the category."""

from datetime import date, datetime, time, timedelta

from app.domain.localtime import LocalTimeError, to_local, to_utc


def end_of_day(day: date, zone: str) -> datetime:
    """11:59 p.m. of that day in the zone, in UTC; the later one where clocks show it twice."""
    try:
        return to_utc(datetime.combine(day, time(23, 59)), zone, fold=1)
    except LocalTimeError as error:
        if not error.choices:
            raise
        return error.choices[0]


def answer_until(
    asked_at: datetime, *, closes_at: datetime, judging_opens_at: datetime, days: int, zone: str
) -> datetime | None:
    """The end of the day `days` after the question, but never before nominations close, when everybody may still change
    everything, nor after judging opens. None where judging has opened: then nobody can be asked any more."""
    if asked_at >= judging_opens_at:
        return None
    wanted = end_of_day((to_local(asked_at, zone) + timedelta(days=days)).date(), zone)
    return min(max(wanted, closes_at), judging_opens_at)


def same_day(one: datetime, other: datetime, zone: str) -> bool:
    """Whether two moments fall on one day of the zone's calendar."""
    return to_local(one, zone).date() == to_local(other, zone).date()
