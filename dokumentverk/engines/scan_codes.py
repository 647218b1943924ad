"""Page codes and separators on a sheet: QR codes, with zxing-cpp.

What zxing-cpp (2.3 to 3.1) does: a page at 100 dpi takes 1 ms; it finds a code in any turn by itself (``try_rotate`` is
for bar codes), reads several on one page, and gives a code's corners clockwise from the code's own top left. It never
gave a wrong text in the measurements: the code's own Reed-Solomon check sees to that. A blurred or bilevel code that it
misses at one size it often finds at another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import zxingcpp

from dokumentverk.engines.scan_mirrored import is_mirrored
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_warp import Points
from dokumentverk.model.number import PREFIX

_LIKELY = (0.5, 0.2)
"""Of a sheet's width and height: codes stand in the right half of the top fifth, however the sheet is turned."""
_SMALLEST = 60
"""Pixels of a side: less holds no code."""


@dataclass(frozen=True, slots=True)
class Code:
    """``quad``: its corners clockwise from its own top left, in pixels of the picture that was given."""

    text: str
    quad: Points


def find_codes(grey: Grey) -> tuple[Code, ...]:
    """Every code of ours in a picture at about 100 dpi, each text once, from the top. One that is seen from behind,
    through the paper, is none."""
    return _right_way(_codes(grey), grey)


def _right_way(codes: Iterable[Code], grey: Grey) -> tuple[Code, ...]:
    found = {code.text: code for code in codes if not is_mirrored(grey, code.text, code.quad)}
    return tuple(sorted(found.values(), key=lambda code: float(code.quad[:, 1].mean())))


def codes_behind(grey: Grey) -> tuple[Points, ...]:
    """Where codes of ours shine through from the paper's other side, in a picture at about 100 dpi."""
    return tuple(code.quad for code in _codes(grey) if is_mirrored(grey, code.text, code.quad))


def find_codes_closely(fine: Grey) -> tuple[Code, ...]:
    """For a sheet where none was found: the four corners where a code of ours would stand, at 200 dpi as they are and
    smoothed, then the whole sheet (some 30 ms)."""
    height, width = fine.shape
    for wide, high in ((_LIKELY[0], _LIKELY[1]), (_LIKELY[1], _LIKELY[0])):
        across, down = round(width * wide), round(height * high)
        for left in (width - across, 0):
            for top in (0, height - down):
                part = fine[top : top + down, left : left + across]
                for tried in _tries(part):
                    if found := _right_way(_codes(tried), part):
                        shift = np.array((left, top), np.float64)
                        return tuple(Code(code.text, code.quad + shift) for code in found)
    return find_codes(fine)


def _tries(part: Grey) -> Iterator[Grey]:
    """As it is; smoothed, for a bilevel code's ragged edges and grain; with its strokes thickened and thinned by a
    pixel, for copies of copies."""
    yield part
    smooth = cv2.GaussianBlur(part, (5, 5), 0).astype(np.uint8, copy=False)
    yield smooth
    kernel = np.ones((3, 3), np.uint8)
    yield cv2.erode(smooth, kernel).astype(np.uint8, copy=False)
    yield cv2.dilate(smooth, kernel).astype(np.uint8, copy=False)


def _codes(grey: Grey) -> Iterator[Code]:
    if min(grey.shape) < _SMALLEST:
        return
    qr: Any = zxingcpp.BarcodeFormat.QRCode  # 3.1 calls the type of this argument otherwise than 2.3
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats=qr, try_rotate=False, try_downscale=False, try_invert=False
    )
    for code in found:
        if code.valid and code.text.startswith(PREFIX):
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
            yield Code(code.text, np.array([(corner.x, corner.y) for corner in corners], np.float64))
