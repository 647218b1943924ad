"""Ink on paper as a share of the light that the paper itself gives back: grey paper, uneven light and pale fills drop
out, and one threshold serves a flatbed scan and a telephone's picture."""

from __future__ import annotations

from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey

Ink: TypeAlias = NDArray[np.float32]
"""Height x width: 0 paper to 1 black."""
Mask: TypeAlias = NDArray[np.uint8]
"""Height x width: 0 or 1."""

SCALE = 150 / 72
"""Pixels per point at which boxes are looked at: 150 dpi shows a thin pen as two pixels, and a tick box as 23."""

_COARSE = 8
"""Pixels of the picture to one of the coarse picture that the paper's light is taken from."""
_REACH = 5
"""Coarse pixels: wider than the strokes of a pen stand apart, so that some bare paper lies within reach."""


def ink_of(picture: Grey) -> Ink:
    """How much darker than the paper around it every pixel is."""
    height, width = picture.shape
    coarse = (max(1, width // _COARSE), max(1, height // _COARSE))
    small = cv2.resize(picture, coarse, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((_REACH, _REACH), np.uint8))
    paper = cv2.GaussianBlur(paper, (_REACH, _REACH), 0)
    light = cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR).astype(np.float32)
    np.maximum(light, 1.0, out=light)
    ink: Ink = np.clip(1.0 - picture.astype(np.float32) / light, 0.0, 1.0, dtype=np.float32)
    return ink


def grown(mask: Mask, pixels: float) -> Mask:
    """The mask with everything within ``pixels`` of it."""
    radius = max(0, round(pixels))
    if radius == 0:
        return mask
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    wider: Mask = cv2.dilate(mask, kernel).astype(np.uint8, copy=False)
    return wider


def above(ink: Ink, least: float) -> Mask:
    mask: Mask = (ink >= least).astype(np.uint8)
    return mask
