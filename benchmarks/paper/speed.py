"""How fast stacks are read, step by step, beside the floor (decoding) and OCRmyPDF, and how much memory it takes."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import ParamSpec, TypeVar

import numpy as np
import psutil

from benchmarks.peer import PeerMissing, ocrmypdf_program
from dokumentverk.engines.scan_digits import read_digits
from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_ink import read_inks
from dokumentverk.engines.scan_marks import read_marks
from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_read import read_sheets
from dokumentverk.engines.scan_reference import issued_pages
from dokumentverk.engines.scan_register import picture_of, register
from dokumentverk.engines.scan_sheet import ENOUGH
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_signature import read_signatures
from dokumentverk.model.layout import Layout, Place, WidgetKind
from dokumentverk.model.number import parse_page_payload
from tests.paper import Condition, Print, fill, writer
from tests.paper.containers import scanner_pdf
from tests.paper.piles import Handling, form_sheets, joined

_P = ParamSpec("_P")
_T = TypeVar("_T")

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
    """Seconds a side: ``steps`` and ``processor`` of the processor, ``clock`` as it passes."""

    steps: Mapping[str, float]
    processor: float
    clock: float


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


def speed_table(made: Sequence[Stack], rounds: int) -> str:
    """Markdown. Steps are in processor time, the best of ``rounds`` turns; others may use the machine too."""
    lines = [_HEAD]
    notes: list[str] = []
    for stack in made:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            one = pool.submit(speed_of, stack, max(3, rounds)).result()
        steps = " | ".join(f"{one.steps[step] * 1000:.1f}" for step in STEPS)
        sides = 1 / one.processor
        lines.append(
            f"| {stack.name} | {steps} | {one.processor * 1000:.0f} | {sides:.1f} ({1 / one.clock:.1f} by the clock)"
            f" | ≥ {stack.target:g}: {_verdict(sides, stack.target)} |"
        )
        both = two_processes(stack, max(3, rounds))
        notes.append(f"- {stack.name}: two processes read {both:.2f} times as much by the clock, target 1.8.")
        notes.append(_beside_ocrmypdf(stack, one))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    notes.append(f"- Load of the machine in the last 1, 5 and 15 minutes: {load} on {os.cpu_count()} cores.")
    return "\n".join([*lines, "", *notes, ""])


def memory_line(stack: Stack, sides: int) -> str:
    early, late, most = memory_of(stack, sides)
    return (
        f"- Memory of a process: {early:.0f} MB after {2 * stack.sheets} sides, {late:.0f} MB after {sides:,},"
        f" {most:.0f} MB at most; target 600: {_verdict(600, most)}.\n"
    )


STEPS = ("decode", "identify", "register", "ink", "marks", "digits", "boxes", "signatures")
_HEAD = f"""\
| ms a side, one core | {" | ".join(STEPS)} | all | sides/s | target |
|---|{"---|" * len(STEPS)}---|---|---|"""
MEMORY_SIDES = 2000


def _verdict(reached: float, target: float) -> str:
    return "met" if reached >= target else "**missed**"


def _beside_ocrmypdf(stack: Stack, one: Speed) -> str:
    try:
        processor, clock = ocrmypdf(stack)
    except PeerMissing as missing:
        return f"- {stack.name}: OCRmyPDF was not run: {missing}."
    times = processor / one.processor
    return (
        f"- {stack.name}: OCRmyPDF takes {processor * 1000:,.0f} ms of processor time a side, {times:.1f} times as"
        f" long, target 10: {_verdict(times, 10)} ({clock / one.clock:.1f} times by the clock)."
    )


def speed_of(stack: Stack, rounds: int) -> Speed:
    """For a process of its own, whose libraries start no threads."""
    read_stack(stack)
    turns = [_steps(stack) for _ in range(rounds)]
    whole = [_timed(stack) for _ in range(rounds)]
    steps = {step: min(turn[step] for turn in turns) / stack.sheets for step in STEPS}
    processor, clock = (min(turn[at] for turn in whole) / stack.sheets for at in (0, 1))
    return Speed(steps, processor, clock)


def _timed(stack: Stack) -> tuple[float, float]:
    """Seconds of the processor and of the clock for the stack, as its workers read it."""
    processor, clock = process_time(), perf_counter()
    read_stack(stack)
    return process_time() - processor, perf_counter() - clock


def _steps(stack: Stack) -> Mapping[str, float]:
    """Seconds of the processor for each step over the whole stack; reading is gone through as ``look_at`` does."""
    spent: defaultdict[str, float] = defaultdict(float)

    def timed(step: str, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        start = process_time()
        done = work(*args, **kwargs)
        spent[step] += process_time() - start
        return done

    layout = stack.layout
    marks = timed("identify", identify_sheets, str(stack.path), 1, stack.sheets)
    pages = timed("register", issued_pages, stack.reference, layout, frozenset({1}))

    def of(*kinds: WidgetKind) -> list[tuple[int, Place]]:
        return [(at, place) for at, place in enumerate(layout.places) if place.kind in kinds]

    with open_sheets(str(stack.path)) as file:
        for mark in marks:
            if not mark.codes:
                continue
            picture = picture_of(timed("decode", file.sheet, mark.sheet, least=ENOUGH))
            paper, _ = timed("register", register, picture, pages[1], layout, 1)
            if paper is None:
                continue
            ink = timed("ink", PageInk, paper, 1, layout.page_size, [place.box for place in layout.places])
            timed("marks", read_marks, ink, of(WidgetKind.CHECK, WidgetKind.RADIO))
            timed("digits", read_digits, paper, of(WidgetKind.COMB))
            timed("boxes", read_inks, ink, of(WidgetKind.TEXT, WidgetKind.COMB))
            timed("signatures", read_signatures, ink, of(WidgetKind.SIGNATURE))
    return spent


def two_processes(stack: Stack, rounds: int) -> float:
    """How many times as much two processes read as one, by the clock."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_stack, [stack] * 4))
        one = _best(lambda: pool.submit(read_stack, stack).result(), rounds)
        both = _best(lambda: list(pool.map(read_stack, [stack, stack])), rounds)
    return 2 * one / both


def _best(work: Callable[[], object], rounds: int) -> float:
    """Others use the machine too: the fastest turn says most of the work itself."""
    seconds: list[float] = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    return min(seconds)


def ocrmypdf(stack: Stack) -> tuple[float, float]:
    """Seconds a side of the same stack, of the processor and of the clock, on one core: text layer only, no turning or
    straightening, which would make it slower. Raises PeerMissing."""
    program = ocrmypdf_program()
    with tempfile.TemporaryDirectory() as folder:
        before, clock = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
        options = ["-j", "1", "-l", "nor", "--output-type", "pdf", "-O", "0"]
        subprocess.run(
            [str(program), *options, str(stack.path), str(Path(folder) / "out.pdf")],
            check=True,
            capture_output=True,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
        spent, after = perf_counter() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return processor / stack.sheets, spent / stack.sheets


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
