"""Where a return is made before it is there: ``.staging`` inside the archive, on the same file system.

A folder is filled and synced here, its **intent** (where it goes, and the journal entry that follows) is written and
synced beside it, and one rename puts it in place. After a crash the intent tells what to do: while the folder still
lies here nothing has happened, and it is thrown away; when it is gone from here the return is in place, and the
journal and the index are completed from the intent.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokumentverk.archive.disk import NewFiles, remove_tree
from dokumentverk.durable import make_folder
from dokumentverk.model.filing import Event

FOLDER = ".staging"


@dataclass(frozen=True, slots=True)
class Intent:
    """``folder`` is the return's place in the archive. For DESTROYED, ``old`` is the folder that goes."""

    event: Event
    return_id: str
    folder: str
    digests: tuple[str, ...]
    actor: str
    at: datetime
    basis: str | None = None
    old: str | None = None


class Staging:
    """``root`` is the staging's own folder."""

    def __init__(self, archive: Path) -> None:
        self.root = archive / FOLDER

    def room(self, return_id: str) -> Path:
        """An empty folder to fill. What an earlier try left there is thrown away."""
        make_folder(self.root)
        room = self.folder(return_id)
        remove_tree(room)
        room.mkdir(mode=0o700)
        return room

    def folder(self, return_id: str) -> Path:
        return self.root / return_id

    def attic(self, return_id: str) -> Path:
        """Where a folder is moved to before it is destroyed."""
        return self.root / f"{return_id}.old"

    def intend(self, intent: Intent, files: NewFiles) -> None:
        """Write the intent; it counts once ``files`` are synced with ``self.root``."""
        files.write(self._intent(intent.return_id), _dump(intent))

    def intents(self) -> Iterator[Intent]:
        """Those that a crash left behind. One that is not whole was never synced: nothing has happened for it."""
        if self.root.is_dir():
            for path in sorted(self.root.glob("*.json")):
                intent = _load(path.read_bytes())
                if intent is not None:
                    yield intent

    def forget(self, return_id: str) -> None:
        remove_tree(self._intent(return_id))

    def sweep(self) -> None:
        """Throw away what no intent speaks for; nothing of it was ever filed."""
        if self.root.is_dir():
            for left in self.root.iterdir():
                remove_tree(left)

    def _intent(self, return_id: str) -> Path:
        return self.root / f"{return_id}.json"


def _dump(intent: Intent) -> bytes:
    data = {
        "event": intent.event.value,
        "return": intent.return_id,
        "folder": intent.folder,
        "digests": list(intent.digests),
        "actor": intent.actor,
        "at": intent.at.isoformat(),
        "basis": intent.basis,
        "old": intent.old,
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _load(content: bytes) -> Intent | None:
    try:
        data = json.loads(content)
        return Intent(
            event=Event(data["event"]),
            return_id=data["return"],
            folder=data["folder"],
            digests=tuple(data["digests"]),
            actor=data["actor"],
            at=datetime.fromisoformat(data["at"]),
            basis=data["basis"],
            old=data["old"],
        )
    except (ValueError, KeyError, TypeError):
        return None
