"""What is known of an employee's absences: what filed returns tell, and the sick notes of cases."""

from __future__ import annotations

from datetime import date

from dokumentverk.errors import UsageFault
from dokumentverk.flow.office import Office
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.rules.egenmelding_status import EgenmeldingStatus, egenmelding_status


def absences_of(office: Office, employee: str) -> tuple[Absence, ...]:
    """An avventende sick note is no absence. The source of a sick note is its case."""
    with office.catalog() as catalog:
        told = catalog.history(employee)
    notes = tuple(
        Absence(AbsenceKind.SYKMELDING, note.first, note.last, note.grade, case.id)
        for case in office.cases.of_employee(employee)
        for note in case.sick_notes
        if not note.avventende
    )
    return (*told, *notes)


def status_of(office: Office, employee: str, on: date) -> EgenmeldingStatus:
    """Raises UsageFault for somebody whom a filled register does not know. With an empty one nobody knows how long
    anybody has been employed."""
    person = office.people.get(employee)
    if person is None and office.people.employees:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)
    employment = person.employment if person else ()
    return egenmelding_status(absences_of(office, employee), employment, office.settings.rules, on)
