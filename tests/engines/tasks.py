"""What a bad file makes a library do, without the file. Functions of a module, so that a spawned process finds them."""

from __future__ import annotations

import os
import re
import time

from dokumentverk.errors import Unreadable


def double(number: int) -> int:
    return 2 * number


def nap(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def spin() -> None:
    while True:
        pass


def spin_in_c() -> None:
    """The interpreter's lock is never released: no Python code of the process runs, signal handlers included."""
    re.match(r"(a+)+$", "a" * 64 + "b")


def eat() -> int:
    """Memory that is really used, chunk by chunk."""
    held = []
    while True:
        held.append(bytearray(b"x" * 16_000_000))


def die(signal_number: int) -> None:
    os.kill(os.getpid(), signal_number)
    time.sleep(60)


def leave(code: int) -> None:
    os._exit(code)


def stumble() -> None:
    raise KeyError("personopplysning")


def refuse() -> None:
    raise Unreadable("FILE_BROKEN", file="skjema.pdf")


def threads_of_libraries() -> tuple[int, int]:
    """How many threads this process gained by numpy's matrices, and how many OpenCV uses."""
    import psutil

    process = psutil.Process()
    before = process.num_threads()
    import cv2
    import numpy as np

    np.linalg.eigh(np.eye(300))
    return process.num_threads() - before, cv2.getNumThreads()
