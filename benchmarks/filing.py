"""Filing: documents a second, and whether the last costs what the first did.

Each document is an egenmelding of its own bytes, filed as the archive always does: staged, synced, renamed,
journalled, indexed. The floor is what the disk asks for the same: as many files and folders, written and synced.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from time import perf_counter
from types import TracebackType

from benchmarks.material import Material, issue_numbers, material
from benchmarks.timing import Contestant, table, take_turns
from dokumentverk.archive.formats import ArchivalCopy
from dokumentverk.archive.ids import return_id
from dokumentverk.archive.lock import Writer
from dokumentverk.archive.plan import Filing
from dokumentverk.archive.store import Archive
from dokumentverk.model.filing import Received
from dokumentverk.model.form import FieldKind
from dokumentverk.model.layout import Box
from dokumentverk.model.person import Employee
from dokumentverk.model.reading import Channel, FileKind, Identity, Intake, Method, Observation, Source
from dokumentverk.model.record import Entry, Record, State
from dokumentverk.model.workplace import Settings

FORM = "egenmelding"
PEOPLE = 500
EARLY = 100
TURNS = 200
WARMUP = 3
START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
BUILD = Path(__file__).resolve().parent.parent / "build"


def run(documents: int) -> str:
    """On the disk of the clone: a folder in memory would cost nothing to sync. Small, full and floor take turns, so
    that what else the machine does falls on all three."""
    given = material(FORM)
    BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=BUILD, prefix="bench-filing-") as name:
        folder = Path(name)
        with _Cabinet(given, folder / "full") as full, _Cabinet(given, folder / "small") as small:
            whole = sum(full.file() for _ in range(documents - TURNS))
            for _ in range(EARLY):
                small.file()
            numbers = iter(range(TURNS + WARMUP))
            contestants = (
                Contestant(f"the {EARLY}th document", small.file),
                Contestant(f"the {documents}th document", full.file),
                Contestant(
                    "floor: the same written and synced", lambda: _floor(given, folder / "floor", next(numbers))
                ),
            )
            figures = take_turns(contestants, TURNS, WARMUP)
    rate = (documents - TURNS) / whole
    title = (
        f"Filing {documents} returns of {PEOPLE} people, {len(given.filled) // 1024} KiB each: {rate:.0f} a second (ms)"
    )
    return table(title, figures)


class _Cabinet:
    """An archive with its endless supply of returns; a context manager."""

    def __init__(self, given: Material, folder: Path) -> None:
        folder.mkdir()
        self._filings = filings(given, folder)
        moments = (START + timedelta(minutes=number) for number in count())
        self._archive = Archive(
            folder / "arkiv",
            folder / "system",
            Settings(name="Sandvik kommune"),
            clock=lambda: next(moments),
            actor="A23456789A",
            writer=Writer("benchmark", "benchmark"),
        )

    def __enter__(self) -> _Cabinet:
        self._archive.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._archive.__exit__(kind, error, trace)

    def file(self) -> float:
        """Files the next return. Seconds; making the document is not counted."""
        filing = next(self._filings)
        start = perf_counter()
        self._archive.file(filing)
        spent = perf_counter() - start
        filing.originals[0].unlink()
        return spent


@dataclass(frozen=True, slots=True)
class _Return:
    """``content`` differs from every other; ``number`` too."""

    content: bytes
    number: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def filings(given: Material, folder: Path) -> Iterator[Filing]:
    inbox = folder / "inbox.pdf"
    for position, number in enumerate(issue_numbers()):
        one = _Return(given.filled + b"%% %d\n" % position, number)
        inbox.write_bytes(one.content)
        yield _filing(given, one, inbox, Employee(str(1000 + position % PEOPLE), "Kari", "Nordmann"))


def _filing(given: Material, one: _Return, path: Path, employee: Employee) -> Filing:
    definition = given.definition
    intake = Intake(path.name, one.digest, len(one.content), FileKind.PDF, Channel.INBOX, START)
    received = Received(
        intakes=(intake,),
        return_id=return_id((one.digest,)),
        identity=Identity(number=one.number, form=definition.id, version=definition.version),
        pages=given.blank.layout.pages,
        record=_record(given, one),
        employee=employee.number,
        findings=(),
    )
    copy = ArchivalCopy(profile="2a", own=True, original_pronom="fmt/476")
    return Filing(received, (path,), definition, employee, (copy,), responsible="Ola Leder")


def _record(given: Material, one: _Return) -> Record:
    definition = given.definition
    seen = Source(one.digest, Method.ACROFORM, 1, Box(1, 56.7, 120.25, 300.0, 138.5))
    blank = Record(definition.id, definition.version, given.blank.layout.language, one.number, ())
    asked = [field for field in definition.fields() if field.kind is not FieldKind.SIGNATURE]
    return replace(
        blank,
        entries=tuple(
            Entry(field.id, given.values[field.id], State.FILLED, "as written", 1.0, seen) for field in asked
        ),
        observations=tuple(Observation(field.id, "as written", 1.0, seen) for field in asked),
    )


def _floor(given: Material, folder: Path, number: int) -> float:
    """A folder with the document and two small files, each synced, renamed into place, and three synced appends
    (intent, journal, index)."""
    start = perf_counter()
    room = folder / f"staged-{number}"
    room.mkdir(parents=True)
    for name, content in (("document.pdf", given.filled), ("record.json", b"{}" * 4000), ("sums", b"x" * 200)):
        with (room / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    room.rename(folder / f"filed-{number}")
    for name in ("intent", "journal", "index"):
        with (folder / name).open("ab") as file:
            file.write(b"x" * 300)
            file.flush()
            os.fsync(file.fileno())
    return perf_counter() - start
