"""How text is kept from being seen in WordprocessingML: the run is there, and no reader of the page finds it.

What Word shows of each was looked up in ECMA-376-1, 17.3.2 (run properties): a position or spacing beyond a line's
height puts letters outside their cell, a scale of one per cent makes them a line, and a colour that is the ground's
leaves the paper's. Colours by theme count as their names: ``background1`` is the paper in every theme Office ships.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from dokumentverk.engines.docx_pieces import integer, is_on, value
from dokumentverk.engines.docx_xml import q

_SMALLEST = 4
"""Half points: two points are not meant to be read."""
_NARROWEST = 10
"""Per cent of a letter's width."""
_SQUEEZED = -60
"""Twentieths of a point taken from between letters: three points, as wide as a letter of ten."""
_RAISED = 100
"""Half points above or below the line: out of any cell."""
_LOWEST_ROW = 60
"""Twips: three points."""
_PALE = 240
_PAPER_THEMES = ("background1", "light1")
_BLACK = (0, 0, 0)
_TURNED = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")
"""Characters that turn the reading direction of what follows: what is stored is not what is read."""


def hides(properties: Any | None, style: str, hidden_styles: Collection[str]) -> bool:
    """Whether run or paragraph properties keep the text from being seen."""
    if properties is None:
        return False
    if value(properties, style) in hidden_styles:
        return True
    if any(is_on(properties.find(q(name))) for name in ("w:vanish", "w:webHidden", "w:specVanish")):
        return True
    if 0 < integer(properties.find(q("w:sz")), 99) <= _SMALLEST or 0 < _width(properties) <= _NARROWEST:
        return True
    if (
        integer(properties.find(q("w:spacing"))) <= _SQUEEZED
        or abs(integer(properties.find(q("w:position")))) > _RAISED
    ):
        return True
    return _has_colour_of_ground(properties)


def hides_row(properties: Any | None) -> bool:
    """Whether a table row's properties leave no room to see it."""
    if properties is None:
        return False
    height = properties.find(q("w:trHeight"))
    if height is not None and height.get(q("w:hRule")) == "exact" and 0 <= integer(height, 999) <= _LOWEST_ROW:
        return True
    return is_on(properties.find(q("w:hidden")))


def turns(text: str) -> bool:
    return not _TURNED.isdisjoint(text)


def _width(properties: Any) -> int:
    return integer(properties.find(q("w:w")), 100)


def _has_colour_of_ground(properties: Any) -> bool:
    colour = properties.find(q("w:color"))
    ink = _colour(colour.get(q("w:val")) if colour is not None else None)
    if colour is not None and colour.get(q("w:themeColor")) in _PAPER_THEMES:
        return _ground(properties) is None
    ground = _ground(properties)
    if ground is not None:
        return _near(ink or _BLACK, ground)
    return ink is not None and min(ink) >= _PALE


def _ground(properties: Any) -> tuple[int, int, int] | None:
    """The colour behind a run where it is not the paper."""
    marker = value(properties, "w:highlight")
    if marker and marker != "none":
        return _BLACK if marker == "black" else None if marker == "white" else _MARKERS.get(marker)
    shade = properties.find(q("w:shd"))
    fill = _colour(shade.get(q("w:fill"))) if shade is not None else None
    return fill if fill is not None and min(fill) < _PALE else None


_MARKERS = {
    "blue": (0, 0, 255),
    "cyan": (0, 255, 255),
    "green": (0, 255, 0),
    "magenta": (255, 0, 255),
    "red": (255, 0, 0),
    "yellow": (255, 255, 0),
    "darkBlue": (0, 0, 128),
    "darkCyan": (0, 128, 128),
    "darkGreen": (0, 128, 0),
    "darkMagenta": (128, 0, 128),
    "darkRed": (128, 0, 0),
    "darkYellow": (128, 128, 0),
    "darkGray": (128, 128, 128),
    "lightGray": (192, 192, 192),
}


def _colour(written: str | None) -> tuple[int, int, int] | None:
    try:
        number = int(written or "", 16)
    except ValueError:
        return None
    return (number >> 16 & 255, number >> 8 & 255, number & 255) if len(written or "") == 6 else None


def _near(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))
