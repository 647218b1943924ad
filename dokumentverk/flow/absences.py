"""What is known of an employee's absences: what filed returns tell, and the sick notes and first days of cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from dokumentverk.errors import UsageFault
from dokumentverk.flow.office import Office
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.case import Case
from dokumentverk.rules.absence_runs import runs, without_note
from dokumentverk.rules.egenmelding_status import EgenmeldingStatus, egenmelding_status


def absences_of(office: Office, employee: str) -> tuple[Absence, ...]:
    """The source is a return, or a case where no return tells of the days."""
    with office.catalog() as catalog:
        told = catalog.history(employee)
    cases = office.cases.of_employee(employee)
    longest = office.settings.rules.egenmelding_days_per_absence
    return (*told, *(one for case in cases for one in (*_notes(case), *_untold(case, told, longest))))


def _notes(case: Case) -> Iterator[Absence]:
    """An avventende sick note is no absence."""
    for note in case.sick_notes:
        if not note.avventende:
            yield Absence(AbsenceKind.SYKMELDING, note.first, note.last, note.grade, case.id)


def _untold(case: Case, told: Sequence[Absence], longest: int) -> Iterator[Absence]:
    """Days of a case without a sick note, where no egenmelding is filed that tells of them."""
    for run in runs(case):
        absent = without_note(case, run, longest)
        if absent is not None and not any(_tells_of(one, absent) for one in told):
            yield absent


def _tells_of(told: Absence, absent: Absence) -> bool:
    own = told.kind is AbsenceKind.EGENMELDING
    return own and absent.first <= (told.last or told.first) and told.first <= (absent.last or date.max)


def status_of(office: Office, employee: str, on: date) -> EgenmeldingStatus:
    """Raises UsageFault for somebody whom a filled register does not know. With an empty one nobody knows how long
    anybody has been employed."""
    person = office.people.get(employee)
    if person is None and office.people.employees:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)
    employment = person.employment if person else ()
    return egenmelding_status(absences_of(office, employee), employment, office.settings.rules, on)
