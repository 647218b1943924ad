"""Days of the calendar in a comb of eight cells."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Final

from dokumentverk.read.decoded import SURE_DATE, Decoded, judged, no_neighbours, surely_empty
from dokumentverk.read.digit_belief import (
    LIGHTEST,
    Cell,
    Sum,
    add,
    complete,
    heaviest,
    joined,
    reach_of,
    string_sum,
)

FIRST: Final = date(1900, 1, 1)
LAST: Final = date(2100, 12, 31)
_FAR: Final = 0.03
"""Of dates: beyond the plausible range, but in the calendar."""
_NEAR: Final = 0.6
"""Of dates, when it is known which days are likely: those days."""
_NO_DAYS: Final[Mapping[date, float]] = {}


def decode_date(
    cells: Sequence[Cell],
    not_before: date,
    not_after: date,
    likely: tuple[date, date] | None = None,
    *,
    beside: Mapping[date, float] = _NO_DAYS,
    sure: float = SURE_DATE,
) -> Decoded:
    """DDMMYYYY, a day of the calendar; those from ``not_before`` to ``not_after`` are the plausible ones, and those of
    ``likely`` (first and last day) are most of what is written, but for ``beside`` (see ``Bounds``)."""
    cells = complete(cells)
    if surely_empty(cells):
        return judged(cells, Sum(), no_neighbours)
    near = (_NEAR, *likely) if likely else (0.0, not_before, not_after)
    spans = (near, (1 - _FAR - near[0], not_before, not_after), (_FAR, FIRST, LAST))
    alone = 1 - sum(beside.values())
    found = _days_sum(cells, beside)
    add(found, _spans_sum(cells, spans), alone)

    def share(text: str) -> float:
        try:
            day = date(int(text[4:]), int(text[2:4]), int(text[:2]))
        except ValueError:
            return 0.0
        of_spans = sum(part / _days_from(first, last) for part, first, last in spans if first <= day <= last)
        return alone * of_spans + beside.get(day, 0.0)

    return judged(cells, found, share, sure=sure)


@lru_cache(maxsize=64)
def _spans_sum(cells: tuple[Cell, ...], spans: tuple[tuple[float, date, date], ...]) -> Sum:
    """Kept, since the dates of a form are weighed once by themselves and once beside each other. Nobody adds to it."""
    found = Sum()
    for part, first, last in spans:
        if part:
            add(found, _dates_sum(cells, first, last), part / _days_from(first, last))
    return found


def _days_sum(cells: Sequence[Cell], shares: Mapping[date, float]) -> Sum:
    """Single days, each with its share."""
    found = Sum()
    lightest = LIGHTEST * heaviest(cells)
    for day, share in shares.items():
        text = f"{day:%d%m%Y}"
        if reach_of(cells, text) >= lightest:
            add(found, string_sum(cells, text), share)
    return found


def _days_from(first: date, last: date) -> float:
    """How many days, both included."""
    return (last - first).days + 1.0


def _dates_sum(cells: Sequence[Cell], first: date, last: date) -> Sum:
    """All days from the first to the last, and how many they are. Whole years share their days."""
    days = [string_sum(cells[:2], f"{day:02d}") for day in range(32)]
    months = [string_sum(cells[2:4], f"{month:02d}") for month in range(13)]
    lightest = LIGHTEST * heaviest(cells[:4])
    wholes: dict[tuple[tuple[int, int], ...], Sum] = {}
    found = Sum()
    for year in range(first.year, last.year + 1):
        within = _days_within(isleap(year), _edge(first, year), _edge(last, year))
        if within not in wholes:
            wholes[within] = Sum()
            for day, month in within:
                if days[day].total * months[month].total >= lightest:
                    add(wholes[within], joined(days[day], months[month]))
        add(found, joined(wholes[within], string_sum(cells[4:], f"{year:04d}")))
    return found


def _edge(limit: date, year: int) -> tuple[int, int] | None:
    """(month, day) of a limit that falls in the year."""
    return (limit.month, limit.day) if limit.year == year else None


@cache
def _days_within(
    leap: bool,  # noqa: FBT001
    first: tuple[int, int] | None,
    last: tuple[int, int] | None,
) -> tuple[tuple[int, int], ...]:
    """(day, month) of a year's days from the first to the last."""
    year = 2000 if leap else 2001
    every = ((month, day) for month in range(1, 13) for day in range(1, monthrange(year, month)[1] + 1))
    return tuple((day, month) for month, day in every if (first or (1, 1)) <= (month, day) <= (last or (12, 31)))
