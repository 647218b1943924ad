"""The index made again from the folders and the journal, which are the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dokumentverk import messages
from dokumentverk.archive import journal, tree
from dokumentverk.archive.contents import row_from_folder
from dokumentverk.archive.index import Index
from dokumentverk.archive.index_rows import Row
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.filing import PLACING, Event, JournalEntry
from dokumentverk.model.finding import Finding

Progress = Callable[[int, int], None]
"""Called with how many are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``findings`` name the returns that the journal tells of and the folders do not give."""

    returns: int
    findings: tuple[Finding, ...]


def standing(path: Path) -> dict[str, JournalEntry]:
    """For each return the entry that holds now: how it was filed, or that it was destroyed."""
    return {entry.return_id: entry for entry in journal.entries(path) if entry.event in PLACING}


def case_links(path: Path) -> dict[tuple[str, str], bool]:
    """By return and case, whether the one belongs to the other: False where it was laid to it and taken out again."""
    links: dict[tuple[str, str], bool] = {}
    for entry in journal.entries(path):
        if entry.case is not None and entry.event in (Event.INTO_CASE, Event.OUT_OF_CASE):
            links[entry.return_id, entry.case] = entry.event is Event.INTO_CASE
    return links


def rebuild(root: Path, index: Index, progress: Progress | None = None) -> Rebuilt:
    """Replace the index's rows in one transaction. Raises ArchiveDamaged when the journal's chain is broken, and
    PermissionError for a folder that we may not open: what is hidden must not drop out of the index."""
    file = root / journal.FILE
    entries = standing(file)
    findings: list[Finding] = []
    rows = dict(_rows(root, entries, findings, progress))
    for return_id in entries.keys() - rows.keys():
        findings.append(messages.finding("ARCHIVE_RETURN_MISSING", id=return_id))
    index.replace_all(rows.values(), case_links(file), journal.last_entry(file) if file.exists() else None)
    return Rebuilt(len(rows), tuple(sorted(findings, key=lambda one: one.params)))


def _rows(
    root: Path, entries: dict[str, JournalEntry], findings: list[Finding], progress: Progress | None
) -> Iterator[tuple[str, Row]]:
    done = 0
    taken: set[str] = set()
    for found in tree.walk(root):
        entry = entries.get(found.return_id) if found.return_id else None
        if entry is None or entry.return_id in taken:
            continue
        try:
            row = row_from_folder(root, found.path, entry)
        except PermissionError:
            raise
        except (ArchiveDamaged, OSError):
            findings.append(messages.finding("ARCHIVE_RECORD_DAMAGED", path=found.path))
            continue
        taken.add(entry.return_id)
        done += 1
        if progress is not None:
            progress(done, len(entries))
        yield entry.return_id, row
