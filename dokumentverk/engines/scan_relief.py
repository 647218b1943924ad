"""What a smooth bend leaves: paper that curls, folds, or was pulled unevenly. Interpolated from the patches themselves.

Kriging: what is left at two places is alike when they lie near each other. How strong it is and over what distance is
not assumed, but chosen by how well every patch is foretold from the others. Where no patch is near nothing is added,
and the doubt is as large as what is left elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_warp import Points

Numbers: TypeAlias = NDArray[np.float64]

_REACHES = (70.0, 160.0)
"""Points over which what is left is alike: a curl of a third of the page, and of half of it."""
_STRENGTHS = (0.0, 0.2, 0.6, 1.8)
"""Points: standard deviation of what is left."""
_NOISES = (0.07, 0.12, 0.2, 0.35, 0.7)
"""Points: by how much a single patch errs."""
_OUTLIER = 4.0
"""Standard deviations from what the others foretell, from where a patch was found in the wrong place."""
_ROUNDS = 4
_WORST = 12
"""One in so many is dropped in a round at most: an outlier spoils what is foretold of its neighbours."""
_CAP = 18.0
"""Square deviations beyond which one patch costs no more, so that outliers do not choose the strength."""


@dataclass(frozen=True, slots=True)
class Relief:
    """``points`` that were kept, the ``pull`` of each (n x 2), the ``inverse`` of their covariance. ``missed``: by how
    much the others miss each of them. All in points of the page."""

    points: Points
    pull: Points
    inverse: Numbers
    reach: float
    strength: float
    noise: float

    def __call__(self, points: Points) -> Points:
        """What is left at ``points`` (n x 2)."""
        if not self.strength:
            return np.zeros_like(points)
        left: Points = self.strength**2 * (_alike(points, self.points, self.reach) @ self.pull)
        return left

    def doubt(self, points: Points) -> Numbers:
        """Its standard deviation, in each direction."""
        if not self.strength:
            return np.zeros(len(points))
        near = self.strength**2 * _alike(points, self.points, self.reach)
        known = np.sum((near @ self.inverse) * near, axis=1)
        doubt: Numbers = np.sqrt(np.maximum(0.0, self.strength**2 - known))
        return doubt

    @property
    def missed(self) -> Numbers:
        off = self.pull / np.diag(self.inverse)[:, None]
        distances: Numbers = np.hypot(off[:, 0], off[:, 1])
        return distances


def relief(points: Points, left: Points, *, fewest: int) -> Relief | None:
    """From what is ``left`` at ``points`` (both n x 2, points); None when fewer than ``fewest`` agree."""
    for _ in range(_ROUNDS):
        if len(points) < fewest:
            return None
        found = _best(points, left)
        own = np.diag(found.inverse)
        away = np.sum((found.pull / own[:, None]) ** 2, axis=1) * own / 2
        bad = away > _OUTLIER**2
        if not bad.any():
            return found
        worst = np.argsort(away)[-max(1, len(away) // _WORST) :]
        kept = np.ones(len(points), np.bool_)
        kept[worst[bad[worst]]] = False
        points, left = points[kept], left[kept]
    return found


def _best(points: Points, left: Points) -> Relief:
    """The reach, strength and noise under which the patches foretell each other best. One eigendecomposition serves
    every strength and noise."""
    best: tuple[float, Relief] | None = None
    for reach in _REACHES:
        values, vectors = np.linalg.eigh(_alike(points, points, reach))
        values = np.maximum(values, 0.0)
        turned = vectors.T @ left
        strengths, noises = (one.ravel() for one in np.meshgrid(_STRENGTHS, _NOISES))
        scales = 1 / (strengths**2 * values[:, None] + noises**2)
        own = vectors**2 @ scales
        cost = np.zeros(len(strengths))
        for axis in (0, 1):
            missed = (vectors @ (turned[:, axis, None] * scales)) ** 2 / own
            cost += np.sum(np.minimum(missed, _CAP) - np.log(own), axis=0)
        at = int(np.argmin(cost))
        if best is None or cost[at] < best[0]:
            inverse = (vectors * scales[:, at]) @ vectors.T
            best = (
                float(cost[at]),
                Relief(points, inverse @ left, inverse, reach, float(strengths[at]), float(noises[at])),
            )
    assert best is not None
    return best[1]


def _alike(one: Points, other: Points, reach: float) -> Numbers:
    """0 to 1."""
    square = (one[:, None, 0] - other[None, :, 0]) ** 2 + (one[:, None, 1] - other[None, :, 1]) ** 2
    alike: Numbers = np.exp(square / (-2 * reach**2))
    return alike
