"""Whether two sheets picture the same paper: a feeder that drew a sheet twice, against a form that was filled in twice.

The two are laid on each other (a turn, a shift and a stretch by OpenCV's ECC) and every stroke of one must have the
other's ink within half a millimetre. A single stroke of 3 mm that has no counterpart makes them different: a signature,
a cross. In doubt they are different, for then nothing is passed over.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sample import halved
from dokumentverk.engines.scan_sheet import ROUGH, SheetTrouble
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_tone import Mask, above, grown, ink_of

_DPI = 100
_NEAR = 0.5 * _DPI / 25.4
"""Pixels in half a millimetre: what a feeder stretches, beyond what the fit takes."""
_STROKE = round(3.0 * _DPI / 25.4)
_INK, _SURE_INK = 0.2, 0.4
"""Ink that may stand for the other's, and ink that must be found there."""
_STEPS = 60
_SIZES_DIFFER = 0.03


def same_paper(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """(path, sheet from 1) each. False for what cannot be opened."""
    try:
        first, second = _picture(*one), _picture(*other)
    except SheetTrouble:
        return False
    return alike(first, second)


def alike(first: Grey, second: Grey) -> bool:
    """Of two upright sheets at 100 dpi."""
    if any(abs(a - b) > _SIZES_DIFFER * a for a, b in zip(first.shape, second.shape, strict=True)):
        return False
    laid = _laid_on(first, second)
    if laid is None:
        return False
    return not _strokes_alone(first, laid) and not _strokes_alone(laid, first)


def _picture(path: str, number: int) -> Grey:
    with open_sheets(path) as file:
        sheet = file.sheet(number, least=ROUGH)
    wide, high = (round(points * _DPI / 72) for points in sheet.facts.size)
    picture: Grey = cv2.resize(sheet.grey, (wide, high), interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return picture


def _laid_on(first: Grey, second: Grey) -> Grey | None:
    """``second`` where it fits ``first`` best; None when no fit is found."""
    height, width = first.shape
    # At half the size: a quarter of the time, and a tenth of a pixel there is nothing here.
    smooth = [np.asarray(cv2.GaussianBlur(ink_of(halved(one)), (0, 0), 1.5), np.float32) for one in (first, second)]
    warp: NDArray[np.float32] = np.eye(2, 3, dtype=np.float32)
    ends = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, _STEPS, 1e-5)
    try:
        shift, _ = cv2.phaseCorrelate(smooth[0], _same_size(smooth[1], *smooth[0].shape))
        warp[:, 2] = shift
        _, fitted = cv2.findTransformECC(smooth[0], smooth[1], warp, cv2.MOTION_AFFINE, ends)
    except cv2.error:
        return None
    found = np.array(fitted, np.float32)
    found[:, 2] *= 2
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(second, found, (width, height), flags=flags, borderValue=255)
    return np.asarray(laid, np.uint8)


def _same_size(picture: NDArray[np.float32], height: int, width: int) -> NDArray[np.float32]:
    made = np.zeros((height, width), np.float32)
    rows, columns = min(height, picture.shape[0]), min(width, picture.shape[1])
    made[:rows, :columns] = picture[:rows, :columns]
    return made


def _strokes_alone(one: Grey, other: Grey) -> bool:
    """Whether some stroke of ``one`` has no ink of ``other`` near it. The outermost centimetre is left out: edges of
    paper, staples, the lid's shadow."""
    near = grown(above(ink_of(other), _INK), _NEAR)
    alone: Mask = above(ink_of(one), _SURE_INK) & (1 - near)
    rim = round(10 * _DPI / 25.4)
    inner = alone[rim:-rim, rim:-rim]
    if not inner.size:
        return True
    _, _, boxes, _ = cv2.connectedComponentsWithStats(inner, connectivity=8)
    extents = boxes[1:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]]
    return bool(extents.size and extents.max() >= _STROKE)
