"""Words of a choice that were ringed, underlined or struck out instead of ticking its box: such a box is not known to
be empty.

What is printed is taken away, the rest of the pen's ink at the label is joined to pieces, and pieces that belong to a
mark in a box or to writing in a field are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np

from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_tone import SCALE, Mask, above, grown
from dokumentverk.model.layout import Box

ROOM = 60.0
"""Points right of a box in which its words begin, where no other box stands before."""
AROUND = 14.0
"""Points around the words in which strokes are looked for: a ring goes 10 above and below their middle."""
SLACK = 1.1
PRINTED = 0.12
JOIN = 7
"""Pixels at ``SCALE``: pieces that the removed print cut apart lie closer."""
RIM = 1.5
"""Points around every box that are not looked at: its rim, where registration has left it. On 54 pages of even seeds,
crowded with pairs of boxes: 0, 0.75 and 1.5 see the same 39 of 48 rings and doubt none of 2,864 boxes beside words that
nothing was done to; 3.0, with which ``REACH`` wipes nothing, sees 47 and doubts 4."""
REACH = 3.0
"""Points around a field's box, or one that is marked: what comes so near belongs there. On the same pages 1.9 to 6.0
see 39 or 40 of the 48 rings and doubt none; 1.5 and less, which wipe nothing, see 47 and doubt 14. Wiping is kept for
the writing that runs out of fields, which those pages have none of; on roomier forms the rings are seen (``WIDE``)."""
WIDE = 12.0
"""Points that a stroke on the words is wide at least. Of 175 rings of even seeds the smallest was 21.6; of 932 boxes
beside words that nothing was done to, none had a piece of more than 7 on its own line. On odd seeds 183 of 184 rings
were seen, and no more boxes doubted than before."""
OFF = 9.0
"""Points from the middle of the words to that of the piece: what lies farther off is the next line's."""


def is_marked_beside(page: PageInk, box: Box, boxes: Sequence[Box], taken: Iterable[Box]) -> bool:
    """Whether the words of the empty tick box ``box`` bear a pen's stroke. ``boxes`` are all of the page, ``taken``
    those of other fields and of boxes that are not empty."""
    label = label_of(box, boxes)
    seen, issued = page.cut(label, AROUND)
    if not seen.size:
        return False
    left = above(seen, page.pen) & (1 - grown(above(issued, PRINTED), SLACK * SCALE))
    corner = (max(0.0, label.left - AROUND), max(0.0, label.top - AROUND))
    for one in boxes:
        if _is_near(one, label):
            left[_part(one, RIM, corner)] = 0
    if not left.any():
        return False
    joined = cv2.morphologyEx(left, cv2.MORPH_CLOSE, np.ones((JOIN, JOIN), np.uint8)).astype(np.uint8, copy=False)
    _wipe_pieces(joined, [_part(one, REACH, corner) for one in taken if _is_near(one, label)])
    count, _, stats, middles = cv2.connectedComponentsWithStats(joined, connectivity=8)
    middle = (label.bottom - label.top) / 2 + AROUND
    return any(
        WIDE * SCALE <= stats[at, cv2.CC_STAT_WIDTH] < joined.shape[1] and abs(middles[at][1] / SCALE - middle) <= OFF
        for at in range(1, count)
    )


def label_of(box: Box, boxes: Iterable[Box]) -> Box:
    """Right of the box, up to the next one on its line."""
    right = box.right + ROOM
    for one in boxes:
        if one.page == box.page and one.top < box.bottom and one.bottom > box.top and one.left > box.right:
            right = min(right, one.left)
    return Box(box.page, box.right + 1, box.top, max(box.right + 2, right - 1), box.bottom)


def _is_near(box: Box, label: Box) -> bool:
    far = AROUND + REACH
    across = box.left < label.right + far and box.right > label.left - far
    return across and box.top < label.bottom + far and box.bottom > label.top - far


def _wipe_pieces(joined: Mask, parts: Iterable[tuple[slice, slice]]) -> None:
    """Take out whole pieces that come into one of ``parts``."""
    _, labels = cv2.connectedComponents(joined, connectivity=8)
    near = np.zeros(int(labels.max()) + 1, np.bool_)
    for part in parts:
        near[np.unique(labels[part])] = True
    near[0] = False
    joined[near[labels]] = 0


def _part(box: Box, grown_by: float, corner: tuple[float, float]) -> tuple[slice, slice]:
    """Of a picture at ``SCALE`` whose corner lies at ``corner``: left and top, in points."""
    left, top = corner
    return (
        _span(box.top - grown_by - top, box.bottom + grown_by - top),
        _span(box.left - grown_by - left, box.right + grown_by - left),
    )


def _span(first: float, last: float) -> slice:
    return slice(max(0, round(first * SCALE)), max(0, round(last * SCALE)))
