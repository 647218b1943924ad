"""Filling a return's folder before it is put in place: received files, copies, record, checksums."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from dokumentverk.archive import contents, metadata, sums
from dokumentverk.archive.disk import NewFiles
from dokumentverk.archive.formats import pronom_of
from dokumentverk.archive.metadata import Stored, StoredFile
from dokumentverk.archive.plan import Filing, FilingPlan, PlannedFile
from dokumentverk.errors import Unreadable
from dokumentverk.model.filing import Placement
from dokumentverk.model.language import Language
from dokumentverk.model.reading import Intake

_HEAD = 1024


@dataclass(frozen=True, slots=True)
class Filled:
    """``placements`` are where the files will be once the folder is in its place."""

    stored: Stored
    placements: tuple[Placement, ...]


def fill(
    room: Path, filing: Filing, planned: FilingPlan, language: Language, new: NewFiles, on_file: Callable[[], None]
) -> Filled:
    """Write the folder's files into ``room``, an empty folder, not yet synced. ``on_file`` is called after each.

    Raises Unreadable when a received file cannot be read, or is no longer the bytes that were received.
    """
    received = filing.received
    files = []
    for file in planned.files:
        files.append(_write(room, file, filing, new))
        on_file()
    notes = tuple(one for copy in filing.copies for one in copy.findings if one not in received.findings)
    stored = Stored(
        received=replace(received, employee=planned.post.employee, findings=received.findings + notes),
        post=planned.post,
        files=tuple(files),
        absences=tuple(replace(one, source=received.return_id) for one in filing.absences),
        restricted=filing.restricted,
        corrects=filing.corrects,
    )
    record = metadata.dump(stored, filing.definition, language)
    digests = {metadata.FILE: new.write(room / metadata.FILE, record)}
    on_file()
    listed = {file.name: file.digest for file in files} | digests
    digests[sums.FILE] = new.write(room / sums.FILE, sums.dump(listed))
    on_file()
    return Filled(stored, contents.placements_of(stored, planned.folder, digests))


def _write(room: Path, file: PlannedFile, filing: Filing, new: NewFiles) -> StoredFile:
    path = room / file.name
    if file.intake is None:
        assert file.content is not None
        digest = new.write(path, file.content)
        return StoredFile(file.name, digest, len(file.content), file.variant, file.pronom, shows=file.shows)
    intake = filing.received.intakes[file.intake]
    head = _copy_received(filing.originals[file.intake], path, intake, new)
    pronom = file.pronom or pronom_of(intake.kind, head)
    return StoredFile(file.name, intake.digest, intake.size, file.variant, pronom, file.intake)


def _copy_received(source: Path, path: Path, intake: Intake, new: NewFiles) -> bytes:
    """The bytes that were read and checked are the bytes that are filed, or nothing is."""
    try:
        with source.open("rb") as file:
            head = file.read(_HEAD)
            file.seek(0, os.SEEK_END)
            size = file.tell()
    except OSError as fault:
        raise Unreadable("ARCHIVE_ORIGINAL_UNREADABLE", file=intake.name) from fault
    if size != intake.size or new.copy(source, path) != intake.digest:
        raise Unreadable("ARCHIVE_ORIGINAL_CHANGED", file=intake.name)
    return head
