"""Streaks that a scanner's feeder draws: dust on the glass makes one thin straight line along the whole sheet.

Once the sheet is straightened, a streak leans as the sheet lay askew. It is told from print and pen by its length: it
is there in nearly every stretch of the sheet, on one straight line.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_tone import Ink, Mask, above

STRETCHES = 24
"""Pieces that the sheet is cut into along the feed."""
IN_STRETCH = 0.85
"""Share of a stretch's rows in which the line must show."""
ALONG = 0.7
"""Share of the stretches in which it must."""
PALE = 0.10
LEAN = 0.07
"""Pixels sideways for each pixel along: 4 degrees."""
_LEANS = 57
_THIN = 6
"""Pixels: wider is no streak. One more is odd: OpenCV opens by an even number of pixels one to the side."""
_HALF = 2
"""Pixels to each side of its middle that are taken away."""
_BEND = 8
"""Pixels that it may lie beside its straight line."""
_PIECE = 32
"""Rows that are cleaned at a time."""
_BARE, _SHOWN = 0.25, 0.5
"""Shares of the rows: without print, and of these with the streak."""
_NEARER = 0.03
"""What a pixel nearer to the line is worth, as a share of the rows."""
_AS_GOOD = 0.02


def without_streaks(seen: Ink, issued: Ink) -> Ink:
    """``seen`` with its streaks made paper. The same array when there are none."""
    dark, printed = above(seen, PALE), above(issued, PALE)
    down = _lines(dark, printed)
    across = _lines(np.ascontiguousarray(dark.T), np.ascontiguousarray(printed.T))
    if not down and not across:
        return seen
    clean = seen.copy()
    free = (1 - cv2.dilate(printed, np.ones((3, 3), np.uint8))).astype(np.uint8, copy=False)
    for line in down:
        _wipe(clean, free, line)
    for line in across:
        _wipe(clean.T, free.T, line)
    return clean


def _lines(dark: Mask, printed: Mask) -> list[tuple[float, float]]:
    """(column at the top, columns per row) of every streak that runs down the picture."""
    broad = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _THIN + 1), np.uint8)).astype(np.uint8, copy=False)
    near = cv2.dilate(printed, np.ones((1, 7), np.uint8)).astype(np.uint8, copy=False)
    free = 1 - near
    rows = dark.shape[0] // STRETCHES
    reach = int(np.ceil(LEAN * rows / 2)) + 1
    wide = cv2.dilate(dark & (1 - broad) & free, np.ones((1, 2 * reach + 1), np.uint8)).astype(np.uint8, copy=False)
    there = _in_stretches(wide, rows) >= IN_STRETCH * np.maximum(_in_stretches(free, rows), 0.35)
    if there.mean(axis=0).max() == 0:
        return []
    return _straight(there, rows)


def _in_stretches(mask: Mask, rows: int) -> NDArray[np.float32]:
    """STRETCHES x width: the share of ones in ``rows`` rows each."""
    whole = mask[: rows * STRETCHES] * np.uint8(255)
    size = (mask.shape[1], STRETCHES)
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), np.float32) / np.float32(255)


def _straight(there: NDArray[np.bool_], rows: int) -> list[tuple[float, float]]:
    width = there.shape[1]
    middles = (np.arange(STRETCHES) + 0.5) * rows
    found: list[tuple[float, float, float]] = []
    for lean in (-LEAN + 2 * LEAN * step / (_LEANS - 1) for step in range(_LEANS)):
        shifts = np.round(lean * middles).astype(int)
        total = np.zeros(width)
        for stretch, shift in zip(there, shifts, strict=True):
            total[max(0, -shift) : width - max(0, shift)] += stretch[max(0, shift) : width - max(0, -shift)]
        share = total / STRETCHES
        for column in np.flatnonzero(share >= ALONG):
            found.append((float(share[column]), float(column), lean))
    lines: list[tuple[float, float]] = []
    middle = float(middles.mean())
    while found:
        # A streak is seen wherever the strip that is looked at holds it: it lies in the middle of those places.
        best = max(found)
        near = [one for one in found if abs(one[1] + one[2] * middle - best[1] - best[2] * middle) <= 4 * _THIN]
        equal = [one for one in near if one[0] > best[0] - _AS_GOOD]
        lines.append((float(np.mean([one[1] for one in equal])), float(np.mean([one[2] for one in equal]))))
        found = [one for one in found if one not in near]
    return lines


def _wipe(ink: Ink, free: Mask, line: tuple[float, float]) -> None:
    """What is dark in most rows near the line and no print, piece by piece, so that a little bend of it goes along. Of
    two such places the one nearer to the line: a stroke of the pen may stand beside it."""
    column, lean = line
    height, width = ink.shape
    for top in range(0, height, _PIECE):
        bottom = min(height, top + _PIECE)
        middle = column + lean * (top + bottom) / 2
        left, right = int(max(0, middle - _BEND)), int(min(width, middle + _BEND + 1))
        if right - left < 3:
            continue
        bare = free[top:bottom, left:right]
        rows = bare.sum(axis=0)
        shown = ((ink[top:bottom, left:right] >= PALE) & (bare == 1)).sum(axis=0) / np.maximum(rows, 1)
        shown[rows < _BARE * (bottom - top)] = 0
        if shown.max() >= _SHOWN:
            at = left + int(np.argmax(shown - _NEARER * np.abs(np.arange(left, right) - middle)))
            ink[top:bottom, max(0, at - _HALF) : at + _HALF + 1] = 0.0
