"""Measures of a page, in points unless named otherwise. A4, the only size that Norwegian forms use."""

from __future__ import annotations

from dataclasses import dataclass

from dokumentverk.model.layout import Box


def mm(length: float) -> float:
    """Millimetres as points."""
    return length * 72 / 25.4


PAGE = (mm(210), mm(297))
MARGIN = mm(18)
TOP = mm(29.5)
BOTTOM = mm(14)
WIDTH = PAGE[0] - 2 * MARGIN
GUTTER = mm(4)
COLUMN = (WIDTH - 11 * GUTTER) / 12
LINE = mm(6.5)
"""One writing line, and a one-line box: room for a hand."""
TICK = mm(4.5)
CELL = mm(5.03)
"""A comb cell: a date fits three columns, a fødselsnummer four."""
SIGNATURE = mm(11)
ROUNDING = 0.5
"""By so much a comb may be wider than its columns."""
INSET = 1.5
"""Between the outline of a box and its widget."""

MARKER = mm(8)
MARKER_EDGE = mm(8)
CODE = mm(18)
CODE_RIGHT = mm(190)
CODE_TOP = mm(8)
NUMBER_SIZE = 8.5
"""What a clerk types."""
NUMBER_WIDTH = mm(34)
"""Room for the widest symbols."""
NUMBER_HEIGHT = mm(4)
PAGE_NUMBER_WIDTH = mm(18)
"""Room for «Page 24 of 24» at the foot, with what parts it from the number."""
FOOT = mm(283.5)
FOOT_HEIGHT = mm(5.5)
FOOT_SIZE = 7.5
QUIET = CODE * 4 / 21
"""Quiet zone around the code: four modules."""


def columns_for(cells: int) -> int:
    """Columns that so many comb cells need."""
    return next(columns for columns in range(1, 100) if cells * CELL <= span(columns) + ROUNDING)


def span(columns: int) -> float:
    """Width of so many columns with the gutters between them."""
    return columns * COLUMN + (columns - 1) * GUTTER


@dataclass(frozen=True, slots=True)
class Corner:
    """A corner mark: its ArUco id and its top left."""

    id: int
    left: float
    top: float

    def box(self, page: int) -> Box:
        return _box(page, self.left, self.top, self.left + MARKER, self.top + MARKER)


_FAR_X = PAGE[0] - MARKER_EDGE - MARKER
_FAR_Y = PAGE[1] - MARKER_EDGE - MARKER
CORNERS = (
    Corner(0, MARKER_EDGE, MARKER_EDGE),
    Corner(1, _FAR_X, MARKER_EDGE),
    Corner(2, _FAR_X, _FAR_Y),
    Corner(3, MARKER_EDGE, _FAR_Y),
)
"""Clockwise from the top left."""


def code_box(page: int) -> Box:
    return _box(page, CODE_RIGHT - CODE, CODE_TOP, CODE_RIGHT, CODE_TOP + CODE)


def number_box(page: int) -> Box:
    """Left of the code, at its foot: a pen that crosses one seldom crosses both."""
    right = CODE_RIGHT - CODE - QUIET
    bottom = CODE_TOP + CODE
    return _box(page, right - NUMBER_WIDTH, bottom - NUMBER_HEIGHT, right, bottom)


def foot_number_box(page: int) -> Box:
    """Left of «Side 1 av 2», on its line: for a page whose top is torn off or cut away. A number stands a point above
    the foot of its box."""
    right = PAGE[0] - MARGIN - PAGE_NUMBER_WIDTH
    bottom = FOOT + FOOT_HEIGHT - FOOT_SIZE / 4 + 1
    return _box(page, right - NUMBER_WIDTH, bottom - NUMBER_HEIGHT, right, bottom)


def _box(page: int, *edges: float) -> Box:
    left, top, right, bottom = (round(edge, 2) for edge in edges)
    return Box(page, left, top, right, bottom)
