"""From a first guess to where every point of a page lies on a sheet, and how sure that is.

Patches of print are looked for near where they should lie, first widely, then narrowly, and a smooth bend is fitted
through those that agree; what it leaves is interpolated (``scan_relief``). What each patch says is held against what
the others say of its place: from that comes the estimated error of the fields' corners.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_patches import Matches, match
from dokumentverk.engines.scan_reference import WORK, IssuedPage
from dokumentverk.engines.scan_relief import Relief, relief
from dokumentverk.engines.scan_sample import Picture
from dokumentverk.engines.scan_warp import Fitted, Mesh, Points, Warp, fit
from dokumentverk.model.layout import Box

FEWEST_PATCHES = 10

_FAR, _WIDE, _NARROW = 36, 12, 5
"""Pixels at 100 dpi around a patch's place: 9 mm after a guess from one mark, 3 mm after three, 1.3 mm at last."""
_ROUNDS = ((_FAR, (1,)), (_FAR, (1, 2)), (_WIDE, (1, 2)), (_NARROW, (2, 3)))
"""How far is looked, and the degrees of the bend. What agrees grows from a rough guess's surroundings."""
_FINEST = 0.06
"""Pixels at 100 dpi: no patch is found more exactly than that."""
_SIGMAS = 2.5
_UNSEEN = 0.8
"""Points (0.28 mm) that an estimate never falls below: folds between the patches, which none of them sees."""
_SEEN = 0.25
_CLEAR = 0.6
"""Trust from which a patch helps to tell what the bend leaves; from which it is surely where it was seen, so that one
that does not agree tells of a fold."""
_FARTHEST = 8.0
"""Points: what lies further off than this is no relief of the paper."""
_STEP = 12.0
"""Points between the nodes at which the relief is kept."""


@dataclass(frozen=True, slots=True)
class Laid:
    """``warp`` carries points of the page to pixels of the sheet's picture; the rest tells how that was found."""

    warp: Warp
    fitted: Fitted
    matches: Matches
    pixels: Points
    """Where each patch was seen on the sheet's picture."""
    relief: Relief | None = None

    @property
    def patches(self) -> int:
        """How many patches lie where the smooth bend puts them."""
        return int(np.count_nonzero(self.fitted.weights > 0.3))

    @property
    def share(self) -> float:
        """Of the patches tried."""
        return self.patches / max(1, self.matches.tried)

    def error(self, corners: Points) -> float:
        """Points: the estimated largest displacement of ``corners`` (points of the page, n x 2)."""
        scale = min(self.warp.scale())
        doubt = self.fitted.doubt(corners) / scale
        clear = self.matches.trust >= _CLEAR
        missed = self.fitted.missed[clear] / scale
        if self.relief is not None:
            doubt = np.hypot(doubt, self.relief.doubt(corners))
            missed = self.relief.missed
        local = float(np.quantile(missed, 0.95)) if len(missed) >= FEWEST_PATCHES else 0.0
        return float(np.hypot(_UNSEEN, max(_SIGMAS * float(doubt.max()), local)))


def lay(picture: Picture, page: IssuedPage, start: Warp, size: tuple[float, float], *, rough: bool) -> Laid | None:
    """Rounds of looking for patches and bending towards them; ``rough`` when the start may be off by a centimetre. None
    when nothing agrees."""
    warp = start
    laid: Laid | None = None
    for search, degrees in _ROUNDS[0 if rough else 2 :]:
        patches = page.patches if rough or search == _NARROW else page.patches[::2]
        matches = match(_frame(picture, warp, size), patches, search=search)
        fitted = _best_fit(warp, matches, degrees)
        if fitted is None:
            return None
        laid = Laid(fitted.warp, fitted, matches, warp(_page_points(matches.found)))
        warp = fitted.warp
    return laid and _with_relief(laid, size)


def _frame(picture: Picture, warp: Warp, size: tuple[float, float]) -> Grey:
    """The sheet brought into the page's frame."""
    frame = picture.sampled(warp, Box(1, 0.0, 0.0, *size), scale=WORK, margin=0.0, finest=min(warp.scale()))
    return cv2.GaussianBlur(frame, (3, 3), 0).astype(np.uint8, copy=False)


def _best_fit(warp: Warp, matches: Matches, degrees: tuple[int, ...]) -> Fitted | None:
    """The fit of the degree under which the patches foretell each other best."""
    if not np.any(matches.trust > 0):
        return None
    points = _page_points(matches.centres)
    pixels = warp(_page_points(matches.found))
    finest = _FINEST / WORK * min(warp.scale())
    fits = [fit(warp, points, pixels, matches.trust, degree=degree, finest=finest) for degree in degrees]
    return min((one for one in fits if one is not None), key=_foretold, default=None)


def _foretold(fitted: Fitted) -> float:
    """Mean of what patches that count are missed by, in pixels; more when fewer count."""
    weights = fitted.weights
    return float(np.sqrt(np.average(fitted.missed**2, weights=weights) / np.sum(weights)))


def _with_relief(laid: Laid, size: tuple[float, float]) -> Laid:
    scale = min(laid.warp.scale())
    points = _page_points(laid.matches.centres)
    left = (laid.pixels - laid.warp(points)) / scale
    near = (laid.matches.trust >= _SEEN) & (np.hypot(left[:, 0], left[:, 1]) < _FARTHEST)
    found = relief(points[near], left[near], fewest=FEWEST_PATCHES)
    if found is None or not found.strength:
        return replace(laid, relief=found)
    xs, ys = (np.arange(0.0, length + 2 * _STEP, _STEP) for length in size)
    nodes = np.stack(np.meshgrid(xs, ys), axis=-1)
    mesh = Mesh(found(nodes.reshape(-1, 2)).reshape(nodes.shape) * scale, _STEP)
    return replace(laid, warp=replace(laid.warp, mesh=mesh), relief=found)


def _page_points(pixels: Points) -> Points:
    points: Points = (pixels + 0.5) / WORK
    return points
