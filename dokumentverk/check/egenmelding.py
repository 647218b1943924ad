"""The rules on egenmelding and on days with a sick child, against what the archive holds of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from dokumentverk import messages
from dokumentverk.check import form_rules as ids
from dokumentverk.check.absences import absence_of
from dokumentverk.check.required import must_be_filled
from dokumentverk.check.signatures import signature_of
from dokumentverk.check.subject import Subject
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import FieldKind, Role
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import Entry, SignatureState, State
from dokumentverk.model.written import show_date
from dokumentverk.rules.decision import Decision
from dokumentverk.rules.earning import child_days_earned, egenmelding_earned, employed
from dokumentverk.rules.egenmelding import EgenmeldingUse, child_days, egenmelding_use, overlapping
from dokumentverk.rules.sick_days import last_of, with_days_off_at_end
from dokumentverk.rules.working_days import add_months, working_day_after

LONG_AGO_MONTHS: Final = 6
"""An absence older than this when it is told of has more likely the wrong year."""


def absence_days(subject: Subject) -> Iterator[Finding]:
    """The days themselves: complete, in order, and neither to come nor long gone."""
    if not ids.applies(subject, ids.EGENMELDING):
        return
    first, last, back = (subject.day(id) for id in (ids.FIRST_DAY, ids.LAST_DAY, ids.RETURN_DAY))
    if last is not None and back is not None and back <= last:
        yield messages.finding("RETURN_DAY_NOT_AFTER_LAST_DAY", field=ids.RETURN_DAY)
    if last is None and back is None and not _asked_for_anyway(subject) and not _told_of_otherwise(subject):
        yield messages.finding("LAST_DAY_MISSING", field=ids.LAST_DAY)
    if first is None:
        return
    if first > subject.today:
        yield messages.finding("ABSENCE_IN_FUTURE", field=ids.FIRST_DAY)
    elif add_months(max(first, last or back or first), LONG_AGO_MONTHS) < subject.today:
        yield messages.finding("ABSENCE_LONG_AGO", field=ids.FIRST_DAY)


def _told_of_otherwise(subject: Subject) -> bool:
    """Whether something stands that may be one of the days: nobody could read it, or it is no date."""
    days = [subject.asked(id) for id in (ids.LAST_DAY, ids.RETURN_DAY, ids.SICK_NOTE_FROM)]
    entries = [subject.entry(field) for field in days if field is not None]
    return any(one.state in (State.NOT_READ, State.CONFLICT) or one.problem is not None for one in entries)


def _asked_for_anyway(subject: Subject) -> bool:
    """Whether the definition asks for one of the two itself, or a sykmelding ends the absence."""
    fields = [subject.definition.field(id) for id in (ids.LAST_DAY, ids.RETURN_DAY)]
    return subject.day(ids.SICK_NOTE_FROM) is not None or any(must_be_filled(subject, field) for field in fields)


def egenmelding_length(subject: Subject) -> Iterator[Finding]:
    """ftrl section 8-24: calendar days at a time, earlier ones less than sixteen days back among them, and none after
    the arbeidsgiverperiode."""
    used = _used(subject)
    if used is None:
        return
    limit = subject.settings.rules.egenmelding_days_per_absence
    if used.days > limit:
        yield messages.finding("EGENMELDING_TOO_LONG", field=ids.LAST_DAY, days=used.days, limit=limit)
    elif used.together > limit:
        yield messages.finding("EGENMELDING_TOO_LONG_TOGETHER", field=ids.FIRST_DAY, days=used.together, limit=limit)
    if used.after_employer_period:
        yield messages.finding("EGENMELDING_AFTER_EMPLOYER_PERIOD", field=ids.LAST_DAY, days=used.after_employer_period)


def egenmelding_in_twelve_months(subject: Subject) -> Iterator[Finding]:
    """ftrl section 8-27 lets the employer act on the fourth absence: a note. Days in total are a scheme's own limit."""
    used = _used(subject)
    if used is None:
        return
    rules = subject.settings.rules
    times, days = rules.egenmelding_absences_in_12_months, rules.egenmelding_days_in_12_months
    if times is not None and used.times >= times:
        yield messages.finding("EGENMELDING_TIMES", field=ids.FIRST_DAY, times=used.times, limit=times)
    if days is not None and used.days_in_window > days:
        yield messages.finding("EGENMELDING_DAYS_USED_UP", field=ids.LAST_DAY, days=used.days_in_window, limit=days)
    if not used.certain:
        yield messages.finding("EGENMELDING_NOT_COUNTED", field=ids.FIRST_DAY)


def earning(subject: Subject) -> Iterator[Finding]:
    """Employed, and long enough, when the absence began. A person whom nobody knows has a finding of their own."""
    absence, employee, rules = _absence(subject), subject.employee, subject.settings.rules
    if absence is None or employee is None:
        return
    if employed(employee.employment, absence.first) is Decision.NO:
        yield messages.finding("NOT_EMPLOYED", field=ids.FIRST_DAY)
        return
    if absence.kind is AbsenceKind.CHILD:
        earned = child_days_earned(employee.employment, absence.first, rules.child_earning_weeks)
        too_short = messages.finding("CHILD_EARNING_TOO_SHORT", field=ids.FIRST_DAY, weeks=rules.child_earning_weeks)
    else:
        earned = egenmelding_earned(employee.employment, absence.first, rules.earning_months)
        too_short = messages.finding("EARNING_TOO_SHORT", field=ids.FIRST_DAY, months=rules.earning_months)
    if earned is Decision.NO:
        yield too_short
    elif earned is Decision.NOT_DECIDED:
        yield messages.finding("EARNING_NOT_DECIDED", field=ids.FIRST_DAY)


def sick_child(subject: Subject) -> Iterator[Finding]:
    """ftrl chapter 9: days per calendar year, and until the year in which the child turns twelve."""
    absence, rules = _absence(subject), subject.settings.rules
    if absence is None or absence.kind is not AbsenceKind.CHILD:
        return
    for year in range(absence.first.year, last_of(absence).year + 1):
        days = child_days((absence, *subject.history), year)
        if days > rules.child_days_per_year:
            yield messages.finding(
                "CHILD_DAYS_USED_UP",
                field=ids.FIRST_DAY,
                days=days,
                year=year,
                limit=rules.child_days_per_year,
                more=rules.child_days_per_year_three_or_more,
            )
    yield from _child_age(subject, absence.first.year)


def _child_age(subject: Subject, year: int) -> Iterator[Finding]:
    written = subject.text(ids.CHILD_BIRTH_YEAR)
    if written is None:
        field = subject.asked(ids.CHILD_BIRTH_YEAR)
        if field is not None and _is_unread(subject.entry(field)):
            yield messages.finding("CHILD_AGE_NOT_READ", field=ids.CHILD_BIRTH_YEAR, source=subject.entry(field).source)
        elif field is None or not must_be_filled(subject, field):
            yield messages.finding("CHILD_AGE_NOT_DECIDED", field=ids.ABSENCE_TYPE)
    elif written.isascii() and written.isdigit():
        limit = subject.settings.rules.child_age_limit
        if int(written) > year:
            yield messages.finding("CHILD_NOT_BORN", field=ids.CHILD_BIRTH_YEAR)
        elif int(written) + limit < year:
            yield messages.finding("CHILD_TOO_OLD", field=ids.CHILD_BIRTH_YEAR, age=limit)


def _is_unread(entry: Entry) -> bool:
    """Something stands there that nobody has read: what is no year at all is told of as such."""
    return entry.state is State.NOT_READ and entry.problem is None


def overlap(subject: Subject) -> Iterator[Finding]:
    """One day cannot belong to two absences; the same absence told of twice is only worth knowing."""
    absence = _told(subject)
    if absence is None:
        return
    others = overlapping(absence, subject.history)
    same = [one for one in others if (one.kind, one.first, one.last) == (absence.kind, absence.first, absence.last)]
    if len(same) < len(others):
        yield messages.finding("ABSENCE_OVERLAPS", field=ids.FIRST_DAY)
    elif same:
        yield messages.finding("ABSENCE_TOLD_BEFORE", field=ids.FIRST_DAY)


def delivered(subject: Subject) -> Iterator[Finding]:
    """By the first working day after the absence; who is back later than that has until then. The date of the signature
    counts, not the day that the file came."""
    if not ids.applies(subject, ids.EGENMELDING):
        return
    last, back, signed = subject.day(ids.LAST_DAY), subject.day(ids.RETURN_DAY), subject.dated
    absence = _told(subject)
    if signed is None or absence is None or absence.last is None:
        return
    due = working_day_after(absence.last, subject.settings.rules.egenmelding_due_working_days)
    due = max(due, back) if back is not None else due
    if signed > due:
        yield messages.finding("EGENMELDING_DELIVERED_LATE", field=subject.definition.document_date, due=show_date(due))
    elif last is not None and signed < last:
        yield messages.finding("SIGNED_BEFORE_LAST_DAY", field=subject.definition.document_date)


def attestation(subject: Subject) -> Iterator[Finding]:
    """The leader's attestation comes later: its lack is a state, not an error."""
    if not ids.applies(subject, ids.EGENMELDING):
        return
    for field in subject.definition.fields():
        if field.kind is FieldKind.SIGNATURE and field.role is Role.LEADER and not must_be_filled(subject, field):
            seen = signature_of(subject, field, Role.LEADER)
            if seen.state is SignatureState.ABSENT and seen.kind is SignatureKind.NONE:
                yield messages.finding("ATTESTATION_PENDING", field=field.id)


def _told(subject: Subject) -> Absence | None:
    """The absence as the form tells it."""
    if not ids.applies(subject, ids.EGENMELDING):
        return None
    return next(iter(absence_of(subject.record)), None)


def _absence(subject: Subject) -> Absence | None:
    """The absence as this workplace counts it."""
    told = _told(subject)
    return None if told is None else _counted(subject, told, subject.day(ids.RETURN_DAY))


def _counted(subject: Subject, absence: Absence, back: date | None = None) -> Absence:
    return with_days_off_at_end(absence, back) if subject.settings.rules.weekend_at_end_counts else absence


def _used(subject: Subject) -> EgenmeldingUse | None:
    """None for a child's illness and where the form does not tell of an absence that has ended."""
    absence = _absence(subject)
    if absence is None or absence.kind is not AbsenceKind.EGENMELDING or absence.last is None:
        return None
    earlier = (_counted(subject, one) for one in subject.history)
    return egenmelding_use(absence, earlier)
