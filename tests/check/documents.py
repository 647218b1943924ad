"""Documents to check: a blameless one of every shipped form, and what a test changes in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from dokumentverk import shipped
from dokumentverk.check import Subject, check
from dokumentverk.define import load_definition
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Medium
from dokumentverk.model.person import Employee, EmploymentPeriod, People, Position
from dokumentverk.model.reading import SignatureKind
from dokumentverk.model.record import Cell, Entry, Record, SignatureEntry, SignatureState, State
from dokumentverk.model.signature import After, Certified, Coverage, Trusted, ValidatedSignature
from dokumentverk.model.value import Row, Unparsable, Value, empty, from_json, rows_of
from dokumentverk.model.workplace import Settings

TODAY = date(2026, 11, 21)
NUMBER = "7KXM-4RTA-9CDEF"

KARI = Employee(
    "1001",
    "Kari Anne",
    "Nordmann",
    fodselsnummer="13097248022",
    positions=(Position("Fagarbeider", "Hjemmetjenesten", leader="1002"),),
    employment=(EmploymentPeriod(date(2019, 8, 1)),),
)
OLA = Employee("1002", "Ola", "Hansen", employment=(EmploymentPeriod(date(2015, 1, 1)),))
PEOPLE = People((KARI, OLA))

ISSUE = Issue(
    number=NUMBER,
    key="k1",
    form="egenmelding",
    version="1",
    language=Language.NB,
    layouts=((Medium.PDF, "0" * 64),),
    issued=datetime(2026, 11, 2, 8, 0, tzinfo=UTC),
    employee="1001",
)

GOOD: Mapping[str, Mapping[str, object]] = {
    "egenmelding": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "position": "Fagarbeider",
        "first_day": "03.11.2026",
        "last_day": "05.11.2026",
        "absence_type": "own",
        "graded": False,
        "employee_signed_date": "06.11.2026",
    },
    "oppfolgingsplan": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "first_day": "19.10.2026",
        "plan_date": "10.11.2026",
        "contact_person_full_name": "Ola Hansen",
        "contact_person_phone_number": "22 33 44 55",
        "contact_person_email": "ola.hansen@example.no",
        "typical_workday": "Besøk hos brukere, dokumentasjon og møter.",
        "work_capacity": "Kan arbeide halv dag med rolige oppgaver.",
        "tasks_that_can_still_be_done": "Dokumentasjon, telefon, planlegging.",
        "tasks_that_can_not_be_done": "Tunge løft og kjøring.",
        "previous_facilitation": "Hev- og senkbord, kortere vakter.",
        "planned_facilitation": "Kontorarbeid i seks uker.",
        "measures": [
            {
                "what": "Kontordager",
                "goal": "Halv stilling",
                "from": "16.11.2026",
                "to": "18.12.2026",
                "evaluated": "18.12.2026",
                "responsible": "Ola Hansen",
            }
        ],
        "send_plan_to_nav": False,
        "send_plan_to_general_practitioner": True,
        "follow_up": "Samtale hver fredag.",
        "evaluation_date": "18.12.2026",
        "employee_has_contributed_to_plan": True,
        "employee_signed_date": "10.11.2026",
        "leader_signed_date": "10.11.2026",
    },
    "dialogmote": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "invitation_date": "09.11.2026",
        "meeting_date": "25.11.2026",
        "meeting_time": "14.00",
        "meeting_place": "Møterom A01",
        "reply_by": "18.11.2026",
        "leader_name": "Ola Hansen",
        "invited": ["employee", "leader"],
        "reply_name": "Kari Nordmann",
        "attendance": "comes",
        "employee_signed_date": "12.11.2026",
    },
    "samtykke": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "consent": ["certifying_doctor"],
        "certifying_doctor_name": "Lege Lie",
        "consent_scope": "all_meetings",
        "consent_from": "12.11.2026",
        "consent_expires": "12.05.2027",
        "employee_signed_date": "12.11.2026",
    },
    "unntak": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "first_day": "19.10.2026",
        "leader_name": "Ola Hansen",
        "exempted": ["dialogue_1"],
        "exemption_kind": "unnecessary",
        "ground": "back_soon",
        "talked_with_employee": True,
        "leader_signed_date": "16.11.2026",
    },
    "mote-referat": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "meeting_kind": "dialogue_1",
        "meeting_date": "18.11.2026",
        "invited": ["employee", "leader", "nav"],
        "attended": ["employee", "leader"],
        "absent_names": "Nav",
        "discussed": "Kari kan ta kontoroppgaver. Løft og lange vakter går ikke.",
        "conclusion": "Halv stilling på kontoret i seks uker.",
        "tasks": [{"what": "Bestille hev- og senkbord", "responsible": "Leder", "due": "25.11.2026"}],
        "leader_signed_date": "18.11.2026",
    },
    "samtaleverktoy": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "conversation_date": "10.11.2026",
        "copy_of": "shared",
        "work_tasks": [{"task": "Rapporter", "employee_view": "Går bra", "leader_view": "Går bra"}],
        "measures": [{"what": "Kontordager", "responsible": "Ola Hansen", "due": "18.12.2026"}],
        "replaces_plan": True,
        "work_capacity": "Kan arbeide halv dag med rolige oppgaver.",
        "follow_up": "Samtale hver fredag.",
        "evaluation_date": "18.12.2026",
        "employee_signed_date": "10.11.2026",
        "leader_signed_date": "10.11.2026",
    },
    "attforing": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "ground": "all_tried",
        "tried": [{"what": "Kontordager", "from": "07.09.2026", "to": "30.10.2026", "result": "Gikk ikke"}],
        "agreed": True,
        "work_capacity": "Kan arbeide med planlegging og opplæring.",
        "union_consulted": True,
        "union_date": "09.11.2026",
        "union_name": "Siri Bakke",
        "leader_signed_date": "16.11.2026",
        "employee_signed_date": "16.11.2026",
    },
    "nav-mote": {
        "employee_name": "Kari Nordmann",
        "employee_number": "1001",
        "meeting_kind": "dialogue_2",
        "prepared_date": "10.11.2026",
        "meeting_date": "03.12.2026",
        "plan_sent_to_nav": "20.11.2026",
    },
}


@cache
def form(id: str) -> FormDefinition:
    return load_definition(shipped.forms() / f"{id}.toml")


def document(
    id: str = "egenmelding", changed: Mapping[str, object] | None = None, /, *, changes: Mapping[str, Any] | None = None
) -> Subject:
    """A blameless document of a shipped form with ``changed`` answers, and ``changes`` to the subject itself."""
    return of(form(id), {**GOOD[id], **(changed or {})}, **(changes or {}))


def of(definition: FormDefinition, values: Mapping[str, object], /, **changes: Any) -> Subject:
    """A subject of any definition, signed with ink by everyone whose signature is asked for."""
    unknown = set(values) - {field.id for field in definition.fields()}
    assert not unknown, unknown
    signatures = tuple(
        SignatureEntry(field.id, field.role, SignatureState.PRESENT, SignatureKind.INK)
        for field in definition.fields()
        if field.kind is FieldKind.SIGNATURE and field.role is not None and (field.required or field.required_if)
    )
    record = Record(
        definition.id,
        definition.version,
        Language.NB,
        NUMBER,
        tuple(entry_of(field, values.get(field.id)) for field in definition.fields()),
        signatures,
    )
    subject = Subject(
        definition,
        record,
        replace(ISSUE, form=definition.id, version=definition.version),
        KARI,
        PEOPLE,
        Settings(),
        (),
        TODAY,
    )
    return replace(subject, **changes)


def entry_of(field: Field, data: object) -> Entry:
    value = from_json(field, data)
    if isinstance(value, Unparsable):
        return Entry(field.id, empty(field), State.NOT_READ, str(data), problem=value.code)
    if value == empty(field):
        return Entry(field.id, value, State.EMPTY)
    return Entry(field.id, value, State.FILLED, str(data), cells=_cells(value) if field.columns else ())


def _cells(value: Value) -> tuple[Cell, ...]:
    return tuple(_cell(number, row, column) for number, row in enumerate(rows_of(value)) for column, _ in row)


def _cell(number: int, row: Row, column: str) -> Cell:
    value = dict(row)[column]
    state = State.EMPTY if value is None else State.FILLED
    return Cell(number, column, value, state, "" if value is None else str(value), 1.0, None)


VALID = ValidatedSignature(
    "employee_signature",
    "employee_signature",
    signer=Certified(common_name="Kari Nordmann"),
    intact=True,
    trust=Trusted.TRUSTED,
    coverage=Coverage.WHOLE_FILE,
    after=After.NOTHING,
)


def signed(
    subject: Subject,
    field: str,
    state: SignatureState,
    kind: SignatureKind = SignatureKind.NONE,
    validated: ValidatedSignature | None = None,
) -> Subject:
    """The subject with another signature in one field."""
    role = subject.definition.field(field).role
    assert role is not None
    others = tuple(one for one in subject.record.signatures if one.field != field)
    record = replace(
        subject.record, signatures=(*others, SignatureEntry(field, role, state, kind, validated=validated))
    )
    return replace(subject, record=record)


def with_entry(subject: Subject, entry: Entry) -> Subject:
    entries = tuple(entry if one.field == entry.field else one for one in subject.record.entries)
    return replace(subject, record=replace(subject.record, entries=entries))


def without_field(definition: FormDefinition, *ids: str) -> FormDefinition:
    sections = tuple(
        replace(section, fields=tuple(field for field in section.fields if field.id not in ids))
        for section in definition.sections
    )
    return replace(definition, sections=sections)


def with_field(definition: FormDefinition, field: Field) -> FormDefinition:
    """The definition with one field added at the end, or in place of the one of the same id."""
    if any(one.id == field.id for one in definition.fields()):
        sections = tuple(
            replace(section, fields=tuple(field if one.id == field.id else one for one in section.fields))
            for section in definition.sections
        )
        return replace(definition, sections=sections)
    last = definition.sections[-1]
    return replace(definition, sections=(*definition.sections[:-1], replace(last, fields=(*last.fields, field))))


def away(first: str, last: str | None, kind: AbsenceKind = AbsenceKind.EGENMELDING) -> Absence:
    """An absence in the archive; ISO dates."""
    return Absence(kind, date.fromisoformat(first), date.fromisoformat(last) if last else None, source="R7KXM4")


def codes(subject: Subject) -> list[str]:
    return [finding.code for finding in check(subject)]


def found(subject: Subject) -> list[tuple[str, str | None]]:
    """(code, field) of every finding."""
    return [(finding.code, finding.field) for finding in check(subject)]
