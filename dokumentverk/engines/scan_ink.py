"""Whether a box on paper holds what was printed in it, more, less, or nothing.

A box that was issued empty is looked through for pieces of ink that are more than dust, a scanner's streak or a stroke
that only reaches in from next door. A box that was issued with text is laid on its ideal picture once more, by itself:
a page may fit within half a millimetre, but a seven made of a one shows only where the letters fit to a hair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_page_ink import PageInk
from dokumentverk.engines.scan_tone import SCALE, Ink, Mask, above, grown
from dokumentverk.model.layout import Box, Place
from dokumentverk.model.scan import InkSight, InkState

MARGIN = 3.0
"""Points around the box that are looked at to tell strokes from next door and streaks."""
PALE = 0.17
"""Least darkness of ink against its paper."""
PRINTED = 0.06
"""Least darkness of what counts as printed when a box was issued empty: pale writing lines and cell walls."""
TEXT = 0.35
"""Least darkness of printed text in the ideal picture."""
SLACK = 1.1
"""Points by which printed lines are grown before they are taken away."""
LOOK_AROUND = 1.6
"""Points by which a box with printed text may be moved to fit."""
CLOSE = 0.55
"""Points by which letters are grown once they fit."""

NEXT_DOOR = 24.0
"""Points around a box in which a stroke that crosses its border is followed."""
BRIDGE = 1.9
"""Points by which ink is grown then: over the border, which is taken away with all that is printed."""
MINE = 0.5
"""Share of such a stroke's ink from which it is the box's own, however far it reaches."""
DEEP = 0.65
"""Share of the box's height from which a stroke that crosses the border was written in it."""
SHALLOW = 6.0
"""Points: what lies along the border, no farther in, beside such a stroke is the rest of it."""
BROAD = 4.5
"""Points: no pen's stroke is so broad."""
STAIN = 0.4
"""Most darkness of what coffee leaves."""

DUST = 1.6
"""Points: a piece that reaches no further in any direction is dust."""
STROKE = 4.0
"""Points: a piece that reaches at least this far is a stroke of a pen."""
ENOUGH = 1.5
"""Square points of ink in strokes from which a box is surely written in."""

ADDED_SHARE = 0.16
"""New ink, as a share of the printed letters' own, from which printed text has been altered."""
GONE_SHARE = 0.30
"""Printed ink that is gone, as a share."""
SAME_ADDED = 0.06
SAME_GONE = 0.16
"""Up to these shares the text is as issued; between the two a person looks."""
ON_PRINT = 0.65
"""Share of such a run that lies on print when it is letters."""
BARE = 0.25
"""Pixels of it that lie beside all print, as a share of the least length of a stroke: more than one letter's inside."""
DASH = 9.0
"""Points: a stroke through a word is longer than any horizontal stroke of a letter."""


def read_inks(
    ink: PageInk, places: Sequence[tuple[int, Place]], filled: frozenset[int] = frozenset()
) -> tuple[InkSight, ...]:
    """One sight for each place, in order. ``filled`` are the places that were issued with text in them."""
    return tuple(_sight(ink, index, place, text=index in filled) for index, place in places)


def _sight(ink: PageInk, index: int, place: Place, *, text: bool) -> InkSight:
    if text:
        seen, _ = ink.cut(place.box, MARGIN + LOOK_AROUND)
        _, ideal = ink.cut(place.box, MARGIN)
        state, confidence = compared(_comparison(seen, ideal))
    else:
        seen, ideal = ink.cut(place.box, MARGIN)
        state, confidence = written(pieces(seen, ideal, round(MARGIN * SCALE), PALE))
        if state is not InkState.EMPTY:
            seen = _own_ink(ink, place.box)
            state, confidence = written(pieces(seen, ideal, round(MARGIN * SCALE), PALE))
        if state is InkState.ADDED and ink.pen > PALE:
            # On a dirty sheet ink that is no darker than the dirt may be dirt.
            state, confidence = _doubted(written(pieces(seen, ideal, round(MARGIN * SCALE), ink.pen)))
    return InkSight(index, ink.paper.received(place.box), state, confidence)


def _own_ink(ink: PageInk, box: Box) -> Ink:
    """The ink over the box and ``MARGIN``, without stains, and without strokes that come from next door: they cross the
    border, most of them lies outside, and they do not reach far in. A signature's loops fill half the box above it."""
    around, printed = ink.cut(box, NEXT_DOOR)
    around = _without_stains(around)
    far, near, own_box = (ink.span(box, margin) for margin in (NEXT_DOOR, MARGIN, 0.0))
    left = above(around, PALE) & (1 - grown(above(printed, PRINTED), SLACK * SCALE))
    count, joined = cv2.connectedComponents(grown(left, BRIDGE * SCALE), connectivity=8)
    labels = np.where(left == 1, joined, 0)
    inside = labels[_within(far, own_box)]
    own = np.bincount(inside.ravel(), minlength=count)
    whole = np.bincount(labels.ravel(), minlength=count)
    reached = {int(at): _reach_in(inside == at) for at in np.flatnonzero(own[1:]) + 1}
    foreign = {at for at, depth in reached.items() if own[at] < MINE * whole[at] and depth <= DEEP * len(inside)}
    if foreign:
        foreign |= {at for at, depth in reached.items() if depth <= SHALLOW * SCALE}
    clean = around[_within(far, near)].copy()
    clean[np.isin(labels[_within(far, near)], list(foreign))] = 0.0
    return clean


def _without_stains(seen: Ink) -> Ink:
    """Pale and broader than any stroke is what was spilt, and no pencil's."""
    side = round(BROAD * SCALE)
    broad = cv2.morphologyEx(seen, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)))
    clean: Ink = seen - np.where(broad <= STAIN, broad, 0.0).astype(np.float32)
    return clean


def _reach_in(mask: NDArray[np.bool_]) -> int:
    """How far a piece reaches in from the upper or the lower border, whichever is nearer: rows."""
    rows = np.flatnonzero(mask.any(axis=1))
    return min(int(rows[-1]) + 1, len(mask) - int(rows[0]))


def _within(outer: tuple[slice, slice], inner: tuple[slice, slice]) -> tuple[slice, slice]:
    rows, columns = (
        slice(one.start - start.start, one.stop - start.start) for start, one in zip(outer, inner, strict=True)
    )
    return rows, columns


@dataclass(frozen=True, slots=True)
class Written:
    """Pieces of ink in a box that was issued empty. ``strokes`` is their area in square points, ``longest`` the reach
    of the longest in points, ``specks`` whether there is anything above dust at all."""

    strokes: float
    longest: float
    specks: bool


def _doubted(found: tuple[InkState, float]) -> tuple[InkState, float]:
    return found if found[0] is InkState.ADDED else (InkState.DOUBTFUL, 0.5)


def pieces(seen: Ink, ideal: Ink, edge: int, least: float) -> Written:
    """What is written in a box by a pen of at least the darkness ``least``, without print, dust, and strokes that
    belong next door."""
    printed = grown(above(ideal, PRINTED), SLACK * SCALE)
    left = above(seen, least) & (1 - printed)
    joined = grown(left, SLACK * SCALE)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    height, width = left.shape
    inside = np.zeros_like(left)
    inside[edge : height - edge, edge : width - edge] = 1
    strokes = longest = 0.0
    specks = False
    own = np.bincount(labels.ravel(), weights=(left & inside).ravel().astype(np.float64), minlength=count)
    whole = np.bincount(labels.ravel(), weights=left.ravel().astype(np.float64), minlength=count)
    swell = 2 * round(SLACK * SCALE)
    for at in range(1, count):
        across, down = (max(1, int(stats[at][side]) - swell) for side in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT))
        reach = max(across, down) / SCALE
        if whole[at] == 0 or own[at] < 0.5 * whole[at] or reach <= DUST:
            continue
        specks = True
        if reach >= STROKE:
            strokes += float(own[at]) / (SCALE * SCALE)
            longest = max(longest, reach)
    return Written(strokes, longest, specks)


def written(found: Written) -> tuple[InkState, float]:
    if found.strokes >= ENOUGH:
        return InkState.ADDED, 0.999
    if not found.specks:
        return InkState.EMPTY, 0.999
    return InkState.DOUBTFUL, 0.5


@dataclass(frozen=True, slots=True)
class Comparison:
    """Shares of the printed letters' ink: what is new near them, what of them is gone. ``dash``: something as long as a
    word lies across."""

    added: float
    gone: float
    dash: bool


def _comparison(seen: Ink, ideal: Ink) -> Comparison:
    """The box laid on its ideal picture by itself; ``seen`` is the larger."""
    height, width = ideal.shape
    score = cv2.matchTemplate(seen, ideal, cv2.TM_CCORR_NORMED)
    _, _, _, (x, y) = cv2.minMaxLoc(score)
    return compare(seen[y : y + height, x : x + width], ideal, round(MARGIN * SCALE))


def compare(seen: Ink, ideal: Ink, edge: int) -> Comparison:
    letters = above(ideal, TEXT)
    strong = float(np.percentile(seen[letters == 1], 60)) if letters.any() else 1.0
    dark = above(seen, max(PALE, 0.45 * strong))
    inside = np.zeros_like(letters)
    inside[edge:-edge, edge:-edge] = 1
    amount = float((letters & inside).sum()) or 1.0
    known = grown(above(ideal, PRINTED), CLOSE * SCALE)
    added = dark & (1 - known) & inside
    added = _without_dust(added)
    gone = letters & (1 - grown(above(seen, max(PALE * 0.6, 0.3 * strong)), CLOSE * SCALE)) & inside
    return Comparison(float(added.sum()) / amount, float(gone.sum()) / amount, _has_dash(dark, ideal, known, inside))


def _without_dust(mask: Mask) -> Mask:
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    least = (0.8 * SCALE) ** 2
    keep = np.zeros(count, np.uint8)
    keep[1:] = stats[1:, cv2.CC_STAT_AREA] >= least
    kept: Mask = keep[labels]
    return kept


def _has_dash(dark: Mask, ideal: Ink, known: Mask, inside: Mask) -> bool:
    """A run of ink longer than any stroke of a letter, where little is printed: words struck out. Letters that blur
    into each other make runs too, but those lie on print, or nowhere farther from it than they blur (``known``)."""
    length = round(DASH * SCALE)
    runs = _opened(dark & inside, np.ones((1, length), np.uint8))
    printed = cv2.blur(above(ideal, PRINTED).astype(np.float32), (length, 1))
    runs &= printed < ON_PRINT
    return bool(runs.sum() > length and (runs & (1 - known)).sum() > BARE * length)


def _opened(mask: Mask, kernel: Mask) -> Mask:
    opened: Mask = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel).astype(np.uint8, copy=False)
    return opened


def compared(found: Comparison) -> tuple[InkState, float]:
    if found.dash or found.added >= ADDED_SHARE or found.gone >= GONE_SHARE:
        return InkState.ALTERED, 0.99
    if found.added <= SAME_ADDED and found.gone <= SAME_GONE:
        return InkState.AS_ISSUED, 0.999
    return InkState.DOUBTFUL, 0.5
