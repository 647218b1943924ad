"""What a writer, at work or killed, has begun and not yet completed, as who only looks sees it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dokumentverk.archive import journal, recovery
from dokumentverk.archive.chain import Chain
from dokumentverk.archive.staging import Staging
from dokumentverk.messages import finding
from dokumentverk.model.filing import Event, JournalEntry
from dokumentverk.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Begun:
    """By return: its journal line, or the one that the next writer will write. ``unwritten`` are the latter."""

    entries: dict[str, JournalEntry]
    unwritten: frozenset[str]

    def is_destroyed(self, return_id: str) -> bool:
        """Destruction takes several steps: what of the content is still there is neither extra nor missing."""
        entry = self.entries.get(return_id)
        return entry is not None and entry.event is Event.DESTROYED

    def floor(self, head: int) -> int:
        """The least number of an entry that the index must know when the journal ends with ``head``."""
        written = (entry.number - 1 for id, entry in self.entries.items() if id not in self.unwritten)
        return min((head, *written))


def begun_in(root: Path, chain: Chain) -> Begun:
    entries: dict[str, JournalEntry] = {}
    unwritten: set[str] = set()
    for intent, entry in recovery.begun(root, Staging(root), chain.standing.values):
        if entry is None:
            unwritten.add(intent.return_id)
            entry = journal.make_entry(
                chain.last, intent.at, intent.event, intent.return_id, intent.digests, intent.actor, intent.basis
            )
        entries[intent.return_id] = entry
    return Begun(entries, frozenset(unwritten))


def unfinished(root: Path, first: Begun, later: Begun, *, at_work: bool) -> Iterator[Finding]:
    """``first`` and ``later`` are what was begun before and after looking: a writer at work goes on meanwhile."""
    left = sorted(first.entries.keys() & later.entries.keys())
    staging = Staging(root).root
    if left and not at_work:
        for return_id in left:
            yield finding("ARCHIVE_INTERRUPTED", id=return_id)
    elif staging.is_dir() and any(staging.iterdir()):
        yield finding("ARCHIVE_UNFINISHED")
