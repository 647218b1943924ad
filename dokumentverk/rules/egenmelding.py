"""What has been used of the right to egenmelding, ftrl sections 8-24 and 8-27, and of the days for a sick child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.rules.arbeidsgiverperiode import arbeidsgiverperioder
from dokumentverk.rules.sick_days import days_of, last_of, sick_days, spells
from dokumentverk.rules.working_days import add_months, is_day_off

WINDOW_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class EgenmeldingUse:
    """Calendar days without a doctor's statement, up to the last day of one absence.

    ``days`` of the absence itself; ``together`` with earlier ones less than sixteen days apart; ``times`` and
    ``days_in_window`` in the twelve months back from the last day; ``after_employer_period`` those of the absence that
    lie beyond the arbeidsgiverperiode. ``certain`` is False when an earlier absence has no last day.
    """

    days: int
    together: int
    times: int
    days_in_window: int
    after_employer_period: int
    certain: bool


def egenmelding_use(absence: Absence, earlier: Iterable[Absence]) -> EgenmeldingUse:
    """Of an absence for own illness. ``earlier`` is what else is known of the person, in any order; what begins later
    is left out."""
    last = last_of(absence)
    known = [one for one in earlier if one.first <= last and one.kind is not AbsenceKind.CHILD]
    calendar = {day: kind for day, kind in sick_days((absence, *known)).items() if day <= last}
    all_spells = spells(calendar)
    spell = next(one for one in all_spells if last in one.days)
    period = next(one for one in arbeidsgiverperioder(calendar) if last in (*one.days, *one.beyond))
    undocumented = {day for one in all_spells for day in one.undocumented}
    start = add_months(last, -WINDOW_MONTHS)
    return EgenmeldingUse(
        days=len(spell.undocumented),
        together=len(undocumented.intersection((*period.days, *period.beyond))),
        times=sum(any(day > start for day in one.undocumented) for one in all_spells),
        days_in_window=sum(day > start for day in undocumented),
        after_employer_period=len(set(spell.undocumented).intersection(period.beyond)),
        certain=all(one.last is not None for one in known),
    )


def overlapping(absence: Absence, others: Iterable[Absence]) -> tuple[Absence, ...]:
    """Those that share a day with ``absence``. An absence without a last day shares its first day only."""
    return tuple(one for one in others if one.first <= last_of(absence) and absence.first <= last_of(one))


def child_days(absences: Iterable[Absence], year: int) -> int:
    """Working days at home with a sick child in a calendar year (ftrl section 9-6). One who works on days off has only
    those: an absence without any working day counts with all its days."""
    used: set[date] = set()
    for absence in absences:
        if absence.kind is AbsenceKind.CHILD:
            days = days_of(absence)
            working = [day for day in days if not is_day_off(day)]
            used.update(day for day in working or days if day.year == year)
    return len(used)
