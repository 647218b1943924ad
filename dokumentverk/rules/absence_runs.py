"""An absence as the deadlines count it: unbroken runs, and how large a part of it one is away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.case import Case, CaseKind, Interruption
from dokumentverk.rules.arbeidsgiverperiode import continues
from dokumentverk.rules.working_days import DAY

WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Run:
    """Weeks count from ``first``, in calendar days, whatever shorter interruptions lie between. ``last`` is None while
    it lasts. ``number`` counts the runs of a case from 1."""

    number: int
    first: date
    last: date | None

    def lasted(self, due: date) -> bool:
        """Whether the absence lasted until the day before ``due``, or may still do so: a week is over when its seventh
        day is."""
        return self.last is None or self.last >= due - DAY


def runs(case: Case) -> tuple[Run, ...]:
    """Sixteen days or more at work begin a new run, as they begin a new arbeidsgiverperiode (ftrl section 8-19); fewer
    do not. Only sykefravær with a first day has any."""
    if case.kind is not CaseKind.SYKEFRAVAER or case.first_day is None:
        return ()
    found: list[Run] = []
    first: date = case.first_day
    for back, until in _at_work(case.interruptions):
        if until < first or (case.last is not None and back > case.last):
            continue
        if back > first and not continues(back - DAY, until + DAY):
            found.append(Run(len(found) + 1, first, back - DAY))
            first = until + DAY
        elif back <= first:
            first = until + DAY
    if case.last is None or case.last >= first:
        found.append(Run(len(found) + 1, first, case.last))
    return tuple(found)


def _at_work(interruptions: Iterable[Interruption]) -> list[tuple[date, date]]:
    """In order, those that touch or overlap as one."""
    joined: list[tuple[date, date]] = []
    for one in sorted(interruptions, key=lambda each: (each.first, each.last)):
        if joined and one.first <= joined[-1][1] + DAY:
            joined[-1] = (joined[-1][0], max(joined[-1][1], one.last))
        else:
            joined.append((one.first, one.last))
    return joined


def without_note(case: Case, run: Run, longest: int) -> Absence | None:
    """The days of a run that no sick note covers from its beginning: those that an egenmelding is for. None where a
    note covers the first of them. They have no last day while nobody knows it: the absence goes on without a note, or
    is over and longer than the ``longest`` (calendar days) that an egenmelding may be, and has a note that nobody has
    told of."""
    notes = [one.first for one in case.sick_notes if not one.avventende and one.last >= run.first]
    if notes and min(notes) <= run.first:
        return None
    last = run.last
    if notes:
        last = min(min(notes) - DAY, last or date.max)
    elif last is not None and last >= run.first + timedelta(days=longest):
        last = None
    return Absence(AbsenceKind.EGENMELDING, run.first, last, source=case.id)


def grade_on(case: Case, day: date) -> Decimal:
    """Per cent absent. What was told of the grade itself counts before sick notes; without either one is wholly
    absent."""
    told = [one for one in case.grades if one.first <= day]
    notes = [one for one in case.sick_notes if one.first <= day <= one.last and not one.avventende]
    if told and (not notes or told[-1].first >= notes[-1].first):
        return told[-1].grade
    return notes[-1].grade if notes else WHOLE


def full_absences(case: Case, run: Run) -> tuple[date, ...]:
    """The days of the run on which full absence begins."""
    begins = [run.first] if grade_on(case, run.first) >= WHOLE else []
    for day in sorted(_changes(case)):
        if run.first < day and grade_on(case, day - DAY) < WHOLE <= grade_on(case, day):
            begins.append(day)
    return tuple(dict.fromkeys(begins))


def full_absence(case: Case, run: Run, day: date) -> date | None:
    """The first day of the unbroken full absence that ``day`` lies in; None when one works in part that day. Days
    within a short interruption are as the grade says."""
    if grade_on(case, day) < WHOLE:
        return None
    return max((since for since in full_absences(case, run) if since <= day), default=None)


def _changes(case: Case) -> set[date]:
    """Every day on which the grade may change."""
    notes = [one for one in case.sick_notes if not one.avventende]
    return {one.first for one in case.grades} | {edge for one in notes for edge in (one.first, one.last + DAY)}
