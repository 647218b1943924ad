"""Printed text of a PDF by line, with PDFium. Widgets are not read: what they show is no static text.

PDFium gives a rectangle for each run of one font on one line, in reading order of the content stream; runs that share a
line and follow each other closely are joined here. Points, origin top left, pages from 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.model.layout import Box, StaticText

_GAP = 6.0
"""Points between runs that still read as one line."""
_DECIMALS = 1


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    left: float
    top: float
    right: float
    bottom: float

    def follows(self, other: _Run) -> bool:
        """True when this run goes on where ``other`` ends."""
        overlap = min(self.bottom, other.bottom) - max(self.top, other.top)
        height = min(self.bottom - self.top, other.bottom - other.top)
        return overlap > 0.5 * height and -1.0 <= self.left - other.right <= _GAP

    def joined(self, other: _Run) -> _Run:
        """This run with ``other`` after it."""
        space = "" if self.text.endswith(" ") or other.text.startswith(" ") or other.left - self.right < 0.8 else " "
        return _Run(
            self.text + space + other.text,
            self.left,
            min(self.top, other.top),
            other.right,
            max(self.bottom, other.bottom),
        )


def text_lines(content: bytes) -> tuple[StaticText, ...]:
    """Every line of printed text, in content order."""
    import pypdfium2 as pdfium

    document = pdfium.PdfDocument(content)
    try:
        found: list[StaticText] = []
        for number, page in enumerate(document, start=1):
            height = page.get_height()
            text_page = page.get_textpage()
            runs = []
            for index in range(text_page.count_rects()):
                left, bottom, right, top = text_page.get_rect(index)
                text = text_page.get_text_bounded(left, bottom, right, top)
                cleaned = " ".join(text.replace("\ufffe", "").split())
                if cleaned:
                    runs.append(_Run(cleaned, left, height - top, right, height - bottom))
            text_page.close()
            page.close()
            found += [_line(run, number) for run in _lines(runs)]
        return tuple(found)
    finally:
        document.close()


def _lines(runs: list[_Run]) -> list[_Run]:
    lines: list[_Run] = []
    for run in runs:
        if lines and run.follows(lines[-1]):
            lines[-1] = lines[-1].joined(run)
        else:
            lines.append(run)
    return lines


def _line(run: _Run, page: int) -> StaticText:
    edges = (round(edge, _DECIMALS) for edge in (run.left, run.top, run.right, run.bottom))
    return StaticText(run.text, Box(page, *edges))
