"""Corner marks for scanners: the first four of OpenCV's dictionary DICT_4X4_50, drawn as vectors.

The bits are OpenCV's own table (``cv2.aruco.generateImageMarker``); a mark is a black border of one cell around 4 x 4.
"""

from __future__ import annotations

CELLS = 6
"""Cells of a mark along one side, border included."""

_INNER = (
    ("1011", "0101", "0011", "0010"),
    ("0000", "1111", "1001", "1010"),
    ("0011", "0011", "0010", "1101"),
    ("1001", "1001", "0100", "0110"),
)


def white_cells(mark: int) -> tuple[tuple[int, int], ...]:
    """(row, column) of the white cells of a mark, counted from its top left, border included."""
    return tuple(
        (row + 1, column + 1) for row, line in enumerate(_INNER[mark]) for column, bit in enumerate(line) if bit == "1"
    )
