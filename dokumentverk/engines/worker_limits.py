"""What a worker process may use, set by the process itself before it sees a stranger's file.

What the systems do:

- Linux: ``RLIMIT_AS`` bounds the address space, so a library's ``malloc`` fails. pikepdf, pypdf, pdfminer and Pillow
  then raise MemoryError; PDFium ends its process by SIGTRAP, SIGILL or SIGABRT. The limit counts from what the warm
  process has mapped already, because shared libraries and arenas map several hundred MiB that nobody uses.
- macOS accepts ``RLIMIT_AS`` and ignores it. A thread looks at the greatest resident size ten times a second and ends
  the process. C code that keeps the interpreter's lock keeps the thread waiting; then only the time limit is left.
- Windows: a job object with ``JOB_OBJECT_LIMIT_PROCESS_MEMORY`` bounds committed memory; ``malloc`` fails beyond it.
"""

from __future__ import annotations

import os
import sys

MIB = 1024 * 1024
MEMORY_EXIT = 86
"""Exit code of a worker that ended itself over its memory limit."""


def limit_memory(mebibytes: int) -> None:
    """Let this process use ``mebibytes`` MiB beyond what it uses now. Nothing to undo it is kept."""
    if sys.platform == "win32":
        _limit_by_job(_committed_now() + mebibytes * MIB)
    elif sys.platform == "darwin":
        _limit_by_watching(mebibytes * MIB)
    else:
        _limit_address_space(mebibytes * MIB)


def forbid_core_dumps() -> None:
    """A core file of a reader holds somebody's form."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _PROCESS_MEMORY = 0x100
    _DIE_ON_UNHANDLED = 0x400
    _EXTENDED_LIMITS = 9

    class _Basic(ctypes.Structure):
        _fields_ = (
            ("per_process_user_time", wintypes.LARGE_INTEGER),
            ("per_job_user_time", wintypes.LARGE_INTEGER),
            ("flags", wintypes.DWORD),
            ("minimum_working_set", ctypes.c_size_t),
            ("maximum_working_set", ctypes.c_size_t),
            ("active_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class _Extended(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

        _fields_ = (
            ("basic", _Basic),
            ("io", ctypes.c_ulonglong * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process_memory", ctypes.c_size_t),
            ("peak_job_memory", ctypes.c_size_t),
        )

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = (
            ("size", wintypes.DWORD),
            ("page_faults", wintypes.DWORD),
            ("peak_working_set", ctypes.c_size_t),
            ("working_set", ctypes.c_size_t),
            ("peak_paged_pool", ctypes.c_size_t),
            ("paged_pool", ctypes.c_size_t),
            ("peak_nonpaged_pool", ctypes.c_size_t),
            ("nonpaged_pool", ctypes.c_size_t),
            ("pagefile", ctypes.c_size_t),
            ("peak_pagefile", ctypes.c_size_t),
        )

    def _committed_now() -> int:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        query = kernel.K32GetProcessMemoryInfo
        query.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD)
        counters = _Counters()
        counters.size = ctypes.sizeof(counters)
        if not query(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.size):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(counters.pagefile)

    def _limit_by_job(size: int) -> None:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.argtypes = (ctypes.c_void_p, wintypes.LPCWSTR)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (wintypes.HANDLE, ctypes.c_int, ctypes.c_void_p, wintypes.DWORD)
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        limits = _Extended()
        limits.basic.flags = _PROCESS_MEMORY | _DIE_ON_UNHANDLED
        limits.process_memory = size
        job = kernel.CreateJobObjectW(None, None)
        given = job and kernel.SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        )
        if not given or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
            raise ctypes.WinError(ctypes.get_last_error())

else:
    import resource
    import threading
    import time
    from pathlib import Path

    def _limit_address_space(size: int) -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        wanted = pages * os.sysconf("SC_PAGE_SIZE") + size
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_AS, (bound, bound))

    def _limit_by_watching(size: int) -> None:
        before = _greatest_resident_size()

        def watch() -> None:
            while _greatest_resident_size() < before + size:
                time.sleep(0.1)
            os._exit(MEMORY_EXIT)

        threading.Thread(target=watch, name="memory limit", daemon=True).start()

    def _greatest_resident_size() -> int:
        """Bytes. ``ru_maxrss`` counts bytes on macOS, KiB elsewhere."""
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
