"""Looking things up in an archive, without its lock: list, find, show, and what the checks ask of it.

Finding by what people wrote reads ``record.json`` in the folders, some hundreds a second: answers about health stand in
one place only, and are gone from everywhere when their folder is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from types import TracebackType

from dokumentverk.archive import metadata
from dokumentverk.archive.ids import return_id
from dokumentverk.archive.index import FILE, Index
from dokumentverk.archive.index_rows import Row
from dokumentverk.archive.lookup import PersonnelFolders, plan_now
from dokumentverk.archive.metadata import Stored
from dokumentverk.archive.metadata_load import load
from dokumentverk.archive.plan import Filing, FilingPlan
from dokumentverk.archive.rebuild import Progress
from dokumentverk.archive.wanted import Facts, Wanted
from dokumentverk.errors import ArchiveDamaged, UsageFault
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Receipt
from dokumentverk.model.record import Record
from dokumentverk.model.workplace import Settings

InWords = Callable[[Record], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Shown:
    """``stored`` is None for a destroyed return."""

    row: Row
    stored: Stored | None


class Catalog:
    """An archive opened for reading; a context manager. One that was never written to is empty."""

    def __init__(self, root: Path, system: Path) -> None:
        self._root = root.resolve()
        self._index = Index.readable(system / FILE)

    def __enter__(self) -> Catalog:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._index is not None:
            self._index.close()

    def all(self) -> Iterator[Row]:
        """Every return in the order of filing, the destroyed ones too."""
        if self._index is not None:
            yield from self._index.all()

    def find(
        self, text: str, in_words: InWords = lambda _: (), progress: Progress = lambda _done, _all: None
    ) -> Iterator[Row]:
        """Returns that say ``text`` (any case, with or without accents, part of a word) in title, name, number, form,
        issue, id, date, the received file's name or in what was written in the form. ``in_words`` gives what the form
        itself says of the answers: the labels of what was chosen. Restricted returns are found by title, name, number
        and date alone."""
        wanted = Wanted(text)
        if not wanted:
            return
        rows = list(self.all())
        for number, row in enumerate(rows, start=1):
            progress(number, len(rows))
            if not row.destroyed and (wanted.is_told_by(_facts(row)) or self._record_says(row, wanted, in_words)):
                yield row

    def show(self, return_id: str) -> Shown:
        """Raises UsageFault for an unknown id, ArchiveDamaged when the record cannot be read."""
        row = self.get(return_id)
        if row is None:
            raise UsageFault("ARCHIVE_RETURN_UNKNOWN", id=return_id)
        return Shown(row, None if row.destroyed else self._stored(row))

    def get(self, return_id: str) -> Row | None:
        return self._index.get(return_id) if self._index else None

    def receipt(self, return_id: str) -> Receipt | None:
        """What filing these bytes again would give; None when they are not in the archive, or were destroyed."""
        row = self.get(return_id)
        return Receipt(row.entry, row.placements) if row and not row.destroyed else None

    def receipt_of(self, digest: str, employee: str | None) -> Receipt | None:
        """Of what was filed unread with a person, by the SHA-256 (hex) of its file; the same bytes may be filed with
        others too."""
        for copy in count():
            row = self.get(return_id((digest,), copy=copy))
            if row is None:
                return None
            if row.employee == employee and not row.destroyed:
                return Receipt(row.entry, row.placements)
        raise AssertionError("unreachable")

    def corrections_of(self, return_id: str) -> tuple[Row, ...]:
        """What persons read in a filed return since, oldest first. Each holds those before: the last one counts."""
        found = self._index.corrections_of(return_id) if self._index else ()
        return tuple(row for row in found if not row.destroyed)

    def of_issue(self, number: str) -> tuple[Row, ...]:
        """The returns of one issue, oldest first: for seeing that a blank came back from another person."""
        return self._index.of_issue(number) if self._index else ()

    def of_employee(self, number: str) -> tuple[Row, ...]:
        return self._index.of_employee(number) if self._index else ()

    def cases_of(self, return_id: str) -> tuple[str, ...]:
        """The cases of follow-up that a return is laid to."""
        return self._index.cases_of(return_id) if self._index else ()

    def taken_out_of(self, return_id: str) -> tuple[str, ...]:
        """The cases that it was laid to and does not belong to after all."""
        return self._index.taken_out_of(return_id) if self._index else ()

    def of_case(self, case: str) -> tuple[Row, ...]:
        """The returns that are laid to a case, oldest first."""
        return self._index.of_case(case) if self._index else ()

    def history(self, employee: str) -> tuple[Absence, ...]:
        """The absences that filed returns tell of, by first day; a later return of an issue replaces the earlier
        one."""
        return self._index.history(employee) if self._index else ()

    def plan(self, filing: Filing, settings: Settings, registered: datetime) -> FilingPlan:
        """What filing would do now, for a dry run."""
        personnel = PersonnelFolders(self._root, self._index)
        return plan_now(self._root, self._index, personnel, settings, filing, registered)

    def _stored(self, row: Row) -> Stored:
        try:
            return load((self._root / row.folder / metadata.FILE).read_bytes())
        except OSError:
            raise ArchiveDamaged("ARCHIVE_RECORD_UNREADABLE") from None

    def _record_says(self, row: Row, wanted: Wanted, in_words: InWords) -> bool:
        if row.restricted:
            return False
        try:
            stored = self._stored(row)
        except ArchiveDamaged:
            return False
        if wanted.is_told_by(_facts_within(stored)):
            return True
        record = stored.received.record
        if record is None:
            return False
        texts = (*metadata.texts_of(record.entries), *in_words(record))
        return wanted.is_written_in(texts, metadata.dates_of(record.entries))


def _facts(row: Row) -> Facts:
    names = (row.title, row.form, row.folder.removesuffix(row.return_id))
    identifiers = (row.return_id, row.issue, row.employee)
    dates = (row.dated, row.registered.date())
    return Facts(
        tuple(one for one in names if one),
        tuple(one for one in identifiers if one),
        tuple(one for one in dates if one is not None),
    )


def _facts_within(stored: Stored) -> Facts:
    """What the record knows beyond the index."""
    post = stored.post
    names = (post.sender, post.recipient, post.personalmappe or "", *(one.name for one in stored.received.intakes))
    came = (post.received, post.sent)
    return Facts((post.title, *names), (), (post.dated, *(moment.date() for moment in came if moment is not None)))
