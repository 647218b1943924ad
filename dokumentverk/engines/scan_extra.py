"""Whether the libraries that read paper are here: the extra ``dokumentverk[scan]``."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

NEEDED = ("cv2", "numpy", "onnxruntime", "zxingcpp")


@cache
def scan_extra_is_here() -> bool:
    return all(find_spec(name) is not None for name in NEEDED)
