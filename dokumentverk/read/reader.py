"""From a received file to a Reading. Strangers' bytes are opened in worker processes only, from a private copy."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath
from types import TracebackType

from dokumentverk.engines.scan_extra import scan_extra_is_here
from dokumentverk.engines.scan_survey import survey
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import FileKind, Identity, Reading
from dokumentverk.model.scan import SheetMark
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.known import NO_FOREIGN, Foreign, Lookup, Printer
from dokumentverk.read.office import read_office_file
from dokumentverk.read.pdf import BlankLooks, read_pdf_file
from dokumentverk.read.received import ReceivedFile
from dokumentverk.read.scan import ScanJob, read_scan_file
from dokumentverk.read.signatures import Believing
from dokumentverk.read.signed_scan import with_signatures
from dokumentverk.read.sniff import EXTENSIONS, HEAD, file_kind, kind_by_name, stranger_kind

_MEGABYTE = 1_000_000
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
"""An encrypted DOCX is a compound file with a stream of this name ([MS-OFFCRYPTO] 2.3.4.4)."""

PAPER = ("dokumentverk.engines.scan_identify", "dokumentverk.engines.scan_read")
"""Loaded in the workers that look at paper, before their memory is limited: what these need to load is much."""

READABLE = frozenset({FileKind.PDF, FileKind.DOCX, FileKind.ODT, FileKind.DOC, FileKind.RTF, FileKind.IMAGE})


class Reader:
    """Reads files, with warm workers; a context manager, safe to call from several threads.

    ``work`` is an existing folder for private copies; each is removed when its reading is done. ``believing`` is asked
    for every file that is signed digitally; without it such signatures are seen and not validated.
    """

    def __init__(self, limits: ReadingLimits, work: Path, believing: Callable[[], Believing] | None = None) -> None:
        self._limits = limits
        self._work = work
        self._believing = believing
        self._workers = Workers(limits)
        self._paper_workers = Workers(limits, warm=PAPER)
        self._blanks: BlankLooks = {}

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._workers.close()
        self._paper_workers.close()

    @property
    def paper_workers(self) -> Workers:
        """Those with the libraries for paper loaded; they start with the first sheet."""
        return self._paper_workers

    @property
    def workers(self) -> Workers:
        """For others who must open a stranger's file."""
        return self._workers

    def start(self) -> None:
        """Starts the workers ahead of the first file; else that one waits for them."""
        self._workers.start()

    def read(
        self,
        path: Path,
        lookup: Lookup,
        printer: Printer | None = None,
        marks: tuple[SheetMark, ...] = (),
        foreign: Foreign = NO_FOREIGN,
    ) -> Reading:
        """What ``path`` says. Never raises for bad content: the findings tell. Raises OSError when it cannot be
        opened.

        ``lookup`` is asked once, with what the file says it is; it gives the layout of the medium that came back. A
        reading whose findings have a code of ``trouble.NOTHING_READ`` holds no observations. ``printer`` makes again
        the document that paper is compared with; ``marks`` are given when its sheets were identified before. For what
        is none of ours ``foreign`` has the forms made elsewhere.
        """
        size = path.stat().st_size
        if size > self._limits.max_bytes:
            told = finding("FILE_TOO_LARGE", size=size // _MEGABYTE, limit=self._limits.max_bytes // _MEGABYTE)
            return Reading(_digest_of(path), FileKind.OTHER, 0, Identity(), findings=(told,))
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        kind = file_kind(content[:HEAD], path.name)
        told_of_kind = _of_kind(kind, path.name, content)
        if told_of_kind is not None and told_of_kind.code != "FILE_NAME_MISLEADING":
            return Reading(digest, kind, 0, Identity(), findings=(told_of_kind,))
        with tempfile.TemporaryDirectory(dir=self._work, prefix="les-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / f"fil{EXTENSIONS[kind][0]}"
            copy.write_bytes(content)
            reading = self._dispatch(ReceivedFile(copy, digest, kind), lookup, printer, marks, foreign)
        if told_of_kind is None:
            return reading
        return replace(reading, findings=(told_of_kind, *reading.findings))

    def _dispatch(
        self,
        file: ReceivedFile,
        lookup: Lookup,
        printer: Printer | None,
        marks: tuple[SheetMark, ...],
        foreign: Foreign,
    ) -> Reading:
        if marks or self._is_paper(file):
            job = ScanJob(file, self._paper_workers, self._limits, lookup, printer, marks, foreign)
            return with_signatures(read_scan_file(job), file, self._workers, self._believing)
        if file.kind is FileKind.PDF:
            believing = self._believing
            return read_pdf_file(file, self._workers, self._limits, lookup, self._blanks, foreign, believing)
        return read_office_file(file, self._workers, self._limits, lookup, self._believing)

    def _is_paper(self, file: ReceivedFile) -> bool:
        """A PDF of pictures counts when the libraries to read it are here."""
        if file.kind is not FileKind.PDF or not scan_extra_is_here():
            return file.kind is FileKind.IMAGE
        seen = self._workers.call(survey, str(file.path))
        return not isinstance(seen, Lost) and seen.scan


def _of_kind(kind: FileKind, name: str, content: bytes) -> Finding | None:
    """What the kind of a file tells before it is opened: only FILE_NAME_MISLEADING lets it be read."""
    extension = PurePath(name).suffix.lower()
    claimed = kind_by_name(name)
    if kind is FileKind.EMPTY:
        return finding("FILE_EMPTY")
    if kind is FileKind.DOC and _ENCRYPTED_OFFICE in content:
        return finding("FILE_ENCRYPTED")
    if kind not in READABLE:
        if claimed in READABLE:
            return finding("FILE_KIND_WRONG", extension=extension, kind=stranger_kind(kind, content[:HEAD]))
        return finding("FILE_KIND_UNSUPPORTED", kind=stranger_kind(kind, content[:HEAD]))
    if claimed is not kind:
        return finding("FILE_NAME_MISLEADING", extension=extension or name[-12:], kind=kind.value.upper())
    return None


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
