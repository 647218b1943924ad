"""The ink of one sheet and of the page that it is, on one grid: what marks and writing are judged by."""

from __future__ import annotations

from collections.abc import Iterable

from dokumentverk.engines.scan_dirt import pen_level
from dokumentverk.engines.scan_paper import Paper
from dokumentverk.engines.scan_streaks import without_streaks
from dokumentverk.engines.scan_tone import SCALE, Ink, ink_of
from dokumentverk.model.layout import Box


class PageInk:
    """The ink of a whole sheet and of its page as issued, straightened and at ``SCALE``: made once, cut many times.
    ``number`` is the page's, ``boxes`` those of its fields, ``pen`` the least darkness of a pen's ink on this sheet."""

    def __init__(self, paper: Paper, page: int, size: tuple[float, float], boxes: Iterable[Box]) -> None:
        whole = Box(page, 0.0, 0.0, *size)
        self.paper = paper
        self.number = page
        self.boxes = tuple(boxes)
        self.issued = ink_of(paper.issued(whole, scale=SCALE))
        self.seen = without_streaks(ink_of(paper.seen(whole, scale=SCALE)), self.issued)
        self.pen = pen_level(self.seen, self.issued, self.boxes)

    def cut(self, box: Box, margin: float) -> tuple[Ink, Ink]:
        """(seen, issued) over ``box`` grown by ``margin`` points, both of one size; less where the page ends."""
        span = self.span(box, margin)
        return self.seen[span], self.issued[span]

    def span(self, box: Box, margin: float) -> tuple[slice, slice]:
        """Rows and columns of what ``cut`` gives."""
        height, width = self.seen.shape
        top, bottom = (round(at * SCALE) for at in (box.top - margin, box.bottom + margin))
        left, right = (round(at * SCALE) for at in (box.left - margin, box.right + margin))
        return slice(max(0, top), min(height, bottom)), slice(max(0, left), min(width, right))
