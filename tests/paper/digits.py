"""Digits by hand in the cells of a comb.

Most are real ones from MNIST. These are American: a 1 with an up-stroke and a 7 with a bar, as Europeans write them,
are drawn as strokes.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from dokumentverk.model.layout import Box
from tests.paper.ink import Chance, Mask, Picture, Stroke, draw, lay, stroke
from tests.paper.material import of_digit
from tests.paper.writers import Writer

STROKED = "?"
"""What stands for a cell whose digit was struck out."""
_FINER = 6
_LEAST_RISE = 0.6
"""Height of a 1's up-stroke for its width, at least: one that lies flatter on its stem is a 7 to anybody."""
_MNIST_TALL = 20
"""MNIST digits are 20 pixels tall or wide within their 28."""


@dataclass(frozen=True, slots=True)
class DigitHabits:
    """Shares of digits, 0 to 1. ``beyond`` reach out of their cell or touch its borders, ``struck`` are crossed out and
    written once more beside."""

    beyond: float = 0.08
    struck: float = 0.0


def write_comb(
    picture: Picture, dpi: float, box: Box, cells: int, text: str, writer: Writer, chance: Chance, habits: DigitHabits
) -> str:
    """Write ``text``, a digit or a blank for each cell from the left. Gives back what stands in the cells, a struck one
    as ``?``."""
    step = (box.right - box.left) / cells
    standing: list[str] = []
    for at in range(cells):
        character = text[at] if at < len(text) else " "
        cell = Box(box.page, box.left + at * step, box.top, box.left + (at + 1) * step, box.bottom)
        if not character.isdigit():
            standing.append(" ")
            continue
        if chance.random() < habits.struck:
            _strike(picture, dpi, cell, int(character), writer, chance)
            standing.append(STROKED)
            continue
        write_digit(picture, dpi, cell, int(character), writer, chance, beyond=bool(chance.random() < habits.beyond))
        standing.append(character)
    return "".join(standing)


def write_digit(
    picture: Picture, dpi: float, cell: Box, digit: int, writer: Writer, chance: Chance, *, beyond: bool = False
) -> None:
    width, height = cell.right - cell.left, cell.bottom - cell.top
    tall = float(np.clip(chance.normal(0.64, 0.06) * writer.size, 0.4, 0.85)) * height
    spread = 0.06
    if beyond:
        tall = float(chance.uniform(0.75, 1.05)) * height
        spread = 0.15
    x = (cell.left + cell.right) / 2 + float(chance.normal(0, spread)) * width
    y = (cell.top + cell.bottom) / 2 + float(chance.normal(0.01, spread * 0.8)) * height
    strokes = _by_strokes(digit, x, y, tall, writer, chance)
    if strokes:
        draw(picture, dpi, strokes, writer.pen, chance)
        return
    mask = _from_mnist(digit, tall * dpi / 72, dpi, writer, chance)
    left = round(x * dpi / 72 - mask.shape[1] / 2)
    top = round(y * dpi / 72 - mask.shape[0] / 2)
    lay(picture, mask, left, top, writer.pen, chance)


def _from_mnist(digit: int, tall: float, dpi: float, writer: Writer, chance: Chance) -> Mask:
    """``tall`` pixels high; MNIST's broad strokes pared down to about the width of the writer's pen."""
    images = of_digit("t10k" if writer.held_out else "train", digit)
    image = images[int(chance.integers(len(images)))].astype(np.float32) / 255
    large = cv2.GaussianBlur(
        cv2.resize(image, None, fx=_FINER, fy=_FINER, interpolation=cv2.INTER_CUBIC), (0, 0), _FINER * 0.4
    )
    depth = cv2.distanceTransform((large > 0.45).astype(np.uint8), cv2.DIST_L2, 5)
    ridge = depth[(depth >= cv2.dilate(depth, np.ones((5, 5), np.uint8)) - 0.5) & (depth > 1)]
    factor = tall / (_MNIST_TALL * _FINER)
    wanted = writer.pen.width * (0.9 + 0.5 * writer.thin) * dpi / 72 / 2 / factor
    pared = float(np.clip(np.median(ridge) - wanted, 0, 0.85 * np.percentile(ridge, 12))) if ridge.size else 0.0
    soft = max(0.8, 0.35 / factor)
    sharp = np.clip((depth - pared) / (2 * soft) + 0.25, 0, 1) * (depth > 0)
    leaning = float(chance.normal(0, 0.05)) - writer.slant * 0.3
    side = large.shape[0] * factor
    warp = np.array([[factor, factor * leaning, -side * leaning / 2 + 2], [0, factor, 2]], dtype=np.float64)
    size = int(np.ceil(side)) + 4
    blurred = cv2.GaussianBlur(sharp.astype(np.float32), (0, 0), max(0.3, 0.35 / factor))
    return np.asarray(cv2.warpAffine(blurred, warp, (size, size)), dtype=np.float32)


def _by_strokes(digit: int, x: float, y: float, tall: float, writer: Writer, chance: Chance) -> tuple[Stroke, ...]:
    half = tall / 2
    tremble = writer.tremble * 0.35
    vary = chance.normal(0, 0.06, 12) * tall

    def at(right: float, down: float, which: int) -> tuple[float, float]:
        lean = -down * half * writer.slant * 0.6
        return x + right * half + lean + float(vary[which]), y + down * half + float(vary[which + 1])

    if digit == 1 and writer.european:
        foot = (stroke([at(-0.3, 1.0, 6), at(0.45, 1.0, 8)], chance, tremble=tremble),) if writer.seed % 7 < 2 else ()
        rise = float(chance.uniform(-0.55, 0.05))
        top, (left, low) = at(0.1, -1.0, 2), at(-0.62, rise, 0)
        up = stroke([(left, max(low, top[1] + _LEAST_RISE * (top[0] - left))), top], chance, tremble=tremble)
        down = stroke([top, at(0.08, 0.0, 10), at(0.06, 1.0, 4)], chance, tremble=tremble)
        return up, down, *foot
    if digit == 7 and writer.crossed:
        edge = [at(-0.6, -0.9, 0), at(0.0, -0.95, 2), at(0.6, -0.95, 4)]
        leg = [at(0.6, -0.95, 4), at(0.2, -0.1, 6), at(-0.15, 1.0, 8)]
        bar = [at(-0.3, 0.05, 2), at(0.55, -0.02, 6)]
        return tuple(stroke(one, chance, tremble=tremble) for one in (edge, leg, bar))
    return ()


def _strike(picture: Picture, dpi: float, cell: Box, digit: int, writer: Writer, chance: Chance) -> None:
    """A wrong digit, crossed out, and the right one small above or below."""
    wrong = (digit + int(chance.integers(1, 10))) % 10
    write_digit(picture, dpi, cell, wrong, writer, chance)
    x, y = (cell.left + cell.right) / 2, (cell.top + cell.bottom) / 2
    r = (cell.right - cell.left) * 0.45
    lines = [
        stroke([(x - r, y + r * lean), (x + r, y - r * lean)], chance, tremble=writer.tremble)
        for lean in chance.uniform(-0.2, 0.9, int(chance.integers(1, 4)))
    ]
    draw(picture, dpi, lines, writer.pen, chance)
    height = cell.bottom - cell.top
    shift = height * (0.85 if chance.random() < 0.5 else -0.85)
    small = Box(cell.page, cell.left, cell.top + shift + height * 0.15, cell.right, cell.bottom + shift - height * 0.15)
    write_digit(picture, dpi, small, digit, writer, chance)
