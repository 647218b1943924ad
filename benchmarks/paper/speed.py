"""How fast stacks are read, step by step, beside the floor (decoding) and OCRmyPDF, and how much memory it takes."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import numpy as np
import psutil

from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_read import read_sheets
from dokumentverk.engines.scan_sheet import ENOUGH
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.model.layout import Layout
from dokumentverk.model.number import parse_page_payload
from tests.paper import Condition, Print, fill, writer
from tests.paper.containers import scanner_pdf
from tests.paper.piles import Handling, form_sheets, joined

SHEETS = 16
"""Sides of a stack."""
CHUNK = 8


@dataclass(frozen=True, slots=True)
class Stack:
    """A scanner PDF of ``sheets`` sides; each form side is page ``pages[i]`` of the same issue, 0 a blank."""

    name: str
    path: Path
    sheets: int
    reference: bytes
    layout: Layout
    target: float


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds a side, but ``two``: two processes' speed, times one's."""

    stack: Stack
    decode: float
    identify: float
    read: float
    two: float
    ocrmypdf: float | None


def stacks(printed: Print, folder: Path) -> tuple[Stack, ...]:
    """200 dpi grey with blank backs, 300 dpi colour without."""
    found: list[Stack] = []
    for name, handling, target in (
        ("200 dpi grey, with blank backs", Handling(Condition.GREY_200, duplex=True), 6.0),
        ("300 dpi colour", Handling(Condition.FLATBED_300_COLOUR), 3.0),
    ):
        parts = []
        for seed in range(1, 1 + 2 * (SHEETS // 2 if handling.duplex else SHEETS), 2):
            pages = fill(printed, {"first_day": date(2026, 10, 12), "absence_type": "own"}, writer(seed),
                         signed=("employee_signature",), seed=seed)  # fmt: skip
            parts.append(form_sheets(pages, handling, seed))
        pile = joined(parts)
        path = folder / f"{len(found)}.pdf"
        path.write_bytes(scanner_pdf(pile.scans))
        found.append(Stack(name, path, len(pile.scans), printed.content, printed.layout, target))
    return tuple(found)


def read_stack(stack: Stack, first: int = 1, last: int | None = None) -> int:
    """Identify and read the sides ``first`` to ``last``, as the workers of a stack do; gives how many were ours."""
    ours = 0
    for start in range(first, (last or stack.sheets) + 1, CHUNK):
        marks = identify_sheets(str(stack.path), start, min(start + CHUNK - 1, last or stack.sheets))
        codes = [(mark.sheet, parse_page_payload(mark.codes[0])) for mark in marks if mark.codes]
        orders = tuple((sheet, code.page) for sheet, code in codes if code is not None)
        ours += len(read_sheets(str(stack.path), orders, stack.reference, stack.layout)) if orders else 0
    return ours


def speed_of(stack: Stack, rounds: int) -> Speed:
    path = str(stack.path)
    marks = identify_sheets(path, 1, stack.sheets)
    orders = tuple((mark.sheet, 1) for mark in marks if mark.codes)

    def decode() -> None:
        with open_sheets(path) as file:
            for sheet, _ in orders:
                file.sheet(sheet, least=ENOUGH)

    def identify() -> None:
        identify_sheets(path, 1, stack.sheets)

    def read() -> None:
        read_sheets(path, orders, stack.reference, stack.layout)

    read()
    floor, identified, looked = (_best(work, rounds) / stack.sheets for work in (decode, identify, read))
    return Speed(stack, floor, identified, looked, _two_processes(stack, rounds), _ocrmypdf(stack))


def _best(work: Callable[[], object], rounds: int) -> float:
    """Others use the machine too: the fastest turn says most of the work itself."""
    seconds: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


def _two_processes(stack: Stack, rounds: int) -> float:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_stack, [stack] * 4))
        one = _best(lambda: pool.submit(read_stack, stack).result(), rounds)
        both = _best(lambda: list(pool.map(read_stack, [stack, stack])), rounds)
    return 2 * one / both


def _ocrmypdf(stack: Stack) -> float | None:
    """Seconds a side of the same stack on one core; None where it is not installed."""
    if shutil.which("ocrmypdf") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        subprocess.run(
            ["ocrmypdf", "-j", "1", "-l", "eng", "--output-type", "pdf", stack.path, Path(folder) / "out.pdf"],
            check=True,
            capture_output=True,
        )
        return (perf_counter() - start) / stack.sheets


def memory_of(stack: Stack, sides: int) -> tuple[float, float, float]:
    """MB of a process of its own: after two passes, after ``sides`` sides, and the most at any time between."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measured_memory, stack, sides).result()


def _measured_memory(stack: Stack, sides: int) -> tuple[float, float, float]:
    process = psutil.Process()
    seen: list[float] = []
    for _ in range(max(4, sides // stack.sheets)):
        read_stack(stack)
        seen.append(process.memory_info().rss / 1e6)
    return seen[1], seen[-1], float(np.max(seen))
