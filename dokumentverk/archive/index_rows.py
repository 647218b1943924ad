"""A return as the index knows it, and as it lies in the tables."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from dokumentverk.archive import journal
from dokumentverk.archive.metadata import Stored
from dokumentverk.model.absence import Absence, AbsenceKind
from dokumentverk.model.filing import JournalEntry, Placement, Variant


@dataclass(frozen=True, slots=True)
class Row:
    """A return as the index knows it. A destroyed one keeps its id and folder, and nothing of what it said.

    ``absences`` are written with it; reading gives them by ``Index.history`` and ``Index.absences`` only.
    """

    return_id: str
    folder: str
    entry: JournalEntry
    registered: datetime
    placements: tuple[Placement, ...]
    destroyed: bool = False
    restricted: bool = False
    issue: str | None = None
    form: str | None = None
    version: str | None = None
    employee: str | None = None
    series: str | None = None
    title: str | None = None
    direction: str | None = None
    dated: date | None = None
    corrects: str | None = None
    absences: tuple[Absence, ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    """(field, finding code) of every signature that it was filed without."""


LACKING = ("ATTESTATION_PENDING", "SIGNATURE_MISSING")


def row_of(stored: Stored, folder: str, entry: JournalEntry, placements: tuple[Placement, ...]) -> Row:
    received, post = stored.received, stored.post
    return Row(
        return_id=received.return_id,
        folder=folder,
        entry=entry,
        registered=post.registered,
        placements=placements,
        restricted=stored.restricted,
        issue=received.identity.number,
        form=received.record.form if received.record else received.identity.form,
        version=received.record.version if received.record else received.identity.version,
        employee=post.employee,
        series=post.series.value,
        title=post.title,
        direction=post.direction.value,
        dated=post.dated,
        corrects=stored.corrects,
        absences=stored.absences,
        lacks=tuple((one.field, one.code) for one in received.findings if one.field and one.code in LACKING),
    )


def values_of(row: Row) -> dict[str, object]:
    return {
        "id": row.return_id,
        "journal": row.entry.number,
        "folder": row.folder,
        "destroyed": row.destroyed,
        "restricted": row.restricted,
        "issue": row.issue,
        "form": row.form,
        "version": row.version,
        "employee": row.employee,
        "series": row.series,
        "title": row.title,
        "direction": row.direction,
        "dated": row.dated,
        "corrects": row.corrects,
        "registered": row.registered.isoformat(),
        "entry": journal.to_line(row.entry),
        "lacks": json.dumps(row.lacks),
        "files": json.dumps([[one.path.rpartition("/")[2], one.digest, one.variant.value] for one in row.placements]),
    }


def absence_values(return_id: str, employee: str, absence: Absence) -> dict[str, object]:
    return {
        "return_id": return_id,
        "employee": employee,
        "kind": absence.kind.value,
        "first": absence.first,
        "last": absence.last,
        "grade": str(absence.grade),
    }


def row_from(found: Any) -> Row:
    entry = journal.parse_line(found.entry.encode("ascii"))
    assert entry is not None
    files: Sequence[tuple[str, str, str]] = json.loads(found.files)
    return Row(
        return_id=found.id,
        folder=found.folder,
        entry=entry,
        registered=datetime.fromisoformat(found.registered),
        placements=tuple(Placement(f"{found.folder}/{name}", digest, Variant(kind)) for name, digest, kind in files),
        destroyed=found.destroyed,
        restricted=found.restricted,
        issue=found.issue,
        form=found.form,
        version=found.version,
        employee=found.employee,
        series=found.series,
        title=found.title,
        direction=found.direction,
        dated=found.dated,
        corrects=found.corrects,
        lacks=tuple((field, code) for field, code in json.loads(found.lacks)),
    )


def absence_from(found: Any) -> Absence:
    return Absence(AbsenceKind(found.kind), found.first, found.last, Decimal(found.grade), found.return_id)
