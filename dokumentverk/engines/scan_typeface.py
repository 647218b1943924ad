"""Whether a line on paper looks as the text that was read of it looks in the forms' own typeface.

Programs that fill our PDF set answers in the face and size that the form's fields name (``render.pdf_fields``), without
kerning. So the text can be drawn again and laid on the paper, word by word. Handwriting never fits, however neat, nor
does a missing word or type that was struck out. Of 93 typed lines 82 reached 0.9 and all but nine 0.8; of the neatest
handwriting, which both engines read right, one line of 14 reached 0.7 and none 0.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from dokumentverk import shipped
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_tone import Ink

FONT: Final = "SourceSans3-Regular.ttf"
SIZE: Final = 10.0
"""Points: ``render.pdf_fields.FONT_SIZE``."""
_STRETCH: Final = (0.95, 1.06)
"""How wide a line may be against the drawn one: printers and scanners change a page by less, once it is registered."""
_PEN: Final = 4
"""Pixels left of the first letter in the drawn line."""
_DARK: Final = 0.45
_SOFT: Final = 1.3
"""Pixels at 300 dpi by which print and scanner blur a letter's edge."""
_ROOM: Final = 8
"""Pixels that a word may lie beside where it is drawn, to each side; up and down twice that."""
_WORST: Final = 0.25
"""By how much the least like word may be less like than all together."""
_BEYOND: Final = 5
"""Pixels around the drawn letters beyond which ink is not theirs."""
_MOST_BEYOND: Final = 0.12
"""Share of such ink in a word: what was written over it has more."""
_STROKE: Final = 9.0
"""Points: a level stroke as long as that runs through a word; no letter has one."""


@dataclass(frozen=True, slots=True)
class _Word:
    letters: int
    likeness: float
    beyond: float


def likeness(line: Grey, text: str, scale: float) -> float:
    """0 to 1. ``line`` at ``scale`` pixels per point, with a little paper around the text."""
    ink = _ink(line)
    columns = np.flatnonzero((ink > _DARK).any(axis=0))
    first, _ = _drawn(text, SIZE * scale)
    drawn = np.flatnonzero((first > _DARK).any(axis=0))
    if len(columns) < 2 or len(drawn) < 2:
        return 0.0
    stretch = float(np.ptp(columns)) / float(np.ptp(drawn))
    if not _STRETCH[0] <= stretch <= _STRETCH[1] or _is_struck(ink, scale):
        return 0.0
    words = list(_words(ink, text, SIZE * scale * stretch, int(columns[0])))
    letters = sum(word.letters for word in words)
    if letters == 0 or max(word.beyond for word in words) > _MOST_BEYOND:
        return 0.0
    mean = sum(word.likeness * word.letters for word in words) / letters
    return max(0.0, min(mean, min(word.likeness for word in words) + _WORST))


def _words(ink: Ink, text: str, pixels: float, left: int) -> Iterator[_Word]:
    drawn, at = _drawn(text, pixels)
    soft = cv2.GaussianBlur(drawn, (0, 0), _SOFT).astype(np.float32)
    shift = left - int(np.flatnonzero((drawn > _DARK).any(axis=0))[0])
    above, beside = 3 * _ROOM, 2 * _ROOM
    around = np.pad(ink, ((above, above), (beside, beside)))
    start = 0
    for word in text.split(" "):
        first, last = max(0, int(at[start]) - 2), int(at[start + len(word)]) + 3
        start += len(word) + 1
        part = soft[:, first:last]
        rows = np.flatnonzero(part.max(axis=1, initial=0.0) > 0.1)
        if not len(rows):
            continue
        letters = np.ascontiguousarray(part[rows[0] : rows[-1] + 1])
        across = max(0, first + shift + beside - _ROOM)
        window = around[:, across : across + letters.shape[1] + 2 * _ROOM]
        if window.shape[0] < letters.shape[0] or window.shape[1] < letters.shape[1]:
            yield _Word(len(word), 0.0, 0.0)
            continue
        score = cv2.matchTemplate(window, letters, cv2.TM_CCOEFF_NORMED)
        _, best, _, (x, y) = cv2.minMaxLoc(score)
        seen = window[y : y + letters.shape[0], x : x + letters.shape[1]]
        yield _Word(len(word), float(best), _beyond(seen, letters))


def _beyond(seen: NDArray[np.float32], letters: NDArray[np.float32]) -> float:
    theirs = cv2.dilate((letters > 0.15).astype(np.uint8), np.ones((_BEYOND, _BEYOND), np.uint8))
    dark = seen > _DARK
    return float((dark & (theirs == 0)).sum()) / max(1.0, float(dark.sum()))


def _is_struck(ink: Ink, scale: float) -> bool:
    dark = (ink > _DARK).astype(np.uint8)
    return bool(cv2.erode(dark, np.ones((1, round(_STROKE * scale)), np.uint8)).any())


def _ink(line: Grey) -> Ink:
    paper, black = (float(level) for level in np.percentile(line, (90, 1)))
    ink: Ink = np.clip((paper - line.astype(np.float32)) / max(paper - black, 20.0), 0.0, 1.0).astype(np.float32)
    return ink


def _drawn(text: str, pixels: float) -> tuple[NDArray[np.float32], list[float]]:
    """The text 0 to 1 on 0, and where each letter begins, and the last ends."""
    font = _font(round(pixels * 4) / 4)
    at = [float(_PEN)]
    for letter in text:
        at.append(at[-1] + font.getlength(letter))
    picture = Image.new("L", (int(at[-1]) + 2 * _PEN, int(pixels * 1.6)))
    pen = ImageDraw.Draw(picture)
    for letter, left in zip(text, at, strict=False):
        if not letter.isspace():
            pen.text((left, pixels * 1.1), letter, fill=255, font=font, anchor="ls")
    return np.asarray(picture, np.float32) / np.float32(255), at


@lru_cache(maxsize=32)
def _font(pixels: float) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(shipped.fonts() / FONT), pixels, layout_engine=ImageFont.Layout.BASIC)
