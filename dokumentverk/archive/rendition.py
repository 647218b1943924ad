"""A record set as a document: what is archived of a DOCX where no program can show its pages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from dokumentverk.engines.plain_document import PlainDocument, compile_plain
from dokumentverk.messages.words import word
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.model.value import Row, rows_of, show


def render_record(record: Record, definition: FormDefinition, *, made: datetime) -> bytes:
    """PDF/A-2a in the record's language, marked «Gjengivelse»: every field of the form with its number and what was
    answered. What could not be understood stands as it was written."""
    language = record.language
    document = PlainDocument(
        title=definition.title.in_(language),
        items=tuple(_items(record, definition)),
        language=language.value,
        page=word("page_of_pages", language),
        notes=(word("rendition_note", language),),
        mark=word("rendition", language),
        footer=" · ".join(part for part in (record.issue, f"{record.form} {record.version}") if part),
    )
    return compile_plain(document, made)


def _items(record: Record, definition: FormDefinition) -> Iterator[tuple[str, str]]:
    entries = {entry.field: entry for entry in record.entries}
    signed = {signature.field: signature for signature in record.signatures}
    for number, field in enumerate(definition.fields(), start=1):
        label = f"{number} {field.label.in_(record.language)}"
        if field.kind is FieldKind.SIGNATURE and field.id in signed:
            state = word(f"signature_{signed[field.id].state.value}", record.language)
            yield label, " – ".join(part for part in (state, signed[field.id].by) if part)
        elif field.id in entries:
            yield label, _text(field, entries[field.id], record.language)


def _text(field: Field, entry: Entry, language: Language) -> str:
    if entry.state in (State.CONFLICT, State.NOT_READ) or entry.problem is not None:
        return entry.raw
    if field.kind is FieldKind.ROWS:
        return "\n\n".join(_row(field, row, language) for row in rows_of(entry.value))
    return show(field, entry.value, language)


def _row(field: Field, row: Row, language: Language) -> str:
    cells = dict(row)
    lines = []
    for column in field.columns:
        value = cells.get(column.id)
        if value not in (None, "", ()):
            lines.append(f"{column.label.in_(language)}: {show(column, value, language)}")
    return "\n".join(lines)
