"""What the folder of a return holds: its files, its checksums, or the proof that it was destroyed."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from dokumentverk.archive import metadata, sums
from dokumentverk.archive.disk import digest_of
from dokumentverk.archive.index_rows import Row, row_of
from dokumentverk.archive.metadata import Stored
from dokumentverk.archive.metadata_load import load
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.filing import Event, JournalEntry, Placement, Variant

TOMBSTONE = "destroyed.json"


def row_from_folder(root: Path, folder: str, entry: JournalEntry) -> Row:
    """What the index holds of a return, from its folder. Raises ArchiveDamaged for a folder that is not as journalled,
    OSError for one that cannot be read."""
    path = root / folder
    if entry.event is Event.DESTROYED:
        return destroyed_row(folder, entry)
    content = (path / metadata.FILE).read_bytes()
    stored = load(content)
    digests = {metadata.FILE: digest_of(path / metadata.FILE), sums.FILE: digest_of(path / sums.FILE)}
    if stored.received.return_id != entry.return_id or not set(digests.values()) <= set(entry.digests):
        raise ArchiveDamaged("ARCHIVE_RECORD_UNREADABLE")
    return row_of(stored, folder, entry, placements_of(stored, folder, digests))


def placements_of(stored: Stored, folder: str, digests: dict[str, str]) -> tuple[Placement, ...]:
    """Every file of a folder in a fixed order. ``digests`` are those of the record and the checksums, by name."""
    return (
        *(Placement(f"{folder}/{file.name}", file.digest, file.variant) for file in stored.files),
        Placement(f"{folder}/{metadata.FILE}", digests[metadata.FILE], Variant.RECORD),
        Placement(f"{folder}/{sums.FILE}", digests[sums.FILE], Variant.CHECKSUMS),
    )


def journal_digests(placements: tuple[Placement, ...]) -> tuple[str, ...]:
    """What the journal line of a filing vouches for: every byte of the folder, checksums included."""
    return tuple(sorted(one.digest for one in placements))


def destroyed_row(folder: str, entry: JournalEntry) -> Row:
    placement = Placement(f"{folder}/{TOMBSTONE}", entry.digests[0], Variant.RECORD)
    return Row(entry.return_id, folder, entry, entry.at, (placement,), destroyed=True)


def tombstone(return_id: str, at: datetime, actor: str, basis: str, digests: tuple[str, ...]) -> bytes:
    """What is left of a destroyed return: that it was there, what its bytes summed to, who destroyed it and why."""
    data = {
        "schema": metadata.SCHEMA,
        "return": return_id,
        "destroyed": at.isoformat(),
        "actor": actor,
        "basis": basis,
        "digests": sorted(digests),
    }
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
