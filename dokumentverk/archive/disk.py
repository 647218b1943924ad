"""The few things that the archive does to a disk beyond ``durable``: write once, take away, say what it refused.

Files are read-only from the start: who has the open file may still fill it. A read-only file can be renamed with its
folder everywhere, but Windows removes it only after the mark is taken off.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dokumentverk.errors import ArchiveConflict

CHUNK = 1 << 20
_FILE_MODE = 0o400
_BINARY = getattr(os, "O_BINARY", 0)

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EROFS, errno.EACCES, errno.EPERM}


@contextmanager
def disk_faults() -> Iterator[None]:
    """What the operating system refuses, as ArchiveConflict: disk full, no right to write, or another fault."""
    try:
        yield
    except OSError as fault:
        if fault.errno in _FULL:
            raise ArchiveConflict("ARCHIVE_DISK_FULL") from fault
        if fault.errno in _FORBIDDEN:
            raise ArchiveConflict("ARCHIVE_NOT_WRITABLE") from fault
        raise ArchiveConflict("ARCHIVE_DISK_FAULT", reason=errno.errorcode.get(fault.errno or 0, "?")) from fault


def write_new(path: Path, content: bytes) -> str:
    """Write a read-only file that was not there, synced. Returns its SHA-256 in hex."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, _FILE_MODE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return hashlib.sha256(content).hexdigest()


def copy_new(source: Path, path: Path) -> str:
    """``write_new`` with the bytes of ``source``, read once, in pieces."""
    digest = hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, _FILE_MODE)
    with os.fdopen(handle, "wb") as file, source.open("rb") as reader:
        while piece := reader.read(CHUNK):
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    return digest.hexdigest()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove_tree(folder: Path) -> None:
    """Take away a folder with its read-only files; quiet when it is not there. A link is removed, not followed."""
    if not folder.is_symlink() and folder.is_dir():
        shutil.rmtree(folder, onerror=_unlock)
    elif folder.is_symlink() or folder.exists():
        if os.name == "nt":
            folder.chmod(stat.S_IRWXU)
        folder.unlink()


def _unlock(remove: Callable[..., Any], path: str, _error: object) -> None:
    Path(path).chmod(stat.S_IRWXU)
    remove(path)
