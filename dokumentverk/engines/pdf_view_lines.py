"""What the text of a received page says in the places of the printed lines. PDFium; runs in a worker process.

A picture shows nothing of a page that was set anew, and the text of a page nothing of what covers it; a font can show
other letters than it says. So the printed lines are looked for in the page's text as well. Programs that set text anew
garble letters beyond ASCII (MuPDF makes ``ø`` into ``ù``): only ASCII letters and digits are compared.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import pypdfium2

from dokumentverk.engines.pdf_read_form import PageFrame
from dokumentverk.model.layout import Box

Matrix: TypeAlias = tuple[float, float, float, float, float, float]
"""(a, b, c, d, e, f): x' = a·x + b·y + e, y' = c·x + d·y + f, from points of the blank's page to the received one's."""

_MOST_SAID = 300
"""Characters of a line that was put in another's place."""

UNREADABLE = "\ufffd"


class Change(StrEnum):
    ADDED = "added"
    GONE = "gone"
    ANEW = "anew"
    """The whole page was set anew: nothing can be said of single letters."""
    SAID = "said"
    """A printed line that the page's text does not hold."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The received page ``page`` is the blank's page ``number``, which lies on it by ``matrix``. Nothing inside
    ``masks`` counts; ``lines`` are those of printed text (points of the blank), ``texts`` what they say."""

    page: int
    number: int
    matrix: Matrix
    masks: tuple[Box, ...]
    lines: tuple[Box, ...] = ()
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Changed:
    """``box`` in the blank's points, ``area`` in square points of changed ink. ``text`` is what stands in the place of
    a line that is not said any more, ``UNREADABLE`` where the font does not tell which characters it draws."""

    page: int
    change: Change
    box: Box
    area: float
    text: str = ""


_LEAST_WORD = 3
_LEAST_ADDED = 2
"""Letters and digits of a word that was put beside others."""
_LEAST_SAID = 4
"""Letters and digits of a line that is looked for: shorter ones stand anywhere."""


def unsaid(document: pypdfium2.PdfDocument, frame: PageFrame, sheet: Sheet) -> Iterator[Changed]:
    """The lines that the text of the page does not hold, or that words of no printed line stand in, with what stands
    there. What is covered is still text: the words over it give it away."""
    page = document[frame.number - 1]
    page.set_rotation(0)
    reader = page.get_textpage()
    try:
        whole, printed = plainly(reader.get_text_range()), plainly(" ".join(sheet.texts))
        for line, text in zip(sheet.lines, sheet.texts, strict=False):
            wanted = plainly(text)
            if len(wanted) < _LEAST_SAID:
                continue
            said = " ".join(reader.get_text_bounded(*_own(frame, line, sheet.matrix)).split())
            if wanted not in whole and plainly(said) != wanted:
                yield Changed(sheet.page, Change.SAID, line, 0.0, _shown(said))
            elif any(len(word) >= _LEAST_WORD and word not in printed for word in map(plainly, said.split())):
                rest = said.replace(" ".join(text.split()), "", 1).strip()
                yield Changed(sheet.page, Change.SAID, line, 0.0, _shown(rest or said))
    finally:
        reader.close()
        page.close()


@dataclass(frozen=True, slots=True)
class _Word:
    """``at`` is the middle of its first letter in the received page's own space."""

    text: str
    at: tuple[float, float]


def words_added(document: pypdfium2.PdfDocument, frame: PageFrame, sheet: Sheet) -> Iterator[Changed]:
    """On a page that was set anew, words of the page that stand there more often than was printed: «ikke» put behind a
    label. Words of no printed line are seen where they stand, and what is parted otherwise in another font is none."""
    printed = [plainly(word) for text in sheet.texts for word in text.split()]
    known, left = frozenset(printed), Counter(printed)
    added: dict[int, list[str]] = {}
    for one in _words(document, frame, sheet):
        plain = plainly(one.text)
        if left[plain] > 0:
            left[plain] -= 1
        elif plain in known and len(plain) >= _LEAST_ADDED:
            added.setdefault(_nearest(one, frame, sheet), []).append(one.text)
    for at, texts in added.items():
        yield Changed(sheet.page, Change.SAID, sheet.lines[at], 0.0, _shown(" ".join((sheet.texts[at], *texts))))


def _words(document: pypdfium2.PdfDocument, frame: PageFrame, sheet: Sheet) -> Iterator[_Word]:
    """What stands outside the places of answers."""
    masks = [_own(frame, one, sheet.matrix) for one in sheet.masks]
    page = document[frame.number - 1]
    page.set_rotation(0)
    reader = page.get_textpage()
    try:
        text = ""
        at = (0.0, 0.0)
        for index in range(reader.count_chars()):
            letter = reader.get_text_range(index, 1)
            left, bottom, right, top = reader.get_charbox(index)
            x, y = (left + right) / 2, (bottom + top) / 2
            if not letter.strip() or any(one[0] <= x <= one[2] and one[1] <= y <= one[3] for one in masks):
                if text:
                    yield _Word(text, at)
                text = ""
                continue
            at = at if text else (x, y)
            text += letter
        if text:
            yield _Word(text, at)
    finally:
        reader.close()
        page.close()


def _nearest(word: _Word, frame: PageFrame, sheet: Sheet) -> int:
    """The printed line that a word stands in or beside."""
    x, y = word.at

    def away(at: int) -> float:
        left, bottom, right, top = _own(frame, sheet.lines[at], sheet.matrix)
        return max(0.0, bottom - y, y - top) * 10 + max(0.0, left - x, x - right)

    return min(range(len(sheet.lines)), key=away)


def _shown(said: str) -> str:
    """Ghostscript makes fonts out of PostScript whose letters have no Unicode."""
    strange = any(unicodedata.category(one) in ("Cc", "Cn", "Co", "Cs") or one == "\ufffd" for one in said)
    return UNREADABLE if strange else said[:_MOST_SAID]


def plainly(text: str) -> str:
    """The ASCII letters and digits of a text, ligatures taken apart."""
    return "".join(one for one in unicodedata.normalize("NFKC", text) if one.isascii() and one.isalnum())


def _own(frame: PageFrame, box: Box, matrix: Matrix) -> tuple[float, float, float, float]:
    """Where a line of the blank lies in the received page's own space, with room for another font."""
    a, b, c, d, e, f = matrix
    corners = ((box.left - 1, box.top - 1), (box.right + 4, box.bottom + 1))
    (x0, y0), (x1, y1) = ((a * x + b * y + e, c * x + d * y + f) for x, y in corners)
    return frame.own(Box(frame.number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
