"""What the next writer does about a crash, before it writes anything of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from dokumentverk.archive import contents, disk, journal, tree
from dokumentverk.archive.index import FILE, Index
from dokumentverk.archive.rebuild import rebuild
from dokumentverk.archive.staging import Intent, Staging
from dokumentverk.durable import sync_folder
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.filing import Event, JournalEntry


def make_sound(root: Path, staging: Staging, index: Index) -> None:
    """Mend the end of the journal, complete what was in place, sweep what was not, and bring the index up to date.

    Costs nothing that grows with the archive unless something is left behind. Raises ArchiveDamaged when the journal is
    broken, missing or shorter than the index knows: a new line would begin another history.
    """
    path = root / journal.FILE
    if not path.exists() and any(one.return_id for one in tree.walk(root)):
        raise ArchiveDamaged("ARCHIVE_JOURNAL_GONE", file=path.name)
    journal.open_for_writing(path)
    _refuse_shorter(path, index)
    for intent, entry in begun(root, staging, lambda: journal.entries(path)):
        if intent.event is not Event.DESTROYED:
            _complete_filing(root, index, intent, entry)
        elif entry is not None:
            _complete_destruction(root, staging, index, intent, entry)
    staging.sweep()
    last = journal.last_entry(path)
    if index.head() != ((last.number, last.digest) if last else (0, journal.GENESIS)):
        rebuild(root, index)


def _refuse_shorter(path: Path, index: Index) -> None:
    """A journal line is synced before the index gets it, so that no crash leaves the index ahead."""
    head, last = index.head(), journal.last_entry(path)
    if head == (0, journal.GENESIS) or (last is not None and head == (last.number, last.digest)):
        return
    known = last is not None and head[0] < last.number
    if not known or all((entry.number, entry.digest) != head for entry in journal.entries(path)):
        raise ArchiveDamaged("ARCHIVE_JOURNAL_SHORTER", file=path.name, index=FILE)


def dispose(root: Path, staging: Staging, intent: Intent, on_move: Callable[[], None] = lambda: None) -> None:
    """Put the proof where the destroyed folder was, and remove what it held. May be killed anywhere and done again.

    Removal takes the names and the space from the file system; it does not overwrite the disk.
    """
    assert intent.old is not None
    room, attic = staging.folder(intent.return_id), staging.attic(intent.return_id)
    old, place = root / intent.old, root / intent.folder
    if room.is_dir():
        if old.is_dir():
            old.rename(attic)
            sync_folder(old.parent)
            on_move()
        room.rename(place)
        sync_folder(place.parent)
        on_move()
    disk.remove_tree(attic)


def begun(
    root: Path, staging: Staging, entries: Callable[[], Iterable[JournalEntry]]
) -> Iterator[tuple[Intent, JournalEntry | None]]:
    """The intents that a crash left and that must be completed, each with its journal line where that is written: of a
    filing the folder is in its place, of a destruction the journal says so. Of any other nothing has happened."""
    for intent in staging.intents():
        entry = _journalled(entries(), intent)
        placed = (root / intent.folder).is_dir() and not staging.folder(intent.return_id).is_dir()
        if entry is not None if intent.event is Event.DESTROYED else placed:
            yield intent, entry


def _journalled(entries: Iterable[JournalEntry], intent: Intent) -> JournalEntry | None:
    """The line of this very intent. A return that was lost and filed anew has earlier lines with other digests."""
    wanted = (intent.return_id, intent.event, intent.digests)
    return next((one for one in entries if (one.return_id, one.event, one.digests) == wanted), None)


def _complete_filing(root: Path, index: Index, intent: Intent, entry: JournalEntry | None) -> None:
    entry = entry or append(root, intent)
    if index.head() == (entry.number - 1, entry.previous):
        # A folder that was damaged meanwhile is left to the rebuilding that follows, and to verification.
        with suppress(ArchiveDamaged, OSError):
            index.put(contents.row_from_folder(root, intent.folder, entry))


def _complete_destruction(root: Path, staging: Staging, index: Index, intent: Intent, entry: JournalEntry) -> None:
    dispose(root, staging, intent)
    if index.head() == (entry.number - 1, entry.previous):
        index.put(contents.destroyed_row(intent.folder, entry))


def append(root: Path, intent: Intent) -> JournalEntry:
    """Write the journal line of an intent; raises OSError when the disk refuses, and then nothing is written."""
    path = root / journal.FILE
    entry = journal.make_entry(
        journal.last_entry(path),
        intent.at,
        intent.event,
        intent.return_id,
        intent.digests,
        intent.actor,
        intent.basis,
    )
    journal.append(path, entry)
    return entry
