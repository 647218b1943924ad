"""Into the archive: the received bytes, an archival copy, the record; and what we send, filed the same way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.ids import return_id
from dokumentverk.archive.plan import Filing
from dokumentverk.archive.store import Addition
from dokumentverk.check.absences import absence_of
from dokumentverk.errors import ArchiveConflict, UsageFault
from dokumentverk.flow.anonymous import words_alone
from dokumentverk.flow.blanks import stamped
from dokumentverk.flow.copies import copy_of
from dokumentverk.flow.crops import crops_of
from dokumentverk.flow.follow import follow_sent
from dokumentverk.flow.foreign import keep_for_good
from dokumentverk.flow.office import Office
from dokumentverk.flow.produce import Produced
from dokumentverk.flow.text_layers import searchable
from dokumentverk.flow.tray_state import Attachment
from dokumentverk.flow.understood import Understood, digest_of, intake_of
from dokumentverk.model.filing import Filed, Receipt, Received
from dokumentverk.model.form import Direction, FormDefinition
from dokumentverk.model.layout import Medium
from dokumentverk.model.letter import DATE as LETTER_DATE
from dokumentverk.model.letter import RECIPIENT
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake


def file_received(
    office: Office,
    understood: Understood,
    path: Path,
    *,
    restricted: bool = False,
    release: Callable[[], None] | None = None,
) -> Filed:
    """File a document that nothing stops any longer. The archive must be open for writing."""
    if understood.definition is not None and understood.definition.anonymous:
        with words_alone(office, understood) as (kept, words):
            return _file(office, kept, words, restricted=restricted, release=release)
    return _file(office, understood, path, restricted=restricted, release=release)


def _file(
    office: Office,
    understood: Understood,
    path: Path,
    *,
    restricted: bool,
    release: Callable[[], None] | None,
) -> Filed:
    received = understood.received
    if understood.definition is not None and understood.definition.blank is not None:
        keep_for_good(office, understood.definition)
    copy = copy_of(office, understood, path)
    if office.settings.archive.text_layer and not restricted:
        copy = searchable(office, understood, path, copy)
    crops, lacking = crops_of(office, understood, path)
    received = replace(received, findings=(*received.findings, *copy.findings, *lacking))
    filing = Filing(
        received=received,
        originals=(path,),
        definition=understood.definition,
        employee=understood.person,
        copies=(copy,),
        responsible=responsible_for(office, understood.person),
        absences=absence_of(received.record) if received.record else (),
        restricted=restricted,
        crops=crops,
    )
    return Filed(received, office.archive.file(filing, release=release))


def is_filed_when_sent(
    office: Office, definition: FormDefinition, employee: str | None, *, asked: bool | None = None
) -> bool:
    """When a person, its form or the workplace says so and it concerns a known employee. ``asked`` is what a person
    says; None leaves it to the form and the workplace."""
    usual = definition.archive.sent is not None or definition.id in office.settings.archive.file_sent
    return (usual if asked is None else asked) and office.people.get(employee) is not None


def file_sent(office: Office, produced: Produced, *, asked: bool | None = None) -> Receipt | None:
    """File what we send, once for each issue: the bytes that were issued, whatever has become of the file since.
    ``asked`` is as in ``is_filed_when_sent``."""
    issue = produced.issue
    employee = office.people.get(issue.employee)
    if employee is None or not is_filed_when_sent(office, produced.definition, issue.employee, asked=asked):
        return None
    with office.catalog() as catalog:
        direction = produced.definition.archive.sent or Direction.OUTGOING
        sent = [row for row in catalog.of_issue(issue.number) if row.direction == direction]
        if sent:
            return catalog.receipt(sent[0].return_id)
    path = office.work / produced.file_name
    path.write_bytes(produced.content)
    try:
        return _file_sent(office, produced, employee, path)
    finally:
        path.unlink()


def _file_sent(office: Office, produced: Produced, employee: Employee, path: Path) -> Receipt:
    definition, issue = produced.definition, produced.issue
    digest = digest_of(path)
    kind = FileKind.DOCX if path.suffix == ".docx" else FileKind.PDF
    received = Received(
        intakes=(Intake(path.name, digest, path.stat().st_size, kind, Channel.COMMAND, issue.issued),),
        return_id=return_id((digest,)),
        identity=Identity(issue.number, issue.form, issue.version, issue.language),
        pages=0,
        record=None,
        employee=employee.number,
        findings=(),
    )
    filing = Filing(
        received=received,
        originals=(path,),
        definition=definition,
        employee=employee,
        copies=(_copy_of_sent(office, produced, Understood(received, definition, issue, employee), path),),
        direction=definition.archive.sent or Direction.OUTGOING,
        sent=issue.issued,
        dated=_dated(produced) or issue.issued.date(),
        responsible=responsible_for(office, employee),
        recipient=_recipient(produced),
    )
    with office.writing() as archive:
        receipt = archive.file(filing)
        follow_sent(office, issue, receipt.entry.return_id)
        return receipt


def _copy_of_sent(office: Office, produced: Produced, understood: Understood, path: Path) -> ArchivalCopy:
    """Of a Word letter the same letter as PDF/A-2a, which we can set ourselves."""
    if produced.definition.letter is None or produced.medium is not Medium.DOCX:
        return copy_of(office, understood, path)
    issue, definition, values = produced.issue, produced.definition, produced.values
    blank = office.blanks.blank_for(definition, issue.language, Medium.PDF, values, made=office.now())
    content = stamped(blank, definition, values, number=issue.number, issued=issue.issued, medium=Medium.PDF)
    return ArchivalCopy(content, "2a", rendition=True)


def _dated(produced: Produced) -> date | None:
    written = produced.values.get(LETTER_DATE) if produced.definition.letter is not None else None
    return written if isinstance(written, date) else None


def _recipient(produced: Produced) -> str | None:
    """Letters about an employee go to others too."""
    named = produced.values.get(RECIPIENT) if produced.definition.letter is not None else None
    return named if isinstance(named, str) else None


def add_unread(
    office: Office, path: Path, *, employee: str, title: str, attach_to: str | None, sender: str | None = None
) -> Receipt:
    """File any document without reading it. With a people register, the employee must be in it: raises UsageFault.
    Whose papers it lies with says nothing of who wrote it: without a ``sender`` it has none.
    Raises ArchiveConflict for a file that is filed already as something else or attached to something else."""
    person = office.people.get(employee)
    if person is None and office.people.employees:
        raise UsageFault("EMPLOYEE_NOT_FOUND", number=employee[:40], people=office.settings.people)
    intake = intake_of(path, digest_of(path), Channel.COMMAND)
    received = Received((intake,), return_id((intake.digest,)), Identity(), 0, None, employee, ())
    addition = Addition(
        path=path,
        intake=intake,
        title=title,
        employee=employee,
        person=person,
        attach_to=attach_to.strip().upper() if attach_to else None,
        copy=copy_of(office, Understood(received, None, None, person), path),
        dated=intake.arrived.date(),
        responsible=responsible_for(office, person),
        sender=sender or "",
    )
    with office.writing() as archive:
        receipt = archive.add(addition)
    with office.catalog() as catalog:
        stored = catalog.show(receipt.entry.return_id).stored
    if stored is not None:
        post, asked = stored.post, {addition.attach_to} - {None}
        other_sender = sender is not None and post.sender != " ".join(sender.split())
        if other_sender or post.title != " ".join(title.split()) or not asked <= {*post.related}:
            raise ArchiveConflict("ARCHIVE_FILED_BEFORE", id=receipt.entry.return_id, title=post.title)
    return receipt


def file_attachments(
    office: Office, understood: Understood | None, receipt: Receipt, attachments: Sequence[Attachment]
) -> tuple[Receipt, ...]:
    """File each under the person of the document that it belongs to, in the same series, and as restricted as that.
    ``understood`` is the document itself; None when only the archive still knows it. Twice is once."""
    if not attachments:
        return ()
    with office.catalog() as catalog:
        shown = catalog.show(receipt.entry.return_id)
    if shown.stored is None:
        return ()
    row, post = shown.row, shown.stored.post
    person = understood.person if understood is not None else office.people.get(row.employee)
    filed = []
    for one in attachments:
        received = Received((one.intake,), return_id((one.intake.digest,)), Identity(), 0, None, row.employee, ())
        addition = Addition(
            path=one.path,
            intake=one.intake,
            title=one.title,
            employee=row.employee,
            person=person,
            attach_to=receipt.entry.return_id,
            copy=copy_of(office, Understood(received, None, None, person), one.path),
            dated=one.intake.arrived.date(),
            responsible=post.responsible,
            series=post.series,
            pages=len(one.intake.sheets),
            findings=one.findings,
            restricted=row.restricted,
        )
        with office.writing() as archive:
            filed.append(archive.add(addition))
    return tuple(filed)


def responsible_for(office: Office, person: Employee | None) -> str:
    """Saksansvarlig: the nearest leader's name, where the register knows it."""
    position = person.positions[0] if person and person.positions else None
    leader = office.people.get(position.leader) if position else None
    return leader.name if leader else ""
