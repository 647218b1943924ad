"""Warm processes that open strangers' files and can be killed.

Built on pebble's ProcessPool. What pebble does: a task's clock starts when a worker takes it, not when it is queued;
a worker over its time is ended and another started in its place; a worker that dies gives ``ProcessExpired`` with the
exit code (minus the signal on POSIX) for its own task only. By default it asks by SIGTERM and waits three seconds,
because its handler is Python code that cannot run while a C library loops: the workers here take the signal's default
action instead. When a worker dies without a task (the system took the memory), the whole pool breaks and its tasks
are lost, those not yet handed out without a word: a pool that broke is replaced, and each task tried once more. A pool
starts all its processes at once: here each process is a pool of its own, started when all before it are at work, for to
start one takes half a second of processor time, and most commands read one file.

Processes are always spawned, never forked: the same on Linux, macOS and Windows, and no lock or open file of the
parent is inherited, and the caller's script is not run again (``spawning``).
"""

from __future__ import annotations

import importlib
import logging
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from pebble import ProcessExpired, ProcessPool

from dokumentverk.engines.spawning import MainlessSpawn
from dokumentverk.engines.worker_limits import MEMORY_EXIT, forbid_core_dumps, limit_memory
from dokumentverk.errors import DokumentverkError
from dokumentverk.model.workplace import ReadingLimits

_P = ParamSpec("_P")
_T = TypeVar("_T")

TASKS_PER_WORKER = 500
"""A worker is replaced after so many files: libraries leak, and what one file did to a process ends there."""

PULSE = 2.0
"""Seconds between looks at whether the pool of a task still lives."""

WARM = ("dokumentverk.engines.pdf_read", "dokumentverk.engines.pdf_view", "dokumentverk.engines.docx_read")


class Fate(StrEnum):
    """Why a worker gave no answer. The names are finding codes."""

    TIMED_OUT = "READING_TIMED_OUT"
    OUT_OF_MEMORY = "READING_OUT_OF_MEMORY"
    ABORTED = "READING_ABORTED"
    """The library ended the process itself: for want of memory, or over something it holds impossible."""
    CRASHED = "READING_CRASHED"


@dataclass(frozen=True, slots=True)
class Lost:
    fate: Fate


class _Broke(Exception):
    """The process went while it had no task, or its pool with it."""


class Workers:
    """Reading processes, as many as are asked at once and no more than ``limits.workers``; a context manager, safe to
    call from several threads.

    Nothing is started before the first call. A call blocks until its answer is there.
    """

    def __init__(self, limits: ReadingLimits, *, warm: tuple[str, ...] = WARM) -> None:
        self._limits = limits
        self._warm = warm
        self._turn = threading.Condition()
        self._all: list[ProcessPool] = []
        self._idle: list[ProcessPool] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the processes, whatever they do."""
        with self._turn:
            pools, self._all, self._idle = self._all, [], []
            self._turn.notify_all()
        for pool in pools:
            pool.stop()  # type: ignore[no-untyped-call]
        for pool in pools:
            pool.join()

    def start(self) -> None:
        """Starts a process and waits until it has loaded its libraries (about 0.5 s)."""
        self.call(_nothing)

    def call(self, task: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T | Lost:
        """``task(*args)`` in a worker, or how it was lost. ``task`` is a function of a module; all data pickle.

        What ``task`` raises on purpose (DokumentverkError) comes out as it is; MemoryError is a fate. Anything else
        that it raises is what a stranger's file did to a library, or a fault of ours that this file alone meets:
        CRASHED, so that the next file is read.
        """
        for _ in range(2):
            pool = self._take()
            try:
                answer = self._ask(pool, task, *args, **kwargs)
            except _Broke:
                self._end(pool)
            except DokumentverkError:
                self._give_back(pool)
                raise
            else:
                self._give_back(pool)
                return answer
        return Lost(Fate.CRASHED)

    def _ask(self, pool: ProcessPool, task: Callable[_P, _T], /, *args: _P.args, **kwargs: _P.kwargs) -> _T | Lost:
        try:
            future: Future[_T] = pool.schedule(task, args, kwargs, timeout=self._limits.seconds)
        except RuntimeError:  # it went since it was taken
            raise _Broke from None
        try:
            while pool.active and not future.done():
                wait((future,), timeout=PULSE)
            if future.done():
                return future.result()
        except TimeoutError:
            return Lost(Fate.TIMED_OUT)
        except MemoryError:
            return Lost(Fate.OUT_OF_MEMORY)
        except ProcessExpired as end:
            return Lost(fate_of(end.exitcode))
        except DokumentverkError:
            raise
        except BrokenProcessPool:
            raise _Broke from None
        except Exception:
            return Lost(Fate.CRASHED)
        raise _Broke

    def _take(self) -> ProcessPool:
        """One that is idle, the last used first, or a new one; waits while as many as may be are at work."""
        with self._turn:
            while True:
                while self._idle:
                    pool = self._idle.pop()
                    if pool.active:
                        return pool
                    self._all.remove(pool)
                    pool.join()
                if len(self._all) < self._limits.workers:
                    break
                self._turn.wait()
            spawn: Any = MainlessSpawn()  # pebble's types know POSIX pipes only
            started = ProcessPool(
                max_workers=1,
                max_tasks=TASKS_PER_WORKER,
                initializer=_prepare,
                initargs=(self._limits.memory_mb, self._warm),
                context=spawn,
            )
            self._all.append(started)
            return started

    def _give_back(self, pool: ProcessPool) -> None:
        with self._turn:
            if pool in self._all:
                self._idle.append(pool)
                self._turn.notify()

    def _end(self, broken: ProcessPool) -> None:
        with self._turn:
            if broken in self._all:
                self._all.remove(broken)
                self._turn.notify()
        broken.stop()  # type: ignore[no-untyped-call]
        broken.join()


def fate_of(exit_code: int) -> Fate:
    """What an exit code tells.

    Killed (9) is the system's own out-of-memory killer: we kill only for time, and pebble says so. Windows:
    STATUS_NO_MEMORY is 0xC0000017, and PDFium raises 0xE0000008 when an allocation fails. On POSIX PDFium ends its
    process by trap, illegal instruction or abort when an allocation fails, C++ aborts when nobody catches
    ``bad_alloc``, and an assertion that fails ends the same way without another word: these cannot be told apart.
    """
    if exit_code in {MEMORY_EXIT, *_signalled("SIGKILL"), *_NO_MEMORY}:
        return Fate.OUT_OF_MEMORY
    return Fate.ABORTED if exit_code in _signalled("SIGABRT", "SIGTRAP", "SIGILL") else Fate.CRASHED


_NO_MEMORY = frozenset({0xE0000008, 0xC0000017, 0xE0000008 - 2**32, 0xC0000017 - 2**32})


def _signalled(*names: str) -> frozenset[int]:
    """The exit codes of processes that these signals ended; Windows lacks some."""
    return frozenset(-number for name in names if (number := getattr(signal, name, None)) is not None)


THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "OPENCV_FOR_THREADS_NUM")
"""What numpy's OpenBLAS and OpenCV look up when they are loaded."""


def _prepare(memory_mb: int, warm: tuple[str, ...]) -> None:
    """In the worker, before its first task. Libraries log what they stumble over, which can be what people wrote: some
    of them (libtiff) straight to the terminal.

    Workers are as many as may run at once: a library that starts threads of its own takes the others' time. OpenBLAS
    lets its threads spin while they wait, and then took 120 to 250 ms for the matrices of one sheet instead of 2.
    """
    for name in THREADS:
        os.putenv(name, "1")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logging.disable(logging.CRITICAL)
    for name in warm:
        importlib.import_module(name)
    forbid_core_dumps()
    limit_memory(memory_mb)


def _nothing() -> None:
    """The task of a worker that only has to be there."""
