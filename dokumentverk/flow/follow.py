"""What filing does to cases: a long egenmelding opens one, and what belongs to a case is laid to it in the journal.

It starts from what is filed, so it may be done again at any time: twice is once.
"""

from __future__ import annotations

from dataclasses import replace

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.check.form_rules import SICK_NOTE_FROM
from dokumentverk.flow.filed_records import day_in, latest_of, record_of
from dokumentverk.flow.filed_returns import kind_of
from dokumentverk.flow.office import Office
from dokumentverk.flow.understood import Understood
from dokumentverk.followup.ids import CASE_ID
from dokumentverk.followup.joining import Absent, Joining, Opening, covering, joined
from dokumentverk.messages import finding
from dokumentverk.model.absence import AbsenceKind
from dokumentverk.model.case import Case, CaseKind, Closed, Retracted
from dokumentverk.model.filing import Outcome
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Direction, Series
from dokumentverk.model.issue import Issue
from dokumentverk.model.obligation import DocumentKind

TOLD = frozenset({"CASE_JOINED", "CASE_OPENED", "CASE_RESUMED"})
"""What filing tells of cases; not part of the record, which is written before."""


def follow_filed(office: Office, return_id: str) -> tuple[Finding, ...]:
    """Lay a filed return to its case, opening one where its form says so; what was done, as notes. The archive must be
    open for writing. Raises ConfigurationError when the case log cannot be written: do it again then."""
    with office.catalog() as catalog:
        row = catalog.get(return_id)
        if row is not None and row.corrects is not None:
            row = catalog.get(row.corrects)
        if row is None or row.destroyed or row.employee is None or row.direction == Direction.OUTGOING:
            return ()
        kind = kind_of(office, row.form)
        absent = _absent(catalog, row) if kind is DocumentKind.EGENMELDING else None
        laid = catalog.cases_of(row.return_id)
        taken_out = catalog.taken_out_of(row.return_id)
    if (kind is DocumentKind.OTHER and not _is_of_follow_up(office, row)) or (
        kind is DocumentKind.EGENMELDING and absent is None
    ):
        return ()
    told: tuple[Finding, ...] = ()
    with office.cases.writing():
        case = _named(office, row)
        if case is None and absent is not None:
            case, told = _opened_or_joined(office, row.employee, absent)
        if case is None and not laid:
            case = covering(office.cases.of_employee(row.employee), row.dated or row.registered.date())
    if case is None or case.id in (*laid, *taken_out):
        return told
    office.archive.lay_to_case(row.return_id, case.id)
    return told or (finding("CASE_JOINED", id=case.id),)


def _is_of_follow_up(office: Office, row: Row) -> bool:
    """Other forms that lie in the employee's personalmappe: notes of conversations, agendas, an addendum."""
    definition = office.sound_forms.get(row.form or "")
    return definition is not None and definition.archive.series is Series.PERSONALMAPPE


def follow_sent(office: Office, issue: Issue, return_id: str) -> None:
    """Lay what was sent and filed to the case that it was made for. The archive must be open for writing."""
    if issue.case is not None and CASE_ID.fullmatch(issue.case):
        own = office.cases.of_employee(issue.employee or "")
        if any(one.id == issue.case for one in own):
            office.archive.lay_to_case(return_id, issue.case)


def told_of_cases(outcome: Outcome) -> tuple[Finding, ...]:
    return tuple(one for one in outcome.received.findings if one.code in TOLD)


def also_told(understood: Understood, told: tuple[Finding, ...]) -> Understood:
    """The same with findings that no reading of the document gives."""
    received = understood.received
    return replace(understood, received=replace(received, findings=(*received.findings, *told)))


def _named(office: Office, row: Row) -> Case | None:
    """The case that the document was issued for, when that is one of ours and the same person's."""
    issue = office.issue(row.issue)
    if issue is None or issue.case is None or not CASE_ID.fullmatch(issue.case):
        return None
    mine = office.cases.of_employee(row.employee or "")
    return next((one for one in mine if one.id == issue.case), None)


def _absent(catalog: Catalog, row: Row) -> Absent | None:
    """The absence for one's own illness that the return tells of, its corrections included."""
    latest = latest_of(catalog, row)
    told = [
        one
        for one in catalog.history(row.employee or "")
        if one.source in (latest.return_id, row.return_id) and one.kind is AbsenceKind.EGENMELDING
    ]
    if not told:
        return None
    absence = told[-1]
    goes_on = absence.last is None or day_in(record_of(catalog, row), SICK_NOTE_FROM) is not None
    return Absent(absence.first, absence.last, goes_on, row.return_id)


def _opened_or_joined(office: Office, employee: str, absent: Absent) -> tuple[Case | None, tuple[Finding, ...]]:
    book = office.cases
    own = book.of_employee(employee)
    before = next((one for one in own if one.source == absent.source), None)
    match joined(own, absent, office.settings.followup.open_case_after_days):
        case Opening(first, last):
            # What this return opened once and a person changed since is theirs.
            if before is not None:
                return before, ()
            case = book.open(CaseKind.SYKEFRAVAER, employee, first, absent.source)
            if last is not None:
                book.tell(case.id, Closed(last))
            return book.get(case.id), (finding("CASE_OPENED", id=case.id),)
        case Joining(id, facts, resumes):
            if resumes:
                _reopen(office, id)
            for fact in facts:
                book.tell(id, fact)
            return book.get(id), (finding("CASE_RESUMED", id=id),) if resumes else ()
        case None:
            return before, ()


def _reopen(office: Office, id: str) -> None:
    for told in reversed(office.cases.standing(id)):
        if isinstance(told.fact, Closed):
            office.cases.tell(id, Retracted(told.number))
