"""A picture sampled along a warp, without the grain that shrinking makes.

``cv2.remap`` reads single pixels: a picture that is shrunk by it would lose thin strokes. The picture is therefore kept
at half and quarter size as well (means of its pixels), and the one next finer than what is asked for is read.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_warp import Warp, scaled
from dokumentverk.model.layout import Box

WHITE = 255
_STEP = 16.0
"""Points between the nodes where the warp itself is asked; between them it is linear. A bend of 3 mm over a page then
errs by 0.002 mm."""
_SMALL = 60.0
"""Points of a side up to which a piece is sampled through a homography of its own: the bend within it is a hundredth
of the bend over the page."""
_FINER = 1.5
"""How many pixels of the picture may fall on one that is asked for, along a side."""


class Picture:
    """A grey picture and its smaller ones, made when first asked for."""

    def __init__(self, grey: Grey) -> None:
        self._levels = [grey]

    @property
    def grey(self) -> Grey:
        return self._levels[0]

    def level(self, number: int) -> Grey:
        """Shrunk to one of 2**number in each direction."""
        while len(self._levels) <= number:
            self._levels.append(halved(self._levels[-1]))
        return self._levels[number]

    def sampled(self, warp: Warp, box: Box, *, scale: float, margin: float, finest: float) -> Grey:
        """``box`` grown by ``margin`` points at ``scale`` pixels per point; ``warp`` carries points to pixels, of which
        the picture has ``finest`` per point."""
        left, top = box.left - margin, box.top - margin
        width = max(1, round((box.right - box.left + 2 * margin) * scale))
        height = max(1, round((box.bottom - box.top + 2 * margin) * scale))
        number = 0
        per_pixel = finest / scale
        while per_pixel >= _FINER and min(self.level(number).shape) > 64:
            per_pixel /= 2
            number += 1
        if warp.is_straight or max(width, height) <= _SMALL * scale:
            return self._by_corners(scaled(warp, 0.5**number), (left, top, width, height), scale, number)
        xs = _nodes(left, width / scale)
        ys = _nodes(top, height / scale)
        nodes = scaled(warp, 0.5**number)(np.stack(np.meshgrid(xs, ys), axis=-1))
        across = _between(xs, left, width, scale)
        down = _between(ys, top, height, scale)
        u = (down @ nodes[..., 0].astype(np.float32)) @ across.T
        v = (down @ nodes[..., 1].astype(np.float32)) @ across.T
        sampled: Grey = cv2.remap(
            self.level(number), u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(WHITE,)
        ).astype(np.uint8, copy=False)
        return sampled

    def _by_corners(self, warp: Warp, piece: tuple[float, float, int, int], scale: float, number: int) -> Grey:
        """A piece for which a homography through its corners is exact, or exact enough: a tenth of the time."""
        left, top, width, height = piece
        right, bottom = left + width / scale, top + height / scale
        corners = warp(np.array([(left, top), (right, top), (right, bottom), (left, bottom)]))
        edges = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32) - np.float32(0.5)
        back = cv2.getPerspectiveTransform(edges, corners.astype(np.float32))
        sampled: Grey = cv2.warpPerspective(
            self.level(number),
            back,
            (width, height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=(WHITE,),
        ).astype(np.uint8, copy=False)
        return sampled


def halved(grey: Grey) -> Grey:
    """Half as wide and high, means of 2 x 2; a last odd row or column is left out."""
    height, width = grey.shape[0] // 2 * 2, grey.shape[1] // 2 * 2
    half: Grey = cv2.resize(grey[:height, :width], (width // 2, height // 2), interpolation=cv2.INTER_AREA).astype(
        np.uint8, copy=False
    )
    return half


def _nodes(start: float, length: float) -> NDArray[np.float64]:
    return np.linspace(start, start + length, max(2, int(np.ceil(length / _STEP)) + 1))


def _between(nodes: NDArray[np.float64], start: float, count: int, scale: float) -> NDArray[np.float32]:
    """count x nodes: the linear weights of the pixels' centres between evenly spaced nodes."""
    at = (start + (np.arange(count) + 0.5) / scale - nodes[0]) / (nodes[1] - nodes[0])
    lower = np.clip(np.floor(at).astype(np.intp), 0, len(nodes) - 2)
    part = (at - lower).astype(np.float32)
    weights = np.zeros((count, len(nodes)), np.float32)
    rows = np.arange(count)
    weights[rows, lower] = 1 - part
    weights[rows, lower + 1] = part
    return weights
