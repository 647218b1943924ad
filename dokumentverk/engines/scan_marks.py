"""Tick boxes and radio buttons on paper: empty, marked, filled over, or for a person to look at.

What is printed is taken away first: the rim of the box, and the words around it, each grown by what registration may
be off. What is left inside the box is judged by how much it covers and how far it reaches; what is left around the box
tells a tick that reaches out from a speck that only lies near.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

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

EMPTY_SHARE = 0.004
MARK_SHARE = 0.045
"""Shares of the box inside its rim that is inked: below the first nothing, from the second a stroke."""
FILLED_SHARE = 0.54
"""From here on a box is filled over: struck boxes of the measured set cover 0.55 and more, marks by felt pen at most
0.52. A dense scribble may cover as much: a person tells the two apart."""
MARK_EXTENT = 0.36
"""A stroke that is a mark reaches over at least this share of the box in one direction."""
WORST_OF_RIM = 30
"""Per cent of the rim that may be gone, torn by a fold or a staple."""
LEAST_RIM = 0.3
"""The share of its own rim's darkness that a box must show before «nothing in it» is believed: where a copier has lost
the rim, it has lost a thin pencil too."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is left of a box when the print is gone: the share of its inside that is inked, and how far the largest
    piece reaches, as a share of the box's side. ``rim``: how much of its rim's darkness the sheet still shows."""

    share: float
    extent: float
    rim: float


def read_marks(ink: PageInk, places: Sequence[tuple[int, Place]]) -> tuple[MarkSight, ...]:
    """One sight for each place, in order."""
    found = []
    for index, place in places:
        state, confidence = judged(shape_of(ink, place))
        found.append(MarkSight(index, ink.paper.received(place.box), state, confidence))
    return tuple(found)


def shape_of(page: PageInk, place: Place) -> Shape:
    seen, issued = page.cut(place.box, MARGIN)
    height, width = seen.shape
    edge = round(MARGIN * SCALE)
    printed = grown(above(issued, PRINTED), SLACK * SCALE)
    left = above(seen, PALE) & (1 - printed)
    inside = np.zeros_like(left)
    inside[edge : height - edge, edge : width - edge] = 1
    free = inside & (1 - printed)
    room = int(free.sum())
    if room == 0:
        return Shape(0.0, 0.0, 0.0)
    ink = left & inside
    return Shape(float(ink.sum()) / room, _extent(ink, edge), _rim(seen, issued))


def _rim(seen: Ink, issued: Ink) -> float:
    """A rim a pixel off counts as there; the stretch that a mark itself crosses does not count for the rest."""
    printed = above(issued, PRINTED)
    if not printed.any():
        return 1.0
    there = cv2.dilate(seen, np.ones((3, 3), np.uint8))[printed == 1]
    return float(np.percentile(there, WORST_OF_RIM)) / max(0.05, float(np.median(issued[printed == 1])))


def _extent(ink: Mask, edge: int) -> float:
    """How far the largest piece reaches, of the box's side. Pieces that the removed rim cut apart count together when
    they lie closer than a stroke is wide."""
    joined = grown(ink, 1.5)
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    if count < 2:
        return 0.0
    sizes = stats[1:, cv2.CC_STAT_AREA]
    largest = stats[1 + int(np.argmax(sizes))]
    side = max(1, min(ink.shape) - 2 * edge)
    reach = max(int(largest[cv2.CC_STAT_WIDTH]), int(largest[cv2.CC_STAT_HEIGHT])) - 3
    return reach / float(side)


def judged(shape: Shape) -> tuple[MarkState, float]:
    """State, and the confidence that it is right: assumed, not calibrated (0 wrong of 621 accepted while the thresholds
    were set, on even seeds). ``benchmarks/scan.py`` counts what is wrong."""
    if shape.share >= FILLED_SHARE:
        return MarkState.CORRECTED, 0.5
    if shape.share < EMPTY_SHARE:
        return (MarkState.EMPTY, 0.9998) if shape.rim >= LEAST_RIM else (MarkState.DOUBTFUL, 0.5)
    if shape.share >= MARK_SHARE and shape.extent >= MARK_EXTENT:
        return MarkState.MARKED, 0.9998
    return MarkState.DOUBTFUL, 0.5
