"""One folder for everything temporary. What a dead process left there is swept when the next one starts.

A process holds a lock on a file beside its own folder for as long as it lives: the operating system lets go of it
however the process ends, and a process number used again cannot be mistaken for the one that died. One more lock is
held while folders are made or swept, so that a folder is never swept between its making and its locking.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock

from dokumentverk.durable import OWNER_FILE, OWNER_FOLDER, make_folder

_OWN = re.compile(r"p-[0-9a-f]{16}")


@contextmanager
def work_folder(work: Path) -> Iterator[Path]:
    """A new empty folder in ``work`` for this process, taken away at the end. Sweeps what dead processes left."""
    make_folder(work)
    name = f"p-{secrets.token_hex(8)}"
    lock = FileLock(work / f"{name}.lock", mode=OWNER_FILE, thread_local=False)
    with _gate(work):
        sweep(work)
        lock.acquire(timeout=0)
        (work / name).mkdir(mode=OWNER_FOLDER)
    try:
        yield work / name
    finally:
        # A file that is still open cannot be removed on Windows: the next sweep takes it.
        shutil.rmtree(work / name, ignore_errors=True)
        lock.release()
        with _gate(work):
            sweep(work)


def _gate(work: Path) -> FileLock:
    return FileLock(work / ".gate.lock", mode=OWNER_FILE, thread_local=False)


def sweep(work: Path) -> tuple[str, ...]:
    """Remove the folders of processes that live no longer; gives their names. Links are never followed, and what does
    not carry our kind of name is left alone. To be called with the gate held."""
    names = {one.name.removesuffix(".lock") for one in work.iterdir()}
    return tuple(name for name in sorted(names) if _OWN.fullmatch(name) and _swept(work, name))


def _swept(work: Path, name: str) -> bool:
    lock = FileLock(work / f"{name}.lock", mode=OWNER_FILE, thread_local=False)
    try:
        lock.acquire(timeout=0)
    except OSError:  # held by a living process (Timeout is one), or no file that can be locked
        return False
    folder = work / name
    try:
        if folder.is_symlink():
            folder.unlink()
        elif folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()
    if folder.exists():
        return False
    with suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)
    return True
