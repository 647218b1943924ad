"""New processes that do not run the caller's script again, and leave a user's Ctrl-C to the caller.

``multiprocessing`` has a spawned process import the parent's main module, for tasks that live there. A script without
``if __name__ == "__main__":`` then runs again in every worker: it would issue documents anew. Our tasks live in modules
of ours, so the main module is kept out of sight while a process is started.

Ctrl-C at a terminal goes to every process of the command. One that is still starting would die of it with a traceback,
beside what the caller says: the signal is held back in the thread that starts it, and a new process inherits that, as
``multiprocessing`` does for its resource tracker. Windows has no such thing.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

_STARTING = threading.Lock()


@contextmanager
def _main_hidden() -> Iterator[None]:
    """``spawn.get_preparation_data`` looks at the main module's ``__spec__`` and ``__file__`` to tell what it is."""
    main = sys.modules["__main__"]
    spec, file = getattr(main, "__spec__", None), main.__dict__.pop("__file__", None)
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file


@contextmanager
def _interrupt_held_back() -> Iterator[None]:
    """What comes meanwhile is delivered to this process afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Process(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 - the name is multiprocessing's
        with _STARTING, _main_hidden(), _interrupt_held_back():
            return SpawnProcess._Popen(process_obj)


class MainlessSpawn(SpawnContext):
    """As ``multiprocessing.get_context("spawn")``, without the caller's main module."""

    Process = _Process
