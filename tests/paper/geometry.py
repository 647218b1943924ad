"""Where a point of the page lands on the picture of it: exact, so that registration can be measured against it.

Coordinates are continuous: the middle of the pixel in column 0, row 0 is at (0.5, 0.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.paper.ink import Picture, Points

Matrix: TypeAlias = NDArray[np.float64]
_COARSE = 16
"""Pixels between the points for which a warp is computed; between them it is taken as straight."""
_ROUNDS = 12


class Step(Protocol):
    """A way from one picture's pixels to the next one's. Both directions take and give n x 2."""

    def forward(self, points: Points) -> Points: ...

    def backward(self, points: Points) -> Points: ...


@dataclass(frozen=True, slots=True, eq=False)
class Perspective:
    matrix: Matrix

    def forward(self, points: Points) -> Points:
        return _projected(self.matrix, points)

    def backward(self, points: Points) -> Points:
        return _projected(np.asarray(np.linalg.inv(self.matrix), dtype=np.float64), points)


@dataclass(frozen=True, slots=True, eq=False)
class Feed:
    """Paper that runs unevenly past a line of sensors: row ``at[i]`` lands on row ``to[i]``, both rising."""

    at: Points
    to: Points

    def forward(self, points: Points) -> Points:
        return np.stack([points[:, 0], np.interp(points[:, 1], self.at, self.to)], axis=1)

    def backward(self, points: Points) -> Points:
        return np.stack([points[:, 0], np.interp(points[:, 1], self.to, self.at)], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """Paper that does not lie flat. Going back adds a sum of slow waves: ``waves`` holds rows of (pixels to the right,
    pixels down, wave per pixel in x, in y, phase)."""

    waves: Points

    def backward(self, points: Points) -> Points:
        phases = points @ self.waves[:, 2:4].T + self.waves[:, 4]
        return np.asarray(points + np.sin(phases) @ self.waves[:, :2], dtype=np.float64)

    def forward(self, points: Points) -> Points:
        found = points.copy()
        for _ in range(_ROUNDS):
            found += points - self.backward(found)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Crease:
    """A fold across the page at row ``row``: around it, within ``width`` pixels, the paper is drawn together by
    ``depth`` and shifted by ``shift`` sideways."""

    row: float
    width: float
    depth: float
    shift: float

    def backward(self, points: Points) -> Points:
        near = np.tanh((points[:, 1] - self.row) / self.width)
        bump = np.exp(-(((points[:, 1] - self.row) / self.width) ** 2))
        return np.stack([points[:, 0] + self.shift * near, points[:, 1] + self.depth * near * bump], axis=1)

    def forward(self, points: Points) -> Points:
        found = points.copy()
        for _ in range(_ROUNDS):
            found += points - self.backward(found)
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Warping:
    steps: tuple[Step, ...] = ()

    def forward(self, points: Points) -> Points:
        for step in self.steps:
            points = step.forward(points)
        return points

    def backward(self, points: Points) -> Points:
        for step in reversed(self.steps):
            points = step.backward(points)
        return points

    def then(self, *steps: Step) -> Warping:
        return Warping((*self.steps, *steps))


def _projected(matrix: Matrix, points: Points) -> Points:
    moved = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:], dtype=np.float64)


def affine(
    *,
    scale: tuple[float, float] = (1.0, 1.0),
    degrees: float = 0.0,
    about: tuple[float, float] = (0.0, 0.0),
    shift: tuple[float, float] = (0.0, 0.0),
) -> Perspective:
    """Turn (clockwise as seen) about a point, then scale, then shift."""
    angle = np.deg2rad(degrees)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    x, y = about
    turn = np.array([[cos, -sin, x - cos * x + sin * y], [sin, cos, y - sin * x - cos * y], [0, 0, 1]])
    return Perspective(
        np.diag([scale[0], scale[1], 1.0]) @ turn + np.array([[0, 0, shift[0]], [0, 0, shift[1]], [0, 0, 0]])
    )


def quadrilateral(size: tuple[float, float], corners: Sequence[tuple[float, float]]) -> Perspective:
    """A page of ``size`` pixels seen with its corners (top left, then clockwise) at ``corners``."""
    width, height = size
    page = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    return Perspective(cv2.getPerspectiveTransform(page, np.asarray(corners, dtype=np.float32)).astype(np.float64))


def quarter_turns(turns: int, size: tuple[float, float]) -> Perspective:
    """As ``numpy.rot90(picture, turns)`` moves the pixels of a picture of ``size`` (width, height)."""
    width, height = size
    match turns % 4:
        case 0:
            rows: list[list[float]] = [[1, 0, 0], [0, 1, 0]]
        case 1:
            rows = [[0, 1, 0], [-1, 0, width]]
        case 2:
            rows = [[-1, 0, width], [0, -1, height]]
        case _:
            rows = [[0, -1, height], [1, 0, 0]]
    return Perspective(np.array([*rows, [0, 0, 1]], dtype=np.float64))


def warp(picture: Picture, warping: Warping, size: tuple[int, int], around: Picture | tuple[int, int, int]) -> Picture:
    """``picture`` seen through ``warping`` on a canvas of ``size`` (width, height); ``around`` is what lies beyond it:
    a colour, or a picture of that size."""
    width, height = size
    columns, rows = -(-width // _COARSE) + 1, -(-height // _COARSE) + 1
    grid = np.stack(np.meshgrid(np.arange(columns) * _COARSE, np.arange(rows) * _COARSE), axis=-1).astype(np.float64)
    back = warping.backward(grid.reshape(-1, 2)).reshape(rows, columns, 2).astype(np.float32)
    # Pixel i of the enlarged grid lies at i + 0.5; the coarse nodes at multiples of _COARSE.
    enlarge = np.array([[_COARSE, 0, -0.5], [0, _COARSE, -0.5]], dtype=np.float64)
    full = cv2.warpAffine(back, enlarge, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) - 0.5
    # Where the canvas is coarser than the page, soften first, or thin lines break up.
    coarser = _coarseness(warping, picture.shape[1], picture.shape[0])
    source = cv2.GaussianBlur(picture, (0, 0), 0.42 * coarser) if coarser > 1.15 else picture
    x, y = np.ascontiguousarray(full[..., 0]), np.ascontiguousarray(full[..., 1])
    if isinstance(around, tuple):
        seen = cv2.remap(source, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=around)
        return np.asarray(seen, dtype=np.uint8)
    canvas = around.copy()
    cv2.remap(source, x, y, cv2.INTER_LINEAR, canvas, borderMode=cv2.BORDER_TRANSPARENT)
    return canvas


def _coarseness(warping: Warping, width: int, height: int) -> float:
    """Pixels of the page for each pixel of the canvas, at the middle, the finer direction."""
    middle = np.array([[width / 2, height / 2]])
    at = middle + np.array([[0, 0], [1, 0], [0, 1]])
    moved = warping.forward(at.astype(np.float64))
    return float(1 / max(1e-6, np.hypot(*(moved[1] - moved[0])), np.hypot(*(moved[2] - moved[0]))))
