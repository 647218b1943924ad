"""Fixity: every byte of the archive against the journal, and the index against both.

The journal vouches for the digest of every file, the checksums included, and each of its lines for the line before.
What is changed, missing or more than that is named. Nothing is written, and no lock is taken: what is filed meanwhile
is looked for in the journal as it is afterwards.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from dokumentverk.archive import contents, journal, places, staging, sums, tree
from dokumentverk.archive.disk import digest_of
from dokumentverk.archive.index import FILE as INDEX_FILE
from dokumentverk.archive.index import Index, Row
from dokumentverk.archive.names import is_litter
from dokumentverk.archive.rebuild import Progress
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.messages import finding
from dokumentverk.model.filing import Event, JournalEntry
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Series


def verify(root: Path, system: Path | None, progress: Progress | None = None) -> tuple[Finding, ...]:
    """All that is wrong, and notes on litter. Empty of ERROR and REVIEW when every byte is as it was filed.

    ``system`` is None when there is no index to compare. ``progress`` is called after each return.
    """
    findings: list[Finding] = []
    entries, last = _read_journal(root / journal.FILE, findings)
    found = _check_tree(root, entries, findings, progress)
    for return_id in sorted(entries.keys() - found.keys()):
        findings.append(finding("ARCHIVE_RETURN_MISSING", id=return_id))
    if (root / staging.FOLDER).is_dir() and any((root / staging.FOLDER).iterdir()):
        findings.append(finding("ARCHIVE_UNFINISHED"))
    if system is not None:
        findings += _check_index(system / INDEX_FILE, last, found)
    return tuple(findings)


def _read_journal(path: Path, findings: list[Finding]) -> tuple[dict[str, JournalEntry], JournalEntry | None]:
    """The entry that holds for each return, and the last one. After a broken line the chain is taken up again."""
    entries: dict[str, JournalEntry] = {}
    last: JournalEntry | None = None
    unknown = False
    for line in journal.read(path):
        if line.torn:
            findings.append(finding("ARCHIVE_JOURNAL_TORN", line=line.number))
            continue
        entry = line.entry
        if entry is None or not (unknown or journal.follows(entry, last)):
            findings.append(finding("ARCHIVE_JOURNAL_LINE", line=line.number))
        unknown = entry is None
        if entry is not None:
            last = entry
            if entry.event is not Event.REBUILT:
                entries[entry.return_id] = entry
    return entries, last


def _check_tree(
    root: Path, entries: dict[str, JournalEntry], findings: list[Finding], progress: Progress | None
) -> dict[str, Row | None]:
    """Look at everything in the root. Returns, for each journalled return that is there, what the index should hold
    of it; None when its record cannot be read."""
    found: dict[str, Row | None] = {}
    unjournalled: list[tree.Found] = []
    for one in tree.walk(root):
        if one.return_id is None:
            findings.append(_stray(one.path))
        elif one.return_id not in entries:
            unjournalled.append(one)
        elif one.return_id in found:
            findings.append(finding("ARCHIVE_FOLDER_TWICE", path=one.path, id=one.return_id))
        else:
            entry = entries[one.return_id]
            findings += _check_files(root, one.path, entry)
            row = found[one.return_id] = _row(root, one.path, entry)
            if row is not None and _misplaced(row):
                findings.append(finding("ARCHIVE_FOLDER_MISPLACED", path=one.path))
            if progress is not None:
                progress(len(found), len(entries))
    if unjournalled:
        entries_now, _ = _read_journal(root / journal.FILE, [])
        for one in unjournalled:
            if one.return_id not in entries_now:
                findings.append(finding("ARCHIVE_FOLDER_UNJOURNALLED", path=one.path))
    return found


def _stray(path: str) -> Finding:
    litter = is_litter(path.rpartition("/")[2])
    return finding("ARCHIVE_LITTER" if litter else "ARCHIVE_FILE_EXTRA", path=path)


def _check_files(root: Path, folder: str, entry: JournalEntry) -> Iterator[Finding]:
    listed = _listed(root / folder, entry)
    found = {name: _digest(path) for name, path in tree.files_in(root / folder)}
    if not listed:
        yield from _without_sums(folder, entry, found)
        return
    for name, digest in found.items():
        if name not in listed:
            yield _stray(f"{folder}/{name}")
        elif digest != listed[name]:
            yield finding("ARCHIVE_FILE_CHANGED", path=f"{folder}/{name}")
    for name in sorted(listed.keys() - found.keys()):
        yield finding("ARCHIVE_FILE_MISSING", path=f"{folder}/{name}")


def _without_sums(folder: str, entry: JournalEntry, found: dict[str, str | None]) -> Iterator[Finding]:
    """The checksums themselves are changed or gone: the journal knows the digests, but not whose they are."""
    left = Counter(entry.digests)
    changed = []
    for name, digest in found.items():
        if digest is not None and left[digest]:
            left[digest] -= 1
        elif is_litter(name):
            yield _stray(f"{folder}/{name}")
        else:
            changed.append(name)
    for name in changed:
        yield finding("ARCHIVE_FILE_CHANGED", path=f"{folder}/{name}")
    if sums.FILE not in found:
        yield finding("ARCHIVE_FILE_MISSING", path=f"{folder}/{sums.FILE}")
    missing = left.total() - len(changed) - (sums.FILE not in found)
    for _ in range(missing):
        yield finding("ARCHIVE_FILE_MISSING", path=f"{folder}/…")


def _listed(path: Path, entry: JournalEntry) -> dict[str, str]:
    """Digest by name, from checksums that the journal vouches for; empty when they are not as they were."""
    if entry.event is Event.DESTROYED:
        return {contents.TOMBSTONE: entry.digests[0]}
    file = path / sums.FILE
    if _digest(file) not in entry.digests:
        return {}
    content = file.read_bytes()
    return {**(sums.parse(content) or {}), sums.FILE: _digest(file) or ""}


def _digest(path: Path) -> str | None:
    """None for a link, and for what cannot be read."""
    try:
        return None if path.is_symlink() or not path.is_file() else digest_of(path)
    except OSError:
        return None


def _row(root: Path, folder: str, entry: JournalEntry) -> Row | None:
    try:
        return contents.row_from_folder(root, folder, entry)
    except (ArchiveDamaged, OSError):
        return None


def _misplaced(row: Row) -> bool:
    """Moved under another person: no part of the path is its employee's folder."""
    personal = row.employee is not None and row.series != Series.ADMINISTRATIVE
    return personal and places.folder_parts(row.folder, row.employee or "") is None


def _check_index(path: Path, last: JournalEntry | None, found: dict[str, Row | None]) -> Iterator[Finding]:
    index = Index.readable(path)
    if index is None:
        if found:
            yield finding("ARCHIVE_INDEX_MISSING")
        return
    with index:
        head = (last.number, last.digest) if last else (0, journal.GENESIS)
        if index.head() != head:
            yield finding("ARCHIVE_INDEX_BEHIND")
        absences = index.absences()
        rows = {row.return_id: replace(row, absences=absences.get(row.return_id, ())) for row in index.all()}
    for return_id in sorted(rows.keys() | found.keys()):
        there = found.get(return_id)
        unreadable = return_id in found and there is None
        if rows.get(return_id) != there and not (unreadable and return_id in rows):
            yield finding("ARCHIVE_INDEX_DIFFERS", id=return_id)
