"""What identifies the sheets of a file: a task for a worker process, given a run of sheets so that a stack goes to
several workers at once.

Sheets are decoded at about 100 dpi (JPEG data are shrunk while they are decoded), where page codes and corner marks are
found in a few milliseconds; only a sheet that is not blank and shows no code is decoded again, finer, and its printed
number read (0.1 to 0.3 s).
"""

from __future__ import annotations

import pikepdf

from dokumentverk.engines.scan_blank import is_blank
from dokumentverk.engines.scan_codes import Code, codes_behind, find_codes, find_codes_closely
from dokumentverk.engines.scan_corners import find_corners, upright_turn
from dokumentverk.engines.scan_number import Printed, read_number
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sample import halved
from dokumentverk.engines.scan_sheet import ENOUGH, ROUGH, Sheet, SheetFile, SheetTrouble
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_warp import Points
from dokumentverk.model.scan import SheetFacts, SheetMark

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
        cut = file.is_cut_off and trouble.code == "SHEET_BROKEN"
        return SheetMark(number, facts, trouble="SHEET_CUT_OFF" if cut else trouble.code)
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
    printed = Printed((), None)
    if fine is not None and not codes:
        scale = fine.grey.shape[0] / rough.shape[0]
        printed, turn = _printed(fine, {mark: (quad + 0.5) * scale - 0.5 for mark, quad in corners.items()}, turn)
    return SheetMark(
        sheet.number,
        sheet.facts,
        codes=tuple(code.text for code in codes),
        numbers=printed.numbers,
        printed_page=printed.page,
        corners=tuple(sorted(corners)),
        turn=turn,
    )


def _printed(sheet: Sheet, corners: dict[int, Points], turn: int | None) -> tuple[Printed, int | None]:
    """What is printed, and the turn. Without corner marks two are tried: a page of ours stands upright or on its head
    on a sheet that is higher than wide."""
    upright = sheet.grey.shape[0] >= sheet.grey.shape[1]
    for tried in (turn,) if turn is not None else (0, 180) if upright else (90, 270):
        printed = read_number(sheet.grey, corners, tried, min(sheet.per_point))
        if printed is not None:
            return printed, tried
    return Printed((), None), turn


def _turn_of(codes: tuple[Code, ...]) -> int | None:
    turns = {upright_turn({0: code.quad}) for code in codes}
    return turns.pop() if len(turns) == 1 else None


def _rough(grey: Grey) -> Grey:
    while max(grey.shape) >= _MOST:
        grey = halved(grey)
    return grey
