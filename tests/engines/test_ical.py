"""Calendar files, read back by the library that calendar programs in Python use."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from dokumentverk.engines.ical import DayEvent, calendar_file
from dokumentverk.model.language import Language

MADE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
EVENTS = (
    DayEvent("a@dokumentverk", date(2026, 11, 30), "Frist S2345ACDE", "Se saken; «æøå», komma", warn_days=3),
    DayEvent("b@dokumentverk", date(2026, 12, 31), "Frist S2345ACDE", cancelled=True, warn_days=1),
)


def made(*events: DayEvent, sequence: int = 7) -> bytes:
    return calendar_file(events, name="Frister", made=MADE, sequence=sequence, language=Language.NB)


def test_events_are_whole_days_with_an_id_that_stays() -> None:
    calendar: Any = icalendar.Calendar.from_ical(made(*EVENTS))
    first, second = calendar.walk("VEVENT")
    assert (str(first["uid"]), first["dtstart"].dt, first["dtend"].dt) == (
        "a@dokumentverk", date(2026, 11, 30), date(2026, 12, 1),
    )  # fmt: skip
    assert (str(first["summary"]), str(first["description"])) == ("Frist S2345ACDE", "Se saken; «æøå», komma")
    assert (str(first["status"]), str(first["class"]), int(first["sequence"])) == ("CONFIRMED", "PRIVATE", 7)
    (alarm,) = first.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-3)
    assert (str(second["status"]), second["dtend"].dt) == ("CANCELLED", date(2027, 1, 1))
    assert second.walk("VALARM") == []


def test_the_same_gives_the_same_bytes_and_lines_are_short() -> None:
    assert made(*EVENTS) == made(*EVENTS)
    long = DayEvent("c@dokumentverk", date(2026, 11, 30), "Frist " * 40)
    assert all(len(line) <= 75 for line in made(long).split(b"\r\n"))
    assert made().startswith(b"BEGIN:VCALENDAR\r\n")
