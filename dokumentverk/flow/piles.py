"""Which of the files that came are paper, and what lies in them: a file of several sheets is a pile of its own, files
of one sheet each (photos, a scanner that makes a file for every page) are looked at together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from dokumentverk.engines.scan_extra import scan_extra_is_here
from dokumentverk.engines.scan_survey import survey
from dokumentverk.engines.worker import Lost, Workers
from dokumentverk.flow.office import Office
from dokumentverk.flow.receive import channel_of
from dokumentverk.flow.understood import digest_of, intake_of
from dokumentverk.model.reading import FileKind, Intake, SheetOrigin
from dokumentverk.model.scan import SheetMark
from dokumentverk.read.scan import CHUNK
from dokumentverk.read.sniff import HEAD, file_kind

Progress: TypeAlias = Callable[[int, int], None]
"""(done, of how many)."""


@dataclass(frozen=True, slots=True)
class PileFile:
    """A file of ``sheets`` sheets. ``path`` is where its bytes lie now; ``twins`` other files of the same bytes."""

    path: Path
    intake: Intake
    sheets: int
    twins: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Pile:
    """``piled``: sheets that lay on each other, so that their order says something."""

    files: tuple[PileFile, ...]
    piled: bool

    @property
    def digest(self) -> str:
        """Of one file its own, of several that of all of theirs: SHA-256 in hex."""
        digests = sorted(one.intake.digest for one in self.files)
        return digests[0] if len(digests) == 1 else hashlib.sha256("\n".join(digests).encode()).hexdigest()

    @property
    def count(self) -> int:
        return sum(one.sheets for one in self.files)

    @property
    def name(self) -> str:
        return self.files[0].intake.name

    def place(self, sheet: int) -> tuple[PileFile, int]:
        """The file of a sheet (from 1 in the pile), and its number there."""
        for one in self.files:
            if sheet <= one.sheets:
                return one, sheet
            sheet -= one.sheets
        raise IndexError(sheet)

    def origins(self, sheets: Iterable[int]) -> tuple[SheetOrigin, ...]:
        places = (self.place(sheet) for sheet in sheets)
        return tuple(SheetOrigin(file.intake.digest, number) for file, number in places)

    def sheets_of(self, file: PileFile) -> range:
        first = 1
        for one in self.files:
            if one is file:
                return range(first, first + one.sheets)
            first += one.sheets
        raise KeyError(file.intake.name)


@dataclass(frozen=True, slots=True)
class Found:
    """``documents`` are everything that is not paper, in the order given."""

    documents: tuple[Path, ...]
    piles: tuple[Pile, ...]


Count: TypeAlias = Callable[[Path], int]
"""How many sheets of paper a file pictures; 0 for one that is no paper or cannot be opened."""
Identify: TypeAlias = Callable[[Path, int, int], tuple[SheetMark, ...]]
"""What identifies the sheets from a first to a last one."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """What looks at paper. ``alike``: whether two sheets picture the same paper. ``at_once``: how many runs of sheets
    may be looked at together."""

    count: Count
    identify: Identify
    alike: Callable[[tuple[Path, int], tuple[Path, int]], bool]
    at_once: int = 1


def eyes_of(office: Office) -> Eyes:
    """The workers' eyes."""
    workers = office.reader.paper_workers
    return Eyes(
        lambda path: _count(workers, path),
        lambda path, first, last: _identify(workers, path, first, last),
        lambda one, other: _alike(workers, one, other),
        office.settings.reading.workers,
    )


def find_piles(office: Office, paths: Sequence[Path], eyes: Eyes, kept: Sequence[Pile] = ()) -> Found:
    """Without the libraries for paper nothing is a pile: the reader says of each what is missing.

    ``kept`` are piles of earlier runs. A file of one sheet that lay in one goes with that again, whatever has been
    released of it: what was joined to one document stays joined.
    """
    documents: list[Path] = []
    stacks: list[Pile] = []
    single: dict[str, PileFile] = {}
    before = {file.intake.digest: pile for pile in kept if not pile.piled for file in pile.files}
    again: dict[str, Pile] = {}
    for path in paths:
        try:
            count = eyes.count(path) if _may_be_paper(path) else 0
            intake = intake_of(path, digest_of(path), channel_of(office, path)) if count else None
        except OSError:
            intake = None  # whoever takes the file as a document says why it cannot be had
        if intake is None:
            documents.append(path)
            continue
        file = PileFile(path, intake, count)
        if count > 1:
            stacks.append(Pile((file,), piled=True))
        elif intake.digest in before:
            pile = again.get(before[intake.digest].digest, before[intake.digest])
            again[pile.digest] = _with_twin(pile, intake.digest, path)
        elif (known := single.get(file.intake.digest)) is not None:
            single[file.intake.digest] = replace(known, twins=(*known.twins, path))
        else:
            single[file.intake.digest] = file
    stacks += again.values()
    if single:
        ordered = sorted(single.values(), key=lambda one: (one.path.parent, natural(one.path.name)))
        stacks.append(Pile(tuple(ordered), piled=False))
    return Found(tuple(documents), tuple(stacks))


def _with_twin(pile: Pile, digest: str, path: Path) -> Pile:
    """The kept pile, with a file of the inbox that is the same as one of its own."""
    files = (replace(one, twins=(*one.twins, path)) if one.intake.digest == digest else one for one in pile.files)
    return replace(pile, files=tuple(files))


def natural(name: str) -> list[tuple[int, str]]:
    """``IMG_2`` before ``IMG_10``: numbers as numbers, for sorting."""
    return [(int(part), "") if part.isdecimal() else (-1, part.casefold()) for part in re.split(r"(\d+)", name)]


def identify_pile(pile: Pile, eyes: Eyes, progress: Progress) -> tuple[SheetMark, ...]:
    """One mark for each sheet, numbered in the pile's order. Runs of sheets go to several workers at once."""
    runs = [
        (file.path, first, min(first + CHUNK - 1, file.sheets), place - 1)
        for file in pile.files
        for place in [pile.sheets_of(file).start]
        for first in range(1, file.sheets + 1, CHUNK)
    ]
    found: list[SheetMark] = []
    with ThreadPoolExecutor(eyes.at_once) as pool:
        looked = pool.map(lambda run: eyes.identify(run[0], run[1], run[2]), runs)
        for (_, first, last, before), marks in zip(runs, looked, strict=True):
            by_number = {one.sheet: one for one in marks}
            for sheet in range(first, last + 1):
                mark = by_number.get(sheet) or SheetMark(sheet, None, trouble="SHEET_BROKEN")
                found.append(replace(mark, sheet=before + sheet))
            progress(len(found), pile.count)
    return tuple(found)


def _may_be_paper(path: Path) -> bool:
    if not scan_extra_is_here():
        return False
    with path.open("rb") as file:
        kind = file_kind(file.read(HEAD), path.name)
    return kind in (FileKind.IMAGE, FileKind.PDF)


def _count(workers: Workers, path: Path) -> int:
    seen = workers.call(survey, str(path))
    return 0 if isinstance(seen, Lost) or not seen.scan else seen.sheets


def _identify(workers: Workers, path: Path, first: int, last: int) -> tuple[SheetMark, ...]:
    """A run whose worker was lost is gone through sheet by sheet, so that one hostile sheet costs itself alone."""
    from dokumentverk.engines.scan_identify import identify_sheets

    marks = workers.call(identify_sheets, str(path), first, last)
    if not isinstance(marks, Lost):
        return marks
    if first == last:
        return (SheetMark(first, None, trouble="SHEET_BROKEN"),)
    return tuple(mark for sheet in range(first, last + 1) for mark in _identify(workers, path, sheet, sheet))


def _alike(workers: Workers, one: tuple[Path, int], other: tuple[Path, int]) -> bool:
    from dokumentverk.engines.scan_likeness import same_paper

    seen = workers.call(same_paper, (str(one[0]), one[1]), (str(other[0]), other[1]))
    return seen is True
