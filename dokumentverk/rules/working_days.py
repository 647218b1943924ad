"""Working days in Norway: Monday to Friday, public holidays excepted. A rota is not known here."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

DAY = timedelta(days=1)
_SATURDAY = 5


@cache
def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Helligdagsfredloven section 2, and the first and the seventeenth of May (lov om 1. og 17. mai)."""
    sunday = easter(year)
    movable = (-3, -2, 0, 1, 39, 49, 50)
    fixed = ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))
    return frozenset(
        (*(sunday + timedelta(days=days) for days in movable), *(date(year, month, day) for month, day in fixed))
    )


def is_day_off(day: date) -> bool:
    return day.weekday() >= _SATURDAY or day in public_holidays(day.year)


def working_day_after(day: date, count: int = 1) -> date:
    """The ``count``-th working day after ``day``."""
    while count > 0:
        day += DAY
        count -= not is_day_off(day)
    return day


def days_off_after(day: date) -> Iterator[date]:
    """The days off that follow ``day`` directly, up to the next working day."""
    following = day + DAY
    while is_day_off(following):
        yield following
        following += DAY


def last_working_day_before(day: date) -> date:
    day -= DAY
    while is_day_off(day):
        day -= DAY
    return day


def working_days_between(first: date, last: date) -> int:
    """Both counted; 0 when ``last`` comes before ``first``."""
    return sum(not is_day_off(first + timedelta(days=number)) for number in range((last - first).days + 1))


def add_months(day: date, months: int) -> date:
    """The same day of the month, or the month's last where it has none such."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
