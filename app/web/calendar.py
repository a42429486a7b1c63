"""Dates as an iCalendar file, which every calendar program takes in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Alarm, Calendar, Event


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """`key`: what it is, the same in a later file, so that a calendar changes the event instead of doubling it."""

    key: str
    title: str
    at: datetime
    link: str
    alarm_days: int | None = None


def calendar_file(events: Iterable[CalendarEvent], *, owner: str, since: datetime, version: int) -> bytes:
    """`owner`: whose events these are, as part of their identifiers. `since`: when they were first planned; `version`: grows with
    each change. Same dates, same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Uphill//EN")
    calendar.add("version", "2.0")
    for one in events:
        event = Event()
        event.add("uid", f"{owner}-{one.key}@uphill")
        event.add("summary", one.title)
        event.add("dtstart", one.at)
        event.add("dtend", one.at + timedelta(minutes=15))
        event.add("dtstamp", since)
        event.add("sequence", version)
        event.add("url", one.link)
        event.add("transp", "TRANSPARENT")
        if one.alarm_days is not None:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", one.title)
            alarm.add("trigger", -timedelta(days=one.alarm_days))
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
