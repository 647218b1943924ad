"""One writer at a time. The lock is the operating system's, so that it ends with its process, however that ends; beside
it a readable file says who has it.

A holder file that is left behind by a killed writer means nothing: whoever gets the lock writes a new one. Where the
file system knows no such locks, ``filelock`` falls back to a marker file that names host and process.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from dokumentverk.errors import ArchiveConflict

LOCK_FILE = ".writer.lock"
HOLDER_FILE = ".writer.json"


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, for people to read: the machine's and the user's name."""

    host: str
    user: str


class WriterLock:
    """Raises ArchiveConflict at once when somebody else has the lock; nothing waits."""

    def __init__(self, root: Path, writer: Writer, since: datetime) -> None:
        self._holder = root / HOLDER_FILE
        self._lock = FileLock(root / LOCK_FILE, timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            held = holder(root)
            raise ArchiveConflict("ARCHIVE_LOCKED", **held) from None
        try:
            self._write_holder(writer, since)
        except BaseException:
            self._lock.release()
            raise

    def _write_holder(self, writer: Writer, since: datetime) -> None:
        text = json.dumps({"host": writer.host, "user": writer.user, "since": since.isoformat()}, ensure_ascii=False)
        new = self._holder.with_name(f"{HOLDER_FILE}.new")
        new.write_text(text + "\n", encoding="utf-8")
        new.replace(self._holder)

    def release(self) -> None:
        self._holder.unlink(missing_ok=True)
        self._lock.release()


def is_held(root: Path) -> bool:
    """Whether a writer, of this process too, is at work now. Where it cannot be asked (a medium that nobody can write
    to, another user's file), it is taken for free."""
    path = root / LOCK_FILE
    if not path.exists():
        return False
    asked = FileLock(path, timeout=0)
    try:
        asked.acquire()
    except Timeout:
        return True
    except OSError:
        return False
    asked.release()
    return False


def holder(root: Path) -> dict[str, str]:
    """Host, user and since when, as the holder's clock showed it; ``?`` where it has not written it yet."""
    try:
        data = json.loads((root / HOLDER_FILE).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(data["since"])
        return {"host": str(data["host"]), "user": str(data["user"]), "since": f"{since:%d.%m.%Y %H:%M}"}
    except (OSError, ValueError, KeyError, TypeError):
        return {"host": "?", "user": "?", "since": "?"}
