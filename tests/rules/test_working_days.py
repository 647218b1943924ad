from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.rules.working_days import (
    add_months,
    days_off_after,
    easter,
    is_day_off,
    last_working_day_before,
    public_holidays,
    working_day_after,
    working_days_between,
)


@pytest.mark.parametrize(
    "day",
    [
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(2000, 4, 23),
        date(2008, 3, 23),
        date(2019, 4, 21),
        date(2024, 3, 31),
        date(2026, 4, 5),
        date(2027, 3, 28),
        date(2038, 4, 25),
        date(2285, 3, 22),
    ],
)
def test_easter(day: date) -> None:
    assert easter(day.year) == day


@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    assert easter(year).weekday() == 6
    assert date(year, 3, 22) <= easter(year) <= date(year, 4, 25)


def test_public_holidays_of_2026() -> None:
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 2),
        date(2026, 4, 3),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 5, 17),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 3), 1, date(2026, 11, 4)),
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 6), 2, date(2026, 11, 10)),
        (date(2026, 4, 1), 1, date(2026, 4, 7)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 11, 3), 0, date(2026, 11, 3)),
    ],
)
def test_first_working_day_after(day: date, count: int, expected: date) -> None:
    assert working_day_after(day, count) == expected


def test_days_off() -> None:
    assert list(days_off_after(date(2026, 11, 6))) == [date(2026, 11, 7), date(2026, 11, 8)]
    assert list(days_off_after(date(2026, 11, 5))) == []
    assert last_working_day_before(date(2026, 4, 7)) == date(2026, 4, 1)
    assert working_days_between(date(2026, 3, 30), date(2026, 4, 10)) == 7
    assert working_days_between(date(2026, 11, 4), date(2026, 11, 3)) == 0
    assert is_day_off(date(2027, 5, 17))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 11, 10), -12, date(2025, 11, 10)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 1), 2, date(2027, 2, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_months(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected
