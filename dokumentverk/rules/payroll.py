"""Absences as payroll wants them: stretches of days alike, each with its days of the arbeidsgiverperiode."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.rules.arbeidsgiverperiode import arbeidsgiverperioder
from dokumentverk.rules.sick_days import days_of, sick_days

Grade = Callable[[Absence, date], Decimal]
"""The per cent absent on a day of an absence."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Calendar days, both counted, of one kind and grade. ``period`` is the number, from 1, of its first and last day
    in the arbeidsgiverperiode (ftrl section 8-19); None for days beyond the sixteen, and for a sick child. ``open``: it
    goes on, and nobody has told until when."""

    first: date
    last: date
    kind: AbsenceKind
    grade: Decimal
    period: tuple[int, int] | None
    source: str | None = None
    open: bool = False

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class _Day:
    day: date
    kind: AbsenceKind
    grade: Decimal
    number: int | None
    source: str | None
    open: bool


def payroll(absences: Iterable[Absence], first: date, last: date, grade: Grade) -> tuple[Stretch, ...]:
    """By day, only those from ``first`` to ``last``; the arbeidsgiverperiode is counted from all that is known. Where
    absences overlap, a doctor's statement counts before an egenmelding. Days with a sick child stand apart."""
    known = sorted(absences, key=lambda one: one.first)
    own = [one for one in known if one.kind is not AbsenceKind.CHILD]
    days = [*_own_days(own, grade), *_child_days(known, grade)]
    inside = [one for one in days if first <= one.day <= last]
    return tuple(sorted(_stretches(inside), key=lambda one: (one.first, one.kind)))


def _own_days(absences: list[Absence], grade: Grade) -> Iterator[_Day]:
    calendar = sick_days(absences)
    numbers = {day: at for one in arbeidsgiverperioder(calendar) for at, day in enumerate(one.days, start=1)}
    before: _Day | None = None
    for day, kind in calendar.items():
        told = next((one for one in absences if one.kind is kind and day in _span(one)), None)
        if told is not None:
            part = grade(told, day)
            before = _Day(day, kind, part, numbers.get(day), told.source, told.last is None)
        elif before is not None:
            # Days off between two absences: as the day before them.
            before = _Day(day, kind, before.grade, numbers.get(day), before.source, open=False)
        if before is not None:
            yield before


def _child_days(absences: list[Absence], grade: Grade) -> Iterator[_Day]:
    seen: set[date] = set()
    for one in absences:
        for day in days_of(one) if one.kind is AbsenceKind.CHILD else ():
            if day not in seen:
                seen.add(day)
                yield _Day(day, one.kind, grade(one, day), None, one.source, one.last is None)


def _span(absence: Absence) -> frozenset[date]:
    return frozenset(days_of(absence))


def _stretches(days: list[_Day]) -> Iterator[Stretch]:
    """Of days one after the other that differ in nothing but their number."""
    alike: list[_Day] = []
    for one in sorted(days, key=lambda each: (each.kind is AbsenceKind.CHILD, each.day)):
        if alike and not _goes_on(alike[-1], one):
            yield _stretch(alike)
            alike = []
        alike.append(one)
    if alike:
        yield _stretch(alike)


def _goes_on(before: _Day, one: _Day) -> bool:
    same = (before.kind, before.grade, before.source) == (one.kind, one.grade, one.source)
    follows = one.day - before.day == timedelta(days=1)
    counted = (before.number is None) == (one.number is None)
    return same and follows and counted and one.number != 1


def _stretch(days: list[_Day]) -> Stretch:
    first, last = days[0], days[-1]
    period = (first.number, last.number) if first.number is not None and last.number is not None else None
    return Stretch(first.day, last.day, first.kind, first.grade, period, first.source, last.open)
