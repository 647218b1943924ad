"""Whether a side of paper has nothing on it: the back of a form, as duplex scanners give it.

Ink is what is darker than the paper around it. Print on the other side shines through at 0.05 to 0.14 of the paper's
light, blurred by the paper; a ball-point pen gives 0.3 to 0.7, a hard pencil 0.2 and more. Shadows and folds are broad,
dust is small, punched holes are round and stand near an edge, and a scanner's streak is thin and runs through.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_warp import Points

INK = 0.17
"""Share of the paper's light that is missing."""
RIM = 0.025
"""Of the longer side, at each edge: shadows of the paper's edge and of the lid."""
SPECK = 9.0
"""Square points: pieces of ink smaller than this (1 mm²) do not count."""
ENOUGH = 36.0
"""Square points of ink in larger pieces that make a side not blank: a word written with a thin pen covers some 80."""

DARKER = 1.12
"""How much darker than a code of the other side ink must be: solid black is at most 1.09 as dark as a code is there."""
PEN = 0.27
"""A code this dark is taken for no measure of the other side: paper is not that thin."""

_HOLE = (11.0, 27.0)
"""Points across a punched hole: 5.5 to 8 mm, and what is left of one at the edge."""
_HOLE_WITHIN = 60.0
"""Points from the edge."""
_STREAK = 3.0
"""Points: what is thinner and longer than half a side is a streak or a fold."""
_PAPER = 9
"""Pixels at 50 dpi that the paper's own light is taken from: wider than any pen's stroke."""


def is_blank(grey: Grey, per_point: float, behind: Sequence[Points] = ()) -> bool:
    """``grey`` with ``per_point`` pixels per point; best about 100 dpi.

    ``behind``: corners of codes that shine through from the other side. They are among the darkest print there is, so
    what is hardly darker is the other side's as well: thin paper lets through 0.24 of solid black.
    """
    rim = round(RIM * max(grey.shape))
    inside = grey[rim:-rim, rim:-rim]
    if min(inside.shape) < 50:
        return False
    darkness = _darkness(inside)
    shining = [_darkest(darkness, quad - rim) for quad in behind]
    mask = (darkness > max([INK, *(DARKER * one for one in shining if one < PEN)])).astype(np.uint8)
    if not mask.any():
        return True
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    pieces = stats[1:count].astype(np.float64) / per_point
    pieces[:, cv2.CC_STAT_AREA] /= per_point
    size = (inside.shape[1] / per_point, inside.shape[0] / per_point)
    ink = pieces[:, cv2.CC_STAT_AREA]
    return float(ink[_counts(pieces, size)].sum()) < ENOUGH


def _darkest(darkness: NDArray[np.float32], quad: Points) -> float:
    """Of the modules of a code; 0 for one that lies in the rim."""
    (left, top), (right, bottom) = quad.min(axis=0).astype(int), quad.max(axis=0).astype(int)
    part = darkness[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    return float(part.max()) if part.size else 0.0


def _darkness(grey: Grey) -> NDArray[np.float32]:
    """0 to 1 of the paper's light, which is the brightest near every place, smoothed."""
    height, width = grey.shape
    half = cv2.resize(grey, (max(1, width // 2), max(1, height // 2)), interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(half, np.ones((_PAPER, _PAPER), np.uint8))
    paper = cv2.blur(paper, (2 * _PAPER + 1, 2 * _PAPER + 1))
    light = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)
    soft = cv2.GaussianBlur(grey, (3, 3), 0)
    share = cv2.divide(soft.astype(np.float32), np.maximum(light, 1).astype(np.float32))
    return (1.0 - share).astype(np.float32, copy=False)


def _counts(pieces: NDArray[np.float64], size: tuple[float, float]) -> NDArray[np.bool_]:
    """Which pieces (rows of OpenCV's statistics, in points) are ink: not dust, not punched holes, not streaks."""
    x, y, wide, high, area = pieces.T
    small, large = np.minimum(wide, high), np.maximum(wide, high)
    across, down = x + wide / 2, y + high / 2
    edge = np.minimum(np.minimum(across, size[0] - across), np.minimum(down, size[1] - down))
    hole = (small >= _HOLE[0]) & (large <= _HOLE[1]) & (area > 0.6 * wide * high) & (edge < _HOLE_WITHIN)
    streak = (small < _STREAK) & ((wide > size[0] / 2) | (high > size[1] / 2))
    counts: NDArray[np.bool_] = (area >= SPECK) & ~hole & ~streak
    return counts
