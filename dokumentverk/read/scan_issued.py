"""A return on paper and what its document was issued with: what every reader of its sights asks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box
from dokumentverk.model.reading import Method, Source
from dokumentverk.model.value import Scalar, Value, rows_of
from dokumentverk.read.decode import Bounds
from dokumentverk.read.known import Known
from dokumentverk.read.slots import Slot


@dataclass(frozen=True, slots=True)
class PaperReturn:
    """What a return on paper is read against. ``issued`` are the values that the document went out with; ``bounds``
    what its digits can be."""

    known: Known
    document: str
    language: Language
    issued: Mapping[str, Value]
    bounds: Bounds


def source_of(paper: PaperReturn, method: Method, box: Box) -> Source:
    return Source(paper.document, method, box.page, box)


def confidence_asked(slot: Slot) -> float:
    """How sure the definition wants an answer of this field to be read; 0 where it says nothing: then what the reader
    is not in doubt of counts."""
    asked = slot.leaf.paper_confidence if slot.leaf is not None else None
    return asked if asked is not None else 0.0


def issued_value(paper: PaperReturn, slot: Slot) -> Value:
    """What the document was issued with there; None for nothing."""
    value: Value = paper.issued.get(slot.field)
    return _cell(value, slot.row, slot.column) if slot.row is not None and slot.column is not None else value


def _cell(value: Value, row: int, column: str) -> Scalar | tuple[str, ...]:
    rows = rows_of(value)
    return dict(rows[row]).get(column) if row < len(rows) else None
