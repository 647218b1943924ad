"""Tick boxes and radio buttons on paper: empty, marked, filled over, or for a person to look at.

What is printed is taken away first: the rim of the box, and the words around it, each grown by what registration may
be off. What is left inside the box is judged by how much it covers, how far it reaches and what paper it leaves free;
what is left on both sides of the box tells a mark that was struck out from one that reaches out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

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
SHADE, CLEAR_RIM = 0.13, 0.7
"""Darkness up to which a trace is none where the box shows its own rim so well: what is printed on the other side shows
through with 0.11 at most, a fold's shade too. Of 12,289 marks of even seeds none was paler than 0.145; the palest had a
rim of 0.5 (a scanner set too light), with a rim of 0.7 they have 0.159 and more."""
AROUND = 3.0
BESIDE, ON_RIM = 0.005, 0.03
"""Share of the three points around the box that is inked, and how far a trace in it reaches, from where a tick may run
along the rim itself: four of 6,000 large ticks did, with 0.013 and 0.107 at least, and two of 24,380 boxes showed less.
Of 2,427 empty boxes of even seeds four more are doubted so than at 0.01 and 0.1."""
MARK_EXTENT = 0.36
"""A stroke that is a mark reaches over at least this share of the box in one direction."""
SLENDER = 2.0
"""A stroke is so much longer than broad: the least of 11,500 marks was 2.16, a copier's round speck has 1.6."""
FLAT = 0.3
"""A flatter piece that goes on to both sides is a crease of the paper: five boxes on one fold."""
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
ONE_WAY = 0.35
"""How much what goes on beyond the rim goes one way: lines that strike out 0.40 and more, crosses that reach out less
than that in 4 of 5."""
CROSSED_SHARE = 0.55
"""From here on a mark that goes on to both sides is for a person whichever ways it goes: five in six crosses that reach
out cover less, and of marks that were struck out one that went all ways and covered 0.67 had been taken for a mark."""
RIM_ROOM = 1.5
"""Points beyond the rim from which that is looked at."""
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
    shows. ``beside``: the share that is inked of ``AROUND`` points around the box. ``slender``: how much longer than
    broad the largest piece is, ``flat`` the lesser of its sides as a share of the box's. ``one_way``: 0 where what goes
    on beyond the rim goes all ways, 1 where it goes one way and back; of boxes with ink enough to be struck out, else
    0."""

    share: float
    extent: float
    trace: float
    peak: float
    free: float
    sides: float
    rim: float
    beside: float
    slender: float
    flat: float
    one_way: float


@dataclass(frozen=True, slots=True)
class Pens:
    """What a sheet's own marks tell: their ``usual`` peak; ``strong``: they show that a sheet which has lost the rims
    of its boxes has lost no ink. A rim that is missing among others that are there was torn off. ``faint``: of marks
    there are traces, so that a box with less of one may have been marked."""

    usual: float
    strong: bool
    faint: bool


NO_PENS = Pens(0.0, strong=False, faint=False)


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
        return Shape(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    ink = left & inside
    share = float(ink.sum()) / room
    side = max(1, min(height, width) - 2 * edge)
    smooth = np.asarray(cv2.blur(seen, (3, 3)), np.float32)
    rim = _rim(seen, issued)
    traces = above(smooth, TRACE) & free
    bare = np.asarray(cv2.distanceTransform(np.pad(free & (1 - ink), 1), cv2.DIST_L2, 5), np.float32)
    reach, lesser, breadth = _largest(ink)
    return Shape(
        share=share,
        extent=reach / side,
        trace=_reach(traces) / side,
        peak=float(smooth[free == 1].max()),
        free=float(bare.max()) / SCALE,
        sides=_sides(left, edge, side),
        rim=rim,
        beside=_beside(above(smooth, SHADE * min(1.0, rim / CLEAR_RIM)), printed, edge),
        slender=reach / max(1.0, breadth),
        flat=lesser / side,
        one_way=_one_way(left, edge) if share >= STRUCK_SHARE else 0.0,
    )


ENOUGH_BEYOND = 6
"""Pixels of ink."""
_JOIN = 1.5
"""Pixels: pieces that the removed rim cut apart count together when they lie closer than a stroke is wide."""


def _largest(ink: Mask) -> tuple[float, float, float]:
    """How far the largest piece reaches, the larger and the lesser of across and down, and how broad its stroke is:
    pixels."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(grown(ink, _JOIN), connectivity=8)
    if count < 2:
        return 0.0, 0.0, 0.0
    at = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    sides = (float(stats[at, side]) - 2 * round(_JOIN) for side in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
    lesser, reach = sorted(max(0.0, side) for side in sides)
    # Across a stroke the distances to its edge are a quarter of its breadth in the mean, and half a pixel too far.
    away = np.asarray(cv2.distanceTransform(np.pad(ink, 1), cv2.DIST_L2, 5), np.float32)[1:-1, 1:-1]
    return reach, lesser, 4 * float(away[(labels == at) & (ink == 1)].mean()) - 1


def _reach(mask: Mask) -> float:
    """Pixels across or down of the largest piece, by its area."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return 0.0
    largest = stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))]
    return float(max(largest[cv2.CC_STAT_WIDTH], largest[cv2.CC_STAT_HEIGHT]))


def _beside(there: Mask, printed: Mask, edge: int) -> float:
    far = edge - round(AROUND * SCALE)
    near = 1 - printed[far:-far, far:-far]
    near[edge - far : far - edge, edge - far : far - edge] = 0
    return float((there[far:-far, far:-far] & near).sum()) / max(1, int(near.sum()))


def _one_way(left: Mask, edge: int) -> float:
    """Of the directions from the box's middle in which ink lies beyond its rim: the length of their mean, each doubled,
    so that the two ends of one stroke say the same."""
    rim = edge - round(RIM_ROOM * SCALE)
    ring = left.copy()
    ring[rim:-rim, rim:-rim] = 0
    rows, columns = np.nonzero(ring)
    if len(rows) < ENOUGH_BEYOND:
        return 0.0
    ways = np.arctan2(rows - (left.shape[0] - 1) / 2, columns - (left.shape[1] - 1) / 2)
    return float(abs(np.exp(2j * ways).mean()))


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
    faint = sum(one.share < EMPTY_SHARE and _is_trace(one) for one in shapes) >= ENOUGH_MARKS
    if len(peaks) < ENOUGH_MARKS:
        return replace(NO_PENS, faint=faint)
    dark = float(np.percentile(peaks, 10, method="lower")) >= STRONG
    lost = float(np.median([one.rim for one in shapes])) < LEAST_RIM
    return Pens(float(np.median(peaks)), strong=dark and lost, faint=faint)


def _is_trace(shape: Shape) -> bool:
    """Whether what may be the last of a stroke reaches far enough to be one."""
    return shape.trace >= EMPTY_TRACE and not (shape.peak < SHADE and shape.rim >= CLEAR_RIM)


def judged(shape: Shape, pens: Pens) -> tuple[MarkState, float]:
    """State, and the confidence that it is right. On 90 pages of odd seeds in grey and colour 0 of 14,800 empty boxes
    and clear marks were taken for the other (at 95 %: fewer than 1 in 4,900), and a person looks at 0.9 in 100. On 144
    pages of even seeds, two of three in order, 2 of 24,380 (a faint pencil on a scanner set too light, a large tick
    along the rim) and 3.1 in 100, nearly half of them on two pages from which a copier lost the pencil."""
    if shape.share >= FILLED_SHARE and shape.free < FREE_PAPER:
        return MarkState.CORRECTED, 0.5
    if shape.share < EMPTY_SHARE and not _is_trace(shape):
        lost = shape.rim < LEAST_RIM and not pens.strong
        missed = shape.trace >= ON_RIM and (pens.faint or shape.beside >= BESIDE)
        return (MarkState.DOUBTFUL, 0.5) if lost or missed else (MarkState.EMPTY, SURE)
    dark = shape.peak >= max(MARK_PEAK, PALER * pens.usual)
    creased = shape.flat < FLAT and shape.sides >= STRUCK_SIDES
    long = shape.extent >= MARK_EXTENT and shape.slender >= SLENDER and not creased
    stroke = dark and shape.share >= MARK_SHARE and long
    one_way = shape.one_way > ONE_WAY or shape.share >= CROSSED_SHARE
    struck = shape.share >= STRUCK_SHARE and shape.sides >= STRUCK_SIDES and one_way
    if stroke and not struck and shape.share < WHOLE_SHARE:
        return MarkState.MARKED, SURE
    return MarkState.DOUBTFUL, 0.5
