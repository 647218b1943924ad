"""From a wish to a numbered document: prefill, blank, number, issue log, stamp, and only then the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dokumentverk.durable import make_folder, replace_file
from dokumentverk.errors import UsageFault
from dokumentverk.flow.agenda import agenda_of, case_of
from dokumentverk.flow.anonymous import common_issue
from dokumentverk.flow.blanks import kept_blank, stamped
from dokumentverk.flow.consents import check_document
from dokumentverk.flow.evaluation import feedback_values
from dokumentverk.flow.given import given_values
from dokumentverk.flow.leaving import refuse_diagnosis
from dokumentverk.flow.office import Office
from dokumentverk.issue.numbers import new_number, prefill_digest
from dokumentverk.issue.prefill import prefill_values
from dokumentverk.issue.prefill_case import wants_case
from dokumentverk.issue.prefill_letter import recipients_language
from dokumentverk.model.agenda import Agenda
from dokumentverk.model.case import Case
from dokumentverk.model.form import FormDefinition, Role
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.letter import RECIPIENT
from dokumentverk.model.number import normal_number
from dokumentverk.model.person import Employee
from dokumentverk.model.value import Value, show
from dokumentverk.rules.letters import missing


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for. ``given`` holds values as JSON or as people write them, by field id; they win over the
    register's, except where the definition locks the field to it. ``position`` counts from 0. ``despite`` are codes of
    findings to go on in spite of."""

    form: str
    employee: str | None = None
    case: str | None = None
    party: Role | None = None
    thread: str | None = None
    language: Language | None = None
    medium: Medium = Medium.PDF
    position: int = 0
    given: Mapping[str, object] = field(default_factory=dict)
    despite: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Produced:
    """``content`` is the document; nothing has been written but the issue log, the register and the kept layout."""

    issue: Issue
    content: bytes
    values: Mapping[str, Value]
    definition: FormDefinition
    medium: Medium

    @property
    def file_name(self) -> str:
        """Form and number, never a person's name."""
        suffix = "docx" if self.medium is Medium.DOCX else "pdf"
        paper = " papir" if self.medium is Medium.PRINT else ""
        return f"{self.definition.id} {self.issue.number}{paper}.{suffix}"


def free_number(office: Office) -> str:
    """A number that no issue has."""
    while True:
        number = new_number(office.keys.current, office.random)
        if office.issues.get(number) is None:
            return number


def produce(office: Office, order: Order, number: str | None = None) -> Produced:
    """Issue one document, under ``number`` when one is set aside for it.

    Raises UsageFault for an unknown form, person or value; nothing is issued then.
    """
    definition = office.form(order.form)
    if definition.blank is not None:
        raise UsageFault("FORM_MADE_ELSEWHERE", form=definition.id, file=f"{definition.id}.pdf")
    refuse_diagnosis(definition, order.given, order.despite, office.settings.language)
    order, case = _of_case(office, definition, order)
    employee = _employee(office, order.employee)
    if order.party is not None and definition.parties and order.party not in definition.parties:
        raise UsageFault("PARTY_UNKNOWN", form=definition.id, parties=", ".join(definition.parties))
    if definition.anonymous and order.employee is not None:
        raise UsageFault("FORM_ANONYMOUS", form=definition.id)
    language = order.language or _recipients_language(office, definition, employee) or office.settings.language
    agenda = agenda_of(office, case, definition.id, language) if case else None
    values, locked = _values(office, definition, order, employee, agenda)
    _refuse_incomplete(office, definition, values)
    check_document(office, definition, values, order)
    if definition.anonymous and (common := common_issue(office, definition, language, values)) is not None:
        return produce_again(office, common.number, order.medium)
    blank = office.blanks.blank_for(definition, language, order.medium, values, made=office.now())
    key = office.keys.current
    number = number or free_number(office)
    issued = office.now().replace(microsecond=0)
    issue = Issue(
        number=number,
        key=key.id,
        form=definition.id,
        version=definition.version,
        language=language,
        layouts=((_kept_as(order.medium), blank.layout.digest),),
        issued=issued,
        party=order.party or (definition.parties[0] if len(definition.parties) == 1 else None),
        thread=_thread(office, order.thread),
        employee=order.employee,
        case=order.case,
        prefilled=tuple(
            (id, prefill_digest(key, id, show(definition.field(id), values[id], language))) for id in locked
        ),
    )
    content = stamped(blank, definition, values, number=number, issued=issued, medium=order.medium)
    office.issues.add(issue, values)
    return Produced(issue, content, values, definition, order.medium)


def produce_again(office: Office, number: str, medium: Medium) -> Produced:
    """The same issue in another format (or the same one once more), with the values that it was issued with."""
    issue = office.known_issue(number)
    if issue.withdrawn is not None:
        raise UsageFault("ISSUE_IS_WITHDRAWN", number=issue.number)
    definition = office.definition_of(issue)
    values = office.issues.values_of(issue.number, definition)
    kept = issue.layout(medium)
    if kept is not None:
        blank = kept_blank(office.layouts, kept)
    else:
        blank = office.blanks.blank_for(definition, issue.language, medium, values, made=office.now())
    content = stamped(blank, definition, values, number=issue.number, issued=issue.issued, medium=medium)
    if kept is None:
        issue = office.issues.add_format(issue.number, medium, blank.layout.digest, at=office.now())
    return Produced(issue, content, values, definition, medium)


def _recipients_language(office: Office, definition: FormDefinition, employee: Employee | None) -> Language | None:
    if definition.letter is not None:
        return recipients_language(definition.letter, employee, office.settings)
    return employee.language if employee else None


def _refuse_incomplete(office: Office, definition: FormDefinition, values: Mapping[str, Value]) -> None:
    """A form with gaps is filled in by hand; a letter with gaps must not leave. Raises UsageFault naming them all."""
    letter = definition.letter
    lacking = missing(definition, values) if letter is not None else ()
    if letter is None or not lacking:
        return
    if letter.contact is not None and office.settings.contact(letter.contact) is None and not values.get(RECIPIENT):
        raise UsageFault("LETTER_CONTACT_MISSING", letter=definition.id, role=letter.contact)
    fields = ", ".join(f"{one.id} ({one.label.in_(office.settings.language)})" for one in lacking)
    raise UsageFault("LETTER_DATA_MISSING", letter=definition.id, fields=fields)


def write_document(produced: Produced, target: Path | None, out: Path) -> Path:
    """Write the file, complete or not at all, for its owner only. ``target`` is a file, or a folder to put it in; None
    is the out folder. An existing file is never overwritten. Raises UsageFault; the document is issued all the same and
    can be made again by its number."""
    path = document_path(produced, target, out)
    if produced.definition.anonymous and path.is_file() and path.read_bytes() == produced.content:
        return path
    if path.exists():
        raise UsageFault("FILE_EXISTS", path=str(path))
    try:
        make_folder(path.parent)
        replace_file(path, produced.content)
    except OSError:
        raise UsageFault("OUT_NOT_WRITTEN", path=str(path), number=produced.issue.number) from None
    return path


def document_path(produced: Produced, target: Path | None, out: Path) -> Path:
    """``target`` is a file when it ends as the document does and is no folder; anything else is a folder, there or
    not."""
    if target is not None and target.suffix.lower() == Path(produced.file_name).suffix and not target.is_dir():
        return target
    return (target or out) / produced.file_name


def _thread(office: Office, text: str | None) -> str | None:
    """The number of an earlier issue; that one's own thread when it continues one. Raises UsageFault."""
    if text is None:
        return None
    number = normal_number(text)
    earlier = office.issues.get(number) if number else None
    if earlier is None:
        raise UsageFault("THREAD_UNKNOWN", number=text[:40])
    return earlier.thread or earlier.number


def _kept_as(medium: Medium) -> Medium:
    return Medium.PDF if medium is Medium.PRINT else medium


def _employee(office: Office, number: str | None) -> Employee | None:
    if number is None:
        return None
    employee = office.people.get(number)
    if employee is None:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=number[:40], people=office.settings.people)
    return employee


def _of_case(office: Office, definition: FormDefinition, order: Order) -> tuple[Order, Case | None]:
    """The order as it is meant: a case of ours says whose it is, and a form that is filled from a case is the
    employee's only open one's where none is named."""
    wanted = wants_case(definition)
    if order.case is None and not wanted:
        return order, None
    case = case_of(office, order.case, order.employee)
    if case is None:
        return order, None
    employee = order.employee if definition.anonymous else case.employee
    return replace(order, case=case.id, employee=employee), case if wanted else None


def _values(
    office: Office, definition: FormDefinition, order: Order, employee: Employee | None, agenda: Agenda | None
) -> tuple[dict[str, Value], tuple[str, ...]]:
    """All values to fill in, and the ids of those that nobody may change once they are filled in."""
    values = dict(
        prefill_values(
            definition,
            employee=employee,
            people=office.people,
            settings=office.settings,
            today=office.now().date(),
            position=order.position,
            agenda=agenda,
            party=order.party,
        )
    )
    values |= feedback_values(office, definition, order.language or office.settings.language)
    values |= given_values(definition, order.given, _locked(definition, values))
    return values, _locked(definition, values)


def _locked(definition: FormDefinition, values: Mapping[str, Value]) -> tuple[str, ...]:
    return tuple(one.id for one in definition.fields() if one.locked and values.get(one.id) is not None)
