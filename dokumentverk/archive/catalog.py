"""Looking things up in an archive, without its lock: list, find, show, and what the checks ask of it.

Finding by what people wrote reads ``record.json`` in the folders, a few thousand a second: answers about health stand
in one place only, and are gone from everywhere when their folder is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from dokumentverk.archive import metadata
from dokumentverk.archive.index import FILE, Index, Row
from dokumentverk.archive.lookup import PersonnelFolders, plan_now
from dokumentverk.archive.metadata import Stored
from dokumentverk.archive.metadata_load import load
from dokumentverk.archive.names import folded
from dokumentverk.archive.plan import Filing, FilingPlan
from dokumentverk.errors import ArchiveDamaged, UsageFault
from dokumentverk.model.absence import Absence
from dokumentverk.model.filing import Receipt
from dokumentverk.model.workplace import Settings


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

    def find(self, text: str) -> Iterator[Row]:
        """Returns that say ``text`` (any case, part of a word) in title, name, number, form, issue, id, date or in
        what was written in the form. The writing in restricted returns is not searched."""
        wanted = folded(" ".join(text.split()))
        if not wanted:
            return
        for row in self.all():
            if not row.destroyed and (_says(row, wanted) or self._record_says(row, wanted)):
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

    def of_issue(self, number: str) -> tuple[Row, ...]:
        """The returns of one issue, oldest first: for seeing that a blank came back from another person."""
        return self._index.of_issue(number) if self._index else ()

    def of_employee(self, number: str) -> tuple[Row, ...]:
        return self._index.of_employee(number) if self._index else ()

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

    def _record_says(self, row: Row, wanted: str) -> bool:
        if row.restricted:
            return False
        try:
            record = self._stored(row).received.record
        except ArchiveDamaged:
            return False
        return record is not None and any(wanted in _plain(text) for text in metadata.texts_of(record.entries))


def _says(row: Row, wanted: str) -> bool:
    texts = [row.return_id, row.issue, row.form, row.employee, row.title, row.folder]
    if row.dated is not None:
        texts.append(f"{row.dated:%d.%m.%Y}")
    return any(wanted in _plain(text) for text in texts if text)


def _plain(text: str) -> str:
    return folded(" ".join(text.split()))
