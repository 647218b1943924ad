"""Effects of augraphy, a library made by others for the same purpose: what it does to paper, nobody here tuned.

Only effects that leave print where it is. augraphy draws its chance from Python's and numpy's global state, which is
set from the seed before each. It asks for ``opencv-python``, which must not be installed beside the headless build:
``pip install --no-deps augraphy`` (``.ci/tools``).
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from tests.paper.ink import Picture

INSTALL = "pip install --no-deps augraphy"


class AugraphyMissing(Exception):
    """The message holds the command that brings it."""


def foreign_wear(name: str, picture: Picture, seed: int) -> Picture:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            import augraphy
        except ImportError:
            raise AugraphyMissing(INSTALL) from None
        random.seed(seed)
        np.random.seed(seed)
        worn = _EFFECTS[name](augraphy)(np.ascontiguousarray(picture[..., ::-1]), force=True)
    if worn.ndim == 2:
        worn = np.repeat(worn[..., None], 3, axis=2)
    assert worn.shape == picture.shape, f"{name} changed the size"
    return np.ascontiguousarray(worn[..., 2::-1], dtype=np.uint8)


_EFFECTS: dict[str, Callable[[Any], Any]] = {
    "worn copy": lambda library: library.BadPhotoCopy(
        noise_type=-1,
        noise_iteration=(1, 2),
        noise_size=(1, 2),
        noise_sparsity=(0.3, 0.5),
        noise_concentration=(0.1, 0.3),
    ),
    "dirty drum": lambda library: library.DirtyDrum(
        line_width_range=(2, 8), line_concentration=0.05, direction=1, noise_intensity=0.4, ksize=(5, 5)
    ),
    "dirty rollers": lambda library: library.DirtyRollers(line_width_range=(6, 16)),
    "bled ink": lambda library: library.InkBleed(intensity_range=(0.3, 0.6), kernel_size=(3, 3), severity=(0.2, 0.4)),
    "stained": lambda library: library.Stains(stains_blend_alpha=0.4),
    "shadowed": lambda library: library.ShadowCast(shadow_opacity_range=(0.3, 0.6)),
}
