"""Ink on paper: strokes of a pen, drawn on the picture of a page.

A picture is height x width x 3, RGB, at ``dpi`` pixels per inch; strokes are in points from the page's top left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

Picture: TypeAlias = NDArray[np.uint8]
Mask: TypeAlias = NDArray[np.float32]
Points: TypeAlias = NDArray[np.float64]
Chance: TypeAlias = np.random.Generator

FINER = 3
"""Strokes are drawn so many times finer than the page, then averaged."""
GRAIN_SIDE = 512


@dataclass(frozen=True, slots=True)
class Pen:
    """``width`` in points. ``density``: how dark a full stroke is, 0 to 1. ``grain``: how unevenly the paper takes the
    ink: little from a gel pen, much from a pencil."""

    name: str
    colour: tuple[int, int, int]
    width: float
    density: float
    grain: float


BLUE = Pen("blue ballpoint", (32, 52, 148), 1.25, 0.93, 0.30)
BLACK = Pen("black ballpoint", (34, 34, 40), 1.2, 0.92, 0.28)
GEL = Pen("black gel", (14, 14, 18), 1.5, 0.98, 0.08)
FAINT_PENCIL = Pen("faint pencil", (92, 92, 98), 1.3, 0.58, 0.62)
PENCIL = Pen("pencil", (70, 70, 76), 1.4, 0.75, 0.5)
FELT = Pen("blue felt tip", (28, 48, 120), 2.4, 0.95, 0.06)
PENS = (BLUE, BLACK, GEL, FAINT_PENCIL, PENCIL, FELT)


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """The pen's way from touching the paper to leaving it. ``pressure``, one for each point, scales the width."""

    points: Points
    pressure: Points


def stroke(points: Sequence[tuple[float, float]] | Points, chance: Chance, *, tremble: float = 0.25) -> Stroke:
    """A smooth stroke through ``points``, with the unsteadiness of a hand: ``tremble`` points of it."""
    through = smooth(np.asarray(points, dtype=np.float64))
    count = len(through)
    shaken = through + tremble * slow_noise(chance, count, 2)
    pressure = 0.95 + 0.16 * slow_noise(chance, count, 1)[:, 0]
    lift = min(4, count // 3)
    if lift:
        pressure[-lift:] *= np.linspace(1.0, 0.55, lift)
        pressure[:lift] *= np.linspace(0.8, 1.0, lift)
    return Stroke(shaken, np.clip(pressure, 0.3, 1.35))


def smooth(points: Points, step: float = 1.2) -> Points:
    """Catmull-Rom through the points, about ``step`` points from one to the next."""
    if len(points) < 3:
        length = float(np.abs(np.diff(points, axis=0)).sum()) if len(points) == 2 else 0.0
        share = np.linspace(0.0, 1.0, max(2, int(length / step)))[:, None]
        return points[:1] * (1 - share) + points[-1:] * share
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces: list[Points] = []
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        count = max(2, int(float(np.hypot(*(end - start))) / step))
        t = np.linspace(0.0, 1.0, count, endpoint=False)[:, None]
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    return np.vstack([*pieces, points[-1:]])


def slow_noise(chance: Chance, count: int, columns: int, every: int = 6) -> Points:
    """About -1 to 1, drifting from one row to the next."""
    knots = chance.normal(0.0, 0.6, (count // every + 2, columns))
    at = np.arange(count) / every
    return np.stack([np.interp(at, np.arange(len(knots)), knots[:, column]) for column in range(columns)], axis=1)


def draw(picture: Picture, dpi: float, strokes: Sequence[Stroke], pen: Pen, chance: Chance) -> None:
    """Draw into ``picture``. What lies beyond its edge is lost."""
    if not strokes:
        return
    scale = dpi / 72
    every = np.vstack([one.points for one in strokes]) * scale
    reach = pen.width * scale + 2
    left, top = np.floor(every.min(axis=0) - reach).astype(int)
    right, bottom = np.ceil(every.max(axis=0) + reach).astype(int)
    fine = np.zeros(((bottom - top) * FINER, (right - left) * FINER), dtype=np.uint8)
    for one in strokes:
        at = np.round((one.points * scale - (left, top)) * FINER * 16).astype(int)
        widths = np.maximum(1, np.round(one.pressure * pen.width * scale * FINER)).astype(int)
        for start, end, width in zip(at[:-1].tolist(), at[1:].tolist(), widths[1:].tolist(), strict=True):
            cv2.line(fine, (start[0], start[1]), (end[0], end[1]), 255, width, cv2.LINE_AA, 4)
    mask = cv2.resize(fine, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    lay(picture, np.asarray(mask / 255, dtype=np.float32), left, top, pen, chance)


def lay(picture: Picture, mask: Mask, left: int, top: int, pen: Pen, chance: Chance) -> None:
    """Ink where ``mask`` (0 to 1) says, its corner at pixel (left, top); ink over print or ink darkens it."""
    height, width = picture.shape[:2]
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(width, left + mask.shape[1]), min(height, top + mask.shape[0])
    if x0 >= x1 or y0 >= y1:
        return
    part = mask[y0 - top : y1 - top, x0 - left : x1 - left]
    cover = pen.density * part * (1 - pen.grain * _grain(part.shape[0], part.shape[1], chance))
    colour = np.asarray(pen.colour, dtype=np.float32) / 255
    under = picture[y0:y1, x0:x1].astype(np.float32)
    inked = under * (1 - cover[..., None] * (1 - colour))
    picture[y0:y1, x0:x1] = as_picture(inked + 0.5)


def as_picture(values: object) -> Picture:
    """Numbers of about 0 to 255 as bytes."""
    return np.asarray(np.clip(np.asarray(values), 0, 255), dtype=np.uint8)


def _grain(height: int, width: int, chance: Chance) -> Mask:
    tile = _grain_tile()
    down, right = chance.integers(0, GRAIN_SIDE, 2)
    rows = (np.arange(height) + down) % GRAIN_SIDE
    columns = (np.arange(width) + right) % GRAIN_SIDE
    return np.asarray(tile[np.ix_(rows, columns)], dtype=np.float32)


@cache
def _grain_tile() -> Mask:
    """Paper's tooth (fine) and a pen's skipping (coarse), 0 to 1."""
    chance = np.random.default_rng(20261122)
    fine = cv2.GaussianBlur(chance.normal(0, 1, (GRAIN_SIDE, GRAIN_SIDE)), (0, 0), 0.9)
    coarse = cv2.GaussianBlur(chance.normal(0, 1, (GRAIN_SIDE, GRAIN_SIDE)), (0, 0), 6.0)
    mixed = 0.7 * fine / fine.std() + 0.6 * coarse / coarse.std()
    return np.asarray(np.clip(0.42 + 0.3 * mixed, 0, 1), dtype=np.float32)
