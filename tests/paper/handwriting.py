"""Text by hand: handwriting fonts, made unsteady letter by letter, in the writer's slant and ink."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from PIL import Image, ImageDraw

from dokumentverk.model.layout import Box
from tests.paper.ink import Chance, Mask, Picture, lay, slow_noise
from tests.paper.material import font
from tests.paper.writers import Writer

SIGNATURE_FONT = "herr-von-muellerhoff"
LINE = 15.0
"""Points between the writing lines of the forms."""
_FINER = 2


def write_text(picture: Picture, dpi: float, box: Box, text: str, writer: Writer, chance: Chance) -> None:
    """From the top line of ``box`` on, broken where a line is full. What does not fit goes on below the box, as people
    do."""
    size = float(np.clip(11.5 * writer.size, 9.0, 14.0))
    single = box.bottom - box.top < 1.5 * LINE
    for number, line in enumerate(_lines(text, box.right - box.left - 6, size, writer.font)):
        base = (box.bottom - 4.0) if single else box.top + LINE * (number + 1) - 3
        at = (box.left + 3 + float(chance.uniform(0, 5)), base + number * LINE * single + float(chance.normal(0, 0.7)))
        _write_line(picture, dpi, at, line, size, writer.font, writer, chance)


def write_name(
    picture: Picture, dpi: float, box: Box, name: str, writer: Writer, chance: Chance, *, block: bool
) -> None:
    """A name in a signature box: in joined letters, or in block letters."""
    face = writer.font if block else SIGNATURE_FONT if writer.seed % 3 else writer.font
    text = name.upper() if block else name
    size = float(chance.uniform(0.5, 0.68 if block else 0.95)) * (box.bottom - box.top)
    wide = font(face, 100).getlength(text) * size / 100
    size *= min(1.0, (box.right - box.left) * 0.92 / max(1.0, wide))
    left = box.left + float(chance.uniform(4, 25))
    base = box.bottom - (box.bottom - box.top) * float(chance.uniform(0.22, 0.4))
    _write_line(picture, dpi, (left, base), text, size, face, writer, chance)


def _lines(text: str, width: float, size: float, face: str) -> Iterator[str]:
    measure = font(face, 100)
    for paragraph in text.splitlines():
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if line and measure.getlength(longer) * size / 100 > width:
                yield line
                line = word
            else:
                line = longer
        yield line


def _write_line(
    picture: Picture,
    dpi: float,
    at: tuple[float, float],
    text: str,
    size: float,
    face: str,
    writer: Writer,
    chance: Chance,
) -> None:
    """``at``: where the base line begins, in points."""
    mask, rise = _line_mask(text, size * dpi / 72, face, writer, chance)
    lay(
        picture,
        mask,
        round(at[0] * dpi / 72) - _margin(size * dpi / 72),
        round(at[1] * dpi / 72 - rise),
        writer.pen,
        chance,
    )


def _margin(pixels: float) -> int:
    return int(pixels)


def _line_mask(text: str, pixels: float, face: str, writer: Writer, chance: Chance) -> tuple[Mask, float]:
    """The line, and how far below the mask's top its base line runs, in pixels. Letters differ in height and size; the
    base line wanders."""
    em = max(8, round(pixels * _FINER))
    one = font(face, em)
    margin = _margin(pixels) * _FINER
    kerned = [one.getlength(text[: at + 1]) - one.getlength(letter) for at, letter in enumerate(text)]
    width, height = int(one.getlength(text)) + 2 * margin, 3 * em
    wander = slow_noise(chance, len(text) + 1, 2, every=3)
    canvas = Image.new("L", (width, height), 0)
    pen = ImageDraw.Draw(canvas)
    for at, letter in enumerate(text):
        if not letter.isspace():
            x = margin + kerned[at] + float(wander[at, 0]) * em * 0.03
            y = 2 * em + float(wander[at, 1]) * em * 0.045
            pen.text((x, y), letter, fill=255, font=one, anchor="ls")
    lean = writer.slant * 0.6
    slope = float(chance.normal(-0.004, 0.006))
    warp = np.array([[1, -lean, lean * 2 * em], [slope, 1, 0]], dtype=np.float64)
    leant = cv2.warpAffine(np.asarray(canvas), warp, (width, height))
    small = cv2.resize(leant, (width // _FINER, height // _FINER), interpolation=cv2.INTER_AREA)
    return np.asarray(small / 255, dtype=np.float32), 2 * em / _FINER
