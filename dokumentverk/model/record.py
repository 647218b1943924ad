"""What a document says, settled: one entry for every field of the definition, each with where it was taken from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dokumentverk.model.form import Role
from dokumentverk.model.language import Language
from dokumentverk.model.reading import Observation, SignatureKind, Source
from dokumentverk.model.signature import ValidatedSignature
from dokumentverk.model.value import Value


class State(StrEnum):
    FILLED = "filled"
    EMPTY = "empty"
    NOT_READ = "not_read"
    ABSENT = "absent"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a repeating table; ``row`` from 0."""

    row: int
    column: str
    value: Value
    state: State
    raw: str
    confidence: float
    source: Source | None


@dataclass(frozen=True, slots=True)
class Entry:
    """``raw`` is what stood there. ``problem`` is a finding code when that is not a value of the field's kind."""

    field: str
    value: Value
    state: State
    raw: str = ""
    confidence: float = 1.0
    source: Source | None = None
    cells: tuple[Cell, ...] = ()
    problem: str | None = None


class SignatureState(StrEnum):
    PRESENT = "present"
    ABSENT = "absent"
    DOUBTFUL = "doubtful"
    EXCUSED = "excused"
    """Refused or impossible, with the reason given in the form."""


@dataclass(frozen=True, slots=True)
class SignatureEntry:
    field: str
    role: Role
    state: SignatureState
    kind: SignatureKind = SignatureKind.NONE
    by: str | None = None
    at: datetime | None = None
    source: Source | None = None
    validated: ValidatedSignature | None = None
    """Of a digital one; None when it could not be validated."""


@dataclass(frozen=True, slots=True)
class Record:
    form: str
    version: str
    language: Language
    issue: str | None
    entries: tuple[Entry, ...]
    signatures: tuple[SignatureEntry, ...] = ()
    observations: tuple[Observation, ...] = ()
    """All that was seen, those not taken included: provenance is kept to the archive."""
    seals: tuple[ValidatedSignature, ...] = ()
    """Digital signatures that stand in no signature field of the form."""

    def entry(self, field: str) -> Entry:
        for entry in self.entries:
            if entry.field == field:
                return entry
        raise KeyError(field)

    def value(self, field: str) -> Value:
        return self.entry(field).value
