"""What every reader of a scanned sheet is given: the sheet sampled where the form's boxes lie, and the same of the page
as it was issued.

The readers (marks, digits, ink, signatures, text) know neither files nor warps, only this.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from dokumentverk.model.layout import Box

Grey: TypeAlias = NDArray[np.uint8]
"""Height x width, 0 black to 255 white."""


class Paper(Protocol):
    """One sheet, registered against one page of a kept blank. Boxes are in points of that page."""

    @property
    def resolution(self) -> float:
        """Pixels per point that the sheet itself has: sampling finer adds nothing."""

    @property
    def bilevel(self) -> bool: ...

    def seen(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        """The sheet over ``box`` grown by ``margin`` points on all sides, at ``scale`` pixels per point, straightened.
        As pictured: the paper may be grey and unevenly lit. What lies beyond the sheet is white."""

    def issued(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        """The same of the page as it was issued: the blank with what we printed in it, drawn ideally."""

    def received(self, box: Box) -> Box:
        """Where ``box`` lies on the received sheet: its bounding box in points as displayed, page = sheet."""
