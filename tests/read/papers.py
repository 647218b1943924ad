"""Returns on paper of the shipped forms, and what becomes of what was seen on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.record import Record
from dokumentverk.model.value import Value
from dokumentverk.read.decode import Bounds
from dokumentverk.read.observed import Observed
from dokumentverk.read.scan_issued import PaperReturn
from dokumentverk.read.settle import settle

from . import documents


def paper_of(form: str, issued: Mapping[str, Value] | None = None) -> PaperReturn:
    known = documents.known(form)
    assert known.layout is not None
    return PaperReturn(
        known, "d" * 64, known.layout.language, issued or {}, Bounds(date(2025, 1, 1), date(2027, 12, 31))
    )


def codes(seen: Observed) -> list[str]:
    return [one.code for one in seen.findings]


def settled_as(form: str, seen: Observed) -> Record:
    reading = Reading("d" * 64, FileKind.PDF, 1, Identity(documents.NUMBER), seen.observations, seen.signatures)
    record, _ = settle(documents.known(form), [reading])
    return record
