"""Which calendar days an absence from shifts takes, ftrl sections 8-19 and 8-24."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """``left`` is when one went home ill, None when the whole shift was missed. Local times."""

    start: datetime
    end: datetime
    left: datetime | None = None


def counted_days(shifts: Iterable[Shift]) -> tuple[date, ...]:
    """One day for each shift missed as a whole, the day that it began on, however far over midnight it ran. A shift
    that one left ill before its end is not a full day of absence."""
    missed = (shift for shift in shifts if shift.left is None or shift.left <= shift.start)
    return tuple(sorted({shift.start.date() for shift in missed}))


def first_full_day(shifts: Iterable[Shift]) -> date | None:
    """Where the counting starts; None when no shift was missed as a whole."""
    return next(iter(counted_days(shifts)), None)
