"""The journal: JSON Lines, each line chained to the one before by SHA-256. The audit log of the archive.

No path, name or number of a person stands here: event, return id, digests, opaque actor. A line is written with one
call and synced. After a crash the last line may be torn (cut off, or filled up with zero bytes): the next writer takes
away what is only the beginning of a line. What has a line end was written whole, and is never touched again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokumentverk.durable import sync_folder
from dokumentverk.errors import ArchiveDamaged
from dokumentverk.model.filing import Event, JournalEntry

FILE = "journal.jsonl"
GENESIS = "0" * 64
"""What the first line has for the digest of the line before."""
_STEP = 1 << 13


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, from 1. ``entry`` is None when it is not what a writer of ours writes, byte for byte."""

    number: int
    entry: JournalEntry | None
    torn: bool = False


def make_entry(
    previous: JournalEntry | None,
    at: datetime,
    event: Event,
    return_id: str,
    digests: tuple[str, ...],
    actor: str,
    basis: str | None = None,
    case: str | None = None,
) -> JournalEntry:
    """The entry that follows ``previous``. ``at`` has a time zone."""
    number = previous.number + 1 if previous else 1
    before = previous.digest if previous else GENESIS
    unsigned = JournalEntry(number, at, event, return_id, digests, actor, before, "", basis, case)
    return JournalEntry(number, at, event, return_id, digests, actor, before, _digest(unsigned), basis, case)


def to_line(entry: JournalEntry) -> str:
    """One line of JSON without its line end."""
    return json.dumps({**_data(entry), "digest": entry.digest}, ensure_ascii=True, separators=(",", ":"))


def parse_line(line: bytes) -> JournalEntry | None:
    """The entry of a line without its line end; None unless it is exactly what ``to_line`` gives, its digest right."""
    try:
        data = json.loads(line.decode("ascii"))
        entry = JournalEntry(
            number=data["number"],
            at=datetime.fromisoformat(data["at"]),
            event=Event(data["event"]),
            return_id=data["return"],
            digests=tuple(data["digests"]),
            actor=data["actor"],
            previous=data["previous"],
            digest=data["digest"],
            basis=data.get("basis"),
            case=data.get("case"),
        )
        right = to_line(entry).encode("ascii") == line and _digest(entry) == entry.digest
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return entry if right else None


def read(path: Path) -> Iterator[Line]:
    """Every line, the broken ones too. A file that is not there is an empty journal."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            whole = raw.endswith(b"\n")
            yield Line(number, parse_line(raw[:-1]) if whole else None, torn=not whole)


def entries(path: Path) -> Iterator[JournalEntry]:
    """The chain from its beginning. Raises ArchiveDamaged at the first line that does not follow from the one before.

    A torn last line is not an entry.
    """
    previous: JournalEntry | None = None
    for line in read(path):
        if line.torn:
            return
        if line.entry is None or not follows(line.entry, previous):
            raise ArchiveDamaged("ARCHIVE_JOURNAL_BROKEN", line=line.number)
        yield line.entry
        previous = line.entry


def follows(entry: JournalEntry, previous: JournalEntry | None) -> bool:
    before = (previous.number, previous.digest) if previous else (0, GENESIS)
    return (entry.number - 1, entry.previous) == before


def last_entry(path: Path) -> JournalEntry | None:
    """The last whole line, without reading the rest: the cost does not grow with the journal.

    Raises ArchiveDamaged when that line is broken.
    """
    line, _ = _end(path)
    return _entry_of(line)


def open_for_writing(path: Path) -> JournalEntry | None:
    """Make the file when missing, mend a torn last line, and give the last entry.

    Raises ArchiveDamaged when the end of the file is neither whole nor the mere beginning of a line.
    """
    if not path.exists():
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        sync_folder(path.parent)
        return None
    line, torn = _end(path)
    last = _entry_of(line)
    return _mend(path, last, torn) if torn else last


def _end(path: Path) -> tuple[bytes | None, bytes]:
    """The last line that has a line end, without it (None without one), and what stands after it."""
    with path.open("rb") as file:
        start = file.seek(0, os.SEEK_END)
        tail = b""
        while start > 0 and tail.count(b"\n") < 2:
            step = min(_STEP, start)
            start -= step
            file.seek(start)
            tail = file.read(step) + tail
    head, ended, torn = tail.rpartition(b"\n")
    return head.rpartition(b"\n")[2] if ended else None, torn


def _entry_of(line: bytes | None) -> JournalEntry | None:
    if line is None:
        return None
    entry = parse_line(line)
    if entry is None:
        raise ArchiveDamaged("ARCHIVE_JOURNAL_BROKEN", line="?")
    return entry


def _mend(path: Path, last: JournalEntry | None, torn: bytes) -> JournalEntry | None:
    """A whole entry gets its line end; the beginning of one goes. Anything else is damage and is left as evidence."""
    text = torn.rstrip(b"\0")
    entry = parse_line(text)
    if entry is not None and not follows(entry, last):
        entry = None
    if entry is None and not _is_beginning(text, last):
        raise ArchiveDamaged("ARCHIVE_JOURNAL_BROKEN", line=last.number + 1 if last else 1)
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END) - len(torn)
        file.truncate(size + len(text) if entry else size)
        if entry is not None:
            file.seek(0, os.SEEK_END)
            file.write(b"\n")
        file.flush()
        os.fsync(file.fileno())
    return entry or last


def _is_beginning(text: bytes, last: JournalEntry | None) -> bool:
    """A line of ours that stops in the middle. A whole object with something behind it is damage, not a crash."""
    expected = f'{{"number":{last.number + 1 if last else 1},'.encode()
    if not (text.startswith(expected) or expected.startswith(text)):
        return False
    try:
        json.JSONDecoder().raw_decode(text.decode("ascii"))
    except json.JSONDecodeError:
        return True
    except UnicodeDecodeError:
        return False
    return False


def append(path: Path, entry: JournalEntry) -> None:
    """Write one line and sync it. When the disk refuses in the middle, the line is taken back and OSError raised."""
    line = to_line(entry).encode("ascii") + b"\n"
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        before = os.fstat(handle).st_size
        try:
            written = 0
            while written < len(line):
                written += os.write(handle, line[written:])
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)


def _data(entry: JournalEntry) -> dict[str, object]:
    data: dict[str, object] = {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "event": entry.event.value,
        "return": entry.return_id,
        "digests": list(entry.digests),
        "actor": entry.actor,
        "previous": entry.previous,
    }
    if entry.basis is not None:
        data["basis"] = entry.basis
    if entry.case is not None:
        data["case"] = entry.case
    return data


def _digest(entry: JournalEntry) -> str:
    text = json.dumps(_data(entry), ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()
