"""Absences laid out on the calendar: which days one was ill, and whether a doctor's statement covers them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.rules.working_days import DAY, days_off_after, is_day_off

SickDays = Mapping[date, AbsenceKind]
"""Every calendar day of own illness: SYKMELDING where a doctor's statement covers it, else EGENMELDING."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One unbroken absence: its days in order, and those among them without a doctor's statement."""

    days: tuple[date, ...]
    undocumented: tuple[date, ...]

    @property
    def last(self) -> date:
        return self.days[-1]


def last_of(absence: Absence) -> date:
    """An absence that still lasts is known for its first day only."""
    return absence.first if absence.last is None else max(absence.first, absence.last)


def days_of(absence: Absence) -> tuple[date, ...]:
    """Calendar days, both ends counted. A shift over midnight is the day it began on (ftrl section 8-24)."""
    length = (last_of(absence) - absence.first).days + 1
    return tuple(absence.first + timedelta(days=number) for number in range(length))


def with_days_off_at_end(absence: Absence, back: date | None = None) -> Absence:
    """The days off after the last day counted with it, where a workplace counts so; not from the day of return."""
    if absence.last is None:
        return absence
    last = absence.last
    for day in days_off_after(absence.last):
        if back is not None and day >= back:
            break
        last = day
    return replace(absence, last=last)


def sick_days(absences: Iterable[Absence]) -> SickDays:
    """Own illness only. Days off between two absences count when nothing but days off lies between them; they count as
    documented when a doctor's statement stands on both sides."""
    days: dict[date, AbsenceKind] = {}
    for absence in absences:
        if absence.kind is not AbsenceKind.CHILD:
            for day in days_of(absence):
                if days.get(day) is not AbsenceKind.SYKMELDING:
                    days[day] = absence.kind
    for before, after in pairwise(sorted(days)):
        between = [before + timedelta(days=number) for number in range(1, (after - before).days)]
        if between and all(is_day_off(day) for day in between):
            both = days[before] is days[after] is AbsenceKind.SYKMELDING
            days.update(dict.fromkeys(between, AbsenceKind.SYKMELDING if both else AbsenceKind.EGENMELDING))
    return dict(sorted(days.items()))


def spells(days: SickDays) -> tuple[Spell, ...]:
    """Unbroken runs of sick days, oldest first. Monday, Wednesday and Friday are three."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return tuple(Spell(tuple(run), _undocumented(run, days)) for run in runs)


def _undocumented(run: Sequence[date], days: SickDays) -> tuple[date, ...]:
    return tuple(day for day in run if days[day] is AbsenceKind.EGENMELDING)
