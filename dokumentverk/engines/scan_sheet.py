"""One sheet as a grey picture, and what every kind of file must be able to say of its sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.model.scan import SheetFacts, Tone

MOST_BYTES = 300_000_000
"""Of a decoded picture, as its header declares it: A4 at 1,200 dpi in grey, A3 at 600 dpi in colour. More is refused
before it is decoded."""
LARGEST_SIDE = 65_000
"""Pixels; JPEG ends at 65,535."""

ENOUGH = 200 / 72
"""Pixels per point: no reader samples finer. A JPEG with at least twice as many is shrunk while it is decoded."""
ROUGH = 100 / 72
"""Pixels per point that page codes, corner marks and blank backs need."""

A4 = (595.28, 841.89)
_SMALLEST, _LARGEST = 250.0, 1300.0
"""Points of the longer side of a sheet of paper: A6 has 420, A3 1191. What a camera writes as dpi (72) is not believed:
its pictures would be 1.4 m long."""


class SheetTrouble(Exception):
    """This sheet cannot be had. ``code`` is SHEET_BROKEN, SHEET_CUT_OFF or SHEET_TOO_LARGE."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Sheet:
    """``grey`` as a viewer shows the sheet, turns of the file and the camera already done. ``per_point``: its pixels
    per point of ``facts.size``, across and down. ``bilevel``: the ink has edges without greys, however it is stored."""

    number: int
    facts: SheetFacts
    grey: Grey
    per_point: tuple[float, float]
    bilevel: bool


class SheetFile(Protocol):
    """An open file of sheets; numbers from 1."""

    @property
    def count(self) -> int: ...

    @property
    def is_cut_off(self) -> bool:
        """Whether the file ends too early: a sheet of it that cannot be opened is missing, not broken."""

    def sheet(self, number: int, *, least: float) -> Sheet:
        """Decoded to at least ``least`` pixels per point where the picture has so many. Raises SheetTrouble."""

    def facts(self, number: int) -> SheetFacts:
        """From the file's headers, nothing decoded. Raises SheetTrouble."""

    def close(self) -> None: ...


def refuse_bombs(width: int, height: int, channels: int = 1) -> None:
    """Raises SheetTrouble for a picture that is declared too large to decode, or to have no pixels."""
    if width < 1 or height < 1:
        raise SheetTrouble("SHEET_BROKEN")
    if max(width, height) > LARGEST_SIDE or width * height * channels > MOST_BYTES:
        raise SheetTrouble("SHEET_TOO_LARGE")


def paper_size(width: int, height: int, dpi: tuple[float, float] | None) -> tuple[tuple[float, float], float | None]:
    """(size in points, dpi that is believed): of a picture ``width`` x ``height`` pixels as displayed whose file says
    ``dpi`` across and down. Without a believable one the picture fills an A4."""
    if dpi is not None and min(dpi) > 0:
        size = (width * 72 / dpi[0], height * 72 / dpi[1])
        if _SMALLEST <= max(size) <= _LARGEST:
            return (round(size[0], 2), round(size[1], 2)), round(min(dpi), 1)
    short, long = A4
    wide, high = (short, long) if height >= width else (long, short)
    fit = min(wide / width, high / height)
    return (round(width * fit, 2), round(height * fit, 2)), None


def sheet_of(number: int, facts: SheetFacts, grey: Grey) -> Sheet:
    """``grey`` as displayed. A picture with oblong pixels (fax: 204 x 98 dpi) gets square ones, finer never coarser."""
    across, down = grey.shape[1] / facts.size[0], grey.shape[0] / facts.size[1]
    if max(across, down) > 1.2 * min(across, down):
        import cv2  # not before a picture is there: files are surveyed without it

        finer = max(across, down)
        target = (round(facts.size[0] * finer), round(facts.size[1] * finer))
        grey = cv2.resize(grey, target, interpolation=cv2.INTER_LINEAR).astype(np.uint8, copy=False)
        across, down = grey.shape[1] / facts.size[0], grey.shape[0] / facts.size[1]
    bilevel = facts.tone is Tone.BILEVEL or has_no_greys(grey)
    return Sheet(number, facts, grey, (across, down), bilevel)


def has_no_greys(grey: Grey) -> bool:
    """Whether nearly all pixels that are not white are black: a bilevel picture stored as grey or by JPEG."""
    sample = grey[::7, ::3]
    dark = np.count_nonzero(sample < 64)
    between = np.count_nonzero((sample >= 64) & (sample < 224))
    return bool(dark > 200 and between < 0.05 * dark)


def shrink_for(per_point: float, least: float) -> int:
    """1, 2, 4 or 8: how many times smaller a JPEG may be decoded and still have ``least`` pixels per point."""
    factor = 1
    while factor < 8 and per_point / (2 * factor) >= 0.97 * least:
        factor *= 2
    return factor
