"""Appearance streams of widgets as bytes: pure, in the widget's own coordinates (points, origin bottom left).

Text is shown with two fonts: a simple one in WinAnsiEncoding, and, for characters beyond it (đ, ŋ, č), a composite one
whose codes are glyph numbers of a subset made for the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from dokumentverk.engines.fonts import face, winansi
from dokumentverk.engines.text_fit import LEADING, PAD_X, PAD_Y, shown, wrap

SIMPLE_FONT = "DVSans"
WIDE_FONT = "DVSansX"
NUMBER_FONT = "DVSansN"

_DOT = 0.28
_KAPPA = 0.5523


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How a text widget writes. ``cells`` is the number of comb cells, None for running text."""

    width: float
    height: float
    size: float
    multiline: bool = False
    cells: int | None = None


Glyphs = Mapping[str, tuple[int, int]]
"""Character to (glyph number, width) in the wide font."""


_Line = tuple[float, float, str]
"""Left end and baseline of a text that is printable as it stands."""


@lru_cache(maxsize=4096)
def number(value: float) -> str:
    """A PDF number: at most three decimals, no exponent."""
    return f"{value:.3f}".rstrip("0").rstrip(".") if value else "0"


def beyond_winansi(text: str) -> frozenset[str]:
    """The characters that ``shown(text)`` needs from the wide font."""
    table = winansi()
    return frozenset(one for one in shown(text) if one not in table)


def text_appearance(text: str, style: TextStyle, glyphs: Glyphs) -> bytes:
    """The visible content of a text widget; an empty one shows nothing. What does not fit the box is not drawn: callers
    cut the text before (``text_fit.split``)."""
    if not text:
        return b"/Tx BMC EMC"
    if style.cells is not None:
        lines = _comb(text, style)
    elif style.multiline:
        lines = _running(text, style)
    else:
        lines = iter([(PAD_X, _middle(style), shown(text))])
    clip = f"0 0 {number(style.width)} {number(style.height)} re W n"
    body = " ".join(_operators(lines, style.size, glyphs))
    return f"/Tx BMC q {clip} BT 0 g {body} ET Q EMC".encode("ascii")


def _operators(lines: Iterator[_Line], size: float, glyphs: Glyphs) -> Iterator[str]:
    """Each text at its place, fonts chosen run by run and named where they change."""
    font = ""
    for x, y, text in lines:
        yield f"1 0 0 1 {number(x)} {number(y)} Tm"
        for name, codes in _runs(text, glyphs):
            if name != font:
                font = name
                yield f"/{font} {number(size)} Tf"
            yield f"<{codes}> Tj"


def _runs(text: str, glyphs: Glyphs) -> Iterator[tuple[str, str]]:
    """(font, codes in hexadecimal) of the parts of a text."""
    try:
        codes = text.encode("cp1252")
    except UnicodeEncodeError:
        yield from _mixed_runs(text, glyphs)
    else:
        yield SIMPLE_FONT, codes.hex()


def _mixed_runs(text: str, glyphs: Glyphs) -> Iterator[tuple[str, str]]:
    table = winansi()
    for simple, run in groupby(text, key=table.__contains__):
        if simple:
            yield SIMPLE_FONT, bytes(table[one] for one in run).hex()
        else:
            yield WIDE_FONT, "".join(f"{glyphs[one][0]:04x}" for one in run)


def _middle(style: TextStyle) -> float:
    return (style.height - face().cap_height * style.size / 1000) / 2


def _running(text: str, style: TextStyle) -> Iterator[_Line]:
    distance = style.size * LEADING
    first = style.height - PAD_Y - (distance + face().cap_height * style.size / 1000) / 2
    for row, span in enumerate(wrap(text, style.width - 2 * PAD_X, style.size)):
        line = shown(text[span.start : span.end])
        if line.strip():
            yield PAD_X, first - row * distance, line


def _comb(text: str, style: TextStyle) -> Iterator[_Line]:
    assert style.cells
    cell, y = style.width / style.cells, _middle(style)
    for place, one in enumerate(shown(text)[: style.cells]):
        if one.strip():
            yield place * cell + (cell - face().width(one, style.size)) / 2, y, one


def tick_mark(width: float, height: float) -> bytes:
    """A tick, drawn with strokes so that no symbol font is needed."""
    points = [(0.2, 0.5), (0.42, 0.26), (0.8, 0.78)]
    (x0, y0), *rest = [(number(x * width), number(y * height)) for x, y in points]
    path = f"{x0} {y0} m " + " ".join(f"{x} {y} l" for x, y in rest)
    return f"q 1 J 1 j {number(width * 0.13)} w 0 G {path} S Q".encode("ascii")


def radio_mark(width: float, height: float) -> bytes:
    """A filled circle."""
    x, y, r = width / 2, height / 2, min(width, height) * _DOT
    k = r * _KAPPA
    curves = [
        (x + r, y + k, x + k, y + r, x, y + r),
        (x - k, y + r, x - r, y + k, x - r, y),
        (x - r, y - k, x - k, y - r, x, y - r),
        (x + k, y - r, x + r, y - k, x + r, y),
    ]
    path = f"{number(x + r)} {number(y)} m " + " ".join(" ".join(map(number, curve)) + " c" for curve in curves)
    return f"q 0 g {path} f Q".encode("ascii")
