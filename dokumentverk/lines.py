"""Files of JSON lines that only grow. A line is there whole and synced, or it was never said.

A crash or a full disk may leave a torn last line. It is never read, and the next line is begun on a line of its own.
``O_APPEND`` keeps two processes apart on local disks; Windows and network drives need the lock beside the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from dokumentverk.durable import OWNER_FILE, make_folder, sync_folder

_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Line:
    """``end`` is the offset in bytes just after the line. ``content`` is None for what is not a JSON object."""

    content: Mapping[str, Any] | None
    end: int


def append_lines(path: Path, *contents: Mapping[str, object]) -> None:
    """All of them in one write, synced before this returns. Raises OSError; what then was written is a torn line."""
    text = b"".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for one in contents)
    make_folder(path.parent)
    with locked(path):
        fresh = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _BINARY, OWNER_FILE)
        try:
            data = (b"\n" if _is_torn(handle) else b"") + text
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        if fresh:
            sync_folder(path.parent)


def locked(path: Path) -> FileLock:
    """Held while a line is written. Not to be taken twice by one thread."""
    return FileLock(path.with_name(f".{path.name}.lock"), mode=OWNER_FILE)


def _is_torn(handle: int) -> bool:
    size = os.lseek(handle, 0, os.SEEK_END)
    if size == 0:
        return False
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1) != b"\n"


def read_lines(path: Path, start: int = 0) -> Iterator[Line]:
    """Whole lines from that offset; blank ones and a torn last one are left out. No file, no lines."""
    if not path.exists():
        return
    with path.open("rb") as file:
        file.seek(start)
        end = start
        for line in file:
            if not line.endswith(b"\n"):
                return
            end += len(line)
            if line.strip():
                yield Line(_object(line), end)


def _object(line: bytes) -> Mapping[str, Any] | None:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def text_of(value: object) -> str:
    """What a line holds where a text must stand. Raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError
    return value


def text_or_none(value: object) -> str | None:
    return None if value is None else text_of(value)
