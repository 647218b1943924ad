"""The vectors of the domain: runs of sick and well calendar days, and the periods that they make."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumentverk.rules.arbeidsgiverperiode import LENGTH, arbeidsgiverperioder

START = date(2026, 1, 12)


def sick(runs: str) -> list[date]:
    """``15 -15 1``: fifteen days ill, fifteen well, one ill."""
    days: list[date] = []
    day = START
    for run in map(int, runs.split()):
        if run > 0:
            days += [day + timedelta(days=number) for number in range(run)]
        day += timedelta(days=abs(run))
    return days


@pytest.mark.parametrize(
    ("runs", "periods"),
    [
        ("15", [(15, 0)]),
        ("16", [(16, 0)]),
        ("31", [(16, 15)]),
        ("15 -15 1", [(16, 0)]),
        ("15 -16 1", [(15, 0), (1, 0)]),
        ("16 -15 15", [(16, 15)]),
        ("16 -16 16", [(16, 0), (16, 0)]),
        ("1 -1 1 -1 1", [(3, 0)]),
        ("8 -15 8 -15 1", [(16, 1)]),
        ("", []),
    ],
)
def test_vectors(runs: str, periods: list[tuple[int, int]]) -> None:
    found = arbeidsgiverperioder(sick(runs))
    assert [(len(one.days), len(one.beyond)) for one in found] == periods
    assert [one.complete for one in found] == [days == LENGTH for days, _ in periods]


def test_a_period_ends_with_its_last_sick_day() -> None:
    (period,) = arbeidsgiverperioder(sick("16 -15 15"))
    assert period.last == START + timedelta(days=45)
    (short,) = arbeidsgiverperioder(sick("3"))
    assert short.last == START + timedelta(days=2)


@given(st.sets(st.integers(0, 200)))
def test_no_sick_day_is_lost_or_counted_twice(offsets: set[int]) -> None:
    days = [START + timedelta(days=offset) for offset in offsets]
    found = arbeidsgiverperioder(days)
    assert [day for one in found for day in (*one.days, *one.beyond)] == sorted(days)
    assert all(one.complete or not one.beyond for one in found)
