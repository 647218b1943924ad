"""Ink signatures: there, not there, or for a person to look at.

A signature is joined writing: one stroke of the pen that goes on over a good part of the box and up and down. A name in
block letters falls apart into pieces as narrow as letters, all of one height in the middle of the box; a line drawn
through has no height; what reaches in from a neighbour lies near the edges, and a stain is pale or broad. Anything
between is doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_tone import SCALE, Ink, Mask, above, grown
from dokumentverk.model.layout import Place
from dokumentverk.model.scan import SignatureLook, SignatureSight

MARGIN = 9.0
"""Points around the box: what goes on there belongs next door, or is a signature that needs more room."""
PALE = 0.17
PRINTED = 0.06
SLACK = 1.0
"""Points by which printed lines are grown before they are taken away."""
JOIN = 0.8
"""Points beyond that by which strokes are joined across what was printed."""
SKIP = 0.3
"""Points by which they are joined elsewhere: letters of a block name stand little further apart."""
OWN = 0.55
"""Share of a piece that must lie in the box for it to belong there."""

DUST = 1.6
NOTHING = 1.2
"""Square points of ink up to which nobody signed: of 589 unsigned boxes of even seeds 551 show less."""
OTHERS = 6.0
"""Square points of strokes from outside that may reach into the middle of the box: more may be a signature that is
larger than its box."""
EDGES, EDGES_INK = 0.12, 50.0
"""Share of the ink in the middle half of the box's height, and square points, up to which there are only ends of
strokes at the box's edges: in signatures of even seeds the middle has 0.29 and more."""
FAINT, FAINT_INK = 0.1, 15.0
"""Darkness of what a scanner set too light leaves of a pen, and square points of it in the middle half of the box's
height: of 978 boxes of even seeds that show nothing darker 969 have less, the others shine through or bear coffee. A
faint signature leaves 100 and more."""
LOST = 0.5
"""Share of the box's printed rim that must be seen before nothing is a sign of nothing: copies of copies lose what is
light, the rim (0.04 of it is left at most) and pencils with it; of all else 0.93 and more is seen."""
_RIM, _RIM_SEEN = 0.1, 0.06
"""Darkness of a rim as it was printed, and of what is left of it; pixels on both sides of the box's edge."""
_RIM_NEAR = 3
INK = 95.0
"""Square points of a signature: strokes of neighbours leave 94 at most. A thin and small name has less."""
LONG = 26.0
"""Points (9 mm) that the longest joined stroke of a signature reaches across."""
HIGH = 5.0
"""Points it goes up and down."""
MIDDLE = 0.25
"""Share of the ink that lies in the middle half of the box's height: signatures 0.29 and more, strokes of neighbours
0.21 at most."""

PALE_STAIN, PALE_BROAD = 0.20, 0.30
BROAD, BROADEST = 3.1, 4.3
"""Darkness, and breadth of the stroke in points: coffee is paler than the first, or broader than a pencil and paler
than the second; no pen writes broader than the last."""

ONE_STROKE = 0.75
"""Share of the ink in one stroke that no name in block letters has (0.70 at most of 245)."""
HALF, BEYOND = 0.4, 0.6
"""Share of the ink in one stroke, when of that at most so much lies in the middle half: it goes up and down."""
TALL, BROKEN, HEIGHT = 0.34, 0.3, 0.5
"""Capitals are of one height: the share of the writing's length that is nearly as high as it ever is, in a name in
joined letters; the share of its ink in one stroke, and that stroke's height, of the box's."""
HIGHER_TALL, HIGHER_BROKEN, HIGHER_HEIGHT, HIGHER_LONG = 0.42, 0.15, 0.6, 16.0
"""The same of higher writing, where block letters show 0.48 and more; points across."""
GRAND_ACROSS, GRAND_HEIGHT, GRAND = 80.0, 0.9, 0.6
"""Points across, share of the box's height and of the ink: no name in block letters is as large in one stroke."""
SURE = 0.997
"""What the measurement under ``judged`` allows to be said."""
_STEP = 4.0
"""Points along the writing in which its height is taken."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """What is written in the box.

    ``ink`` in square points; ``others``: that of strokes which lie mostly outside, and of what is no darker than the
    sheet's dirt, as far as they reach into the middle half of the box's height. ``middle``: the share of the ink there.
    ``tall``: the share of the writing's length where it is nearly as high as it ever is. Of the longest joined stroke:
    its reach ``across`` and ``down`` in points, its ``height`` as a share of the box's, ``joined`` as a share of the
    ink, ``inner`` how much of it lies in the middle half; how ``dark`` and, in points, how ``broad`` it is.

    ``faint``: square points in the middle half of what is too pale for ink on another sheet; ``rim``: how much of the
    box's printed rim is seen, 1.0 for a box without."""

    ink: float
    others: float
    middle: float
    tall: float
    across: float
    down: float
    height: float
    joined: float
    inner: float
    dark: float
    broad: float
    faint: float = 0.0
    rim: float = 1.0


def read_signatures(ink: PageInk, places: Sequence[tuple[int, Place]]) -> tuple[SignatureSight, ...]:
    """One sight for each place, in order."""
    found = []
    for index, place in places:
        look, confidence = judged(strokes_of(*ink.cut(place.box, MARGIN), ink.pen))
        found.append(SignatureSight(index, ink.paper.received(place.box), look, confidence))
    return tuple(found)


def strokes_of(seen: Ink, ideal: Ink, pen: float) -> Strokes:
    """Of a box cut with ``MARGIN``; ``pen`` is the least darkness of ink on this sheet."""
    edge = round(MARGIN * SCALE)
    printed = grown(above(ideal, PRINTED), SLACK * SCALE)
    bare = 1 - printed
    left = above(seen, max(PALE, pen)) & bare
    inside = np.zeros_like(left)
    inside[edge:-edge, edge:-edge] = 1
    # The rim of the box and its writing line cut strokes apart: pieces are joined across what was printed.
    bridged = grown(left, SKIP * SCALE) | (grown(left, (SLACK + JOIN) * SCALE) & printed)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bridged, connectivity=8)
    own = np.bincount(labels.ravel(), weights=(left & inside).ravel().astype(np.float64), minlength=count)
    whole = np.bincount(labels.ravel(), weights=left.ravel().astype(np.float64), minlength=count)
    swell = 2 * round(SKIP * SCALE)
    reach = (stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]] - swell) / SCALE
    ours = (whole > 0) & (own >= OWN * whole) & (reach.max(axis=1) > DUST)
    ours[0] = False
    quarter = edge + round((seen.shape[0] - 2 * edge) / 4)
    foreign = (above(seen, PALE) & bare & inside & ~ours[labels])[quarter:-quarter]
    others = float(foreign.sum()) / SCALE**2
    faint = float((above(seen, FAINT) & bare & inside)[quarter:-quarter].sum()) / SCALE**2
    rim = _rim_seen(seen, ideal, edge)
    if not ours.any():
        return Strokes(0.0, others, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, faint, rim)
    at = int(np.argmax(np.where(ours, reach.sum(axis=1), -1.0)))
    across, down = (float(side) for side in reach[at])
    stroke = np.asarray((labels == at) & (left == 1), np.uint8)
    total = float(whole[ours].sum())
    return Strokes(
        ink=total / SCALE**2,
        others=others,
        middle=float((left & inside)[quarter:-quarter].sum()) / max(1, int((left & inside).sum())),
        tall=_tall(left[edge:-edge, edge:-edge]),
        across=across,
        down=down,
        height=down * SCALE / (seen.shape[0] - 2 * edge),
        joined=float(whole[at]) / total,
        inner=float(stroke[quarter:-quarter].sum()) / int(stroke.sum()),
        dark=float(np.median(seen[stroke == 1])),
        broad=_breadth(stroke),
        faint=faint,
        rim=rim,
    )


def _rim_seen(seen: Ink, ideal: Ink, edge: int) -> float:
    near = np.zeros(ideal.shape, np.bool_)
    near[edge - _RIM_NEAR : _RIM_NEAR - edge, edge - _RIM_NEAR : _RIM_NEAR - edge] = True
    near[edge + _RIM_NEAR : -edge - _RIM_NEAR, edge + _RIM_NEAR : -edge - _RIM_NEAR] = False
    rim = seen[near & (ideal >= _RIM)]
    return float((rim > _RIM_SEEN).mean()) if rim.size else 1.0


def _breadth(stroke: Mask) -> float:
    """Points. Across a stroke the distances to its edge are a quarter of its breadth in the mean."""
    away = np.asarray(cv2.distanceTransform(stroke, cv2.DIST_L2, 5), np.float32)
    return 4 * float(away[stroke == 1].mean()) / SCALE


def _tall(written: Mask) -> float:
    step = round(_STEP * SCALE)
    tops: list[int] = []
    bottoms: list[int] = []
    for left in range(0, written.shape[1], step):
        rows = np.flatnonzero(written[:, left : left + step].any(axis=1))
        if len(rows) > 2:
            tops.append(int(rows[0]))
            bottoms.append(int(rows[-1]))
    if not tops:
        return 0.0
    highest = float(np.percentile(bottoms, 90) - np.percentile(tops, 10))
    heights = np.subtract(bottoms, tops)
    return float(np.mean(heights > 0.75 * max(1.0, highest)))


def judged(found: Strokes) -> tuple[SignatureLook, float]:
    """Look, and the confidence that it is right: on 800 pages of odd seeds in grey and colour 2,660 of 3,266 signatures
    were found and 3,202 of 3,767 boxes known to be empty, two in five of which had neighbours' strokes in them. No
    signature was taken for none, five times a neighbour's capital for one: at 95 % fewer than 1.2 and 3.3 in 1,000.
    Before ``FAINT_INK`` and ``LOST``, with limits of even seeds, nine of the first 2,070 signatures had been taken for
    none. None of 56 names in block letters was taken for a signature."""
    edges = found.ink <= EDGES_INK and found.middle <= EDGES
    bare = (found.ink <= NOTHING or edges) and found.others <= OTHERS
    if bare and found.faint <= FAINT_INK and found.rim >= LOST:
        return SignatureLook.ABSENT, SURE
    if _is_pen(found) and _is_joined(found):
        return SignatureLook.PRESENT, SURE
    return SignatureLook.DOUBTFUL, 0.5


def _is_pen(found: Strokes) -> bool:
    """Ink enough in the box, neither a neighbour's nor a stain's."""
    if found.dark < PALE_STAIN or found.broad > BROADEST or (found.dark < PALE_BROAD and found.broad > BROAD):
        return False
    return found.ink >= INK and found.middle >= MIDDLE and found.down >= HIGH


def _is_joined(found: Strokes) -> bool:
    """Any of five ways in which joined writing differs from block letters."""
    higher = found.height >= HIGHER_HEIGHT and found.tall <= HIGHER_TALL
    if higher and found.joined >= HIGHER_BROKEN and found.across >= HIGHER_LONG:
        return True
    return found.across >= LONG and (
        found.joined >= ONE_STROKE
        or (found.joined >= HALF and found.inner <= BEYOND)
        or (found.joined >= BROKEN and found.tall <= TALL and found.height >= HEIGHT)
        or (found.joined >= GRAND and found.across >= GRAND_ACROSS and found.height >= GRAND_HEIGHT)
    )
