"""Where things lie on a time axis, and which line each label gets so that none covers another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dokumentverk.rules.working_days import add_months

MARK: Final = 2.4
"""Millimetres that a mark takes."""
GAP: Final = 1.8
CHARACTER: Final = 1.5
"""Millimetres of an average character of Source Sans 3 at 8.5 points, on the wide side."""
MOST_WEEK_LABELS: Final = 27


@dataclass(frozen=True, slots=True)
class Axis:
    """``first`` is at 0, the day after ``last`` at ``width`` (millimetres)."""

    first: date
    last: date
    width: float

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def x(self, day: date) -> float:
        """The beginning of the day; one outside lies at the nearer end."""
        inside = min(max((day - self.first).days, 0), self.days)
        return round(inside * self.width / self.days, 2)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Placed:
    level: int
    left: bool


def place_labels(marks: Sequence[tuple[float, str]], width: float) -> tuple[Placed, ...]:
    """The highest line on which mark and label are free, for each in the order given. A label that would leave the axis
    stands to the left of its mark."""
    taken: list[list[tuple[float, float]]] = []
    found = []
    for x, label in marks:
        length = GAP + CHARACTER * len(label)
        left = x + MARK / 2 + length > width and x - MARK / 2 - length >= 0
        start, end = (x - MARK / 2 - length, x + MARK / 2) if left else (x - MARK / 2, x + MARK / 2 + length)
        level = next((at for at, line in enumerate(taken) if _is_free(line, start, end)), len(taken))
        if level == len(taken):
            taken.append([])
        taken[level].append((start - GAP, end + GAP))
        found.append(Placed(level, left))
    return tuple(found)


def _is_free(line: Sequence[tuple[float, float]], start: float, end: float) -> bool:
    return all(end <= one or start >= other for one, other in line)


def week_ticks(axis: Axis, since: date) -> Iterator[tuple[date, int]]:
    """The first day of each week of the absence, and its number; of long ones every second, fourth or eighth."""
    weeks = [number for number in range(axis.days // 7 + 2) if axis.holds(since + timedelta(weeks=number))]
    step = next(each for each in (1, 2, 4, 8, 16, 52) if len(weeks) / each <= MOST_WEEK_LABELS or each == 52)
    yield from ((since + timedelta(weeks=number), number + 1) for number in weeks if number % step == 0)


def month_starts(axis: Axis) -> Iterator[date]:
    """The first of each month, and the first day of the axis for the month that has begun before."""
    yield axis.first
    start = add_months(axis.first.replace(day=1), 1)
    while start <= axis.last:
        yield start
        start = add_months(start, 1)
