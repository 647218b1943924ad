"""What identifies the sheets of a file: a task for a worker process, given a run of sheets so that a stack goes to
several workers at once.

Sheets are decoded at about 100 dpi (JPEG data are shrunk while they are decoded), where page codes and corner marks are
found in a few milliseconds; only a sheet that looks like ours and shows no code is decoded again, finer.
"""

from __future__ import annotations

import importlib

import numpy as np
import pikepdf

from dokumentverk.engines.scan_blank import is_blank
from dokumentverk.engines.scan_codes import Code, codes_behind, find_codes, find_codes_closely
from dokumentverk.engines.scan_corners import find_corners, upright_turn
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sample import halved
from dokumentverk.engines.scan_sheet import ENOUGH, ROUGH, Sheet, SheetFile, SheetTrouble
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.model.scan import SheetFacts, SheetMark

_OCR = "dokumentverk.engines.scan_number"
"""Has ``read_number(upright, per_point)``, which gives (numbers, printed page or None). May be missing."""
_MOST = 2100
"""Pixels of the longer side at which codes are looked for first."""


def identify_sheets(path: str, first: int, last: int) -> tuple[SheetMark, ...]:
    """What identifies the sheets ``first`` to ``last`` (from 1, both counted) of the file at ``path``.

    A sheet that cannot be opened has a ``trouble``, and so has each when the file cannot be opened at all; the others
    are not touched by it.
    """
    numbers = range(first, last + 1)
    try:
        with open_sheets(path) as file:
            return tuple(_marked(file, number) for number in numbers)
    except pikepdf.PasswordError:
        return tuple(SheetMark(number, None, trouble="FILE_ENCRYPTED") for number in numbers)
    except SheetTrouble as trouble:
        return tuple(SheetMark(number, None, trouble=trouble.code) for number in numbers)


def _marked(file: SheetFile, number: int) -> SheetMark:
    facts: SheetFacts | None = None
    try:
        facts = file.facts(number)
        return identified(file.sheet(number, least=ROUGH), file)
    except SheetTrouble as trouble:
        return SheetMark(number, facts, trouble=trouble.code)
    except MemoryError:
        return SheetMark(number, facts, trouble="SHEET_TOO_LARGE")


def identified(sheet: Sheet, file: SheetFile) -> SheetMark:
    """``file`` is asked for the sheet once more, finer, only when that may help."""
    rough = _rough(sheet.grey)
    codes = find_codes(rough)
    corners = find_corners(rough)
    if not codes and not corners and is_blank(rough, rough.shape[1] / sheet.facts.size[0], codes_behind(rough)):
        return SheetMark(sheet.number, sheet.facts, blank=True)
    fine = None
    if not codes:
        fine = file.sheet(sheet.number, least=ENOUGH)
        codes = find_codes_closely(fine.grey)
    turn = upright_turn(corners)
    if turn is None:
        turn = _turn_of(codes)
    numbers: tuple[str, ...] = ()
    printed: tuple[int, int] | None = None
    if fine is not None and not codes:
        numbers, printed, turn = _printed_number(fine, turn)
    return SheetMark(
        sheet.number,
        sheet.facts,
        codes=tuple(code.text for code in codes),
        numbers=numbers,
        printed_page=printed,
        corners=tuple(sorted(corners)),
        turn=turn,
    )


def _printed_number(sheet: Sheet, turn: int | None) -> tuple[tuple[str, ...], tuple[int, int] | None, int | None]:
    """(numbers, printed page, turn) by OCR, where its libraries are here. Without corner marks the sheet's turn is
    tried: a page of ours stands upright or on its head on a sheet that is higher than wide."""
    try:
        read_number = importlib.import_module(_OCR).read_number
    except ImportError:
        return (), None, turn
    upright = sheet.grey.shape[0] >= sheet.grey.shape[1]
    for tried in (turn,) if turn is not None else (0, 180) if upright else (90, 270):
        turned = np.ascontiguousarray(np.rot90(sheet.grey, -tried // 90))
        numbers, printed = read_number(turned, min(sheet.per_point))
        if numbers:
            return numbers, printed, tried
    return (), None, turn


def _turn_of(codes: tuple[Code, ...]) -> int | None:
    turns = {upright_turn({0: code.quad}) for code in codes}
    return turns.pop() if len(turns) == 1 else None


def _rough(grey: Grey) -> Grey:
    while max(grey.shape) >= _MOST:
        grey = halved(grey)
    return grey
