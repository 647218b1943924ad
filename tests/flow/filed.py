"""Returns as the archive gets them when they have been read, without the reading."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from dokumentverk.archive.ids import return_id
from dokumentverk.archive.plan import Filing
from dokumentverk.flow.follow import follow_filed
from dokumentverk.flow.office import Office
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake, SignatureKind
from dokumentverk.model.record import Entry, Record, SignatureEntry, SignatureState, State
from dokumentverk.model.value import Unparsable, empty, from_json
from tests.flow.desk import DAY


def file_record(
    office: Office,
    form: str,
    values: Mapping[str, object],
    *,
    signed: Iterable[str] = (),
    doubted: Iterable[str] = (),
    employee: str = "1001",
    issue: str | None = None,
    corrects: str | None = None,
    findings: tuple[Finding, ...] = (),
    absences: tuple[Absence, ...] = (),
) -> str:
    """A form with these answers, as ``received_with`` has it, laid to its case. The return id."""
    definition = office.form(form)
    content = json.dumps(
        [form, employee, values, sorted(signed), corrects], ensure_ascii=False, sort_keys=True
    ).encode()
    path = office.work / f"{form}.txt"
    path.write_bytes(content)
    received = received_with(
        definition, values, signed=signed, doubted=doubted, employee=employee, issue=issue, content=content
    )
    received = replace(received, findings=findings)
    dated = received.record and next(
        (one.value for one in received.record.entries if one.field == definition.document_date), None
    )
    filing = Filing(
        received,
        (path,),
        definition,
        office.people.get(employee),
        dated=dated if isinstance(dated, date) else None,
        absences=absences,
        corrects=corrects,
    )
    with office.writing() as archive:
        filed = archive.file(filing).entry.return_id
        follow_filed(office, filed)
    return filed


def received_with(
    definition: FormDefinition,
    values: Mapping[str, object],
    *,
    signed: Iterable[str] = (),
    doubted: Iterable[str] = (),
    employee: str = "1001",
    issue: str | None = None,
    content: bytes = b"",
) -> Received:
    """A form with these answers (as JSON), those of ``doubted`` not read or such that a person must decide, and
    ink in the signature fields ``signed``."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{definition.id}.txt"
    return Received(
        intakes=(Intake(name, digest, len(content), FileKind.OTHER, Channel.COMMAND, DAY),),
        return_id=return_id((digest,)),
        identity=Identity(issue, definition.id, definition.version, Language.NB),
        pages=1,
        record=_record(definition, values, frozenset(signed), frozenset(doubted), issue),
        employee=employee,
        findings=(),
    )


def _record(
    definition: FormDefinition,
    values: Mapping[str, object],
    signed: frozenset[str],
    doubted: frozenset[str],
    issue: str | None,
) -> Record:
    asked = [one for one in definition.fields() if one.kind is not FieldKind.SIGNATURE]
    unknown = set(values) - {one.id for one in asked}
    assert not unknown, unknown
    signatures = (one for one in definition.fields() if one.kind is FieldKind.SIGNATURE)
    return Record(
        definition.id,
        definition.version,
        Language.NB,
        issue,
        tuple(_entry(one, values, doubted=one.id in doubted) for one in asked),
        tuple(_signature(one, present=one.id in signed) for one in signatures),
    )


def _entry(field: Field, values: Mapping[str, object], *, doubted: bool) -> Entry:
    if field.id not in values:
        return Entry(field.id, empty(field), State.NOT_READ if doubted else State.EMPTY)
    value = from_json(field, values[field.id])
    assert not isinstance(value, Unparsable), (field.id, value)
    return Entry(field.id, value, State.CONFLICT if doubted else State.FILLED)


def _signature(field: Field, *, present: bool) -> SignatureEntry:
    assert field.role is not None
    if present:
        return SignatureEntry(field.id, field.role, SignatureState.PRESENT, SignatureKind.INK)
    return SignatureEntry(field.id, field.role, SignatureState.ABSENT)
