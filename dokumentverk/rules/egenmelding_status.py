"""Where an employee stands with egenmelding on a day: what has been used, what is left, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.person import EmploymentPeriod
from dokumentverk.model.workplace import RuleSettings
from dokumentverk.rules.arbeidsgiverperiode import LENGTH, Arbeidsgiverperiode, arbeidsgiverperioder, continues
from dokumentverk.rules.decision import Decision
from dokumentverk.rules.earning import child_days_earned, egenmelding_earned
from dokumentverk.rules.egenmelding import WINDOW_MONTHS, child_days
from dokumentverk.rules.sick_days import SickDays, days_of, last_of, sick_days, spells, with_days_off_at_end
from dokumentverk.rules.working_days import DAY, add_months


class Counts(StrEnum):
    """Whether an absence counts in the twelve months, and why not."""

    YES = "yes"
    BEFORE_WINDOW = "before_window"
    DOCUMENTED = "documented"
    CHILD = "child"
    NOT_DECIDED = "not_decided"
    """It counts from its first day on; how long it lasts nobody has told."""


@dataclass(frozen=True, slots=True)
class Counted:
    """``days`` are those of the absence that count in the twelve months."""

    absence: Absence
    counts: Counts
    days: int


@dataclass(frozen=True, slots=True)
class Quota:
    """``limit`` is None where there is none. ``left`` is None then, and where ``used`` may be more than is known."""

    used: int
    limit: int | None
    certain: bool = True

    @property
    def left(self) -> int | None:
        return max(0, self.limit - self.used) if self.limit is not None and self.certain else None


@dataclass(frozen=True, slots=True)
class EgenmeldingStatus:
    """As if an absence began on ``on``. The twelve months run back from ``on``: ``since`` is their first day.

    ``together`` are the days without a sick note less than sixteen days apart that a new absence would be counted
    with (ftrl section 8-24). ``period`` is the arbeidsgiverperiode that it would continue, None where it would begin
    one. ``children`` are days with a sick child in the calendar year; ``more_children`` the same with the limit for
    three children or more, which nobody has told us of.
    """

    on: date
    since: date
    counted: tuple[Counted, ...]
    times: Quota
    days: Quota
    together: Quota
    period: Arbeidsgiverperiode | None
    earned: Decision
    children: Quota
    more_children: Quota
    children_earned: Decision

    @property
    def employer_days_left(self) -> int | None:
        """Of the sixteen that the employer pays; None while an absence goes on whose end nobody has told."""
        if not self.together.certain:
            return None
        return LENGTH - len(self.period.days) if self.period else LENGTH


def egenmelding_status(
    absences: Iterable[Absence], employment: Sequence[EmploymentPeriod], rules: RuleSettings, on: date
) -> EgenmeldingStatus:
    """``absences`` are all that is known of the employee, in any order; what begins after ``on`` is left out."""
    known = sorted((one for one in absences if one.first <= on), key=lambda one: (one.first, last_of(one)))
    if rules.weekend_at_end_counts:
        known = [with_days_off_at_end(one) for one in known]
    own = [one for one in known if one.kind is not AbsenceKind.CHILD]
    since = add_months(on, -WINDOW_MONTHS) + DAY
    calendar = {day: kind for day, kind in sick_days(own).items() if day <= on}
    undocumented = {day for one in spells(calendar) for day in one.undocumented}
    in_window = [{day for day in one.undocumented if day >= since} for one in spells(calendar)]
    period = next(
        (one for one in reversed(arbeidsgiverperioder(calendar)) if continues(one.last, on)),
        None,
    )
    near = undocumented.intersection((*period.days, *period.beyond)) if period else set()
    certain = all(one.last is not None for one in own)
    children = child_days(known, on.year)
    child_certain = all(one.last is not None for one in known if one.kind is AbsenceKind.CHILD)
    return EgenmeldingStatus(
        on=on,
        since=since,
        counted=tuple(_counted(one, calendar, since) for one in known),
        times=Quota(sum(bool(days) for days in in_window), rules.egenmelding_absences_in_12_months),
        days=Quota(sum(map(len, in_window)), rules.egenmelding_days_in_12_months, certain),
        together=Quota(len(near), rules.egenmelding_days_per_absence, certain),
        period=period,
        earned=egenmelding_earned(employment, on, rules.earning_months),
        children=Quota(children, rules.child_days_per_year, child_certain),
        more_children=Quota(children, rules.child_days_per_year_three_or_more, child_certain),
        children_earned=child_days_earned(employment, on, rules.child_earning_weeks),
    )


def _counted(absence: Absence, calendar: SickDays, since: date) -> Counted:
    if absence.kind is AbsenceKind.CHILD:
        return Counted(absence, Counts.CHILD, 0)
    without_note = [day for day in days_of(absence) if calendar.get(day) is AbsenceKind.EGENMELDING]
    days = sum(day >= since for day in without_note)
    if not without_note:
        return Counted(absence, Counts.DOCUMENTED, 0)
    if absence.last is None:
        return Counted(absence, Counts.NOT_DECIDED, days)
    return Counted(absence, Counts.YES if days else Counts.BEFORE_WINDOW, days)
