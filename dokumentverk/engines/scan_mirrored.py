"""Whether a QR code was seen from behind, through the paper.

What zxing-cpp (2.3 to 3.1) does: it reads a mirrored code as readily as a right one, and does not say so. On the back
of thin paper, as a duplex scanner gives it, the code of the front then stands as if the back were a page of ours.

A code says itself which way it lies: its format information stands twice beside its finder patterns (ISO/IEC 18004,
7.9), and is none of the words that it can be when it is read with rows and columns changed about.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_warp import Points

_SIDE = 21
"""Modules of version 1: our codes have no other."""
_PIXELS = 4
"""For each module, in the picture that is looked at."""
_WORDS = np.array(
    [
        [int(bit) for bit in word]
        for word in (
            "101010000010010", "101000100100101", "101111001111100", "101101101001011",
            "100010111111001", "100000011001110", "100111110010111", "100101010100000",
        )
    ],
    dtype=np.int64,
)  # fmt: skip
"""Level M with masks 0 to 7. A word is at least 3 bits from every word read backwards; it stands there twice."""
_FIRST = [(8, 0), (8, 1), (8, 2), (8, 3), (8, 4), (8, 5), (8, 7), (8, 8), (7, 8), (5, 8), (4, 8), (3, 8), (2, 8), (1, 8), (0, 8)]  # noqa: E501  # fmt: skip
_SECOND = [*((_SIDE - at, 8) for at in range(1, 8)), *((8, _SIDE - at) for at in range(8, 0, -1))]
"""(row, column) of the bits, the highest first."""
_FEWER = 4
"""Wrong bits, of the thirty: so many fewer must a code have backwards to count as seen from behind. Over the conditions
of ``tests/paper`` a right code has 7 more backwards or worse, a mirrored one 5 fewer or better."""


def is_mirrored(grey: Grey, quad: Points) -> bool:
    """``quad``: the corners of a code clockwise from its own top left, in pixels. False when it cannot be told."""
    modules = _modules(grey, quad)
    return _wrong(modules.T) + _FEWER <= _wrong(modules)


def _modules(grey: Grey, quad: Points) -> NDArray[np.int64]:
    """1 where a module is dark, by rows."""
    size = _SIDE * _PIXELS
    corners = np.array([(0, 0), (size, 0), (size, size), (0, size)], np.float32)
    flat = cv2.warpPerspective(
        grey, cv2.getPerspectiveTransform(quad.astype(np.float32), corners), (size, size), flags=cv2.INTER_LINEAR
    )
    inner = slice(1, _PIXELS - 1)
    light = flat.reshape(_SIDE, _PIXELS, _SIDE, _PIXELS)[:, inner, :, inner].mean(axis=(1, 3))
    return np.asarray(light < (light.min() + light.max()) / 2, np.int64)


def _wrong(modules: NDArray[np.int64]) -> int:
    """Bits that differ from the nearest word, of both copies."""
    seen = [np.array([modules[at] for at in places]) for places in (_FIRST, _SECOND)]
    return int(min(sum((word != one).sum() for one in seen) for word in _WORDS))
