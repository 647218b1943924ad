"""Combs on paper: printed, written in, and pictured as scanners, copiers, faxes and telephones do.

Each is drawn by itself, not as a page, so that a hundred thousand cells take a minute or two; the fault that
registration leaves is part of it. A ``Strip`` fulfils ``scan_paper.Paper``, so the cells are cut out by the very code
that reads returns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.training.shapes import Chance, Digits, Hand, Mask, Writing, shape, sized, writing
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sample import halved
from dokumentverk.model.layout import Box, Place, WidgetKind
from dokumentverk.model.scan import BLANK_CLASS, JUNK_CLASS

Picture: TypeAlias = NDArray[np.float32]
"""0 black to 255 white."""

FINE: Final = 4.5
"""Pixels per point while drawing: 324 dpi."""
_FINER: Final = 1.5
"""As ``scan_sample``: how many pixels of the sheet may fall on one that is asked for."""
_AROUND: Final = 9.0
"""Points of paper drawn around the comb."""
_CELL: Final = (14.26, 18.43)
"""Points: a house cell."""


class Condition(StrEnum):
    GREY_300 = "grey 300 dpi"
    GREY_200 = "grey 200 dpi"
    GREY_150 = "grey 150 dpi"
    LOW_JPEG = "low JPEG quality"
    BILEVEL_300 = "bilevel 300 dpi"
    BILEVEL_200 = "bilevel 200 dpi"
    COPY = "copy of a copy"
    FAX = "fax"
    PHONE = "telephone"


_SHARES: Final = {
    Condition.GREY_300: 0.16, Condition.GREY_200: 0.25, Condition.GREY_150: 0.16, Condition.LOW_JPEG: 0.13,
    Condition.BILEVEL_300: 0.04, Condition.BILEVEL_200: 0.05, Condition.COPY: 0.09, Condition.FAX: 0.04,
    Condition.PHONE: 0.08,
}  # fmt: skip
"""Most of what black and white, fax and copies get wrong is a faint pen of which nothing is left: enough of them to
learn that, not more, for nobody can learn to read them."""
_DPI: Final = {
    Condition.GREY_300: 300, Condition.GREY_200: 200, Condition.GREY_150: 150, Condition.LOW_JPEG: 200,
    Condition.BILEVEL_300: 300, Condition.BILEVEL_200: 200, Condition.COPY: 200, Condition.FAX: 200,
    Condition.PHONE: 190,
}  # fmt: skip


def condition(chance: Chance) -> Condition:
    names = tuple(_SHARES)
    return names[int(chance.choice(len(names), p=tuple(_SHARES.values())))]


@dataclass(frozen=True, slots=True, eq=False)
class Strip:
    """A comb on a sheet of its own, ``paper`` at ``resolution`` pixels per point."""

    paper: Grey
    blank: Grey
    resolution: float
    bilevel: bool
    place: Place

    def seen(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        paper, resolution = self.paper, self.resolution
        while resolution >= _FINER * scale:
            paper = halved(paper)
            resolution /= 2
        step = resolution / scale
        left, top = ((edge - margin + 0.5 / scale) * resolution - 0.5 for edge in (box.left, box.top))
        matrix = np.array([[step, 0, left], [0, step, top]])
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        seen = cv2.warpAffine(paper, matrix, _size(box, scale, margin), flags=flags, borderValue=(255,))
        return seen.astype(np.uint8, copy=False)

    def issued(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        left, top = (round((edge - margin) * FINE) for edge in (box.left, box.top))
        width, height = ((right + 2 * margin) * FINE for right in (box.right - box.left, box.bottom - box.top))
        part = self.blank[top : top + round(height), left : left + round(width)]
        return sized(part, *_size(box, scale, margin))

    def received(self, box: Box) -> Box:
        return box


def _size(box: Box, scale: float, margin: float) -> tuple[int, int]:
    return round((box.right - box.left + 2 * margin) * scale), round((box.bottom - box.top + 2 * margin) * scale)


@cache
def _blank(cells: int, breaks: tuple[int, ...], strong: bool) -> Grey:  # noqa: FBT001
    """The printed comb as ``house.typ`` draws it, at ``FINE``; ``strong``: in black, as programs elsewhere do."""
    wide, tall = (round((length + 2 * _AROUND) * FINE) for length in (cells * _CELL[0], _CELL[1]))
    ink = np.full((tall, wide), 255, np.uint8)
    edge, inner = (0, 0) if strong else (114, 188)
    left, top = _AROUND * FINE, _AROUND * FINE
    right, bottom = left + cells * _CELL[0] * FINE, top + _CELL[1] * FINE
    for number in range(1, cells):
        x = left + number * _CELL[0] * FINE
        _line(ink, x, top, x, bottom, edge if number in breaks else inner)
    for x in (left, right):
        _line(ink, x, top, x, bottom, edge)
    for y in (top, bottom):
        _line(ink, left, y, right, y, edge)
    return ink


def _line(picture: Grey, left: float, top: float, right: float, bottom: float, grey: int) -> None:
    thick = 0.3 * FINE
    picture[round(top - thick) : round(bottom + thick), round(left - thick) : round(right + thick)] = grey


def comb_strip(
    labels: Sequence[int], shot: Condition, pool: Digits, chance: Chance, style: Writing | None = None
) -> Strip:
    """A comb in which one writer put ``labels``, seen as ``shot``."""
    style = style or writing(chance)
    cells = len(labels)
    place = Place("comb", "comb", WidgetKind.COMB, _comb_box(cells), cells=cells)
    breaks = {8: (2, 4), 11: (6,)}.get(cells, ())
    blank = _blank(cells, breaks, bool(chance.random() < 0.1))
    if style.hand is Hand.PRINT and chance.random() < 0.5:  # as issued: our own digits are in the reference too
        printed = _written(labels, style, pool, chance, blank.shape)
        blank = np.minimum(blank, (255 - 0.92 * printed.astype(np.float32)).astype(np.uint8))
        page = blank.astype(np.float32)
    else:
        ink = _written(labels, style, pool, chance, blank.shape).astype(np.float32) / np.float32(255)
        page = _inked(_printed(blank, chance), ink, chance)
    page = _dirtied(page, chance)
    return _pictured(page, blank, shot, place, chance)


def _comb_box(cells: int) -> Box:
    return Box(1, _AROUND, _AROUND, _AROUND + cells * _CELL[0], _AROUND + _CELL[1])


def _written(labels: Sequence[int], style: Writing, pool: Digits, chance: Chance, size: tuple[int, ...]) -> Mask:
    """All that the writer put in the comb: a mask of the drawing."""
    canvas = np.zeros(size[:2], np.uint8)
    printed = style.hand is Hand.PRINT
    tall = 0.4 if printed else float(np.clip(chance.normal(0.66, 0.13), 0.36, 1.0))
    side, drop = chance.normal(0.0, 0.05, 2)
    careless = 0.0 if printed else float(chance.choice((0.03, 0.12, 0.4), p=(0.4, 0.4, 0.2)))
    for cell, label in enumerate(labels):
        mask = shape(label, style, pool, chance)
        if mask is None:
            continue
        beyond = chance.random() < careless
        wanted = _CELL[1] * FINE * tall * (1.0 if printed else float(chance.normal(1.0, 0.08)))
        reach = 0.92
        if beyond:  # large, out of its cell, over the lines and into the neighbours
            wanted = _CELL[1] * FINE * float(chance.uniform(0.7, 1.1))
            reach = float(chance.uniform(0.95, 1.4))
        scale = min(wanted / mask.shape[0], reach * _CELL[0] * FINE / mask.shape[1])
        if label == JUNK_CLASS and chance.random() < 0.4:
            scale *= float(chance.uniform(1.0, 1.3))
        mask = sized(mask, max(1, round(mask.shape[1] * scale)), max(1, round(mask.shape[0] * scale)))
        height, width = mask.shape
        spread = 0.01 if printed else 0.14 if beyond else 0.05
        x = (_AROUND + (cell + 0.5 + side + chance.normal(0, spread)) * _CELL[0]) * FINE - width / 2
        y = (_AROUND + (0.5 + drop + chance.normal(0, spread)) * _CELL[1]) * FINE - height / 2
        left, top = (int(np.clip(at, 0, most)) for at, most in ((x, size[1] - width), (y, size[0] - height)))
        spot = canvas[top : top + height, left : left + width]
        np.maximum(spot, mask[: spot.shape[0], : spot.shape[1]], out=spot)
    return canvas


def _printed(blank: Grey, chance: Chance) -> Picture:
    """Printers print the grey lines darker or fainter."""
    return 255 - (255 - blank.astype(np.float32)) * float(np.clip(chance.normal(1.0, 0.3), 0.3, 1.7))


def _inked(page: Picture, ink: Picture, chance: Chance) -> Picture:
    """Pen or pencil, more or less even."""
    dark = float(chance.uniform(0.25, 0.6) if chance.random() < 0.22 else chance.uniform(0.6, 0.97))
    grain = float(chance.uniform(0.0, 0.5)) * (1.3 - dark)
    size = int(chance.integers(2, 7))  # of a pencil's grain or a pen's skipping, in pixels
    coarse = chance.random((ink.shape[0] // size + 1, ink.shape[1] // size + 1), np.float32)
    texture = cv2.resize(coarse, (ink.shape[1], ink.shape[0]), interpolation=cv2.INTER_LINEAR)
    return _floats(np.clip(page, 0, 255) * (1 - dark * ink * (1 - 2 * grain * texture)))


def _floats(values: NDArray[Any]) -> Picture:
    return values.astype(np.float32, copy=False)


def _dirtied(page: Picture, chance: Chance) -> Picture:
    """Print that shines through, specks, streaks of the scanner's glass, stains, strokes from boxes around."""
    height, width = page.shape
    if chance.random() < 0.12:
        behind = np.full((height, width), 255, np.uint8)
        for row in range(int(chance.integers(1, 3))):
            at = (int(chance.integers(-100, 60)), int(chance.integers(20, height)) + row * 60)
            cv2.putText(behind, "mnhaliter gsom sor du vpk", at, cv2.FONT_HERSHEY_SIMPLEX, 2.0, 0, 5)
        faint = cv2.GaussianBlur(cv2.flip(behind, 1), (0, 0), 4).astype(np.float32)
        page -= (255 - faint) * float(chance.uniform(0.04, 0.16))
    if chance.random() < 0.15:
        for _ in range(int(chance.integers(1, 12))):
            at = (int(chance.integers(width)), int(chance.integers(height)))
            cv2.circle(page, at, int(chance.integers(1, 6)), float(chance.uniform(20, 180)), -1, cv2.LINE_AA)
    if chance.random() < 0.12:
        x = int(chance.integers(width))
        thick = int(chance.integers(1, 5))
        cv2.line(page, (x, 0), (x + int(chance.integers(-4, 5)), height), float(chance.uniform(30, 200)), thick)
    if chance.random() < 0.05:
        centre = (int(chance.integers(width)), int(chance.integers(height)))
        stain = np.zeros((height, width), np.float32)
        cv2.circle(stain, centre, int(chance.integers(30, 150)), 1.0, -1)
        page *= 1 - float(chance.uniform(0.05, 0.3)) * cv2.blur(stain, (15, 15))
    if chance.random() < 0.08:  # a neighbour's stroke
        upper = chance.random() < 0.5
        start, end = ((int(chance.integers(width)), int(y)) for y in ((0, 70) if upper else (height, height - 70)))
        cv2.line(page, start, end, float(chance.uniform(30, 120)), int(chance.integers(4, 9)), cv2.LINE_AA)
    return np.clip(page, 0, 255)


def _pictured(page: Picture, blank: Grey, shot: Condition, place: Place, chance: Chance) -> Strip:
    dpi = _DPI[shot]
    resolution = dpi / 72
    sheet = _sampled(page, resolution, chance)
    sheet = _lit(sheet, shot, chance)
    match shot:
        case Condition.BILEVEL_300 | Condition.BILEVEL_200:
            picture = _bilevel(sheet, chance)
        case Condition.FAX:
            picture = _faxed(sheet, chance)
        case Condition.COPY:
            picture = _copied(sheet, chance)
        case _:
            picture = _through_jpeg(sheet, shot, chance)
    return Strip(
        picture, blank, resolution, shot in (Condition.BILEVEL_300, Condition.BILEVEL_200, Condition.FAX), place
    )


def _sampled(page: Picture, resolution: float, chance: Chance) -> Picture:
    """The sheet at its own resolution, with what registration left: shift, turn and stretch."""
    ratio = FINE / resolution
    soft = cv2.GaussianBlur(page, (0, 0), 0.35 * ratio)
    shift = chance.normal(0.0, 0.35, 2) if chance.random() < 0.8 else chance.uniform(-1.7, 1.7, 2)
    turn, stretch = float(chance.normal(0, 0.0025)), float(chance.normal(1, 0.0012))
    size = (round(page.shape[1] / ratio), round(page.shape[0] / ratio))
    matrix = np.array(
        [
            [ratio * stretch, -turn * ratio, ratio / 2 - 0.5 + shift[0] * FINE],
            [turn * ratio, ratio * stretch, ratio / 2 - 0.5 + shift[1] * FINE - turn * page.shape[1] / 2],
        ]
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return _floats(cv2.warpAffine(soft, matrix, size, flags=flags, borderValue=(255.0,)))


def _lit(sheet: Picture, shot: Condition, chance: Chance) -> Picture:
    """Paper that is not white, light that is not even, blur and noise of the sensor."""
    phone = shot is Condition.PHONE
    white = float(chance.uniform(130, 240) if phone else chance.uniform(222, 255))
    fall = float(chance.normal(0, 0.25 if phone else 0.03))
    ramp = 1 + fall * np.linspace(-0.5, 0.5, sheet.shape[1], dtype=np.float32)
    black = float(chance.uniform(0, 40))
    blur = float(chance.uniform(0.5, 1.3) if phone else chance.uniform(0.2, 0.75))
    sheet = _floats(black + cv2.GaussianBlur(sheet, (0, 0), blur) * ((white - black) / 255) * ramp[None, :])
    noise = chance.standard_normal(sheet.shape, np.float32) * float(chance.uniform(0.5, 7 if phone else 4))
    return np.clip(sheet + noise, 0, 255)


def _through_jpeg(sheet: Picture, shot: Condition, chance: Chance) -> Grey:
    quality = int(chance.integers(12, 32) if shot is Condition.LOW_JPEG else chance.integers(45, 96))
    _, packed = cv2.imencode(".jpg", sheet.astype(np.uint8), (cv2.IMWRITE_JPEG_QUALITY, quality))
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


def _bilevel(sheet: Picture, chance: Chance) -> Grey:
    threshold = float(chance.uniform(0.42, 0.8)) * float(np.percentile(sheet, 90))
    return ((sheet > threshold) * np.uint8(255)).astype(np.uint8)


def _faxed(sheet: Picture, chance: Chance) -> Grey:
    """204 x 98 or 204 x 196 dpi, black and white, with the line's noise."""
    height, width = sheet.shape
    rows = round(height * (0.5 if chance.random() < 0.45 else 1.0))
    sent = _bilevel(_floats(cv2.resize(sheet, (width, rows), interpolation=cv2.INTER_AREA)), chance)
    wrong = chance.random(sent.shape, np.float32) < float(chance.uniform(0.0, 0.006))
    sent[wrong] = 255 - sent[wrong]
    if chance.random() < 0.15:
        row = int(chance.integers(1, rows))
        sent[row] = sent[row - 1]
    return cv2.resize(sent, (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8, copy=False)


def _copied(sheet: Picture, chance: Chance) -> Grey:
    """Two generations: harder, fatter or thinner each time, with dust."""
    for _ in range(2):
        level = float(np.percentile(sheet, 90))
        hard = (sheet - level * float(chance.uniform(0.45, 0.72))) * float(chance.uniform(1.5, 4.0)) + 128
        sheet = _floats(cv2.GaussianBlur(np.clip(hard, 0, 255), (0, 0), float(chance.uniform(0.5, 0.9))))
        dust = chance.random(sheet.shape, np.float32) < float(chance.uniform(0.0, 0.0015))
        sheet[dust] = float(chance.uniform(0, 120))
    return _through_jpeg(sheet, Condition.COPY, chance)


def mixed_labels(chance: Chance) -> list[int]:
    """What stands in a comb: mostly digits, often nothing, now and then something else."""
    cells = (8, 11, 8, 11, 4, 9)[int(chance.integers(6))]
    kind = chance.random()
    if kind < 0.12:
        return [BLANK_CLASS] * cells
    shares = (0.85, 0.07, 0.08) if kind < 0.9 else (0.3, 0.4, 0.3)
    labels: list[int] = []
    for what in chance.choice(3, cells, p=shares):
        labels.append((int(chance.integers(10)), BLANK_CLASS, JUNK_CLASS)[int(what)])
    return labels
