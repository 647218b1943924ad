"""How dirty a sheet is where nobody writes: how dark a stroke must be before it is a pen's.

A sheet is looked at in windows as large as a tick box. Where many of them hold what would pass for a mark, a copier's
drum, a stain or dirty rollers put it there, and they put it into the boxes as well.
"""

from __future__ import annotations

from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_tone import SCALE, Ink, Mask, above
from dokumentverk.model.layout import Box

WINDOW = 17
"""Pixels at ``SCALE``: 8 points, the inside of a tick box."""
EDGE = 20.0
"""Points along the sheet's edges that are not looked at: shadows of the lid, punched holes."""
BESIDE = 6.0
"""Points around a box in which people still write."""
PRINTED = 0.12
FILLED = 0.045
DENSE = 0.15
"""Shares of a window: what would pass for a stroke in a tick box, and what nearly all strokes cover there."""
MANY = 0.03
MANY_DENSE = 0.009
"""Shares of the windows: of 54 clean sheets of even seeds, with writers whose marks reach far out of their boxes, none
showed more than 0.020 and 0.006."""
SOLID = 0.9
"""Share of a window that no dirt covers: a punched hole, or the black that a scanner shows beside a torn edge. Neither
it nor what lies around it tells of the rest of the sheet."""
LEVELS = (0.16, 0.26, 0.36, 0.46)
"""Least darkness of a pen's ink that is tried: on a clean sheet, and where ever darker dirt lies."""
HOPELESS = 2.0
"""No ink is so dark: on such a sheet no stroke is told from dirt."""


def pen_level(seen: Ink, issued: Ink, boxes: Iterable[Box]) -> float:
    """The first of ``LEVELS`` at which the sheet looks clean outside its print and its ``boxes``; ``HOPELESS`` when it
    does at none. Both pictures at ``SCALE``."""
    bare = _free(issued, boxes)
    for level in LEVELS:
        windows = _windows(above(seen, level))
        shares = windows[bare & ~_beside_solid(windows)]
        if shares.size == 0:
            return level
        if float((shares >= FILLED).mean()) < MANY and float((shares >= DENSE).mean()) < MANY_DENSE:
            return level
    return HOPELESS


def _beside_solid(windows: NDArray[np.float32]) -> NDArray[np.bool_]:
    solid: Mask = (windows >= SOLID).astype(np.uint8)
    return np.asarray(cv2.dilate(solid, np.ones((5, 5), np.uint8)) == 1, np.bool_)


def _free(issued: Ink, boxes: Iterable[Box]) -> NDArray[np.bool_]:
    """Windows without print, and none in their neighbours."""
    printed: Mask = (_windows(above(issued, PRINTED)) > 0).astype(np.uint8)
    for box in boxes:
        edges = (box.top - BESIDE, box.bottom + BESIDE, box.left - BESIDE, box.right + BESIDE)
        top, bottom, left, right = (max(0.0, edge * SCALE / WINDOW) for edge in edges)
        printed[int(top) : int(bottom) + 1, int(left) : int(right) + 1] = 1
    near = cv2.dilate(printed, np.ones((3, 3), np.uint8))
    rim = int(np.ceil(EDGE * SCALE / WINDOW))
    free = np.zeros(near.shape, np.bool_)
    free[rim:-rim, rim:-rim] = near[rim:-rim, rim:-rim] == 0
    return free


def _windows(mask: Mask) -> NDArray[np.float32]:
    """The share of ones in every window."""
    rows, columns = (side // WINDOW for side in mask.shape)
    cut = mask[: rows * WINDOW, : columns * WINDOW].astype(np.float32)
    return np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA), np.float32)
