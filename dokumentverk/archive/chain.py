"""The journal as fixity sees it: what holds for each return, what is broken, and what can be told of an index."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from dokumentverk.archive import journal
from dokumentverk.model.filing import PLACING, JournalEntry


@dataclass(frozen=True, slots=True)
class Chain:
    """``standing`` is the entry that holds for each return, ``digests`` those of all entries by number. ``broken`` are
    the numbers of lines that do not follow; after one the chain is taken up again. ``torn`` is a last line that is not
    whole."""

    standing: dict[str, JournalEntry] = field(default_factory=dict)
    last: JournalEntry | None = None
    digests: dict[int, str] = field(default_factory=dict)
    broken: tuple[int, ...] = ()
    torn: int | None = None

    @property
    def head(self) -> int:
        return self.last.number if self.last else 0

    def holds(self, number: int, digest: str) -> bool:
        """Whether there is such an entry; number 0 stands for the beginning."""
        return (self.digests.get(number) if number else journal.GENESIS) == digest


def read_chain(path: Path) -> Chain:
    standing: dict[str, JournalEntry] = {}
    digests: dict[int, str] = {}
    last: JournalEntry | None = None
    broken: list[int] = []
    torn: int | None = None
    unknown = False
    for line in journal.read(path):
        if line.torn:
            torn = line.number
            continue
        entry = line.entry
        if entry is None or not (unknown or journal.follows(entry, last)):
            broken.append(line.number)
        unknown = entry is None
        if entry is not None:
            last = entry
            digests[entry.number] = entry.digest
            if entry.event in PLACING:
                standing[entry.return_id] = entry
    return Chain(standing, last, digests, tuple(broken), torn)
