"""Forms that name nobody: one common number for all copies, and of what comes back only the words.

What was handed in is not kept: not its bytes, not its digest, not the picture of a hand, not the moment it came. Its
words are set anew as a document of their own, under an id by lot and with the day alone. So the same file handed in
twice is two answers: nothing is left that could tell.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from dokumentverk.archive.ids import return_id
from dokumentverk.archive.rendition import render_record
from dokumentverk.flow.office import Office
from dokumentverk.flow.understood import Understood
from dokumentverk.model.form import FormDefinition
from dokumentverk.model.issue import Issue
from dokumentverk.model.language import Language
from dokumentverk.model.reading import Channel, FileKind, Intake
from dokumentverk.model.record import Cell, Entry, Record, State
from dokumentverk.model.value import Value, empty

FILE_NAME = "svar.pdf"
_LOT = 1 << 128


def common_issue(
    office: Office, definition: FormDefinition, language: Language, values: Mapping[str, Value]
) -> Issue | None:
    """The issue whose number every copy bears until it is withdrawn: numbers of their own would tell them apart."""
    for issue in office.issues.register.all():
        same = (issue.form, issue.version, issue.language) == (definition.id, definition.version, language)
        if same and issue.withdrawn is None and issue.employee is None:
            definition_then = office.definition_of(issue)
            if office.issues.values_of(issue.number, definition_then) == dict(values):
                return issue
    return None


@contextmanager
def words_alone(office: Office, understood: Understood) -> Iterator[tuple[Understood, Path]]:
    """The return as it may be kept, and the file that holds its words, which is gone afterwards."""
    received, definition = understood.received, understood.definition
    if received.record is None or definition is None:
        raise ValueError("nothing was read")
    today = day_of(office.now())
    record = _words_of(received.record, definition)
    content = render_record(record, definition, made=today)
    digest = hashlib.sha256(content).hexdigest()
    lot = hashlib.sha256(str(office.random(_LOT)).encode()).hexdigest()
    acceptance = replace(received.acceptance, at=today) if received.acceptance else None
    kept = replace(
        received,
        intakes=(Intake(FILE_NAME, digest, len(content), FileKind.PDF, Channel.COMMAND, today),),
        return_id=return_id((digest, lot)),
        pages=0,
        record=record,
        employee=None,
        findings=(),
        acceptance=acceptance,
    )
    path = office.work / FILE_NAME
    path.write_bytes(content)
    try:
        yield replace(understood, received=kept, person=None), path
    finally:
        path.unlink()


def day_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _words_of(record: Record, definition: FormDefinition) -> Record:
    """Values without where they stood, how they were written or how sure they were read."""
    asked = {field.id: field for field in definition.fields()}
    return Record(
        form=record.form,
        version=record.version,
        language=record.language,
        issue=record.issue,
        entries=tuple(_words(one, empty(asked[one.field])) for one in record.entries if one.field in asked),
    )


def _words(entry: Entry, nothing: Value) -> Entry:
    if entry.state is not State.FILLED:
        return Entry(entry.field, nothing, State.EMPTY)
    cells = tuple(
        Cell(one.row, one.column, one.value, one.state, "", 1.0, None)
        for one in entry.cells
        if one.state in (State.FILLED, State.EMPTY)
    )
    return Entry(entry.field, entry.value, State.FILLED, cells=cells)
