"""Corner marks found on a sheet: the four ArUco marks of ``aruco``, which name the corner they stand in.

What OpenCV does (4.10 to 5.0, ``cv2.aruco`` in both): ``ArucoDetector`` tries an adaptive threshold of several window
sizes over the whole picture (10 ms at 100 dpi with its defaults, 3.5 ms with one size). Marks lie near the corners of a
sheet whichever way it is turned, so four windows are looked through first (1 ms). A printed mark of 8 mm has cells of 5
pixels at 100 dpi; below 4 pixels it is seldom found.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_warp import Points

MARKS = 4
_WINDOW = (0.30, 0.22)
"""Of the sheet's width and height, at each corner: marks stand 8 mm from the edges, skewed or shrunk a little more."""
_THRESHOLD = 23
"""Pixels of the adaptive threshold: about four cells at 100 dpi."""


@cache
def _detector() -> Any:
    parameters = cv2.aruco.DetectorParameters()
    parameters.adaptiveThreshWinSizeMin = _THRESHOLD
    parameters.adaptiveThreshWinSizeMax = _THRESHOLD
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    parameters.cornerRefinementWinSize = 3
    parameters.minMarkerPerimeterRate = 0.02
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    dictionary.bytesList = dictionary.bytesList[:MARKS]
    return cv2.aruco.ArucoDetector(dictionary, parameters)


def find_corners(grey: Grey) -> dict[int, Points]:
    """Mark → its four corners in pixels, clockwise from the mark's own top left. ``grey`` at about 100 dpi.

    A mark seen twice (two sheets in one picture) is none. Where the four windows lack one, the whole sheet is looked
    through."""
    height, width = grey.shape
    wide, high = round(width * _WINDOW[0]), round(height * _WINDOW[1])
    seen: list[tuple[int, Points]] = []
    for left in (0, width - wide):
        for top in (0, height - high):
            seen += _in_window(grey, left, top, wide, high)
    if len({mark for mark, _ in seen}) < MARKS:
        seen += _in_window(grey, 0, 0, width, height)
    return _each_once(seen)


def upright_turn(corners: dict[int, Points]) -> int | None:
    """Degrees clockwise (0, 90, 180, 270) that bring the sheet upright: each mark knows its own top edge. None without
    marks, or when they disagree."""
    turns = set()
    for quad in corners.values():
        across = quad[1] - quad[0] + quad[2] - quad[3]
        angle = np.degrees(np.arctan2(across[1], across[0]))
        turns.add(int(-round(float(angle) / 90) * 90) % 360)
    return turns.pop() if len(turns) == 1 else None


def _in_window(grey: Grey, left: int, top: int, width: int, height: int) -> list[tuple[int, Points]]:
    window = np.ascontiguousarray(grey[top : top + height, left : left + width])
    if min(window.shape) < 24:
        return []
    quads, ids, _ = _detector().detectMarkers(window)
    if ids is None:
        return []
    shift = np.array((left, top), np.float64)
    return [(int(mark), _quad(quad) + shift) for mark, quad in zip(ids.ravel(), quads, strict=True)]


def _quad(quad: NDArray[np.float32]) -> Points:
    return quad.reshape(4, 2).astype(np.float64)


def _each_once(seen: list[tuple[int, Points]]) -> dict[int, Points]:
    found: dict[int, list[Points]] = {}
    for mark, quad in seen:
        others = found.setdefault(mark, [])
        side = float(np.hypot(*(quad[1] - quad[0])))
        if not any(float(np.hypot(*(quad - other).mean(axis=0))) < side for other in others):
            others.append(quad)
    return {mark: quads[0] for mark, quads in found.items() if len(quads) == 1}
