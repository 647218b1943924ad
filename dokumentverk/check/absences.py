"""The absence that an egenmelding tells of."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from dokumentverk.check import form_rules as ids
from dokumentverk.check.subject import COUNTED
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.record import Record
from dokumentverk.model.value import Value
from dokumentverk.rules.working_days import DAY, is_day_off

_KINDS = {ids.OWN: AbsenceKind.EGENMELDING, ids.CHILD: AbsenceKind.CHILD}
_WHOLE = Decimal(100)


def absence_of(record: Record) -> tuple[Absence, ...]:
    """What a settled record tells, for the history of the person; the archive adds the source.

    Nothing for a record that is no egenmelding, and nothing where the first day or the kind of absence is not known, or
    the days contradict one another: that has its own finding. Without a last day the absence ends with the last working
    day before the first day back, or the day before the sykmelding; with neither it still lasts.
    """
    values = {entry.field: entry.value for entry in record.entries}
    kind = _KINDS.get(str(values.get(ids.ABSENCE_TYPE)))
    first = _date(values.get(ids.FIRST_DAY))
    if kind is None or first is None:
        return ()
    last = _last_day(first, values)
    if last is not None and last < first:
        return ()
    worked = values.get(ids.GRADED_PERCENT)
    grade = _WHOLE - worked if isinstance(worked, Decimal) and 0 <= worked <= _WHOLE else _WHOLE
    return (Absence(kind, first, last, grade),)


def _last_day(first: date, values: dict[str, Value]) -> date | None:
    last = _date(values.get(ids.LAST_DAY))
    back = _date(values.get(ids.RETURN_DAY))
    doctor = _date(values.get(ids.SICK_NOTE_FROM))
    if last is None and back is not None:
        last = back - DAY
        while last > first and is_day_off(last):
            last -= DAY
    if doctor is not None and (last is None or doctor <= last):
        last = doctor - DAY
    return last


def _date(value: Value) -> date | None:
    """A date that nobody can mean is no date to count with: it has its own finding."""
    return value if isinstance(value, date) and value.year in COUNTED else None
