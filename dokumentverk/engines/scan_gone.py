"""Boxes whose paper is not on the sheet: torn off, cut away, folded over or covered at the top or the foot.

A box that is not there looks empty. What is printed above it (below it, at the foot) tells: where none of that is found
though the rest of the page is, the paper ends within or below the box.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dokumentverk.engines.scan_lay import Laid
from dokumentverk.engines.scan_reference import WORK
from dokumentverk.engines.scan_warp import Points
from dokumentverk.model.layout import Place

_BESIDE = 130.0
"""Points to each side of a box within which print above or below tells of it: a corner may be gone alone."""
_FEWEST = 3
"""Patches of print that must be missing. Of 2,220 boxes on 60 whole sheets (scans, copies, faxes, photos, dirt) none
was taken for gone."""
_FOUND = 0.3
"""Weight from which a patch lies where the page has it."""
_ROOM = 2.0
"""Points that a box may reach beyond the picture: its outline may be cut, what is written in it is not."""


def gone_places(laid: Laid, places: Sequence[tuple[int, Place]], pixels: tuple[int, int]) -> tuple[int, ...]:
    """Which of ``places`` (with their index) are not, or not wholly, on the sheet. ``pixels``: the picture's height and
    width."""
    centres = (laid.matches.centres + 0.5) / WORK
    found = laid.fitted.weights > _FOUND
    return tuple(
        index
        for index, place in places
        if _outside(laid, place, pixels) or _beyond(centres, found, place, above=True) or _beyond(centres, found, place)
    )


def _outside(laid: Laid, place: Place, pixels: tuple[int, int]) -> bool:
    box = place.box
    corners = np.array([(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)], np.float64)
    seen = laid.warp(corners)
    room = _ROOM * min(laid.warp.scale())
    height, width = pixels
    return bool(np.any(seen < -room) or np.any(seen[:, 0] > width + room) or np.any(seen[:, 1] > height + room))


def _beyond(
    centres: Points, found: np.ndarray[tuple[int], np.dtype[np.bool_]], place: Place, *, above: bool = False
) -> bool:
    """Whether nothing is found of what is printed beyond the box."""
    box = place.box
    beside = (centres[:, 0] > box.left - _BESIDE) & (centres[:, 0] < box.right + _BESIDE)
    told = beside & (centres[:, 1] < box.top if above else centres[:, 1] > box.bottom)
    return int(np.count_nonzero(told)) >= _FEWEST and not bool(found[told].any())
