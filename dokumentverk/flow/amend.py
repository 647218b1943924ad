"""A person reads more in a return that is filed: handwriting that stopped nothing then, or an answer that was misread.

What is filed is never altered. The correction is a return of its own, linked to the first: what the person wrote
(``rettelse.json``), the whole record with it, checked as ever, and a rendition for those who open the folder. Of a
return and its corrections the last one counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dokumentverk.archive.formats import JSON_PRONOM, ArchivalCopy
from dokumentverk.archive.ids import return_id
from dokumentverk.archive.index import Row
from dokumentverk.archive.metadata import Stored
from dokumentverk.archive.plan import CORRECTION, Filing
from dokumentverk.archive.rendition import render_record
from dokumentverk.check.absences import absence_of
from dokumentverk.errors import ArchiveConflict, ArchiveDamaged, UsageFault
from dokumentverk.flow.answered import without_answered
from dokumentverk.flow.decision import Decision, named_codes, person_observations
from dokumentverk.flow.filed_records import latest_of
from dokumentverk.flow.follow import also_told, follow_filed
from dokumentverk.flow.office import Office
from dokumentverk.flow.trays import DIAGNOSIS
from dokumentverk.flow.understand import checked, known
from dokumentverk.flow.understood import Understood
from dokumentverk.messages import finding
from dokumentverk.messages.words import word
from dokumentverk.model.filing import Acceptance, Filed, NeedsReview, Outcome, Received
from dokumentverk.model.finding import Finding
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Channel, FileKind, Intake, Method, Observation, Reading, SignatureMark, Source
from dokumentverk.model.record import Record, SignatureEntry, SignatureState
from dokumentverk.read.known import Known
from dokumentverk.read.settle import settle

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class _Base:
    """What a correction starts from: the return itself, the record that holds now, and what it was read by."""

    root: Row
    latest: Row
    stored: Stored
    record: Record
    behind: Known

    @property
    def document(self) -> str:
        return next((one.source.document for one in self.record.observations), self.stored.received.intakes[0].digest)


def amend(office: Office, row: Row, decision: Decision) -> tuple[Understood, Outcome]:
    """File the corrections of a filed return beside it. Where the checks find what stopped nothing before, nothing is
    kept: the person names it or corrects that too. The same corrections again change nothing.

    Raises UsageFault for an unknown field, a value that it cannot take, or a decision that only a waiting return can
    have; ArchiveConflict for one that was destroyed, ArchiveDamaged when its record cannot be read.
    """
    if not decision.values:
        raise UsageFault("RETURN_ALREADY_FILED", number=row.return_id)
    if decision.employee is not None or decision.diagnosis == "back":
        raise UsageFault("RETURN_FILED_STAYS", number=row.return_id)
    base = _base(office, row)
    new = [
        seen
        for id, value in decision.values.items()
        for seen in person_observations(base.behind.definition, id, value, base.document)
    ]
    person = office.people.get(base.root.employee)
    amended = _settled(base, new)
    if amended.entries == base.record.entries:
        received = replace(base.stored.received, findings=())
        with office.catalog() as catalog:
            receipt = catalog.receipt(base.latest.return_id)
        assert receipt is not None
        return Understood(received, base.behind.definition, base.behind.issue, person), Filed(received, receipt)
    findings = _findings(office, base, amended, new)
    stops = [one for one in findings if one.stops and not _ended_before(one, base.stored)]
    if decision.diagnosis is not None and not any(one.code == DIAGNOSIS for one in stops):
        raise UsageFault("NO_DIAGNOSIS_SUSPECTED", number=base.root.return_id)
    acceptance = Acceptance(
        decision.by, office.now().replace(microsecond=0), decision.reason, tuple(decision.values), named_codes(decision)
    )
    content = _content(base, decision, acceptance)
    digest = hashlib.sha256(content).hexdigest()
    received = Received(
        intakes=(Intake(CORRECTION, digest, len(content), FileKind.OTHER, Channel.COMMAND, acceptance.at),),
        return_id=return_id((digest,)),
        identity=base.stored.received.identity,
        pages=0,
        record=amended,
        employee=base.root.employee,
        findings=findings,
        acceptance=acceptance,
    )
    understood = Understood(received, base.behind.definition, base.behind.issue, person)
    if any(one.code not in acceptance.despite for one in stops):
        told = replace(received, findings=(*findings, finding("CORRECTION_NOT_KEPT")))
        return replace(understood, received=told), NeedsReview(told, None)
    filed = _file(office, base, understood, content, restricted=decision.diagnosis == "restricted")
    return also_told(understood, follow_filed(office, base.root.return_id)), filed


def _base(office: Office, row: Row) -> _Base:
    with office.catalog() as catalog:
        root = catalog.show(row.corrects or row.return_id)
        latest = latest_of(catalog, root.row)
        stored = catalog.show(latest.return_id).stored
    if root.row.destroyed or stored is None:
        raise ArchiveConflict("ARCHIVE_RETURN_DESTROYED", id=root.row.return_id, at=f"{root.row.entry.at:%d.%m.%Y}")
    record = stored.received.record
    if record is None:
        raise UsageFault("RETURN_WAS_NOT_READ", number=row.return_id)
    behind = known(office, stored.received.identity)
    if behind is None:
        definition = office.definition_for(record.form, record.issue)
        behind = Known(definition, None, None) if definition else None
    if behind is None or {one.id for one in behind.definition.fields()} != {one.field for one in record.entries}:
        raise ArchiveDamaged("RETURN_FORM_GONE", number=row.return_id, form=record.form, version=record.version)
    return _Base(root.row, latest, stored, record, behind)


def _settled(base: _Base, new: Sequence[Observation]) -> Record:
    """The record with ``new`` over it; of what persons said of one answer the last counts, and all of it is kept."""
    before = base.record.observations
    said: dict[tuple[str, int | None, str | None, str | None], Observation] = {}
    for one in (*before, *new):
        if one.source.method is Method.PERSON:
            said[one.field, one.row, one.column, one.choice] = replace(one, source=Source(base.document, Method.PERSON))
    seen = tuple(one for one in before if one.source.method is not Method.PERSON)
    received = base.stored.received
    marks = tuple(_mark(one, base.document) for one in base.record.signatures)
    kind, pages = received.intakes[0].kind, received.pages
    seals = base.record.seals
    reading = Reading(base.document, kind, pages, received.identity, seen, marks, seals=seals)
    record, _ = settle(base.behind, (reading,), tuple(said.values()))
    at = {one.field: one.at for one in base.record.signatures}
    return replace(
        record,
        version=base.record.version,
        language=base.record.language,
        issue=base.record.issue,
        signatures=tuple(replace(one, at=at.get(one.field)) for one in record.signatures),
        observations=(*before, *new),
    )


def _mark(entry: SignatureEntry, document: str) -> SignatureMark:
    source = entry.source or Source(document, Method.INK)
    sure = entry.state is not SignatureState.DOUBTFUL
    return SignatureMark(entry.field, entry.kind, entry.by, source, sure=sure, validated=entry.validated)


def _findings(office: Office, base: _Base, amended: Record, new: Sequence[Observation]) -> tuple[Finding, ...]:
    """What was found when it was filed, but for what the answers now say otherwise, and what the checks say of them."""
    before = {(one.code, one.field) for one in _checks(office, base, base.record)}
    seen = base.record.observations
    kept = [
        one
        for one in without_answered(base.stored.received.findings, seen, new)
        if (one.code, one.field) not in before and one.code != "CORRECTION_NOT_KEPT"
    ]
    return (*kept, *(one for one in _checks(office, base, amended) if one not in kept))


def _checks(office: Office, base: _Base, record: Record) -> tuple[Finding, ...]:
    """Of the record as if it had come now; that the return itself is filed says nothing."""
    employee = base.root.employee
    person = office.people.get(employee) or (Employee(employee, "", "") if employee else None)
    received = replace(base.stored.received, return_id=base.latest.return_id, record=record, findings=())
    found = checked(office, Understood(received, base.behind.definition, base.behind.issue, person))
    return tuple(one for one in found.received.findings if one.code != "LATER_RETURN")


def _ended_before(told: Finding, stored: Stored) -> bool:
    """Somebody filed the return in spite of it."""
    return any((one.code, one.field) == (told.code, told.field) for one in stored.received.findings)


def _content(base: _Base, decision: Decision, acceptance: Acceptance) -> bytes:
    data = {
        "schema": SCHEMA,
        "corrects": base.root.return_id,
        "by": acceptance.by,
        "at": acceptance.at.isoformat(),
        "reason": acceptance.reason,
        "values": dict(decision.values),
        "despite": list(acceptance.despite),
    }
    return (json.dumps(data, ensure_ascii=True, indent=1) + "\n").encode()


def _file(office: Office, base: _Base, understood: Understood, content: bytes, *, restricted: bool) -> Filed:
    received, definition, post = understood.received, understood.definition, base.stored.post
    assert received.record is not None
    assert definition is not None
    with office.catalog() as catalog:
        first = catalog.show(base.root.return_id).stored
    made = received.intakes[0].arrived
    copy = ArchivalCopy(
        render_record(received.record, definition, made=made), "2a", rendition=True, original_pronom=JSON_PRONOM
    )
    path = office.work / CORRECTION
    path.write_bytes(content)
    try:
        filing = Filing(
            received=received,
            originals=(path,),
            definition=definition,
            employee=understood.person,
            copies=(copy,),
            title=f"{(first.post if first else post).title}, {word('corrected', office.settings.language)}",
            direction=post.direction,
            series=post.series,
            responsible=post.responsible,
            absences=absence_of(received.record),
            restricted=restricted or base.root.restricted or base.stored.restricted,
            sender=post.sender,
            corrects=base.root.return_id,
        )
        return Filed(received, office.archive.file(filing))
    finally:
        path.unlink()
