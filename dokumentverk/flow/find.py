"""What a filed form says in words, for searching: archives keep the ids of what was chosen, people know the labels."""

from __future__ import annotations

from collections.abc import Iterator

from dokumentverk.archive.catalog import Catalog
from dokumentverk.archive.index import Row
from dokumentverk.flow.filed_records import record_of
from dokumentverk.flow.office import Office
from dokumentverk.model.form import Field, FieldKind, FormDefinition
from dokumentverk.model.language import Language
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.model.value import show


def in_words(office: Office, record: Record) -> Iterator[str]:
    """The form's title and every answer as people read them, in the record's language, the workplace's and bokmål; the
    label of every box that is ticked."""
    definition = office.definition_for(record.form, record.issue)
    if definition is None:
        return
    for language in {record.language, office.settings.language, Language.NB}:
        yield definition.title.in_(language)
        for field, entry in _answered(definition, record):
            if field.kind is FieldKind.TICK:
                yield field.label.in_(language)
            else:
                yield from show(field, entry.value, language).split("\n")


def _answered(definition: FormDefinition, record: Record) -> Iterator[tuple[Field, Entry]]:
    entries = {entry.field: entry for entry in record.entries}
    for field in definition.fields():
        entry = entries.get(field.id)
        silent = field.kind in (FieldKind.YES_NO, FieldKind.SIGNATURE)
        if entry is not None and not silent and entry.state is State.FILLED and entry.value not in (None, False):
            yield field, entry


def has_unread(catalog: Catalog, row: Row) -> bool:
    """Whether a filed return has answers that nobody has read, in its corrections neither. A correction itself is told
    of by the return that it corrects, and a record that cannot be read by ``verify``."""
    if row.destroyed or row.form is None or row.corrects is not None:
        return False
    record = record_of(catalog, row)
    return record is not None and any(
        one.state is State.NOT_READ or any(cell.state is State.NOT_READ for cell in one.cells) for one in record.entries
    )
