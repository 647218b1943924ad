"""What a pen wrote outside the boxes: a word in the margin, an arrow, a line below the signature; and printed text that
was struck out.

What was issued is taken away, the rest of the pen's ink is joined to pieces, and pieces that come near a field, or the
words beside a tick box, are left out: they are judged with the field. What remains is a note when it looks like
writing: strokes no thicker than a felt tip's, larger than a speck, and not one straight line, as folds, streaks and a
copier's edge draw them. A stroke along a line of print hardly shows between its letters: it is seen by filling what
print leaves free of a row.

Of 66 sheets of even seeds without notes, in 24 conditions, none was said to have one; of 46 of odd seeds one was, the
grain of a telephone's picture in the dark. Of notes drawn on the odd ones 10 of 12 words, 10 of 11 arrows and 8 of 11
texts that were struck out or crossed over were seen; the others ran into a field or stood on sheets too dirty. It takes
5 ms a side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_dirt import HOPELESS
from dokumentverk.engines.scan_labels import label_of
from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_tone import SCALE, Mask, above
from dokumentverk.model.layout import Box, Layout, Place, WidgetKind
from dokumentverk.model.scan import NoteSight

Edges: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in points of the page."""

HALF = SCALE / 2
"""Pixels per point at which pieces are looked at: 75 dpi."""
PRINTED = 0.12
AROUND_PRINT = 7
"""Pixels at ``SCALE``, its own among them: 1.4 points around print registration, or a dark copy, may have left its
ink."""
EDGE = 15.0
"""Points along the sheet's edges that are not looked at: the lid's shadow, staples, torn corners."""
NEAR = 4.0
"""Points around a field in which ink belongs to it."""
BESIDE = 12.0
"""Points above and below the words of a tick box: a ring goes around them."""
SHOWN = 96
"""Of 255: how much of a pixel at 75 dpi is ink."""
JOIN = 9
"""Pixels at 75 dpi (8.6 points): the letters of a word are joined."""
APART = 14.0
"""Points between pieces of one note."""
LEAST, LONGEST = 5.0, 10.0
"""Points across and along: a smaller piece is a speck."""
THICKEST = 7.0
"""Points across the thickest place, as it is measured at 75 dpi: 4.5 of a pen, 18 of a punched hole."""
STRAIGHT = 1.1
"""Points: standard deviation across a piece's length up to which it is one straight line. Words had 1.4 and more."""

RUN = round(36 * SCALE)
"""Pixels of a row that a stroke must fill: half an inch."""
FREE = 0.12
"""Share of them that print must leave free for anything to be said."""
FILLED = 0.7
"""Share of what is free that the pen filled: 1.0 where a line was struck out, 0.4 at most elsewhere."""
LABEL = 13.0
"""Points between a field and its label: what is written in the field may reach into it."""
OF_LABEL = 0.15
"""Share of a label's runs that a stroke must fill: what was written in a field filled 0.07 at most, and strokes along a
label 0.21 and more."""
AROUND = 25.0
"""Points of a line of print that a note covers from above to below: it was crossed out."""


def read_notes(page: PageInk, layout: Layout, places: Sequence[tuple[int, Place]]) -> tuple[NoteSight, ...]:
    """Where something stands outside the boxes, on the received sheet. Nothing of a sheet so dirty that a pen's ink is
    not told from what a copier left there."""
    if page.pen >= HOPELESS:
        return ()
    lines = [one.box for one in layout.static if one.box.page == page.number]
    ink, print_ = above(page.seen, page.pen), above(page.issued, PRINTED)
    struck = struck_lines(ink, print_, lines, page.boxes)
    notes = notes_in(ink, print_, list(_taken(places, page.boxes)))
    crossed = [one for one in notes if any(_covers(one, line) for line in lines)]
    over = [*((one.left, one.top, one.right, one.bottom) for one in struck), *crossed]
    beside = [one for one in notes if one not in crossed]
    return tuple(
        NoteSight(page.paper.received(Box(page.number, *edges)), over_print=over_print)
        for found, over_print in ((_joined(over), True), (beside, False))
        for edges in found
    )


def struck_lines(ink: Mask, print_: Mask, lines: Sequence[Box], boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Lines of print that a pen was drawn along. Both masks at ``SCALE``."""
    written = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    free = 1 - cv2.dilate(print_, np.ones((5, 3), np.uint8)).astype(np.uint8, copy=False)
    filled: Mask = cv2.bitwise_and(written, free).astype(np.uint8, copy=False)
    return tuple(line for line in lines if _struck(filled, free, line) > (OF_LABEL if _is_label(line, boxes) else 0))


def _struck(filled: Mask, free: Mask, line: Box) -> float:
    """Of the line's runs, the share that a pen filled in some row: between the tops and the feet of small letters, a
    box of text has room above and below."""
    part = (line.bottom - line.top) / 4
    rows = slice(max(0, round((line.top + part) * SCALE)), max(0, round((line.bottom - part) * SCALE)))
    columns = slice(max(0, round(line.left * SCALE)), max(0, round(line.right * SCALE)))
    if filled[rows, columns].shape[1] <= RUN or not filled[rows, columns].any():
        return 0.0
    inked, bare = (_runs(mask[rows, columns]) for mask in (filled, free))
    return float(np.mean(np.any((bare >= FREE * RUN) & (inked >= FILLED * bare), axis=0)))


def _runs(mask: Mask) -> NDArray[np.int32]:
    """How many ones every run of ``RUN`` pixels of a row holds."""
    total = np.cumsum(mask, axis=1, dtype=np.int32)
    runs: NDArray[np.int32] = total[:, RUN:] - total[:, :-RUN]
    return runs


def notes_in(ink: Mask, print_: Mask, taken: Iterable[Edges]) -> list[Edges]:
    """Pieces of writing outside what is ``taken``, those near each other as one."""
    near_print = cv2.dilate(print_, np.ones((AROUND_PRINT, AROUND_PRINT), np.uint8)).astype(np.uint8, copy=False)
    left: Mask = ink & (1 - near_print)
    edge = round(EDGE * SCALE)
    left[:edge], left[-edge:], left[:, :edge], left[:, -edge:] = 0, 0, 0, 0
    size = (left.shape[1] // 2, left.shape[0] // 2)
    half = (cv2.resize(left * np.uint8(255), size, interpolation=cv2.INTER_AREA) >= SHOWN).astype(np.uint8)
    joined = cv2.morphologyEx(half, cv2.MORPH_CLOSE, np.ones((JOIN, JOIN), np.uint8)).astype(np.uint8, copy=False)
    fields = np.zeros_like(joined)
    for part in taken:
        fields[_span(part[1], part[3]), _span(part[0], part[2])] = 1
    # Outlines are found in a tenth of the time that labels take.
    outlines, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    found: list[Edges] = []
    for outline in outlines:
        x, y, wide, high = cv2.boundingRect(outline)
        if max(wide, high) < LONGEST * HALF or min(wide, high) < LEAST * HALF:
            continue
        inside = np.zeros((high, wide), np.uint8)
        cv2.drawContours(inside, [outline], -1, (1,), cv2.FILLED, offset=(-x, -y))
        own = (slice(y, y + high), slice(x, x + wide))
        if not (fields[own] & inside).any() and is_writing(half[own] & inside):
            found.append((x / HALF, y / HALF, (x + wide) / HALF, (y + high) / HALF))
    return _joined(found)


def is_writing(piece: Mask) -> bool:
    """By the thickness of its strokes, and by not being straight. At 75 dpi."""
    down, across = np.nonzero(piece)
    if len(down) < 2 * LONGEST * HALF:
        return False
    thickest = 2 * float(cv2.distanceTransform(np.pad(piece, 1), cv2.DIST_L2, 3).max()) / HALF
    return thickest <= THICKEST and _spread(across, down) / HALF > STRAIGHT


def _spread(across: NDArray[np.intp], down: NDArray[np.intp]) -> float:
    """The standard deviation in the direction in which it is least."""
    wide, high = float(across.var()), float(down.var())
    both = float(np.mean((across - across.mean()) * (down - down.mean())))
    least = (wide + high) / 2 - np.sqrt(((wide - high) / 2) ** 2 + both**2)
    return float(np.sqrt(max(0.0, least)))


def _taken(places: Sequence[tuple[int, Place]], boxes: Sequence[Box]) -> Iterator[Edges]:
    for _, place in places:
        box = place.box
        yield box.left - NEAR, box.top - NEAR, box.right + NEAR, box.bottom + NEAR
        if place.kind in (WidgetKind.CHECK, WidgetKind.RADIO):
            words = label_of(box, boxes)
            yield words.left - NEAR, words.top - BESIDE, words.right + NEAR, words.bottom + BESIDE


def _is_label(line: Box, boxes: Iterable[Box]) -> bool:
    return any(
        line.left < one.right + LABEL
        and line.right > one.left - LABEL
        and line.top < one.bottom + LABEL
        and line.bottom > one.top - LABEL
        for one in boxes
    )


def _covers(note: Edges, line: Box) -> bool:
    across = min(note[2], line.right) - max(note[0], line.left)
    return across >= AROUND and note[1] <= line.top + 1 and note[3] >= line.bottom - 1


def _joined(pieces: Iterable[Edges]) -> list[Edges]:
    """Pieces closer than ``APART`` as one."""
    found: list[Edges] = []
    for piece in pieces:
        one = piece
        near = [other for other in found if _is_near(one, other)]
        while near:
            found = [other for other in found if other not in near]
            every = [one, *near]
            one = (
                min(each[0] for each in every),
                min(each[1] for each in every),
                max(each[2] for each in every),
                max(each[3] for each in every),
            )
            near = [other for other in found if _is_near(one, other)]
        found.append(one)
    return found


def _is_near(one: Edges, other: Edges) -> bool:
    across = one[0] < other[2] + APART and one[2] > other[0] - APART
    return across and one[1] < other[3] + APART and one[3] > other[1] - APART


def _span(first: float, last: float) -> slice:
    return slice(max(0, round(first * HALF)), max(0, round(last * HALF)))
