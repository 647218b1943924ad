"""What lies in the inbox and must not be taken: files that somebody still writes, and what is no file at all.

Taking a file away from under who writes it would lose the rest: the writer goes on into a file that nobody sees again.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from pathlib import Path

SHORTEST_PAUSE = 0.2
"""Seconds. Long enough for a copy or a scanner that is at work to add bytes; short enough not to be felt."""
QUIET = 2.0
"""Seconds without a change after which a file is taken for whole, where the system does not tell who writes it."""
_BELIEVED = 600.0
"""Seconds. A file that nobody changed for so long is taken even if it is held open: some network drives call every file
open, and some programs never let go."""


def is_written(path: Path, now: float) -> bool:
    """Whether somebody has the file open for writing and has changed it lately. ``now`` is the time of the system's
    clock in seconds."""
    try:
        return has_writer(path) is True and now - path.stat().st_mtime < _BELIEVED
    except OSError:
        return False


def has_writer(path: Path) -> bool | None:
    """Whether any process has the file open for writing; None where the system does not tell.

    Linux refuses a read lease on a file that is open for writing, whoever has it open (fcntl(2), «Leases»). A lease is
    asked for and given back at once; should somebody open the file just then, the kernel sends the signal that is
    named here, which does nothing, in place of SIGIO, which ends the process. It gives leases on own files only, and
    none on many network drives. Windows refuses to move a file that is open for writing, so nothing is lost there.
    """
    if sys.platform != "linux":
        return None
    import fcntl

    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as fault:
        return True if fault.errno == errno.EAGAIN else None
    finally:
        os.close(handle)
    return False


def settling_pause(paths: Sequence[Path], now: float) -> float:
    """Seconds to watch files for growth: until the youngest of those that we cannot ask about has been quiet."""
    ages = []
    for path in paths:
        with suppress(OSError):
            if has_writer(path) is None:
                ages.append(now - path.stat().st_mtime)
    return max([SHORTEST_PAUSE, *(min(QUIET, QUIET - age) for age in ages)])


def strange_in(inbox: Path) -> tuple[Path, ...]:
    """Links, pipes and the like. A link is never followed: what it points to is not in the inbox, cannot be released,
    and may be a file that whoever laid the link there has no right to read."""
    return tuple(sorted(one for one in inbox.rglob("*") if one.is_symlink() or not (one.is_file() or one.is_dir())))


def put_back(aside: Path, path: Path) -> Path:
    """Give a file its name back, or one beside it when another file has come under that name: nothing is written over.
    Returns where it lies."""
    names = (path.with_name(f"{path.stem} ({number}){path.suffix}") for number in count(2))
    target = path
    while not _moved(aside, target):
        target = next(names)
    return target


def _moved(aside: Path, target: Path) -> bool:
    try:
        os.link(aside, target)
    except FileExistsError:
        return False
    except OSError:
        # No second names on this file system (exFAT, some network drives).
        if target.exists():
            return False
        aside.rename(target)
    else:
        aside.unlink()
    return True
