"""The visible characters of a page, with PDFium: what clipping hides is left out.

What PDFium does: its text extraction knows no clipping. A text that runs out of its field, cut off by the
appearance's box for every reader, is still found, over the fields below it. The clip path of a text object tells.

Spaces and line ends that PDFium makes up between runs belong to no text object.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from dokumentverk.engines.pdf_view_objects import OBJECTS, Rect, address_of, objects_on

_CHARACTERS = 100_000
_CELL = 4.0
_SHARED = 0.6
"""Of both sides of the smaller letter: italics and kerning share a fifth."""
_GRID = 24.0
"""Points: the side of the squares in which boxes are looked up."""


@dataclass(frozen=True, slots=True)
class DrawnCharacter:
    """A character and the box of its drawn glyph; ``clipped`` when no reader sees it."""

    text: str
    rect: Rect
    clipped: bool


@dataclass(frozen=True, slots=True)
class BoxText:
    """``shown`` is all visible text inside a box, ``printed`` what the page has without its annotations; ``letters``
    are the letters and digits of what is shown."""

    shown: str
    printed: str
    letters: tuple[DrawnCharacter, ...]


def has_overlaid(letters: Sequence[DrawnCharacter]) -> bool:
    """Whether two different letters stand in one place, as when a text was written over another. Bold is now and then
    made by drawing the same letter twice."""
    cells: dict[tuple[int, int], list[DrawnCharacter]] = {}
    for one in letters:
        x, y = (one.rect[0] + one.rect[2]) / 2, (one.rect[1] + one.rect[3]) / 2
        column, row = int(x // _CELL), int(y // _CELL)
        near = (two for dx in (-1, 0, 1) for dy in (-1, 0, 1) for two in cells.get((column + dx, row + dy), ()))
        if any(_overlaid(one, two) for two in near):
            return True
        cells.setdefault((column, row), []).append(one)
    return False


def _overlaid(one: DrawnCharacter, two: DrawnCharacter) -> bool:
    width = min(one.rect[2] - one.rect[0], two.rect[2] - two.rect[0])
    height = min(one.rect[3] - one.rect[1], two.rect[3] - two.rect[1])
    across = min(one.rect[2], two.rect[2]) - max(one.rect[0], two.rect[0])
    down = min(one.rect[3], two.rect[3]) - max(one.rect[1], two.rect[1])
    return one.text != two.text and across > _SHARED * width > 0 and down > _SHARED * height > 0


def texts_in(page: pypdfium2.PdfPage, rects: Sequence[Rect], own_objects: int) -> list[BoxText]:
    """The visible text inside each of ``rects``: characters whose middle lies there, in content order. The middle is
    that of the line's height, so that a line cut through is in or out as a whole.

    The page is flattened; its first ``own_objects`` objects are its own content, the others come from annotations.
    The page's rotation must be 0: PDFium orders characters as displayed.
    """
    looks = dict(_text_objects(page, own_objects))
    grid = _grid_of(rects)
    shown = [_Collected() for _ in rects]
    printed = [_Collected() for _ in rects]
    letters: list[list[DrawnCharacter]] = [[] for _ in rects]
    reader = page.get_textpage()
    try:
        for index, text, x, y, look in _characters(reader, looks):
            if not look.shows(x, y):
                continue
            for at in grid.get((int(x // _GRID), int(y // _GRID)), ()):
                box = rects[at]
                if box[0] <= x <= box[2] and box[1] <= y <= box[3]:
                    shown[at].add(index, text)
                    if text.isalnum() and (rect := _char_box(reader, index)) is not None:
                        letters[at].append(DrawnCharacter(text, rect, clipped=False))
                    if look.own:
                        printed[at].add(index, text)
        return [
            BoxText(one.text(reader), two.text(reader), tuple(three))
            for one, two, three in zip(shown, printed, letters, strict=True)
        ]
    finally:
        reader.close()


def drawn_characters(page: pypdfium2.PdfPage) -> Iterator[DrawnCharacter]:
    """Every character of the page's own content but white space, in content order. The page's rotation must be 0."""
    looks = dict(_text_objects(page, OBJECTS))
    reader = page.get_textpage()
    try:
        for index, text, x, y, look in _characters(reader, looks):
            if not text.isspace() and (rect := _char_box(reader, index)) is not None:
                yield DrawnCharacter(text, rect, not look.shows(x, y))
    finally:
        reader.close()


def _char_box(reader: pypdfium2.PdfTextPage, index: int) -> Rect | None:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(reader.raw, index, left, right, bottom, top):
        return None
    return left.value, bottom.value, right.value, top.value


@dataclass(frozen=True, slots=True)
class _Look:
    """Where a text object can be seen, and whether it is the page's own."""

    visible: Rect
    own: bool

    def shows(self, x: float, y: float) -> bool:
        left, bottom, right, top = self.visible
        return left <= x <= right and bottom <= y <= top


class _Collected:
    """Characters of one box by their index on the page."""

    def __init__(self) -> None:
        self._found: list[tuple[int, str]] = []

    def add(self, index: int, text: str) -> None:
        self._found.append((index, text))

    def text(self, reader: pypdfium2.PdfTextPage) -> str:
        """With the spaces and line ends that PDFium makes up between them."""
        parts: list[str] = []
        before: int | None = None
        for index, text in self._found:
            if before is not None and index > before + 1:
                between = {raw.FPDFText_GetUnicode(reader.raw, at) for at in range(before + 1, min(index, before + 4))}
                parts.append("\n" if between & {10, 13} or index > before + 4 else " " if 32 in between else "")
            parts.append(text)
            before = index
        return "".join(parts)


_LINE_END_HYPHEN = 2
"""What PDFium makes of a hyphen that ends a line."""


def _characters(
    reader: pypdfium2.PdfTextPage, looks: dict[int, _Look]
) -> Iterator[tuple[int, str, float, float, _Look]]:
    """(index, character, middle, its text object's look) of every character that is drawn."""
    line = raw.FS_RECTF()
    for index in range(min(reader.count_chars(), _CHARACTERS)):
        code = raw.FPDFText_GetUnicode(reader.raw, index)
        if code in (10, 13):
            continue
        look = looks.get(address_of(raw.FPDFText_GetTextObject(reader.raw, index)))
        if look is not None and raw.FPDFText_GetLooseCharBox(reader.raw, index, line):
            yield (
                index,
                "-" if code == _LINE_END_HYPHEN else chr(code),
                (line.left + line.right) / 2,
                (line.bottom + line.top) / 2,
                look,
            )


def _grid_of(rects: Sequence[Rect]) -> dict[tuple[int, int], list[int]]:
    grid: dict[tuple[int, int], list[int]] = {}
    for at, (left, bottom, right, top) in enumerate(rects):
        for column in range(int(left // _GRID), int(right // _GRID) + 1):
            for row in range(int(bottom // _GRID), int(top // _GRID) + 1):
                grid.setdefault((column, row), []).append(at)
    return grid


def _text_objects(page: pypdfium2.PdfPage, own_objects: int) -> Iterator[tuple[int, _Look]]:
    """The address of every text object with where it can be seen."""
    for one in objects_on(page, own_objects):
        if one.kind == raw.FPDF_PAGEOBJ_TEXT:
            yield one.address, _Look(one.visible, one.own)
