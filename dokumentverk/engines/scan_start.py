"""The first guess of where a page lies on a sheet: from corner marks, else from its code, else from its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_codes import find_codes
from dokumentverk.engines.scan_warp import Points
from dokumentverk.model.layout import Box, Layout

if TYPE_CHECKING:
    from dokumentverk.engines.scan_register import SheetPicture


def first_frames(
    sheet: SheetPicture, level: int, corners: dict[int, Points], layout: Layout, form_page: int
) -> Iterator[NDArray[np.float64]]:
    """Homographies page → picture at ``level``, the most trusted first. A sheet with three marks gives one only."""
    boxes = [box for box in layout.markers if box.page == form_page]
    known = {mark: _quad(boxes[mark]) for mark in corners if mark < len(boxes)}
    if known:
        page = np.concatenate([known[mark] for mark in known])
        seen = np.concatenate([corners[mark] for mark in known])
        frame = _by_marks(page, seen, len(known), perspective=not sheet.measured)
        if frame is not None:
            yield frame
        if len(known) > 2:
            return
    picture = sheet.picture.level(level)
    codes = [box for box in layout.code_boxes if box.page == form_page]
    for code in find_codes(picture) if codes else ():
        frame = _similar(_quad(codes[0]), code.quad)
        if frame is not None:
            yield frame
    yield from _by_size(sheet, level, layout)


def _quad(box: Box) -> Points:
    return np.array([(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)])


def _by_marks(page: Points, seen: Points, count: int, *, perspective: bool) -> NDArray[np.float64] | None:
    """Four marks tell all; three tell a scanner's affine map, and a photo's homography; fewer only turn and scale."""
    if count == 4 or (count == 3 and perspective):
        frame: Any = cv2.findHomography(page, seen, 0)[0]  # None for points in a line, whatever its types say
        return None if frame is None else np.asarray(frame, np.float64)
    if count == 3:
        lifted = np.column_stack([page, np.ones(len(page))])
        solved, *_ = np.linalg.lstsq(lifted, seen, rcond=None)
        return np.vstack([solved.T, (0, 0, 1)])
    return _similar(page, seen)


def _similar(page: Points, seen: Points) -> NDArray[np.float64] | None:
    """Turn, one scale and shift, by least squares."""
    origin, target = page.mean(axis=0), seen.mean(axis=0)
    a, b = page - origin, seen - target
    size = float(np.sum(a**2))
    if size <= 0:
        return None
    cosine = float(np.sum(a * b)) / size
    sine = float(np.sum(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0])) / size
    turn = np.array([(cosine, -sine), (sine, cosine)])
    shift = target - turn @ origin
    return np.array([(*turn[0], shift[0]), (*turn[1], shift[1]), (0, 0, 1)])


def _by_size(sheet: SheetPicture, level: int, layout: Layout) -> Iterator[NDArray[np.float64]]:
    """The page in the middle of the sheet at its own size, in each of four turns."""
    height, width = sheet.picture.level(level).shape
    scale = 0.5**level * np.array(sheet.per_point)
    middle = np.array(layout.page_size) / 2
    for quarter in range(4):
        cosine, sine = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
        turn = np.array([(cosine, -sine), (sine, cosine)]) * scale[:, None]
        shift = np.array((width / 2 - 0.5, height / 2 - 0.5)) - turn @ middle
        yield np.array([(*turn[0], shift[0]), (*turn[1], shift[1]), (0, 0, 1)])
