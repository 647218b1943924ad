"""Where the printed patches of a page really lie on a sheet that was brought roughly into the page's frame."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_reference import Patch
from dokumentverk.engines.scan_warp import Points

_SURE = 0.75
_UNSURE = 0.40
"""Correlation (of grey minus its mean) from where a patch counts a little, and from where it counts in full."""
_APART = 0.12
"""How much better the best place must be than any other to count in full."""
_PEAK = 2
"""Pixels around the best place that belong to it."""


@dataclass(frozen=True, slots=True)
class Matches:
    """``centres`` (n x 2) the middles of the patches and ``found`` where they were seen, both in pixels of the frame,
    ``trust`` 0 to 1. Only patches that lay within the frame; ``tried`` counts them."""

    centres: Points
    found: Points
    trust: NDArray[np.float64]

    @property
    def tried(self) -> int:
        return len(self.trust)


def match(frame: Grey, patches: tuple[Patch, ...], *, search: int) -> Matches:
    """Look for every patch within ``search`` pixels of where it should lie in ``frame``."""
    centres, found, trust = [], [], []
    for patch in patches:
        high, wide = patch.shape.shape
        left, top = patch.left - search, patch.top - search
        right, bottom = patch.left + wide + search, patch.top + high + search
        # At the rim of the frame the search is narrower on that side.
        cut_left, cut_top = max(0, left), max(0, top)
        window = frame[cut_top : min(bottom, frame.shape[0]), cut_left : min(right, frame.shape[1])]
        if window.shape[0] < high or window.shape[1] < wide:
            continue
        scores = cv2.matchTemplate(window, patch.shape, cv2.TM_CCOEFF_NORMED).astype(np.float32, copy=False)
        _, best, _, (x, y) = cv2.minMaxLoc(scores)
        centre = (patch.left + (wide - 1) / 2, patch.top + (high - 1) / 2)
        across = cut_left + x + _peak(scores[y], x) - patch.left
        down = cut_top + y + _peak(scores[:, x], y) - patch.top
        centres.append(centre)
        found.append((centre[0] + across, centre[1] + down))
        trust.append(_trust(scores, best, x, y))
    return Matches(
        np.array(centres, np.float64).reshape(-1, 2), np.array(found, np.float64).reshape(-1, 2), np.array(trust)
    )


def _trust(scores: NDArray[np.float32], best: float, x: int, y: int) -> float:
    if not np.isfinite(best) or best < _UNSURE:
        return 0.0
    height, width = scores.shape
    if x in (0, width - 1) or y in (0, height - 1):
        return 0.0
    others = scores.copy()
    others[max(0, y - _PEAK) : y + _PEAK + 1, max(0, x - _PEAK) : x + _PEAK + 1] = -1
    lead = min(1.0, max(0.0, best - float(others.max())) / _APART)
    return lead * min(1.0, (best - _UNSURE) / (_SURE - _UNSURE))


def _peak(line: NDArray[np.float32], at: int) -> float:
    """Where between pixels the top of a parabola through three scores lies: -0.5 to 0.5."""
    if not 0 < at < len(line) - 1:
        return 0.0
    before, here, after = float(line[at - 1]), float(line[at]), float(line[at + 1])
    bow = before - 2 * here + after
    return 0.0 if bow >= -1e-9 else max(-0.5, min(0.5, 0.5 * (before - after) / bow))
