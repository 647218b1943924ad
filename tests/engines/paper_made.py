"""A sheet that lies exactly on its page, for the readers of single boxes: drawn in a millisecond, no file, no warp."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.model.layout import Box, Place, WidgetKind
from tests.paper.ink import BLUE, Pen, Stroke, draw

DPI = 200
SIZE = (220.0, 300.0)
"""Points: A6."""
_PER_POINT = DPI / 72


def place(box: Box, kind: WidgetKind = WidgetKind.CHECK) -> Place:
    return Place(name="felt", field="felt", kind=kind, box=box)


def tick_box(left: float = 90.0, top: float = 90.0) -> Box:
    return Box(1, left, top, left + 13.0, top + 13.0)


def _white() -> Grey:
    return np.full((round(SIZE[1] * _PER_POINT), round(SIZE[0] * _PER_POINT)), 250, np.uint8)


@dataclass(slots=True)
class FlatPaper:
    """Fulfils ``scan_paper.Paper``. Print goes on both pictures, the pen on the sheet alone."""

    resolution: float = _PER_POINT
    bilevel: bool = False
    sheet: Grey = field(default_factory=_white)
    page: Grey = field(default_factory=_white)

    def seen(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        return _part(self.sheet, box, scale, margin)

    def issued(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        return _part(self.page, box, scale, margin)

    def received(self, box: Box) -> Box:
        return Box(7, box.left + 1, box.top + 2, box.right + 1, box.bottom + 2)

    def frame(self, box: Box, *, shift: float = 0.0, pixels: int = 2) -> None:
        """A printed rim; on the sheet it lies ``shift`` points to the right and below."""
        for picture, by in ((self.page, 0.0), (self.sheet, shift)):
            ends = [_pixel(box.left + by, box.top + by), _pixel(box.right + by, box.bottom + by)]
            cv2.rectangle(picture, ends[0], ends[1], 90, pixels)

    def print_text(self, at: tuple[float, float], text: str, *, size: float = 1.0, sheet: bool = True) -> None:
        """``sheet`` False: the issued page has it, the sheet does not."""
        for picture in (self.page, self.sheet) if sheet else (self.page,):
            cv2.putText(picture, text, _pixel(*at), cv2.FONT_HERSHEY_SIMPLEX, size, 20, 2, cv2.LINE_AA)

    def pen(self, strokes: Sequence[Stroke], pen: Pen = BLUE, seed: int = 1) -> None:
        colour = np.repeat(self.sheet[..., None], 3, axis=2)
        draw(colour, DPI, strokes, pen, np.random.default_rng(seed))
        self.sheet = np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), np.uint8)

    def line(self, start: tuple[float, float], end: tuple[float, float], *, width: float = 1.0, grey: int = 40) -> None:
        """Straight, on the sheet alone."""
        thick = max(1, round(width * _PER_POINT))
        cv2.line(self.sheet, _pixel(*start), _pixel(*end), grey, thick, cv2.LINE_AA)

    def blot(self, box: Box, grey: int) -> None:
        """On the sheet, darker only."""
        top, bottom, left, right = (round(at * _PER_POINT) for at in (box.top, box.bottom, box.left, box.right))
        part = self.sheet[top:bottom, left:right]
        np.minimum(part, grey, out=part)

    def ink(self, boxes: Sequence[Box] = ()) -> PageInk:
        return PageInk(self, 1, SIZE, boxes)


def _pixel(x: float, y: float) -> tuple[int, int]:
    return round(x * _PER_POINT), round(y * _PER_POINT)


def _part(picture: Grey, box: Box, scale: float, margin: float) -> Grey:
    top, left = box.top - margin, box.left - margin
    width = round((box.right - box.left + 2 * margin) * scale)
    height = round((box.bottom - box.top + 2 * margin) * scale)
    shrink = scale / _PER_POINT
    move = np.array([(shrink, 0, -left * scale), (0, shrink, -top * scale)], np.float64)
    smooth = cv2.GaussianBlur(picture, (0, 0), 0.5 / shrink)
    return np.asarray(cv2.warpAffine(smooth, move, (width, height), borderValue=255), np.uint8)
