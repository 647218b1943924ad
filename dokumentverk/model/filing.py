"""What became of a document: filed, waiting for a person, or rejected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Direction, Series
from dokumentverk.model.reading import Identity, Intake
from dokumentverk.model.record import Record


class Event(StrEnum):
    FILED = "filed"
    LINKED = "linked"
    DESTROYED = "destroyed"
    REBUILT = "rebuilt"
    INTO_CASE = "into_case"
    """A filed return was laid to a case of follow-up."""
    OUT_OF_CASE = "out_of_case"


PLACING = frozenset({Event.FILED, Event.LINKED, Event.DESTROYED})
"""The events that say what stands in the archive. Of a return the last of them holds."""


class Variant(StrEnum):
    """Noark 5 variantformat, and our own data beside it."""

    PRODUCTION = "P"
    ARCHIVE = "A"
    CROP = "crop"
    """The picture of an answer that was not read."""
    RECORD = "record"
    CHECKSUMS = "checksums"


@dataclass(frozen=True, slots=True)
class Placement:
    """A file in the archive. ``path`` is relative to the archive's root, with ``/``; ``digest`` SHA-256 in hex."""

    path: str
    digest: str
    variant: Variant


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One line of the hash chain. ``actor`` is opaque; no path, name or number of a person stands here."""

    number: int
    at: datetime
    event: Event
    return_id: str
    digests: tuple[str, ...]
    actor: str
    previous: str
    digest: str
    basis: str | None = None
    case: str | None = None
    """The id of a case: random, and nobody's name or number."""


@dataclass(frozen=True, slots=True)
class Receipt:
    entry: JournalEntry
    placements: tuple[Placement, ...]


@dataclass(frozen=True, slots=True)
class Journalpost:
    """Arkivforskrifta section 15: the metadata of one document. Dates are kept apart on purpose."""

    title: str
    direction: Direction
    series: Series
    sender: str
    recipient: str
    dated: date
    received: datetime | None
    sent: datetime | None
    registered: datetime
    access_code: str
    access_basis: str
    shield_title: bool
    responsible: str
    employee: str | None
    personalmappe: str | None = None
    related: tuple[str, ...] = ()
    """Return ids of what this one is a later return of, or is attached to."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A person ended a review. Kept in the record for good."""

    by: str
    at: datetime
    reason: str
    corrected: tuple[str, ...] = ()
    despite: tuple[str, ...] = ()
    employee: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A document that has been read and checked: what ``read`` and ``check`` print, and what filing starts from.

    ``record`` is None when nothing could be read. ``return_id`` follows from the bytes alone, so that a second try at
    the same bytes finds the first.
    """

    intakes: tuple[Intake, ...]
    return_id: str
    identity: Identity
    pages: int
    record: Record | None
    employee: str | None
    findings: tuple[Finding, ...]
    acceptance: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    received: Received
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class NeedsReview:
    """``folder`` is where the file and its readable reason lie, relative to the workplace."""

    received: Received
    folder: str | None


@dataclass(frozen=True, slots=True)
class Rejected:
    received: Received
    folder: str | None


Outcome: TypeAlias = Filed | NeedsReview | Rejected
