"""What persons tell of cases: opening, changing and closing them, and which documents belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dokumentverk.archive.ids import RETURN_ID
from dokumentverk.archive.index_rows import Row
from dokumentverk.errors import UsageFault
from dokumentverk.flow.consents import check_meeting, check_shared
from dokumentverk.flow.filed_returns import filed_of
from dokumentverk.flow.office import Office
from dokumentverk.followup.facts import check_fact, check_opening
from dokumentverk.model.case import Case, CaseKind, Fact, Meeting, MeetingState, Shared, TaskDone
from dokumentverk.model.written import show_date
from dokumentverk.rules.arbeidsgiverperiode import continues


@dataclass(frozen=True, slots=True)
class Opened:
    """``fresh`` is False for a case that was there."""

    case: Case
    fresh: bool


def check_somebody(office: Office, employee: str | None) -> None:
    """Raises UsageFault for a number that neither register, case nor archive knows: a mistyped one would look like
    somebody of whom nothing is due. Who has left the register is still somebody. None is everybody."""
    if employee is None or office.people.get(employee) is not None or not office.people.employees:
        return
    if office.cases.of_employee(employee):
        return
    with office.catalog() as catalog:
        if not catalog.of_employee(employee):
            raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)


def open_case(
    office: Office, kind: CaseKind, employee: str, first_day: date | None, facts: Iterable[Fact] = ()
) -> Opened:
    """Open a case and tell what is known of it. The same case asked for again is the one there is, and a fact that was
    ever told of it is not told again: what a person has changed since stays changed.

    Raises UsageFault for an unknown employee, or an absence that another case has begun (CASE_OVERLAPS).
    """
    if office.people.get(employee) is None and office.people.employees:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)
    check_opening(kind, first_day)
    book, wanted = office.cases, tuple(facts)
    with book.writing():
        there = same_case(book.of_employee(employee), kind, first_day, office.now().date())
        if there is not None:
            before = {told.fact for told in book.told(there.id)}
            wanted = tuple(one for one in wanted if one not in before)
        elif kind is CaseKind.SYKEFRAVAER:
            _refuse_overlap(book.of_employee(employee), first_day)
        _check(there, wanted, kind, employee, first_day, office)
        case = there or book.open(kind, employee, first_day)
        for fact in wanted:
            book.tell(case.id, fact)
        return Opened(book.get(case.id), fresh=there is None)


def _check(
    there: Case | None, facts: Iterable[Fact], kind: CaseKind, employee: str, first: date | None, office: Office
) -> None:
    """Before anything is told, that all of it can be."""
    case = there or Case("", kind, employee, office.now(), first_day=first)
    for fact in facts:
        check_fact(case, fact)


def same_case(cases: Iterable[Case], kind: CaseKind, first_day: date | None, today: date) -> Case | None:
    """An absence is known by its first day, whether it is over or not; other cases by going on."""
    own = [one for one in cases if one.kind is kind]
    if kind is CaseKind.SYKEFRAVAER:
        return next((one for one in own if one.first_day == first_day), None)
    return next((one for one in own if one.last is None or one.last >= today), None)


def _refuse_overlap(cases: Iterable[Case], first_day: date | None) -> None:
    for one in cases:
        if one.first_day is None or first_day is None or first_day < one.first_day:
            continue
        if one.last is None or first_day <= one.last or continues(one.last, first_day):
            raise UsageFault("CASE_OVERLAPS", id=one.id, first=show_date(one.first_day))


def tell(office: Office, id: str, fact: Fact, *, replaces: int | None = None) -> tuple[Case, bool]:
    """The case as it then is, and whether anything is new. Raises UsageFault for what cannot be."""
    book = office.cases
    with book.writing():
        case = book.get(id)
        check_fact(case, fact)
        _check_lawful(office, case, fact)
        changed = book.tell(case.id, fact, replaces=replaces)
        try:
            return book.get(case.id), changed
        except UsageFault:
            # The line that opened it was retracted: the case as it last was.
            return case, changed


def _check_own(office: Office, case: Case, return_id: str) -> None:
    """Raises UsageFault for an unknown return, or one of another employee."""
    row = _filed(office, return_id)
    if row.employee != case.employee:
        raise UsageFault("CASE_RETURN_OF_ANOTHER", id=row.return_id, case=case.id)


def _check_lawful(office: Office, case: Case, fact: Fact) -> None:
    """Raises UsageFault for what needs a consent, or names a task that no filed minutes have."""
    match fact:
        case Meeting() if fact.state is MeetingState.PLANNED:
            check_meeting(office, case, fact)
        case Shared(document=document):
            if document is not None:
                _check_own(office, case, document)
            check_shared(office, case, fact)
        case TaskDone(document, row, _):
            filed = next((one for one in filed_of(office, case.employee) if one.id == document), None)
            if filed is None or filed.minutes is None:
                raise UsageFault("TASK_NOT_OF_MINUTES", id=document)
            if not any(task.row == row for task in filed.minutes.tasks):
                raise UsageFault("TASK_UNKNOWN", id=document, row=row)
        case _:
            pass


def link(office: Office, id: str, return_id: str) -> tuple[Case, bool]:
    """Lay a filed document to a case: an event of the journal. Whether it was not there before. Raises UsageFault for
    an unknown return, or one of another employee."""
    case = office.cases.get(id)
    with office.writing() as archive:
        _check_own(office, case, return_id)
        return case, archive.lay_to_case(_filed(office, return_id).return_id, case.id)


def unlink(office: Office, id: str, return_id: str) -> tuple[Case, bool]:
    """Take a filed document out of a case: an event of the journal. Whether it was there. Raises UsageFault for an
    unknown return."""
    case = office.cases.get(id)
    with office.writing() as archive:
        return case, archive.take_out_of_case(_filed(office, return_id).return_id, case.id)


def _filed(office: Office, return_id: str) -> Row:
    wanted = return_id.strip().upper()
    with office.catalog() as catalog:
        row = catalog.get(wanted) if RETURN_ID.fullmatch(wanted) else None
    if row is None:
        raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=return_id[:40])
    return row


def documents_of(office: Office, case: Case) -> tuple[str, ...]:
    """The returns that are laid to it, oldest first; the destroyed not."""
    with office.catalog() as catalog:
        return tuple(row.return_id for row in catalog.of_case(case.id) if not row.destroyed)
