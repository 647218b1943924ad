"""Tick boxes and radio buttons on paper: empty, marked, filled over, or for a person to look at.

What is printed is taken away first: the rim of the box, and the words around it, each grown by what registration may
be off. What is left inside the box is judged by how much it covers, how far it reaches and what paper it leaves free;
what is left on both sides of the box tells a mark that was struck out from one that reaches out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from dokumentverk.engines.scan_labels import is_marked_beside
from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_tone import SCALE, Ink, Mask, above, grown
from dokumentverk.model.layout import Place
from dokumentverk.model.scan import MarkSight, MarkState

MARGIN = 4.0
"""Points around the box in which the ends of a stroke are looked for."""
SLACK = 1.1
"""Points by which printed lines are grown before they are taken away: what registration and swollen toner may need."""
PALE = 0.16
"""Least darkness of ink against its paper: a hard pencil on a poor copier gives 0.2."""
PRINTED = 0.12
"""Least darkness of what counts as printed in the ideal picture, pale rims included."""
TRACE = 0.06
"""Darkness, smoothed, from which there may be something: of 7,300 empty boxes of even seeds 98 in 100 show at most
0.05, the faintest pencil on a scanner set too light shows 0.085."""

EMPTY_SHARE = 0.02
MARK_SHARE = 0.06
"""Shares of the box inside its rim that is inked: below the first no more than a speck, from the second a stroke."""
EMPTY_TRACE = 0.25
"""A trace that reaches over this share of the box may be a stroke."""
MARK_EXTENT = 0.36
"""A stroke that is a mark reaches over at least this share of the box in one direction."""
MARK_PEAK = 0.18
"""Somewhere a stroke is at least so dark; coffee seldom is."""
FILLED_SHARE = 0.54
WHOLE_SHARE = 0.70
"""Between the two a box may be filled over, struck out, scribbled in, or crossed with a felt pen; beyond, only crosses
that reach out, and those are for a person."""
FREE_PAPER = 1.2
"""Points to the nearest ink from the freest spot: in crosses by felt pens 1.05 and more, in boxes filled over 1.2 at
most."""
STRUCK_SHARE = 0.35
STRUCK_SIDES = 0.3
"""A mark struck out covers 0.45 and more, and its strokes go on to both sides over nearly all of the margin (0.5 and
more in 97 of 100); a mark that reaches out goes on to the corners."""
MIDDLE = 0.12
"""Of the box's side at either end: corners that a stroke may cross which strikes nothing out."""
WORST_OF_RIM = 30
"""Per cent of the rim that may be gone, torn by a fold or a staple."""
LEAST_RIM = 0.3
"""The share of its own rim's darkness that a box must show before «nothing in it» is believed: where a copier has lost
the rim, it has lost a thin pencil too."""
ENOUGH_MARKS = 2
"""From so many on the marks of a sheet tell of the pens that it was filled in with."""
STRONG = 0.35
"""Where nine in ten of them are so dark at their peak, no pencil was lost with the rims."""
PALER = 0.55
"""Of the usual peak: what is paler than that is a stain, or another pen that a person looks at."""
SURE = 0.9998
"""What the measurement under ``judged`` allows to be said."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is left of a box when the print is gone.

    ``share`` of its inside that is inked. ``extent``: how far the largest piece reaches, ``trace``: how far the largest
    piece of anything, however pale; both as shares of the box's side. ``peak``: the largest darkness, smoothed.
    ``free``: points from the freest spot to the nearest ink or rim. ``sides``: the least of what two opposite sides
    show of strokes that go on there, a share of the margin. ``rim``: how much of its rim's darkness the sheet still
    shows."""

    share: float
    extent: float
    trace: float
    peak: float
    free: float
    sides: float
    rim: float


@dataclass(frozen=True, slots=True)
class Pens:
    """What a sheet's own marks tell: their ``usual`` peak; ``strong``: they show that a sheet which has lost the rims
    of its boxes has lost no ink. A rim that is missing among others that are there was torn off."""

    usual: float
    strong: bool


NO_PENS = Pens(0.0, strong=False)


def read_marks(ink: PageInk, places: Sequence[tuple[int, Place]]) -> tuple[MarkSight, ...]:
    """One sight for each place, in order. A box that is empty, with a stroke on its words, is for a person."""
    shapes = [shape_of(ink, place) for _, place in places]
    pens = pens_of(shapes)
    judgements = [judged(shape, pens) for shape in shapes]
    empty = {place.box for (_, place), (state, _) in zip(places, judgements, strict=True) if state is MarkState.EMPTY}
    taken = [box for box in ink.boxes if box not in empty]
    found = []
    for (index, place), (state, confidence) in zip(places, judgements, strict=True):
        if state is MarkState.EMPTY and is_marked_beside(ink, place.box, ink.boxes, taken):
            state, confidence = MarkState.DOUBTFUL, 0.5
        found.append(MarkSight(index, ink.paper.received(place.box), state, confidence))
    return tuple(found)


def shape_of(page: PageInk, place: Place) -> Shape:
    seen, issued = page.cut(place.box, MARGIN)
    height, width = seen.shape
    edge = round(MARGIN * SCALE)
    printed = grown(above(issued, PRINTED), SLACK * SCALE)
    left = above(seen, max(PALE, page.pen)) & (1 - printed)
    inside = np.zeros_like(left)
    inside[edge : height - edge, edge : width - edge] = 1
    free = inside & (1 - printed)
    room = int(free.sum())
    if room == 0:
        return Shape(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    ink = left & inside
    side = max(1, min(height, width) - 2 * edge)
    smooth = np.asarray(cv2.blur(seen, (3, 3)), np.float32)
    traces = above(smooth, TRACE) & free
    bare = np.asarray(cv2.distanceTransform(np.pad(free & (1 - ink), 1), cv2.DIST_L2, 5), np.float32)
    return Shape(
        share=float(ink.sum()) / room,
        extent=max(0.0, _reach(grown(ink, _JOIN)) - 2 * round(_JOIN)) / side,
        trace=_reach(traces) / side,
        peak=float(smooth[free == 1].max()),
        free=float(bare.max()) / SCALE,
        sides=_sides(left, edge, side),
        rim=_rim(seen, issued),
    )


_JOIN = 1.5
"""Pixels: pieces that the removed rim cut apart count together when they lie closer than a stroke is wide."""


def _reach(mask: Mask) -> float:
    """Pixels across or down of the largest piece, by its area."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return 0.0
    largest = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))]
    return float(max(largest[cv2.CC_STAT_WIDTH], largest[cv2.CC_STAT_HEIGHT]))


def _sides(left: Mask, edge: int, side: int) -> float:
    """Beside the middle of the box, not its corners: how much of the margin strokes go through, left and right or
    above and below, the lesser of the two."""
    cut = edge + round(MIDDLE * side)
    rim = edge - 2  # a stroke that runs along the box just outside its rim is not on both sides of it
    across = [left[cut:-cut, :rim], left[cut:-cut, -rim:]]
    down = [left[:rim, cut:-cut].T, left[-rim:, cut:-cut].T]
    return max(min(float(part.any(axis=0).mean()) for part in pair) for pair in (across, down))


def _rim(seen: Ink, issued: Ink) -> float:
    """A rim a pixel off counts as there; the stretch that a mark itself crosses does not count for the rest."""
    printed = above(issued, PRINTED)
    if not printed.any():
        return 1.0
    there = cv2.dilate(seen, np.ones((3, 3), np.uint8))[printed == 1]
    return float(np.percentile(there, WORST_OF_RIM)) / max(0.05, float(np.median(issued[printed == 1])))


def pens_of(shapes: Sequence[Shape]) -> Pens:
    """Of all boxes of a sheet."""
    inked = {MarkState.MARKED, MarkState.CORRECTED}
    peaks = [one.peak for one in shapes if judged(one, NO_PENS)[0] in inked]
    if len(peaks) < ENOUGH_MARKS:
        return NO_PENS
    dark = float(np.percentile(peaks, 10, method="lower")) >= STRONG
    lost = float(np.median([one.rim for one in shapes])) < LEAST_RIM
    return Pens(float(np.median(peaks)), strong=dark and lost)


def judged(shape: Shape, pens: Pens) -> tuple[MarkState, float]:
    """State, and the confidence that it is right: on 144 pages of even seeds that no threshold was set on, in grey and
    colour, 0 of 25,859 boxes taken for empty or marked were the other (at 95 %: fewer than 1 in 8,600; ``PALER`` came
    of two that were). A person looks at 1.3 in 100 empty boxes and clear marks."""
    if shape.share >= FILLED_SHARE and shape.free < FREE_PAPER:
        return MarkState.CORRECTED, 0.5
    if shape.share < EMPTY_SHARE and shape.trace < EMPTY_TRACE:
        return (MarkState.EMPTY, SURE) if shape.rim >= LEAST_RIM or pens.strong else (MarkState.DOUBTFUL, 0.5)
    dark = shape.peak >= max(MARK_PEAK, PALER * pens.usual)
    stroke = dark and shape.share >= MARK_SHARE and shape.extent >= MARK_EXTENT
    struck = shape.share >= STRUCK_SHARE and shape.sides >= STRUCK_SIDES
    if stroke and not struck and shape.share < WHOLE_SHARE:
        return MarkState.MARKED, SURE
    return MarkState.DOUBTFUL, 0.5
