"""The number and the page that are printed on a sheet as text, for a sheet whose page code cannot be read.

Both stand at known places: the number left of the code and, for a page whose top is torn off or cut away, at the foot
beside «Side 1 av 2». Where corner marks tell how the page lies they are cut out there; otherwise (a Word form has no
marks, others may be torn off) lines of their size are looked for where a page that fills its sheet has them. A number
is thirteen symbols of a known alphabet in a known grouping: the network's beliefs are searched for the best such
number, not for the best text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_number_search import Found, search
from dokumentverk.engines.scan_page_search import page_in
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_tone import ink_of
from dokumentverk.engines.scan_warp import Points
from dokumentverk.engines.scan_words import HEIGHT, Recogniser, recogniser
from dokumentverk.model.layout import Box

Frame = NDArray[np.float64]
"""3 x 3: points of the page → pixels of the sheet's picture."""

MARKS = tuple(
    np.array([(left, top), (left + 22.68, top), (left + 22.68, top + 22.68), (left, top + 22.68)])
    for left, top in ((22.68, 22.68), (549.92, 22.68), (549.92, 796.54), (22.68, 796.54))
)
"""The corner marks of every page of ours, by id. This and the boxes below are ``render.geometry``'s, which laid out
every page that is out there: a sheet is nobody's until its number is read, so no kept layout can be asked."""
NUMBER = Box(1, 381.46, 62.36, 477.84, 73.70)
FOOT_NUMBER = Box(1, 396.85, 807.0, 493.23, 818.34)
FOOT = Box(1, 488.0, 808.5, 548.0, 821.5)

READINGS = ((0.0, 2.0), (1.2, 3.5))
"""Points that the number's box is grown by, down and across, for each of two readings."""
SURE = 0.97
"""Least belief in every symbol, in both readings, of a number that is taken to stand there whoever knows it."""
LIKE_A_NUMBER = 13.0
"""Most that a number may be less believed than the text that the network likes best (natural logarithm): one for each
symbol. Other print of that size reached 40 and more."""
LIKE_A_NUMBER_ANYWHERE = 8.0
"""The same of a line that was found by its size alone: a KID or an account may lie there."""
CANDIDATES = 8

_HEAD = (0.44, 0.015, 0.97, 0.15)
_FOOT = (0.44, 0.93, 0.97, 0.997)
_TAIL = (0.70, 0.93, 0.97, 0.997)
"""Parts of an upright sheet's width and height: left, top, right, bottom."""
_SEARCHED = 200 / 72
"""Pixels per point at which lines are looked for."""
_MOST_LINES = 4


@dataclass(frozen=True, slots=True)
class _Shape:
    """Of a line that is looked for, in points: its least and most width, its width against its height, the widest gap
    between its letters."""

    widths: tuple[float, float]
    slimness: tuple[float, float]
    gap: float


_NUMBER_LINE = _Shape((48.0, 115.0), (8.5, 21.0), 4.0)
_PAGE_LINE = _Shape((26.0, 72.0), (3.2, 12.0), 5.0)
_LINE_HEIGHT = (3.2, 12.0)
_ROWS = 1.1
"""Points: ink this near above or below belongs to the same line: an accent, a broken stroke."""
_FEWEST = 60
"""Pixels of ink in a line."""


@dataclass(frozen=True, slots=True)
class Printed:
    """``numbers``: one when it is sure what stands there; several, the likeliest first, when it is one of them."""

    numbers: tuple[str, ...]
    page: tuple[int, int] | None


def read_number(grey: Grey, corners: dict[int, Points], turn: int, per_point: float) -> Printed | None:
    """What is printed on a sheet that stands upright after ``turn`` degrees clockwise. ``corners``: its corner marks in
    pixels of ``grey``. None when no number is found, or without the recognition model."""
    reader = recogniser()
    if reader is None:
        return None
    frame = frame_of(corners)
    if frame is not None:
        numbers = _in_boxes(reader, grey, frame)
        if numbers:
            return Printed(numbers, page_in(reader, _cut(grey, frame, FOOT)))
    upright = np.ascontiguousarray(np.rot90(grey, -turn // 90))
    for part in (_HEAD, _FOOT):
        for slanted in _lines(upright, per_point, part, _NUMBER_LINE):
            readings = [search(reader, _cut_line(upright, slanted, *grown)) for grown in READINGS]
            numbers = _decided(readings, LIKE_A_NUMBER_ANYWHERE)
            if numbers:
                return Printed(numbers, _page_at_foot(reader, upright, per_point))
    return None


def _in_boxes(reader: Recogniser, grey: Grey, frame: Frame) -> tuple[str, ...]:
    """From the number's box beside the code; where that is not sure, from the one at the foot, or what both may be."""
    top: tuple[str, ...] = ()
    for box in (NUMBER, FOOT_NUMBER):
        found = _decided([search(reader, _cut(grey, frame, box, *grown)) for grown in READINGS], LIKE_A_NUMBER)
        if len(found) == 1:
            return found
        both = tuple(one for one in top if one in found)
        top = both or (*top, *found)
    return top


def frame_of(corners: dict[int, Points]) -> Frame | None:
    """From at least two corner marks."""
    known = [mark for mark in corners if mark < len(MARKS)]
    if len(known) < 2:
        return None
    page = np.concatenate([MARKS[mark] for mark in known])
    seen = np.concatenate([corners[mark] for mark in known])
    found: Any  # None for points in a line, whatever their types say
    if len(known) > 2:
        found = cv2.findHomography(page, seen, 0)[0]
    else:  # a homography from two marks is wild in the far half of the page
        found = cv2.estimateAffinePartial2D(page, seen)[0]
        found = None if found is None else np.vstack([found, (0, 0, 1)])
    return None if found is None else np.asarray(found, np.float64)


def _decided(readings: list[Found | None], most: float) -> tuple[str, ...]:
    """``most``: what a reading may lose."""
    found = [one for one in readings if one is not None and one.loss <= most]
    if not found:
        return ()
    if (
        len(found) == len(readings)
        and len({one.number for one in found}) == 1
        and min(one.least for one in found) >= SURE
    ):
        return (found[0].number,)
    by_loss = sorted(found, key=lambda one: one.loss)
    every = [number for rank in range(CANDIDATES) for one in by_loss for number in one.candidates[rank : rank + 1]]
    several = tuple(dict.fromkeys(every))[:CANDIDATES]
    return several if len(several) > 1 else ()


def _page_at_foot(reader: Recogniser, upright: Grey, per_point: float) -> tuple[int, int] | None:
    for line in _lines(upright, per_point, _TAIL, _PAGE_LINE):
        page = page_in(reader, _cut_line(upright, line, 0.8, 2.0))
        if page is not None:
            return page
    return None


def _cut(grey: Grey, frame: Frame, box: Box, down: float = 0.0, across: float = 0.0) -> Grey:
    """``box`` of the page, grown, as a straight picture ``HEIGHT`` pixels high."""
    high = box.bottom - box.top + 2 * down
    scale = HEIGHT / high
    wide = round((box.right - box.left + 2 * across) * scale)
    to_page = np.array([(1 / scale, 0, box.left - across), (0, 1 / scale, box.top - down), (0, 0, 1)])
    return _sampled(grey, frame @ to_page, (wide, HEIGHT))


def _sampled(grey: Grey, mapping: Frame, size: tuple[int, int]) -> Grey:
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    return np.asarray(cv2.warpPerspective(grey, mapping, size, flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of print: its middle, width and height, and its slope."""

    x: float
    y: float
    width: float
    height: float
    slope: float

    def moved(self, right: float, down: float) -> _Line:
        return replace(self, x=self.x + right, y=self.y + down)

    def scaled(self, by: float) -> _Line:
        return _Line(self.x * by, self.y * by, self.width * by, self.height * by, self.slope)


def _lines(upright: Grey, per_point: float, part: tuple[float, ...], shape: _Shape) -> Iterator[_Line]:
    """Lines of print of a size in a part of a sheet, those at its right edge first: there both stand."""
    height, width = upright.shape
    left, top, right, bottom = (round(at * side) for at, side in zip(part, (width, height) * 2, strict=True))
    scale = _SEARCHED / per_point
    window = cv2.resize(upright[top:bottom, left:right], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = (ink_of(np.asarray(window, np.uint8)) > 0.25).astype(np.uint8)
    near = np.ones((round(_ROWS * _SEARCHED), round(shape.gap * _SEARCHED)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(ink, near), connectivity=8)
    found = []
    for at, (x, y, wide, high, _) in enumerate(stats.tolist()):
        if at == 0 or wide < shape.widths[0] * _SEARCHED or high > wide:
            continue
        down, across = np.nonzero(ink[y : y + high, x : x + wide] & (labels[y : y + high, x : x + wide] == at))
        line = _line_of((x + across) / _SEARCHED, (y + down) / _SEARCHED, shape)
        if line is not None:
            found.append(line.moved(left / per_point, top / per_point).scaled(per_point))
    found.sort(key=lambda one: -(one.x + one.width / 2))
    yield from found[:_MOST_LINES]


def _line_of(across: NDArray[np.float64], down: NDArray[np.float64], shape: _Shape) -> _Line | None:
    """Points of ink as a line, in points, when they have its shape."""
    if len(across) < _FEWEST:
        return None
    wide, high = float(np.ptp(across)), float(np.ptp(down))
    if not shape.widths[0] <= wide <= shape.widths[1] or high > 0.5 * wide:
        return None
    slope, offset = np.polyfit(across, down, 1)
    off = down - (slope * across + offset)
    lowest, highest = np.percentile(off, (3, 97))
    thick = float(highest - lowest)
    slim = shape.slimness[0] <= wide / max(thick, 0.1) <= shape.slimness[1]
    if not slim or not _LINE_HEIGHT[0] <= thick <= _LINE_HEIGHT[1]:
        return None
    x = float(across.min()) + wide / 2
    return _Line(x, float(slope * x + offset + (lowest + highest) / 2), wide, thick, float(slope))


def _cut_line(upright: Grey, line: _Line, down: float, across: float) -> Grey:
    """The line straightened; its letters fill nearly half of the height, as they do in the number's own box."""
    high = line.height * 2.1 * (1 + down / 8)
    scale = HEIGHT / high
    wide = round((line.width + across * line.height / 2) * scale)
    step = 1 / scale
    mapping = np.array(
        [
            (step, 0, line.x - step * wide / 2),
            (step * line.slope, step, line.y - line.slope * step * wide / 2 - high / 2),
            (0, 0, 1),
        ]
    )
    return _sampled(upright, mapping, (wide, HEIGHT))
