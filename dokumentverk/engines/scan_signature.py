"""Ink signatures: there, not there, or for a person to look at.

A signature is joined writing: one stroke of the pen that goes on over a good part of the box and up and down. A name in
block letters falls apart into pieces as narrow as letters, a line drawn through has no height, and what reaches in from
a neighbour lies mostly outside. Anything between is doubtful.
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
"""Square points of ink up to which nobody signed. Of 63 unsigned boxes of even seeds 54 showed none at all, the others
10 and more: streaks and a copier's dirt."""
LONG = 26.0
"""Points (9 mm) that the longest joined stroke of a signature reaches across: 55 and more in the joined signatures of
even seeds, 19 and more in initials."""
HIGH = 5.0
"""Points it goes up and down."""
JOINED = 0.3
"""Share of all ink in the box that is in that stroke."""
TALL = 0.36
"""Capitals are of one height: of 16 measured block names 0.41 and more is tall, of joined signatures 0.08 to 0.24."""
_STEP = 4.0
"""Points along the writing in which its height is taken."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """What is written in the box: ``ink`` in square points, and of the longest joined stroke its reach across and down
    in points and its share of the ink. ``tall``: the share of the writing's length where it is nearly as high as it
    ever is."""

    ink: float
    across: float
    down: float
    joined: float
    tall: float


def read_signatures(ink: PageInk, places: Sequence[tuple[int, Place]]) -> tuple[SignatureSight, ...]:
    """One sight for each place, in order."""
    found = []
    for index, place in places:
        look, confidence = judged(strokes_of(*ink.cut(place.box, MARGIN)))
        found.append(SignatureSight(index, ink.paper.received(place.box), look, confidence))
    return tuple(found)


def strokes_of(seen: Ink, ideal: Ink) -> Strokes:
    edge = round(MARGIN * SCALE)
    printed = grown(above(ideal, PRINTED), SLACK * SCALE)
    left = above(seen, PALE) & (1 - printed)
    inside = np.zeros_like(left)
    inside[edge:-edge, edge:-edge] = 1
    # The rim of the box and its writing line cut strokes apart: pieces are joined across what was printed.
    bridged = grown(left, SKIP * SCALE) | (grown(left, (SLACK + JOIN) * SCALE) & printed)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(bridged, connectivity=8)
    own = np.bincount(labels.ravel(), weights=(left & inside).ravel().astype(np.float64), minlength=count)
    whole = np.bincount(labels.ravel(), weights=left.ravel().astype(np.float64), minlength=count)
    swell = 2 * round(SKIP * SCALE)
    pieces: list[tuple[float, float, float]] = []
    for at in range(1, count):
        across = (int(stats[at][cv2.CC_STAT_WIDTH]) - swell) / SCALE
        down = (int(stats[at][cv2.CC_STAT_HEIGHT]) - swell) / SCALE
        if whole[at] and own[at] >= OWN * whole[at] and max(across, down) > DUST:
            pieces.append((float(whole[at]) / SCALE**2, across, down))
    if not pieces:
        return Strokes(0.0, 0.0, 0.0, 0.0, 0.0)
    total = sum(area for area, _, _ in pieces)
    area, across, down = max(pieces, key=lambda one: one[1] + one[2])
    return Strokes(total, across, down, area / total, _tall(left[edge:-edge, edge:-edge]))


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
    """Look, and the confidence that it is right: assumed, not calibrated (``benchmarks/scan.py`` counts)."""
    if found.ink <= NOTHING:
        return SignatureLook.ABSENT, 0.997
    if found.across >= LONG and found.down >= HIGH and found.joined >= JOINED and found.tall <= TALL:
        return SignatureLook.PRESENT, 0.997
    return SignatureLook.DOUBTFUL, 0.5
