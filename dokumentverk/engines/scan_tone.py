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

_INK = ((255 - np.arange(256)) / 255).astype(np.float32)
"""From the 255ths of the paper's light that a pixel gives back. Whole numbers are ten times as fast, and enough."""


def ink_of(picture: Grey) -> Ink:
    """How much darker than the paper around it every pixel is."""
    height, width = picture.shape
    coarse = (max(1, width // _COARSE), max(1, height // _COARSE))
    small = cv2.resize(picture, coarse, interpolation=cv2.INTER_AREA)
    paper = cv2.dilate(small, np.ones((_REACH, _REACH), np.uint8))
    paper = cv2.GaussianBlur(paper, (_REACH, _REACH), 0)
    light = np.asarray(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    share = cv2.divide(picture, np.maximum(light, 1), scale=255).astype(np.uint8, copy=False)
    ink: Ink = cv2.LUT(share, _INK).astype(np.float32, copy=False)
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
