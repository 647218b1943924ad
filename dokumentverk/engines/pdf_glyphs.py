"""Characters of a page with where they stand, as readers of PDF find them."""

from __future__ import annotations

from typing import NamedTuple

from dokumentverk.model.layout import Box


class Glyph(NamedTuple):
    """One character. Points as displayed, from the top left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Drawn(NamedTuple):
    """One character as drawn, in the same measure; ``clipped`` when no reader sees it."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    clipped: bool


class PageGlyphs(NamedTuple):
    """One page by both readers: ``glyphs`` and ``images`` from pdfplumber, ``drawn`` from PDFium in content order.
    ``denied`` are those of the glyphs whose own font shows another letter than it says (``pdf_read_fonts``)."""

    number: int
    glyphs: tuple[Glyph, ...]
    images: tuple[Box, ...]
    drawn: tuple[Drawn, ...]
    denied: tuple[Glyph, ...] = ()
