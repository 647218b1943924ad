"""The folders of an archive as they lie on the disk."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dokumentverk.archive import journal, lock, staging
from dokumentverk.archive.ids import RETURN_ID

OURS = {journal.FILE, staging.FOLDER, lock.LOCK_FILE, lock.HOLDER_FILE, f"{lock.HOLDER_FILE}.new"}
"""What lies in the root beside the series, and is no document."""


@dataclass(frozen=True, slots=True)
class Found:
    """A folder of a return, or (``return_id`` None) a file or link that lies outside all of them. ``path`` is
    relative to the root, with ``/``, as it is on the disk: an archive that has been on a Mac may have come back with
    the letters of its names taken apart (NFD), and is opened by no other name."""

    path: str
    return_id: str | None


def walk(root: Path, on_closed: Callable[[str], None] | None = None) -> Iterator[Found]:
    """Everything in the archive, sorted by path; nothing where there is none. Links are not followed. ``on_closed`` is
    told the path of a folder that we have no right to open; without it, PermissionError is raised: nobody takes what is
    hidden for gone."""
    if root.is_dir():
        yield from _walk(root, "", OURS, on_closed)


def _walk(folder: Path, prefix: str, ours: set[str], on_closed: Callable[[str], None] | None) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda one: one.name)
    except PermissionError:
        if on_closed is None or not prefix:
            raise
        on_closed(prefix.removesuffix("/"))
        return
    for entry in found:
        if entry.name in ours:
            continue
        path = prefix + entry.name
        if not entry.is_dir(follow_symlinks=False):
            yield Found(path, None)
        elif return_id := id_in(entry.name):
            yield Found(path, return_id)
        else:
            yield from _walk(Path(entry.path), f"{path}/", set(), on_closed)


def id_in(folder: str) -> str | None:
    """The return id at the end of a folder's name."""
    last = folder.rpartition("/")[2].rpartition(" ")[2]
    return last if RETURN_ID.fullmatch(last) else None


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """(path relative to ``folder``, full path) of every file and link below, sorted."""
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda one: one.name)
    for entry in found:
        name = unicodedata.normalize("NFC", entry.name)
        if entry.is_dir(follow_symlinks=False):
            for inner, path in files_in(Path(entry.path)):
                yield f"{name}/{inner}", path
        else:
            yield name, Path(entry.path)
