"""Fixity: every byte of the archive against the journal, and the index against both.

The journal vouches for the digest of every file, the checksums included, and each of its lines for the line before.
What is changed, missing or more than that is named. Nothing is written, and nobody is kept from writing: the journal
is read again at the end, and of what was filed or destroyed meanwhile nothing is said. What a killed writer left
between two steps is held against its intent and named as interrupted: the next writer completes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dokumentverk.archive import contents, journal, lock, places, sums, tree
from dokumentverk.archive.chain import Chain, read_chain
from dokumentverk.archive.disk import digest_of
from dokumentverk.archive.index_rows import Row
from dokumentverk.archive.names import is_litter
from dokumentverk.archive.rebuild import Progress
from dokumentverk.archive.unfinished import Begun, begun_in, unfinished
from dokumentverk.archive.verify_index import IndexState, differing, is_behind, knows_more, read_index
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.messages import finding
from dokumentverk.model.filing import Event, JournalEntry
from dokumentverk.model.finding import Finding
from dokumentverk.model.form import Series

NO_DAMAGE = frozenset({"ARCHIVE_INTERRUPTED", "ARCHIVE_NOT_READABLE"})
"""Findings that need a person, and yet nothing is known to be changed, missing or extra."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the walk gives. ``told`` are findings, each with the return that it is of. ``found`` has for each journalled
    return that is there what the index should hold of it; None when its record cannot be read. ``closed`` are folders
    that could not be opened."""

    told: list[tuple[str | None, Finding]] = field(default_factory=list)
    found: dict[str, Row | None] = field(default_factory=dict)
    unjournalled: list[tree.Found] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)

    def may_lie_closed(self, folder: str | None) -> bool:
        """Whether a folder that was not seen (None: nobody knows where it was) may lie in one that is closed."""
        return any(folder is None or f"{folder}/".startswith(f"{one}/") for one in self.closed)


def verify(root: Path, system: Path | None, progress: Progress | None = None) -> tuple[Finding, ...]:
    """All that is wrong, and notes on litter. Empty of ERROR and REVIEW when every byte is as it was filed.

    ``system`` is None when there is no index to compare. ``progress`` is called after each return.
    """
    before = read_chain(root / journal.FILE)
    first = begun_in(root, before)
    entries = {**before.standing, **first.entries}
    seen = _look(root, entries, first, progress)
    index = read_index(system) if system is not None else None
    after = read_chain(root / journal.FILE)
    later = begun_in(root, after)
    behind = index is not None and is_behind(index, first.floor(before.head))
    shorter = index is not None and knows_more(index, after)
    at_work = bool(first.entries or later.entries or after.torn or behind) and lock.is_held(root)
    written = {id for id in {*before.standing, *after.standing} if before.standing.get(id) != after.standing.get(id)}
    unsettled = {*written, *first.entries, *later.entries}

    findings = [finding("ARCHIVE_JOURNAL_LINE", line=line) for line in after.broken]
    if shorter:
        findings.append(finding("ARCHIVE_JOURNAL_SHORTER", file=journal.FILE))
    if after.torn and not (at_work or later.unwritten):
        findings.append(finding("ARCHIVE_JOURNAL_TORN", line=after.torn))
    # What the journal has lost is a matter of the journal: nobody is told to move its folder out, or to restore files.
    lost = _lost(index, after) if index is not None and (shorter or after.broken) else set()
    findings += [one for return_id, one in seen.told if return_id not in written | lost]
    known = {*after.standing, *later.entries, *lost}
    findings += [
        finding("ARCHIVE_FOLDER_UNJOURNALLED", path=one.path) for one in seen.unjournalled if one.return_id not in known
    ]
    for return_id in sorted(entries.keys() - seen.found.keys() - unsettled - lost):
        row = index.rows.get(return_id) if index else None
        if not seen.may_lie_closed(row.folder if row else None):
            findings.append(finding("ARCHIVE_RETURN_MISSING", id=return_id))
    findings += unfinished(root, first, later, at_work=at_work)
    if index is None:
        return (*findings, *_without_index(system, seen))
    if behind and not at_work:
        findings.append(finding("ARCHIVE_INDEX_BEHIND"))
    hidden = {id for id, row in index.rows.items() if id not in seen.found and seen.may_lie_closed(row.folder)}
    return (*findings, *differing(root, index, seen.found, unsettled | hidden | lost))


def _lost(index: IndexState, chain: Chain) -> set[str]:
    """Returns whose last line the index knows and the journal does not."""
    return {id for id, row in index.rows.items() if not chain.holds(row.entry.number, row.entry.digest)}


def _without_index(system: Path | None, seen: _Seen) -> Iterator[Finding]:
    if system is not None and seen.found:
        yield finding("ARCHIVE_INDEX_MISSING")


def _look(root: Path, entries: dict[str, JournalEntry], begun: Begun, progress: Progress | None) -> _Seen:
    """Look at everything in the root."""
    seen = _Seen()
    for one in tree.walk(root, seen.closed.append):
        if one.return_id is None:
            seen.told.append((None, _stray(one.path)))
        elif one.return_id not in entries:
            seen.unjournalled.append(one)
        elif one.return_id in seen.found:
            seen.told.append((None, finding("ARCHIVE_FOLDER_TWICE", path=one.path, id=one.return_id)))
        else:
            _look_at(root, one.path, entries[one.return_id], begun, seen)
            if progress is not None:
                progress(len(seen.found), len(entries))
    seen.told.extend((None, finding("ARCHIVE_NOT_READABLE", path=path)) for path in seen.closed)
    return seen


def _look_at(root: Path, folder: str, entry: JournalEntry, begun: Begun, seen: _Seen) -> None:
    try:
        if not begun.is_destroyed(entry.return_id):
            seen.told.extend([(entry.return_id, one) for one in _check_files(root, folder, entry)])
    except PermissionError:
        seen.closed.append(folder)
        return
    except FileNotFoundError:
        # Taken away while we looked.
        return
    row = seen.found[entry.return_id] = _row(root, folder, entry)
    if row is not None and _misplaced(row):
        seen.told.append((entry.return_id, finding("ARCHIVE_FOLDER_MISPLACED", path=folder)))


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
    """None for a link, and for what cannot be read. Raises PermissionError when we may not."""
    try:
        return None if path.is_symlink() or not path.is_file() else digest_of(path)
    except PermissionError:
        raise
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
