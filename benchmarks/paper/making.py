"""One sheet after another: filled, degraded, put in a file, read by the engines in this process, held against the
truth. A task for a process of its own; everything follows from its seed."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.paper.answers import REAL, answers_of, signed_of
from benchmarks.paper.tally import Figure, Result, Tally, count_dates, count_page
from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_read import look_at
from dokumentverk.engines.scan_reference import issued_pages
from dokumentverk.engines.scan_register import RegisteredSheet, picture_of, register
from dokumentverk.engines.scan_sheet import ENOUGH
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.model.layout import Layout
from dokumentverk.model.number import parse_page_payload
from dokumentverk.model.scan import SheetLook, SheetMark
from dokumentverk.model.value import Value
from dokumentverk.read.decode import Bounds
from dokumentverk.read.known import Known
from dokumentverk.read.scan_issued import PaperReturn
from tests.paper import (
    BILEVEL,
    CARELESS,
    FOREIGN,
    NEAT,
    Condition,
    FilledPage,
    Habits,
    MarkStyle,
    Print,
    Scan,
    SignatureStyle,
    degrade,
    fill,
    writer,
)
from tests.paper.containers import photo_jpeg, scanner_pdf
from tests.paper.digits import DigitHabits
from tests.paper.ink import Chance


def group_of(condition: Condition) -> str:
    if condition in FOREIGN:
        return "augraphy"
    if condition in (Condition.PHONE_GOOD, Condition.PHONE_BAD):
        return condition.value
    return "bilevel and fax" if condition in BILEVEL else "grey and colour"


@dataclass(frozen=True, slots=True)
class Return:
    """A form that came back: what was written, the pages as pictured, and the file."""

    print: Print
    answers: Mapping[str, Value]
    signed: tuple[str, ...]
    scans: tuple[Scan, ...]
    content: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class Task:
    """``seed`` is odd: writers, digits, fonts and degradations that nothing was trained on."""

    form: str
    condition: Condition
    seed: int


def make_return(printed: Print, task: Task) -> Return:
    who = writer(task.seed)
    chance = who.chance(task.seed, 41)
    answers = answers_of(printed.definition, chance)
    signed = signed_of(printed.definition, chance)
    habits = _habits(chance, real=task.form in REAL)
    # augraphy's effects take half a minute at 300 dpi.
    dpi = 200 if task.condition in FOREIGN else 300
    pages = fill(printed, answers, who, signed=signed, habits=habits, seed=task.seed, dpi=dpi)
    scans = tuple(
        degrade(page, task.condition, 2 * task.seed + 2 * at + 1, back=pages[at - 1].picture)
        for at, page in enumerate(pages)
    )
    photo = scans[0].dpi is None and len(scans) == 1
    content = photo_jpeg(scans[0]) if photo else scanner_pdf(scans)
    return Return(printed, answers, signed, scans, content, ".jpg" if photo else ".pdf")


def _habits(chance: Chance, *, real: bool) -> Habits:
    """On real forms people are as they are. Where boxes are measured there are more slips, and marks of all kinds."""
    if real:
        return CARELESS if chance.random() < 0.15 else NEAT
    odd = {MarkStyle.SCRIBBLE: 0.1, MarkStyle.FILLED: 0.02, MarkStyle.REACHING: 0.1, MarkStyle.SLASH: 0.05}
    share, mark = float(chance.random()), None
    for style, part in odd.items():
        share -= part
        if share < 0:
            mark = style
            break
    intruded = chance.random() < 0.2
    return Habits(
        corrected=0.05,
        odd=0.01,
        digits=DigitHabits(beyond=0.08, struck=0.002),
        mark=mark,
        signature=SignatureStyle.INTRUDED if intruded else None,
    )


def measure(printed: Print, task: Task, bounds: Bounds) -> Tally:
    """Make one return and read it. Only a real form's dates know each other."""
    made = make_return(printed, task)
    pages: list[FilledPage] = []
    looks: list[SheetLook] = []
    tally = Tally()
    group = group_of(task.condition)
    filled = frozenset(
        at for at, place in enumerate(printed.layout.places) if printed.values.get(place.field) is not None
    )
    reference = issued_pages(printed.content, printed.layout, frozenset(range(1, printed.layout.pages + 1)))
    fields = {one.id: one for one in printed.definition.fields()}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheets{made.suffix}"
        path.write_bytes(made.content)
        marks = identify_sheets(str(path), 1, len(made.scans))
        with open_sheets(str(path)) as file:
            for scan, mark in zip(made.scans, marks, strict=True):
                assert scan.page is not None
                about = f"{task.form} {task.condition} seed {task.seed}"
                result = _identified(mark, scan.page)
                paper = fit = None
                if result is Result.RIGHT:
                    sheet = picture_of(file.sheet(mark.sheet, least=ENOUGH))
                    paper, fit = register(sheet, reference[scan.page.page], printed.layout, scan.page.page)
                tally.add(
                    group,
                    Figure.SHEETS,
                    result if paper is not None or result is Result.WRONG else Result.UNREAD,
                    about,
                )
                if paper is None or fit is None:
                    continue
                tally.errors.setdefault(group, []).append(worst_corner(paper, scan, printed.layout, fit.form_page))
                look = look_at(paper, fit, printed.layout, filled)
                count_page(tally, group, scan.page, look, fields, bounds, about)
                pages.append(scan.page)
                looks.append(look)
    if task.form in REAL:
        known = Known(printed.definition, printed.layout, None)
        against = PaperReturn(known, "0" * 64, printed.layout.language, printed.values, bounds)
        count_dates(tally, group, pages, looks, against, f"{task.form} {task.condition} seed {task.seed}")
    return tally


def _identified(mark: SheetMark, page: FilledPage) -> Result:
    codes = [code for text in mark.codes if (code := parse_page_payload(text)) is not None]
    if codes:
        right = all((code.number, code.page) == (page.number, page.page) for code in codes)
        return Result.RIGHT if right else Result.WRONG
    if not mark.numbers:
        return Result.UNREAD
    same = mark.numbers == (page.number,) and (mark.printed_page is None or mark.printed_page[0] == page.page)
    return Result.RIGHT if same else Result.WRONG


def worst_corner(paper: RegisteredSheet, scan: Scan, layout: Layout, form_page: int) -> float:
    """The largest distance between where a field's corner truly lies and where it was found, in mm on the paper."""
    boxes = [place.box for place in layout.places if place.box.page == form_page]
    corners = np.array(
        [(x, y) for box in boxes for x in (box.left, box.right) for y in (box.top, box.bottom)], dtype=np.float64
    )
    truth = scan.pixels(corners)
    height, width = scan.picture.shape[:2]
    # The sheet may have been decoded smaller than it came.
    shown = paper.sheet.picture.grey.shape
    found = (paper.warp(corners) + 0.5) * np.array([width / shown[1], height / shown[0]])
    along = np.linalg.norm(scan.pixels(corners + np.array([0, 1])) - truth, axis=1)
    across = np.linalg.norm(scan.pixels(corners + np.array([1, 0])) - truth, axis=1)
    off = np.linalg.norm((found - truth) / np.sqrt(along * across)[:, None], axis=1)
    return float(off.max() * 25.4 / 72)
