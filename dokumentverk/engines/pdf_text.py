"""Printed text of a PDF by line, with PDFium. Widgets are not read: what they show is no static text.

PDFium gives a rectangle for each run of one font on one line, in the order of the content; the rectangles hug the ink,
so whether two runs are parted by a space is left to PDFium too: runs that follow each other closely are joined to one
box, and the text is asked for once more for that box. Points, origin top left, pages from 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dokumentverk.model.layout import Box, StaticText

_GAP = 6.0
"""Points between runs that still read as one line."""
_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class _Run:
    """PDFium's own coordinates: origin bottom left."""

    left: float
    bottom: float
    right: float
    top: float

    def follows(self, other: _Run) -> bool:
        """True when this run goes on where ``other`` ends."""
        overlap = min(self.top, other.top) - max(self.bottom, other.bottom)
        height = min(self.top - self.bottom, other.top - other.bottom)
        return overlap > 0.5 * height and -1.0 <= self.left - other.right <= _GAP

    def joined(self, other: _Run) -> _Run:
        """This run with ``other`` after it."""
        return _Run(self.left, min(self.bottom, other.bottom), other.right, max(self.top, other.top))


def text_lines(content: bytes) -> tuple[StaticText, ...]:
    """Every line of printed text, in the order of the content."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(content)
    try:
        return tuple(line for number in range(len(document)) for line in _page_lines(document[number], number + 1))
    finally:
        document.close()


def _page_lines(page: Any, number: int) -> Iterator[StaticText]:
    height = page.get_height()
    text_page = page.get_textpage()
    for run in _lines(_Run(*text_page.get_rect(index)) for index in range(text_page.count_rects())):
        text = text_page.get_text_bounded(run.left, run.bottom, run.right, run.top)
        cleaned = " ".join(text.replace("\ufffe", "").split())
        if cleaned:
            edges = (run.left, height - run.top, run.right, height - run.bottom)
            yield StaticText(cleaned, Box(number, *(round(edge, _DECIMALS) for edge in edges)))
    text_page.close()
    page.close()


def _lines(runs: Iterator[_Run]) -> list[_Run]:
    lines: list[_Run] = []
    for run in runs:
        if lines and run.follows(lines[-1]):
            lines[-1] = lines[-1].joined(run)
        else:
            lines.append(run)
    return lines
