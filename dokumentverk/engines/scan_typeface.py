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
_PEN: Final = 4
"""Pixels left of the first letter in the drawn line."""
_DARK: Final = 0.45
_SOFT: Final = 1.3
"""Pixels at 300 dpi by which print and scanner blur a letter's edge."""
_ROOM: Final = 8
"""Pixels that a word may lie beside where the line puts it; once the page is registered, size and slope are known."""
_WORST: Final = 0.25
"""By how much the least like word may be less like than all together."""
_BEYOND: Final = 5
"""Pixels around the drawn letters beyond which ink is not theirs."""
_MOST_BEYOND: Final = 0.6
"""Square points of such ink, without specks: a letter that was not read has more, and so has a stroke of a pen."""
_SPECK: Final = 0.25
_STROKE: Final = 9.0
"""Points: a level stroke as long as that runs through a word; no letter has one."""


def likeness(line: Grey, text: str, scale: float) -> float:
    """0 to 1. ``line`` at ``scale`` pixels per point, with a little paper around the text."""
    ink = _ink(line)
    drawn, at = _drawn(text, SIZE * scale)
    if not drawn.any() or drawn.shape[1] > ink.shape[1] + 4 * _ROOM or _is_struck(ink, scale):
        return 0.0
    edge = 4 * _ROOM
    around = np.pad(ink, edge)
    soft = cv2.GaussianBlur(drawn, (0, 0), _SOFT).astype(np.float32)
    words = list(_words(around, soft, text, at))
    letters = sum(len(word.text) for word in words)
    if not letters or _beyond(around, words, scale) > _MOST_BEYOND:
        return 0.0
    mean = sum(word.likeness * len(word.text) for word in words) / letters
    return max(0.0, min(mean, min(word.likeness for word in words) + _WORST))


@dataclass(frozen=True, slots=True)
class _Word:
    """``x`` and ``y``: where its drawn ``letters`` lie best."""

    text: str
    letters: NDArray[np.float32]
    x: int
    y: int
    likeness: float


def _words(around: Ink, soft: NDArray[np.float32], text: str, at: list[float]) -> Iterator[_Word]:
    """The whole line is laid on the paper first, then each word near by."""
    rows = np.flatnonzero(soft.max(axis=1) > 0.1)
    line = np.ascontiguousarray(soft[rows[0] : rows[-1] + 1])
    if line.shape[0] > around.shape[0] or line.shape[1] > around.shape[1]:
        return
    left, top, _ = _laid(around, line)
    start = 0
    for word in text.split(" "):
        first, last = max(0, int(at[start]) - 2), int(at[start + len(word)]) + 3
        start += len(word) + 1
        own = np.flatnonzero(line[:, first:last].max(axis=1, initial=0.0) > 0.1)
        if not len(own):
            continue
        letters = np.ascontiguousarray(line[own[0] : own[-1] + 1, first:last])
        x, y = max(0, left + first - _ROOM), max(0, top + int(own[0]) - _ROOM)
        window = around[y : y + letters.shape[0] + 2 * _ROOM, x : x + letters.shape[1] + 2 * _ROOM]
        if window.shape[0] < letters.shape[0] or window.shape[1] < letters.shape[1]:
            yield _Word(word, letters, x, y, 0.0)
            continue
        across, down, found = _laid(window, letters)
        yield _Word(word, letters, x + across, y + down, found)


def _laid(paper: NDArray[np.float32], letters: NDArray[np.float32]) -> tuple[int, int, float]:
    """(x, y, likeness) where letters lie best."""
    score = cv2.matchTemplate(np.ascontiguousarray(paper), letters, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(score)
    return int(x), int(y), float(best)


def _beyond(around: Ink, words: list[_Word], scale: float) -> float:
    """Square points of ink that no letter accounts for."""
    theirs = np.zeros(around.shape, np.uint8)
    for word in words:
        high, wide = word.letters.shape
        part = theirs[word.y : word.y + high, word.x : word.x + wide]
        part |= (word.letters[: part.shape[0], : part.shape[1]] > 0.15).astype(np.uint8)
    theirs = cv2.dilate(theirs, np.ones((_BEYOND, _BEYOND), np.uint8)).astype(np.uint8, copy=False)
    left = ((around > _DARK) & (theirs == 0)).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(left, connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA] / scale**2
    return float(areas[areas > _SPECK].sum())


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
