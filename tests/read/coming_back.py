"""What comes back of our forms: what a person entered in another program, what should be read of it, and what was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from dokumentverk.model.form import FieldKind
from dokumentverk.model.language import Language
from dokumentverk.model.layout import WidgetKind
from dokumentverk.model.reading import Reading
from dokumentverk.model.record import Record
from dokumentverk.model.value import Value
from dokumentverk.read.known import Known
from dokumentverk.read.reader import Reader
from dokumentverk.read.settle import settle
from dokumentverk.render.pdf_answers import answers_of
from tests.read import documents
from tests.read.answering import normal

LONG = " ".join(f"ord{number} æøå" for number in range(180))
"""More than any box holds."""


def entered(form: str, language: Language = Language.NB) -> dict[str, str]:
    """What a person enters: text by field name, the on-state for marks."""
    layout = documents.blank(form, language).layout
    found: dict[str, str] = {}
    for place, answer in answers_of(layout, documents.definition(form), documents.answers(form)).values():
        match place.kind:
            case WidgetKind.RADIO:
                found |= {place.name: place.choice or ""} if answer.on else {}
            case WidgetKind.CHECK:
                found |= {place.name: "on"} if answer.on else {}
            case _:
                found |= {place.name: answer.text} if answer.text else {}
    return found


def read(reader: Reader, content: bytes, known: Known, folder: Path) -> tuple[Reading, Record, set[str]]:
    """A PDF read and settled, and the codes of all that was told of it."""
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    reading = reader.read(path, lambda _: known)
    record, findings = settle(known, [reading])
    return reading, record, {one.code for one in (*reading.findings, *findings)}


def expected(form: str, given: Mapping[str, Value]) -> dict[str, Value]:
    fields = documents.definition(form).fields()
    return {one.id: normal(one, given.get(one.id)) for one in fields if one.kind is not FieldKind.SIGNATURE}


def values(record: Record) -> dict[str, Value]:
    signatures = {one.field for one in record.signatures}
    return {entry.field: entry.value for entry in record.entries if entry.field not in signatures}
