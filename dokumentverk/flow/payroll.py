"""The payroll list: who was absent when, how much, and which days the employer pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from dokumentverk.errors import UsageFault
from dokumentverk.flow.absences import absences_of
from dokumentverk.flow.office import Office
from dokumentverk.messages.words import word
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.case import Case
from dokumentverk.model.language import Language
from dokumentverk.model.written import show_date
from dokumentverk.rules.absence_runs import grade_on, runs
from dokumentverk.rules.payroll import Stretch, payroll
from dokumentverk.rules.sick_days import with_days_off_at_end

HEADS = (
    "payroll_employee", "payroll_name", "payroll_from", "payroll_until", "payroll_days", "payroll_kind",
    "payroll_grade", "payroll_period", "payroll_note", "payroll_source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PayrollLine:
    """``undocumented``: it is over and longer than an egenmelding may be, and nobody has told of a sick note."""

    employee: str
    name: str
    stretch: Stretch
    undocumented: bool = False


def payroll_lines(office: Office, first: date, last: date, employee: str | None = None) -> tuple[PayrollLine, ...]:
    """By employee and day. Raises UsageFault for an unknown employee, or days in the wrong order."""
    if last < first:
        raise UsageFault("CASE_DAYS_REVERSED", first=show_date(first), last=show_date(last))
    if employee is not None and office.people.get(employee) is None and office.people.employees:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)
    wanted = sorted(_everybody(office)) if employee is None else [employee]
    return tuple(line for one in wanted for line in _of(office, one, first, last))


def _everybody(office: Office) -> set[str]:
    """Whom the register, a case or a filed return knows: one who has left is paid for the days before."""
    with office.catalog() as catalog:
        filed = {row.employee for row in catalog.all() if row.employee is not None and not row.destroyed}
    return filed | {one.number for one in office.people.employees} | {one.employee for one in office.cases.all()}


def _of(office: Office, employee: str, first: date, last: date) -> Iterator[PayrollLine]:
    cases = {one.id: one for one in office.cases.of_employee(employee)}
    known = absences_of(office, employee)
    ended = {one: _ended(one, cases.get(one.source or "")) for one in known}
    longer = {after.source for before, after in ended.items() if before != after}
    known = tuple(ended.values())
    if office.settings.rules.weekend_at_end_counts:
        known = tuple(with_days_off_at_end(one) for one in known)

    def grade(absence: Absence, day: date) -> Decimal:
        case = cases.get(absence.source or "")
        return grade_on(case, day) if case is not None else absence.grade

    person = office.people.get(employee)
    for one in payroll(known, first, last, grade):
        own = one.kind is AbsenceKind.EGENMELDING and one.source in longer
        yield PayrollLine(employee, person.name if person else "", one, undocumented=own)


def _ended(absence: Absence, case: Case | None) -> Absence:
    """How far an egenmelding reached is not decided where a sick note must follow that nobody has told of. That the
    absence is over is known from its case, and the days are paid or not all the same."""
    if absence.last is not None or case is None:
        return absence
    return replace(absence, last=next((run.last for run in runs(case) if run.first == absence.first), None))


def payroll_row(line: PayrollLine, language: Language) -> list[str]:
    one = line.stretch
    grade = f"{one.grade.normalize():f}".replace(".", "." if language is Language.EN else ",")
    beyond = "" if one.kind.value == "child" else word("payroll_beyond", language)
    period = beyond if one.period is None else "–".join(str(each) for each in dict.fromkeys(one.period))
    return [
        line.employee,
        line.name,
        show_date(one.first),
        show_date(one.last),
        str(one.days),
        word(f"absence_{one.kind.value}", language),
        grade,
        period,
        word("payroll_open", language) if one.open else word("payroll_no_note", language) if line.undocumented else "",
        one.source or "",
    ]


def payroll_json(line: PayrollLine) -> dict[str, object]:
    one = line.stretch
    return {
        "schema": 1,
        "employee": line.employee,
        "from": one.first.isoformat(),
        "until": one.last.isoformat(),
        "days": one.days,
        "kind": one.kind.value,
        "grade": float(one.grade),
        "employer_period": list(one.period) if one.period else None,
        "open": one.open,
        "source": one.source,
    }
