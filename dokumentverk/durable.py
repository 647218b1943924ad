"""Files and folders that only their owner may open, and that stand complete or not at all.

What file systems do: data is safe when the file is synced, a name when its folder is (POSIX); Windows cannot open a
folder and does not need it. The owner-only modes mean nothing on Windows, where a new file takes its folder's rights.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

OWNER_FILE = 0o600
OWNER_FOLDER = 0o700
_BINARY = getattr(os, "O_BINARY", 0)


def make_folder(folder: Path) -> None:
    """The folder and those above it that are missing, each owner-only. One that is there is left as it is."""
    for one in make_folders(folder):
        sync_folder(one)


def make_folders(folder: Path) -> list[Path]:
    """``make_folder`` for who syncs later: gives the folders that got a new name, from the outermost."""
    missing = []
    while not folder.is_dir():
        missing.append(folder)
        folder = folder.parent
    for one in reversed(missing):
        one.mkdir(mode=OWNER_FOLDER, exist_ok=True)
    return [one.parent for one in reversed(missing)]


def create_file(path: Path, content: bytes) -> None:
    """A synced file that was not there. Raises FileExistsError. A crash may leave a part of it."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, OWNER_FILE)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def replace_file(path: Path, content: bytes) -> None:
    """The file complete under its name, in place of any that was there."""
    staged = path.with_name(f".{path.name[:80]}.{secrets.token_hex(6)}")
    try:
        create_file(staged, content)
        staged.replace(path)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder last."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
