"""A sheet registered against the page that it is a picture of: corner marks first, then the print itself.

A sheet whose estimated error is too large, or on which too little of the page's print is found (another page, another
version), is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dokumentverk.engines.scan_corners import find_corners, upright_turn
from dokumentverk.engines.scan_gone import gone_places
from dokumentverk.engines.scan_lay import FEWEST_PATCHES, Laid, lay
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_reference import DRAWN, SCALE, IssuedPage
from dokumentverk.engines.scan_sample import Picture
from dokumentverk.engines.scan_sheet import Sheet
from dokumentverk.engines.scan_start import first_frames
from dokumentverk.engines.scan_warp import Points, Warp, scaled, straight
from dokumentverk.model.layout import Box, Layout
from dokumentverk.model.scan import SheetFit

LARGEST_ERROR = 2.4
"""Points (0.85 mm) of estimated error at the worst field's corner beyond which a sheet is not read."""
SMALLEST_SHARE = 0.45
"""Of the patches tried, how many must be found where the fit says. Another page in the same frame (its marks, head and
foot are alike) reached 0.28 of 90 wrong pairs; the page itself, as a fax or a poor photo, 0.7 and more."""
SURE_SHARE = 0.6
"""From here on no other first guess is tried."""


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
    best: Laid | None = None
    for frame in first_frames(sheet, level, corners, layout, form_page):
        start = scaled(straight(frame, layout.page_size), 2.0**level)
        laid = lay(sheet.picture, page, start, layout.page_size, rough=len(corners) < 3)
        if laid is not None and (best is None or laid.patches > best.patches):
            best = laid
        if best is not None and best.share >= SURE_SHARE:
            break
    turn = upright_turn(corners)
    if best is None:
        return None, SheetFit(sheet.sheet, form_page, turn or 0, float("inf"), len(corners), 0, good=False)
    error = best.error(_field_corners(layout, form_page))
    good = error <= LARGEST_ERROR and best.patches >= FEWEST_PATCHES and best.share >= SMALLEST_SHARE
    turned = turn if turn is not None else _turn_of(best.warp)
    places = [(index, place) for index, place in enumerate(layout.places) if place.box.page == form_page]
    height, width = sheet.picture.grey.shape
    gone = gone_places(best, places, (height, width)) if good else ()
    fit = SheetFit(sheet.sheet, form_page, turned, round(error, 3), len(corners), best.patches, good, gone)
    finest = min(best.warp.scale())
    return (RegisteredSheet(sheet, page, best.warp, finest, sheet.bilevel) if good else None), fit


def _rough_level(picture: Picture) -> int:
    """The level whose longer side has 1,000 to 2,000 pixels: about 100 dpi of an A4."""
    level, longest = 0, max(picture.grey.shape)
    while longest >= 2000:
        longest //= 2
        level += 1
    return level


def _field_corners(layout: Layout, form_page: int) -> Points:
    boxes = [place.box for place in layout.places if place.box.page == form_page]
    if not boxes:
        boxes = [Box(form_page, 0.0, 0.0, *layout.page_size)]
    return np.array([(x, y) for box in boxes for x in (box.left, box.right) for y in (box.top, box.bottom)], np.float64)


def _turn_of(warp: Warp) -> int:
    x, y = warp.middle
    across = warp(np.array([(x - 9, y), (x + 9, y)]))
    step = across[1] - across[0]
    return int(-round(float(np.degrees(np.arctan2(step[1], step[0]))) / 90) * 90) % 360
