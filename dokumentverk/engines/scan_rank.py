"""Which blanks a sheet without a code may be a page of: a look at where their print lies, 3 mm to a pixel, before the
few that are likely are laid on it. Runs in a worker process.

Laying a sheet on the pages of one blank takes 0.6 s, a look at those of 50 takes 0.04 s, and 0.4 s the first time, when
they are drawn.
"""

from __future__ import annotations

import cv2
import numpy as np
import pikepdf
import pypdfium2
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sheet import ROUGH, SheetTrouble
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_tone import ink_of

_SIZE = (70, 99)
"""Pixels of an A4, across and down."""
_SHIFT = (6, 8)
"""Pixels by which a page may lie off: 18 and 24 mm."""
_MOST_KNOWN = 256

Look = NDArray[np.float32]
_KNOWN: dict[str, tuple[Look, ...]] = {}
"""The pages of each blank by its digest, while the worker lives."""


def likeness(path: str, sheets: tuple[int, ...], blanks: tuple[tuple[str, bytes], ...]) -> tuple[float, ...]:
    """For each of ``blanks`` (SHA-256, PDF) how much ``sheets`` look like its pages, at most 1. A sheet that cannot be
    opened tells nothing; a blank that cannot is like none."""
    found = np.zeros(len(blanks))
    try:
        with open_sheets(path) as file:
            for number in sheets:
                try:
                    looks = _turned(file.sheet(number, least=ROUGH).grey)
                except (SheetTrouble, MemoryError):
                    continue
                found += [_best(looks, _pages(*blank)) for blank in blanks]
    except (SheetTrouble, pikepdf.PasswordError):
        return tuple(0.0 for _ in blanks)
    return tuple((found / max(1, len(sheets))).tolist())


def _pages(digest: str, content: bytes) -> tuple[Look, ...]:
    if digest not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[digest] = _drawn(content)
    return _KNOWN[digest]


def _drawn(content: bytes) -> tuple[Look, ...]:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        return ()
    try:
        pictures = [page.render(scale=1.0, grayscale=True, may_draw_forms=False).to_numpy() for page in document]
    except pypdfium2.PdfiumError:
        return ()
    finally:
        document.close()
    return tuple(_look(1.0 - one.reshape(one.shape[:2]).astype(np.float32) / 255.0) for one in pictures)


def _turned(grey: Grey) -> tuple[Look, ...]:
    """Upright and on its head: a page of ours and a sheet are both looked at higher than wide."""
    look = _look(ink_of(grey))
    return look, np.ascontiguousarray(look[::-1, ::-1])


def _look(ink: NDArray[np.float32]) -> Look:
    upright = np.ascontiguousarray(np.rot90(ink)) if ink.shape[1] > ink.shape[0] else ink
    small = cv2.resize(upright, _SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.GaussianBlur(small, (3, 3), 0), np.float32)


def _best(looks: tuple[Look, ...], pages: tuple[Look, ...]) -> float:
    return max((_like(one, page) for one in looks for page in pages), default=0.0)


def _like(sheet: Look, page: Look) -> float:
    across, down = _SHIFT
    inner = page[down:-down, across:-across]
    if float(inner.std()) == 0.0:
        return 0.0
    return float(cv2.matchTemplate(sheet, np.ascontiguousarray(inner), cv2.TM_CCOEFF_NORMED).max())
