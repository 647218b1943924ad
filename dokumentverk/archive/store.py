"""The only writer of the archive.

The order of a filing, and what a crash after each step leaves:

1. the folder is written in ``.staging``, its intent beside it   nothing is filed; the rest is swept at the next opening
2. all of it is synced                                           as before
3. one rename puts it in place, the folder above is synced       filed; the next opening completes what follows
4. the journal line is appended, synced                          as before
5. the index has its row, the intent is forgotten                filed
6. the caller's ``release`` takes the file out of the inbox      filed again it is found by its id, and released then

So a filing that was killed and is run again ends as one that was never killed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from itertools import count
from pathlib import Path
from types import TracebackType

from dokumentverk.archive import contents, ids, index, journal, places, recovery
from dokumentverk.archive.addition import Addition as Addition
from dokumentverk.archive.addition import filing_of
from dokumentverk.archive.disk import NewFiles, disk_faults
from dokumentverk.archive.index import Index, index_faults
from dokumentverk.archive.index_rows import Row, row_of
from dokumentverk.archive.lock import Writer, WriterLock
from dokumentverk.archive.lookup import PersonnelFolders, plan_now
from dokumentverk.archive.plan import Filing, FilingPlan, corrected
from dokumentverk.archive.rebuild import Progress, Rebuilt, rebuild
from dokumentverk.archive.staging import Intent, Staging
from dokumentverk.archive.writing import fill
from dokumentverk.durable import make_folder, make_folders, sync_folder
from dokumentverk.errors import ArchiveConflict, DokumentverkError, UsageFault
from dokumentverk.model.filing import Event, Receipt
from dokumentverk.model.workplace import Settings


@contextmanager
def _faults() -> Iterator[None]:
    with disk_faults(), index_faults():
        yield


class Step(StrEnum):
    """What has just been done, for whoever watches a filing or a destruction."""

    FILE_WRITTEN = "file written"
    INTENDED = "intended"
    PLACED = "placed"
    JOURNALLED = "journalled"
    MOVED = "moved"
    INDEXED = "indexed"
    FORGOTTEN = "forgotten"
    RELEASED = "released"


class Archive:
    """An archive opened for writing; a context manager that holds the lock.

    ``root`` holds the documents and the journal, ``system`` (on a local disk) the index. ``clock`` gives moments with a
    time zone. ``actor`` is the opaque id that the journal gets, ``writer`` what others see while they are kept out.
    ``on_step`` is called after each step.

    Entering raises ArchiveConflict when another writer has the archive or the disk refuses, ArchiveDamaged when the end
    of the journal is broken, ConfigurationError for settings that cannot work.
    """

    def __init__(
        self,
        root: Path,
        system: Path,
        settings: Settings,
        *,
        clock: Callable[[], datetime],
        actor: str,
        writer: Writer,
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> None:
        places.check_settings(settings.archive)
        self._root = root.resolve()
        self._system = system
        self._settings = settings
        self._clock = clock
        self._actor = actor
        self._writer = writer
        self._on_step = on_step
        self._staging = Staging(self._root)
        self._sound = False

    def __enter__(self) -> Archive:
        with _faults():
            make_folder(self._root)
            make_folder(self._system)
            self._lock = WriterLock(self._root, self._writer, self._clock())
            try:
                self._index = Index.writable(self._system / index.FILE)
                self._personnel = PersonnelFolders(self._root, self._index)
                self._make_sound()
            except BaseException:
                self._lock.release()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with suppress(DokumentverkError, OSError):
                self._make_sound()
        finally:
            self._index.close()
            self._lock.release()

    @property
    def index(self) -> Index:
        return self._index

    def file(self, filing: Filing, *, release: Callable[[], None] | None = None) -> Receipt:
        """File one document; ``release`` is called when it is safe. The same bytes again give the same receipt.

        Raises ArchiveConflict when the bytes are filed with another person or were destroyed, or the disk refuses;
        Unreadable when a file cannot be read or is no longer what was received; UsageFault without employee or title.
        """
        with _faults():
            self._make_sound()
            known = self._index.get(filing.received.return_id)
            receipt = self._file(filing) if known is None else _again(known, filing)
        if release is not None:
            release()
            self._on_step(Step.RELEASED)
        return receipt

    def add(self, addition: Addition, *, release: Callable[[], None] | None = None) -> Receipt:
        """File any document unread. The same bytes may be filed with several persons, once with each."""
        return self.file(filing_of(addition, self._free_id(addition)), release=release)

    def plan(self, filing: Filing) -> FilingPlan:
        """What ``file`` would do now. Of what names nobody the day is kept, not the moment."""
        now = self._clock()
        if filing.anonymous:
            now = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return plan_now(self._root, self._index, self._personnel, self._settings, filing, now)

    def destroy(self, return_id: str, basis: str) -> Receipt:
        """Remove the content of a return for good, after the journal says so; a proof stays in its place.

        ``basis`` is the paragraph or decision that allows it, and goes into the journal: no name of a person. The
        corrections of a return hold all that it said: they go with it, the last one first, so that what is left when
        the program is stopped halfway is the return without them, to be destroyed again. What was attached to it is a
        document of its own, and stays. Destroying twice is destroying once. Raises UsageFault for an unknown return or
        an empty basis.
        """
        if not basis.strip():
            raise UsageFault("ARCHIVE_BASIS_NEEDED")
        with _faults():
            self._make_sound()
            row = self._index.get(return_id)
            if row is None:
                raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=return_id)
            for one in reversed(self._index.corrections_of(return_id)):
                if not one.destroyed:
                    self._destroy(one, basis)
            return Receipt(row.entry, row.placements) if row.destroyed else self._destroy(row, basis)

    def lay_to_case(self, return_id: str, case: str) -> bool:
        """Say in the journal that a return belongs to a case. False when it did already. ``case`` is an id that names
        nobody. Raises UsageFault for an unknown return, also a destroyed one."""
        return self._case_link(Event.INTO_CASE, return_id, case)

    def take_out_of_case(self, return_id: str, case: str) -> bool:
        """That it does not, after all. False when it did not. Raises UsageFault for an unknown return."""
        return self._case_link(Event.OUT_OF_CASE, return_id, case)

    def _case_link(self, event: Event, return_id: str, case: str) -> bool:
        with _faults():
            self._make_sound()
            row = self._index.get(return_id)
            if row is None or (row.destroyed and event is Event.INTO_CASE):
                raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=return_id)
            if (case in self._index.cases_of(return_id)) is (event is Event.INTO_CASE):
                return False
            path = self._root / journal.FILE
            entry = journal.make_entry(
                journal.last_entry(path), self._clock(), event, return_id, (), self._actor, case=case
            )
            self._sound = False
            journal.append(path, entry)
            self._index.lay_to_case(entry)
            self._sound = True
        return True

    def rebuild(self, progress: Progress | None = None) -> Rebuilt:
        """Make the index again from the folders, and say so in the journal."""
        with _faults():
            self._make_sound()
            rebuilt = rebuild(self._root, self._index, progress)
            said = Intent(Event.REBUILT, "", "", (), self._actor, self._clock())
            self._index.advance(recovery.append(self._root, said))
        return rebuilt

    def _file(self, filing: Filing) -> Receipt:
        self._check_related(filing)
        planned = self.plan(filing)
        return_id = filing.received.return_id
        target = self._target(planned.folder)
        self._sound = False
        with NewFiles() as new:
            room = self._staging.room(return_id)
            filled = fill(room, filing, planned, self._settings.language, new, lambda: self._on_step(Step.FILE_WRITTEN))
            event = Event.LINKED if planned.post.related else Event.FILED
            vouched = contents.journal_digests(filled.placements)
            intent = Intent(event, return_id, planned.folder, vouched, self._actor, planned.post.registered)
            self._staging.intend(intent, new)
            new.sync(room, self._staging.root, *make_folders(target.parent))
        self._on_step(Step.INTENDED)
        if target.exists():
            raise ArchiveConflict("ARCHIVE_FOLDER_TAKEN", id=return_id)
        room.rename(target)
        sync_folder(target.parent)
        self._on_step(Step.PLACED)
        entry = recovery.append(self._root, intent)
        self._on_step(Step.JOURNALLED)
        self._finish(row_of(filled.stored, planned.folder, entry, filled.placements))
        return Receipt(entry, filled.placements)

    def _destroy(self, row: Row, basis: str) -> Receipt:
        at, reason = self._clock(), " ".join(basis.split())
        folder = places.tombstone_folder(row.folder, row.dated or row.registered.date(), row.return_id)
        proof = contents.tombstone(row.return_id, at, self._actor, reason, contents.journal_digests(row.placements))
        self._sound = False
        with NewFiles() as new:
            room = self._staging.room(row.return_id)
            digest = new.write(room / contents.TOMBSTONE, proof)
            self._on_step(Step.FILE_WRITTEN)
            intent = Intent(Event.DESTROYED, row.return_id, folder, (digest,), self._actor, at, reason, row.folder)
            self._staging.intend(intent, new)
            new.sync(room, self._staging.root)
        self._on_step(Step.INTENDED)
        entry = recovery.append(self._root, intent)
        self._on_step(Step.JOURNALLED)
        recovery.dispose(self._root, self._staging, intent, lambda: self._on_step(Step.MOVED))
        destroyed = contents.destroyed_row(folder, entry)
        self._finish(destroyed)
        return Receipt(entry, destroyed.placements)

    def _target(self, folder: str) -> Path:
        target = self._root / folder
        if not target.parent.resolve().is_relative_to(self._root):
            raise ArchiveConflict("ARCHIVE_OUTSIDE")
        return target

    def _finish(self, row: Row) -> None:
        self._index.put(row)
        self._on_step(Step.INDEXED)
        self._staging.forget(row.return_id)
        self._sound = True
        self._on_step(Step.FORGOTTEN)

    def _make_sound(self) -> None:
        """After a fault in the middle of a filing the next one starts with what the next opening would do."""
        if not self._sound:
            recovery.make_sound(self._root, self._staging, self._index)
            self._sound = True

    def _check_related(self, filing: Filing) -> None:
        for return_id in (*corrected(filing), *filing.related):
            row = self._index.get(return_id)
            if row is None or row.destroyed:
                raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=return_id)
            if row.employee != filing.received.employee:
                raise ArchiveConflict("ARCHIVE_RETURN_OTHER_PERSON", id=return_id)

    def _free_id(self, addition: Addition) -> str:
        """The id that these bytes have with this person, filed or not."""
        for copy in count():
            return_id = ids.return_id((addition.intake.digest,), copy=copy)
            row = self._index.get(return_id)
            if row is None or _is_of(row, addition.employee):
                return return_id
        raise AssertionError("unreachable")


def _is_of(row: Row, employee: str | None) -> bool:
    """A destroyed return is known by the personnel folder that its proof lies in."""
    if row.employee == employee:
        return True
    return row.destroyed and employee is not None and places.folder_parts(row.folder, employee) is not None


def _again(known: Row, filing: Filing) -> Receipt:
    """The receipt of what is filed already."""
    received = filing.received
    if known.destroyed:
        raise ArchiveConflict("ARCHIVE_RETURN_DESTROYED", id=known.return_id, at=f"{known.entry.at:%d.%m.%Y}")
    filed = {placement.digest for placement in known.placements}
    if not {intake.digest for intake in received.intakes} <= filed:
        raise ArchiveConflict("ARCHIVE_RETURN_ID_TAKEN", id=known.return_id)
    if known.employee != (None if filing.anonymous else received.employee):
        raise ArchiveConflict("ARCHIVE_RETURN_OTHER_PERSON", id=known.return_id)
    return Receipt(known.entry, known.placements)
