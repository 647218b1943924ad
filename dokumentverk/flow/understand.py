"""From bytes to what is known of a document: who it belongs to, what it says, what is wrong with it. Nothing moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from dokumentverk.archive.ids import return_id
from dokumentverk.check import Subject, check
from dokumentverk.errors import ArchiveDamaged, ConfigurationError
from dokumentverk.flow.answered import without_answered
from dokumentverk.flow.blanks import stamped
from dokumentverk.flow.consents import consented
from dokumentverk.flow.foreign import foreign_as
from dokumentverk.flow.office import Office
from dokumentverk.flow.returned_letters import known_letter, told_of_letter
from dokumentverk.flow.stack_numbers import numbered_as_in_stack
from dokumentverk.flow.understood import Understood, intake_of
from dokumentverk.messages import finding
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Direction, FieldKind, FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.layout import Box, Medium, Part
from dokumentverk.model.person import Employee, People
from dokumentverk.model.reading import Channel, Identity, Intake, Observation, Reading
from dokumentverk.model.record import Record
from dokumentverk.model.scan import SheetMark
from dokumentverk.read.decode import Bounds
from dokumentverk.read.known import Known, Printed, WordBlank
from dokumentverk.read.settle import settle
from dokumentverk.read.trouble import NOTHING_READ
from dokumentverk.render.blank import Blank
from dokumentverk.rules.fodselsnummer import rule_2032_on

PLAUSIBLE_BEFORE = timedelta(days=730)
PLAUSIBLE_AFTER = timedelta(days=550)
LIKELY = timedelta(days=90)
"""Around today: what dates of absences, measures and signatures on a form that comes back may be; most lie no farther
before its issue or after today than ``LIKELY``."""


def read_document(office: Office, path: Path, *, form: str | None = None) -> Understood:
    """What the file says, settled, without checks. ``form`` as for ``read_file``."""
    reading = read_file(office, path, form=form)
    return understand(office, intake_of(path, reading.document, Channel.COMMAND), reading)


def check_document(
    office: Office, path: Path, *, channel: Channel = Channel.COMMAND, form: str | None = None
) -> Understood:
    """What the file says and what is wrong with it. ``form`` as for ``read_file``."""
    reading = read_file(office, path, form=form)
    return checked(office, understand(office, intake_of(path, reading.document, channel), reading))


def read_file(office: Office, path: Path, marks: Sequence[SheetMark] = (), *, form: str | None = None) -> Reading:
    """What one document says, on whatever way it came. ``marks`` tell its sheets when a stack was sorted already.
    ``form`` is the registered form made elsewhere that a person says it is. Raises UsageFault for one that is none."""
    foreign = office.foreign if form is None else foreign_as(office.foreign, form)
    return office.reader.read(
        path, lambda identity: known(office, identity), lambda behind: printed(office, behind), tuple(marks), foreign
    )


def printed(office: Office, behind: Known) -> Printed | None:
    """The document as it went out on paper, made again from its kept blank. What it was issued with may be gone
    (withdrawn, or not restored): then as it would be without."""
    if behind.definition.blank is not None and behind.blank is not None:
        return Printed(behind.blank, {}, _plausible(office))
    if behind.issue is None or behind.layout is None or behind.blank is None:
        return None
    try:
        values = office.issues.values_of(behind.issue.number, behind.definition)
    except ConfigurationError:
        values = {}
    blank = Blank(behind.blank, behind.layout)
    issue = behind.issue
    content = stamped(blank, behind.definition, values, number=issue.number, issued=issue.issued, medium=Medium.PRINT)
    return Printed(content, values, _plausible(office, issue.issued.date()))


def _plausible(office: Office, issued: date | None = None) -> Bounds:
    """Digits that mean something at this workplace now. Dates outside (of birth) are read too when they are clear."""
    today = office.now().date()
    employees = frozenset(one.number for one in office.people.employees)
    likely = (min(issued or today, today) - LIKELY, today + LIKELY)
    plausible = (today - PLAUSIBLE_BEFORE, today + PLAUSIBLE_AFTER)
    return Bounds(*plausible, employees, rule_2032=rule_2032_on(today), likely=likely, arrived=today)


def known(office: Office, identity: Identity) -> Known | None:
    """The definition, blank and issue behind what a file says it is. The kept definition wins over today's."""
    issue = office.issue(identity.number)
    letter = office.sound_forms.get(issue.form if issue is not None else identity.form or "")
    if letter is not None and letter.letter is not None:
        return known_letter(letter, issue)
    if issue is not None:
        try:
            digest = issue.layout(Medium.PDF)
            kept = office.layouts.get(digest) if digest else None
            definition = office.definition_of(issue)
            layout, blank = (kept.layout, kept.blank) if kept else (None, None)
            return Known(definition, layout, issue, blank, word=_word_blank(office, issue))
        except ArchiveDamaged:
            # The kept blank is gone or changed: today's definition reads what it can, and a person looks.
            current = office.sound_forms.get(issue.form)
            return Known(current, None, issue) if current else None
    if identity.form is None or identity.form not in office.sound_forms:
        return None
    definition = office.sound_forms[identity.form]
    if definition.blank is not None:
        return next((one for one in office.foreign.forms if one.definition is definition), None)
    return Known(definition, None, None)


def _word_blank(office: Office, issue: Issue) -> WordBlank | None:
    """Raises ArchiveDamaged."""
    digest = issue.layout(Medium.DOCX)
    if digest is None:
        return None
    kept = office.layouts.get(digest)
    return WordBlank(kept.layout, kept.blank)


def understand(office: Office, intake: Intake, reading: Reading, *, persons: Sequence[Observation] = ()) -> Understood:
    """Settle one reading. A person's observations stand above what was read."""
    behind = known(office, reading.identity)
    record: Record | None = None
    findings = numbered_as_in_stack(reading.findings, intake.sheets)
    unread = any(one.code in NOTHING_READ for one in reading.findings)
    if behind is not None and not unread:
        record, settled = settle(behind, (reading,), persons)
        findings = (*without_answered(findings, reading.observations, persons), *settled)
        if behind.definition.letter is not None:
            findings = told_of_letter(findings)
    if not office.has_workplace:
        findings = _without_register(findings)
    issue = behind.issue if behind else None
    definition = behind.definition if behind and record else None
    person = person_of(office, definition, issue, record)
    received = Received(
        intakes=(intake,),
        return_id=return_id((reading.document,)),
        identity=reading.identity,
        pages=reading.pages,
        record=record,
        employee=person.number if person else None,
        findings=findings,
    )
    return Understood(received, definition, issue, person)


def person_of(
    office: Office, definition: FormDefinition | None, issue: Issue | None, record: Record | None
) -> Employee | None:
    """Whose document it is: the issue's employee, else the employee number or fødselsnummer written in the form.

    With an empty register the person is who the form says; with a filled one only who the register knows, or who the
    issue was made for.
    """
    if definition is None or record is None or definition.anonymous:
        return None
    if issue is not None and issue.employee is not None:
        return office.people.get(issue.employee) or Employee(issue.employee, "", "")
    written = record.value(definition.employee_field) if definition.employee_field else None
    if not isinstance(written, str):
        return _by_fodselsnummer(office.people, definition, record)
    if not office.people.employees:
        return _as_written(definition, record, written)
    return office.people.get(written)


def _by_fodselsnummer(people: People, definition: FormDefinition, record: Record) -> Employee | None:
    """Who did not know their employee number may have given the other one."""
    ids = [one.id for one in definition.fields() if one.kind is FieldKind.FODSELSNUMMER]
    given = {record.value(id) for id in ids} - {None}
    return next((one for one in people.employees if one.fodselsnummer in given), None)


def _as_written(definition: FormDefinition, record: Record, number: str) -> Employee:
    """A person known from the form alone: the last word of the name is the family name."""
    named = next((one for one in definition.fields() if one.prefill == "employee.name"), None)
    name = record.value(named.id) if named is not None and named.kind is FieldKind.TEXT else None
    given, _, family = str(name or "").rpartition(" ")
    return Employee(number, given, family)


def checked(office: Office, understood: Understood) -> Understood:
    """The same with the findings of the checks added."""
    received, definition = understood.received, understood.definition
    if definition is None or received.record is None:
        return understood
    today = office.sound_forms.get(definition.id)
    subject = Subject(
        definition=definition,
        record=received.record,
        issue=understood.issue,
        employee=understood.person,
        people=office.people,
        settings=office.settings,
        history=_history(office, received),
        today=office.now().date(),
        prefill_digest=office.prefill_digest_for(understood.issue),
        current_version=today.version if today else None,
        consented=consented(office, received),
        issued_place=lambda field: _issued_place(office, understood.issue, field),
    )
    found = (*check(subject), *_known_before(office, understood))
    new = tuple(one for one in found if one not in received.findings)
    return replace(understood, received=replace(received, findings=received.findings + new))


def _issued_place(office: Office, issue: Issue | None, field: str) -> Box | None:
    digest = issue.layout(Medium.PDF) if issue is not None else None
    if digest is None:
        return None
    try:
        places = office.layouts.layout(digest).places
    except ArchiveDamaged:
        return None
    return next((one.box for one in places if one.field == field and one.part is Part.MAIN), None)


def _history(office: Office, received: Received) -> tuple[Absence, ...]:
    """What the archive tells of the person's absences, but for what returns of this same issue tell."""
    if received.employee is None or not office.has_workplace:
        return ()
    with office.catalog() as catalog:
        number = received.identity.number
        same = {row.return_id for row in catalog.of_issue(number)} if number else set()
        return tuple(one for one in catalog.history(received.employee) if one.source not in same | {received.return_id})


def _known_before(office: Office, understood: Understood) -> Iterator[Finding]:
    """What the register, the keys and the archive say of this very copy."""
    received, issue = understood.received, understood.issue
    number = received.identity.number
    if not office.has_workplace or number is None:
        return
    anonymous = understood.definition is not None and understood.definition.anonymous
    verified = office.is_verified(number) if issue is None else office.key_of(issue) is not None
    if not verified:
        yield finding("NUMBER_UNVERIFIED")
    if issue is not None and _has_left(office, issue.employee):
        yield finding("EMPLOYEE_LEFT_REGISTER")
    if anonymous:
        # All copies bear one number: that others came back before says nothing.
        return
    with office.catalog() as catalog:
        earlier = [
            row
            for row in catalog.of_issue(number)
            if row.return_id != received.return_id and row.direction != Direction.OUTGOING and not row.destroyed
        ]
    if any(row.employee != received.employee for row in earlier):
        yield finding("ISSUE_REUSED")
    elif earlier:
        yield finding("LATER_RETURN", returns=", ".join(row.return_id for row in earlier))


def _without_register(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """No register is no reason to doubt a number, only to say that it was not looked up."""
    kept = tuple(one for one in findings if one.code != "NUMBER_NOT_IN_REGISTER")
    return kept if len(kept) == len(findings) else (*kept, finding("NUMBER_NOT_LOOKED_UP"))


def _has_left(office: Office, employee: str | None) -> bool:
    """An empty register knows nobody, so it misses nobody."""
    return employee is not None and bool(office.people.employees) and office.people.get(employee) is None
