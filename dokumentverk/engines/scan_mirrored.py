"""Whether a QR code was seen from behind, through the paper.

What zxing-cpp (2.3 to 3.1) does: it reads a mirrored code as readily as a right one, and does not say so. On the back
of thin paper, as a duplex scanner gives it, the code of the front then stands as if the back were a page of ours.

Our codes are made the same way every time, so what was read says where dark modules must lie; in a code seen from
behind they lie with rows and columns changed about.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.qr import MODULES, modules
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_warp import Points

_PIXELS = 4
"""For each module, in the picture that is looked at."""
_CLEARLY = 0.05
"""Share of the modules that must speak for it; about a quarter differ at all. In the conditions of ``tests/paper`` a
code seen from behind had 0.12 and more, one seen from the front -0.17 and less."""


def is_mirrored(grey: Grey, text: str, quad: Points) -> bool:
    """``quad``: the corners of the code that says ``text``, clockwise from its own top left, in pixels. False when it
    cannot be told."""
    try:
        wanted = np.array(modules(text))
    except ValueError:
        return False
    seen = _seen(grey, quad)
    return float((seen == wanted.T).mean() - (seen == wanted).mean()) > _CLEARLY


def _seen(grey: Grey, quad: Points) -> NDArray[np.bool_]:
    """Where modules are dark, by rows."""
    size = MODULES * _PIXELS
    corners = np.array([(0, 0), (size, 0), (size, size), (0, size)], np.float32)
    flat = cv2.warpPerspective(
        grey, cv2.getPerspectiveTransform(quad.astype(np.float32), corners), (size, size), flags=cv2.INTER_LINEAR
    )
    inner = slice(1, _PIXELS - 1)
    light = flat.reshape(MODULES, _PIXELS, MODULES, _PIXELS)[:, inner, :, inner].mean(axis=(1, 3))
    return np.asarray(light < np.median(light), np.bool_)
