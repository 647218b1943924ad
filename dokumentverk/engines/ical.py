"""Calendar files (RFC 5545) by the package icalendar.

What calendar programs do: an event whose UID is known replaces the one before when its SEQUENCE is not lower (Outlook,
Thunderbird and Google take it so; Apple Calendar asks for the calendar and then does the same). An event that is no
longer in the file stays where it was: what is called off must be sent with STATUS:CANCELLED.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from dokumentverk.model.language import Language


@dataclass(frozen=True, slots=True)
class DayEvent:
    """A whole day. ``uid`` is the same whenever the event is made anew. ``warn_days`` before it a reminder shows; None
    for none. ``free``: it takes no time of the day."""

    uid: str
    day: date
    title: str
    text: str = ""
    cancelled: bool = False
    warn_days: int | None = None


def calendar_file(events: Iterable[DayEvent], *, name: str, made: datetime, sequence: int, language: Language) -> bytes:
    """The bytes of an ``.ics`` file, the same for the same arguments. ``made`` has a time zone; ``sequence`` must not
    be lower than that of a file made before."""
    calendar = Calendar()
    calendar.add("prodid", f"-//dokumentverk//{language.value.upper()}")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    for one in events:
        calendar.add_component(_event(one, made, sequence))
    return bytes(calendar.to_ical())


def _event(one: DayEvent, made: datetime, sequence: int) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", made)
    event.add("sequence", sequence)
    event.add("dtstart", one.day)
    event.add("dtend", one.day + timedelta(days=1))
    event.add("summary", one.title)
    if one.text:
        event.add("description", one.text)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    if one.warn_days is not None and not one.cancelled:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", one.title)
        alarm.add("trigger", timedelta(days=-one.warn_days))
        event.add_component(alarm)
    return event
