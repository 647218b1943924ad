"""A sheet laid on the page that it is a picture of: corner marks first, then the print itself, then how sure it is.

Corner marks give a homography. In its frame, patches of print are looked for near where they should lie, first widely,
then narrowly, and a smooth bend is fitted through those that agree. What each patch says is held against what the
others say of its place: from that comes the estimated error of the fields' corners, and a sheet whose estimate is too
large, or whose print is not the page's, is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from dokumentverk.engines.scan_corners import find_corners, upright_turn
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_patches import Matches, match
from dokumentverk.engines.scan_reference import DRAWN, SCALE, WORK, IssuedPage
from dokumentverk.engines.scan_sample import Picture
from dokumentverk.engines.scan_sheet import Sheet
from dokumentverk.engines.scan_start import first_frames
from dokumentverk.engines.scan_warp import Fitted, Points, Warp, fit, scaled, straight
from dokumentverk.model.layout import Box, Layout
from dokumentverk.model.scan import SheetFit

LARGEST_ERROR = 2.4
"""Points (0.85 mm) of estimated error at the worst field's corner beyond which a sheet is not read."""
FEWEST_PATCHES = 10
SMALLEST_SHARE = 0.3
"""Of the patches tried, how many must be found where the fit says. Another page of the same form: below 0.1."""

_WIDE, _NARROW = 12, 5
"""Pixels at 100 dpi around a patch's place: 3 mm, then 1.3 mm."""
_FINEST = 0.06
"""Pixels at 100 dpi: no patch is found more exactly than that."""
_SIGMAS = 2.5
_UNSEEN = 0.5
"""Points (0.18 mm) that an estimate never falls below: folds between the patches, which none of them sees."""
_CLEAR = 0.6
"""Trust from which a patch is surely where it was seen, so that one that does not agree tells of a fold."""


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """What is registered. ``per_point``: pixels per point as displayed, across and down; ``measured`` False when that
    is a guess (a photo)."""

    sheet: int
    picture: Picture
    per_point: tuple[float, float]
    measured: bool
    bilevel: bool


@dataclass(frozen=True, slots=True)
class RegisteredSheet:
    """Fulfils ``scan_paper.Paper``. ``warp`` carries points of the page to pixels of the sheet's picture."""

    sheet: SheetPicture
    page: IssuedPage
    warp: Warp
    finest: float
    bilevel: bool

    @property
    def resolution(self) -> float:
        return self.finest

    def seen(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        return self.sheet.picture.sampled(self.warp, box, scale=scale, margin=margin, finest=self.finest)

    def issued(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        return self.page.picture.sampled(DRAWN, box, scale=scale, margin=margin, finest=SCALE)

    def received(self, box: Box) -> Box:
        edges = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
        pixels = self.warp(np.array(edges, np.float64)) + 0.5
        points = pixels / np.array(self.sheet.per_point)
        left, top = (float(edge) for edge in points.min(axis=0))
        right, bottom = (float(edge) for edge in points.max(axis=0))
        return Box(self.sheet.sheet, round(left, 2), round(top, 2), round(right, 2), round(bottom, 2))


def picture_of(sheet: Sheet) -> SheetPicture:
    """A decoded sheet as ``register`` takes it."""
    measured = sheet.facts.dpi is not None
    return SheetPicture(sheet.number, Picture(sheet.grey), sheet.per_point, measured, sheet.bilevel)


def register(
    sheet: SheetPicture, page: IssuedPage, layout: Layout, form_page: int
) -> tuple[RegisteredSheet | None, SheetFit]:
    """The sheet as a Paper of ``form_page``, None unless it lies so well that its fields may be read."""
    level = _rough_level(sheet.picture)
    corners = find_corners(sheet.picture.level(level))
    best: tuple[Fitted, Matches] | None = None
    for frame in first_frames(sheet, level, corners, layout, form_page):
        start = scaled(straight(frame, layout.page_size), 2.0**level)
        found = _settled(sheet.picture, page, start, layout, rough=len(corners) < 3)
        if found is not None and (best is None or _weight(found) > _weight(best)):
            best = found
        if best is not None and _share(best) > 2 * SMALLEST_SHARE:
            break
    turn = upright_turn(corners)
    if best is None:
        return None, SheetFit(sheet.sheet, form_page, turn or 0, float("inf"), len(corners), 0, good=False)
    fitted, matches = best
    patches = int(np.count_nonzero(fitted.weights > 0.3))
    error = _error(fitted, matches, layout, form_page)
    good = error <= LARGEST_ERROR and patches >= FEWEST_PATCHES and _share(best) >= SMALLEST_SHARE
    turned = turn if turn is not None else _turn_of(fitted.warp)
    seen = SheetFit(sheet.sheet, form_page, turned, round(error, 3), len(corners), patches, good)
    return (RegisteredSheet(sheet, page, fitted.warp, min(fitted.warp.scale()), sheet.bilevel) if good else None), seen


def _rough_level(picture: Picture) -> int:
    """The level whose longer side has 1,000 to 2,000 pixels: about 100 dpi of an A4."""
    level, longest = 0, max(picture.grey.shape)
    while longest >= 2000:
        longest //= 2
        level += 1
    return level


def _settled(
    picture: Picture, page: IssuedPage, start: Warp, layout: Layout, *, rough: bool
) -> tuple[Fitted, Matches] | None:
    """From a start to the fit: rounds of looking for patches and bending towards them. None when nothing agrees."""
    warp = start
    result: tuple[Fitted, Matches] | None = None
    for search, degrees in ((3 * _WIDE, (1,)), (_WIDE, (1, 2)), (_NARROW, (2, 3)))[0 if rough else 1 :]:
        matches = _matches(picture, page, warp, layout, search)
        fitted = _best_fit(warp, matches, degrees)
        if fitted is None:
            return None
        warp, result = fitted.warp, (fitted, matches)
    return result


def _matches(picture: Picture, page: IssuedPage, warp: Warp, layout: Layout, search: int) -> Matches:
    whole = Box(1, 0.0, 0.0, *layout.page_size)
    frame = picture.sampled(warp, whole, scale=WORK, margin=0.0, finest=min(warp.scale()))
    frame = cv2.GaussianBlur(frame, (3, 3), 0).astype(np.uint8, copy=False)
    return match(frame, page.patches, search=search)


def _best_fit(warp: Warp, matches: Matches, degrees: tuple[int, ...]) -> Fitted | None:
    """The fit of the degree under which the observations foretell each other best."""
    if not np.any(matches.trust > 0):
        return None
    points = _page_points(matches.centres)
    pixels = warp(_page_points(matches.found))
    finest = _FINEST / WORK * min(warp.scale())
    fits = [fit(warp, points, pixels, matches.trust, degree=degree, finest=finest) for degree in degrees]
    there = [one for one in fits if one is not None]
    return min(there, key=_foretold, default=None)


def _foretold(fitted: Fitted) -> float:
    """Median of what observations that count miss each other by, in pixels, more for fewer that count."""
    used = fitted.weights > 0.05
    return float(np.sqrt(np.average(fitted.missed[used] ** 2, weights=fitted.weights[used]) / np.sum(fitted.weights)))


def _error(fitted: Fitted, found: Matches, layout: Layout, form_page: int) -> float:
    """Points: the estimated displacement of the worst field's corner."""
    boxes = [place.box for place in layout.places if place.box.page == form_page]
    corners = [(x, y) for box in boxes for x in (box.left, box.right) for y in (box.top, box.bottom)]
    if not corners:
        corners = [(0.0, 0.0), layout.page_size]
    doubt = fitted.doubt(np.array(corners, np.float64))
    scale = min(fitted.warp.scale())
    clear = found.trust >= _CLEAR
    local = float(np.quantile(fitted.missed[clear], 0.95)) if np.count_nonzero(clear) >= FEWEST_PATCHES else 0.0
    return float(np.hypot(_UNSEEN, max(_SIGMAS * float(doubt.max()), local) / scale))


def _weight(found: tuple[Fitted, Matches]) -> float:
    return float(np.sum(found[0].weights))


def _share(found: tuple[Fitted, Matches]) -> float:
    fitted, matches = found
    return float(np.count_nonzero(fitted.weights > 0.05)) / max(1, matches.tried)


def _page_points(pixels: Points) -> Points:
    points: Points = (pixels + 0.5) / WORK
    return points


def _turn_of(warp: Warp) -> int:
    x, y = warp.middle
    across = warp(np.array([(x - 9, y), (x + 9, y)]))
    step = across[1] - across[0]
    return int(-round(float(np.degrees(np.arctan2(step[1], step[0]))) / 90) * 90) % 360
