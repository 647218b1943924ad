"""Where a point of a page lies on the picture of a sheet: a homography and, upon it, a smooth bend.

Scanners feed unevenly, paper lies in folds, telephones look from the side: a homography takes the last, a polynomial of
the page's own coordinates the rest. Points are (x, y) in points of the page; pixels (u, v) count from the centre of the
first pixel, as OpenCV does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Points: TypeAlias = NDArray[np.float64]
"""n x 2."""

TERMS = {1: 3, 2: 6, 3: 10}
"""Degree of the bend → number of its terms."""
_ROUNDS = 12
_TUKEY = 4.685
"""Tukey's constant: 95 % efficient where errors are normal."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Displacements in pixels at the nodes of a grid over the page: rows x columns x 2, ``step`` points apart from the
    page's top left; linear between them, beyond the last as there."""

    nodes: NDArray[np.float64]
    step: float

    def __call__(self, points: Points) -> Points:
        rows, columns, _ = self.nodes.shape
        x = np.clip(points[:, 0] / self.step, 0, columns - 1.001)
        y = np.clip(points[:, 1] / self.step, 0, rows - 1.001)
        column, row = x.astype(np.intp), y.astype(np.intp)
        across, down = (x - column)[:, None], (y - row)[:, None]
        above = self.nodes[row, column] * (1 - across) + self.nodes[row, column + 1] * across
        below = self.nodes[row + 1, column] * (1 - across) + self.nodes[row + 1, column + 1] * across
        between: Points = above * (1 - down) + below * down
        return between


@dataclass(frozen=True, slots=True)
class Warp:
    """``frame`` is the 3 x 3 homography page → sheet, ``bend`` terms x 2 pixels that are added to it, over the page
    scaled to -1 … 1 (``middle``, ``half``: its middle and half its size), and ``mesh`` what no smooth bend gives."""

    frame: NDArray[np.float64]
    bend: NDArray[np.float64]
    middle: tuple[float, float]
    half: tuple[float, float]
    mesh: Mesh | None = None

    def __call__(self, points: Points) -> Points:
        """The pixels of ``points`` (… x 2)."""
        flat = points.reshape(-1, 2)
        moved: Points = through(self.frame, flat) + self.terms(flat) @ self.bend
        if self.mesh is not None:
            moved += self.mesh(flat)
        return moved.reshape(points.shape)

    @property
    def is_straight(self) -> bool:
        """Whether it is a homography and no more."""
        return self.mesh is None and not self.bend.any()

    def terms(self, points: Points) -> NDArray[np.float64]:
        return _terms(points, self.middle, self.half, len(self.bend))

    def scale(self) -> tuple[float, float]:
        """Pixels per point in the middle of the page, across and down."""
        x, y = self.middle
        around = self(np.array([(x - 9, y), (x + 9, y), (x, y - 9), (x, y + 9)]))
        across, down = around[1] - around[0], around[3] - around[2]
        return float(np.hypot(*across)) / 18, float(np.hypot(*down)) / 18


def straight(frame: NDArray[np.float64], size: tuple[float, float]) -> Warp:
    """A homography without a bend over a page of ``size`` points."""
    half = (size[0] / 2, size[1] / 2)
    return Warp(np.asarray(frame, np.float64), np.zeros((TERMS[1], 2)), half, half)


def scaled(warp: Warp, factor: float) -> Warp:
    """The warp to the same picture shrunk by ``factor`` (the part of its size that is left)."""
    # Pixel centres: u' + 0.5 = factor (u + 0.5).
    shift = (factor - 1) / 2
    shrink = np.array([(factor, 0, shift), (0, factor, shift), (0, 0, 1)])
    mesh = None if warp.mesh is None else Mesh(warp.mesh.nodes * factor, warp.mesh.step)
    return Warp(shrink @ warp.frame, warp.bend * factor, warp.middle, warp.half, mesh)


def through(frame: NDArray[np.float64], points: Points) -> Points:
    """``points`` through a homography."""
    lifted = points @ frame[:, :2].T + frame[:, 2]
    divided: Points = lifted[:, :2] / lifted[:, 2:]
    return divided


@dataclass(frozen=True, slots=True)
class Fitted:
    """A robust fit. ``weights`` (0 to 1) of the observations, ``missed`` how far each lies from what the others say of
    its place (pixels), ``spread`` the normal standard deviation of one observation (pixels) and ``inverse`` the
    inverse of the weighted normal matrix: what is needed to say how sure any other place is."""

    warp: Warp
    weights: NDArray[np.float64]
    missed: NDArray[np.float64]
    spread: float
    inverse: NDArray[np.float64]

    def doubt(self, points: Points) -> NDArray[np.float64]:
        """Standard deviation in pixels of where the warp puts each of ``points``."""
        terms = self.warp.terms(points)
        leverage = np.einsum("ij,jk,ik->i", terms, self.inverse, terms)
        doubt: NDArray[np.float64] = self.spread * np.sqrt(np.maximum(leverage, 0.0))
        return doubt


def fit(
    start: Warp, points: Points, pixels: Points, trust: NDArray[np.float64], *, degree: int, finest: float
) -> Fitted | None:
    """The bend upon ``start``'s homography that carries ``points`` to ``pixels``: least squares with Tukey's weights,
    so that a patch that was found in the wrong place does not count. ``trust`` (0 to 1) is each observation's own
    weight; ``finest`` a lower bound of the spread in pixels. None when too few observations agree."""
    terms = _terms(points, start.middle, start.half, TERMS[degree])
    wanted = pixels - through(start.frame, points)
    if len(points) < terms.shape[1] + 3:
        return None
    weights = trust.copy()
    spread = np.inf
    # A first look without squares: distances to the median of all, then ever closer.
    for round_number in range(_ROUNDS):
        root = np.sqrt(weights)[:, None]
        bend, *_ = np.linalg.lstsq(terms * root, wanted * root, rcond=None)
        off = np.hypot(*(wanted - terms @ bend).T)
        seen = off[trust > 0]
        now = max(finest, 1.4826 * float(np.median(seen)) / 1.1774)
        if round_number and abs(now - spread) < 0.002 * now:
            break
        spread = now
        # The distance of two normal errors is 2.4 times as long-tailed as one: the constant is for each.
        away = off / (_TUKEY * spread)
        weights = trust * np.where(away < 1, (1 - away**2) ** 2, 0.0)
        if np.count_nonzero(weights > 0.05) < terms.shape[1] + 3:
            return None
    weighted = terms * weights[:, None]
    try:
        inverse = np.linalg.inv(terms.T @ weighted)
    except np.linalg.LinAlgError:
        return None
    own = np.einsum("ij,jk,ik->i", weighted, inverse, terms)
    missed = off / np.maximum(0.05, 1 - own)
    free = float(np.sum(weights)) - terms.shape[1]
    used = weights > 0.05
    spread = max(finest, float(np.sqrt(np.sum(weights * off**2) / max(1.0, 2 * free)))) if used.any() else spread
    bent = Warp(start.frame, bend.astype(np.float64, copy=False), start.middle, start.half)
    return Fitted(bent, weights, missed, spread, inverse.astype(np.float64, copy=False))


def _terms(points: Points, middle: tuple[float, float], half: tuple[float, float], count: int) -> NDArray[np.float64]:
    x = (points[:, 0] - middle[0]) / half[0]
    y = (points[:, 1] - middle[1]) / half[1]
    columns = [np.ones_like(x), x, y]
    if count >= TERMS[2]:
        columns += [x * x, x * y, y * y]
    if count >= TERMS[3]:
        columns += [x**3, x * x * y, x * y * y, y**3]
    return np.stack(columns, axis=1)
