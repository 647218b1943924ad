"""Where a blank's boxes lie on a received page: a map from printed text that both have. Pure.

A print to PDF may scale (0.94 is common), shift and turn a page, and put pages in another order; it does not bend
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from dokumentverk.engines.pdf_glyphs import Glyph, PageGlyphs
from dokumentverk.model.layout import Box, Layout, StaticText
from dokumentverk.read.lines import into_lines

SHORTEST = 4
"""Letters of a printed line that is worth looking for."""
_LEAST_LINES = 2
_LEAST_SHARE = 0.3
_SAME_SIZE = 2.0
"""Points; PostScript knows A4 as 595 by 842."""
_INKED = 0.03
_MOST_INKED = 0.9
_CLEARLY = 0.1
_STRAY = 3.0
"""Points: a line found farther from where the fit expects it is another line with the same text."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Maps points of the layout's page ``number`` to the received page ``page``: x' = a·x + b·y + e, y' = c·x + d·y +
    f.

    ``turn`` is how far the received page must be turned clockwise to be upright. ``share`` is the part of the printed
    lines that were found, ``error`` the median distance of those in points.
    """

    number: int
    page: int
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    turn: int
    share: float
    error: float

    def box(self, box: Box) -> Box:
        points = [
            (self.a * x + self.b * y + self.e, self.c * x + self.d * y + self.f)
            for x, y in ((box.left, box.top), (box.right, box.bottom))
        ]
        xs, ys = sorted(x for x, _ in points), sorted(y for _, y in points)
        return Box(self.page, xs[0], ys[0], xs[1], ys[1])


def register(layout: Layout, pages: Sequence[PageGlyphs], sizes: Sequence[tuple[float, float]]) -> tuple[Fit, ...]:
    """The fits of all received pages that are pages of the layout, in the order received. ``sizes`` are (width,
    height) as displayed."""
    fits: list[Fit] = []
    for page, size in zip(pages, sizes, strict=False):
        tries: list[Fit] = []
        for turn in (0, 90, 180, 270):
            fit = _best(layout, page, size, turn)
            if fit is not None:
                tries.append(fit)
                if fit.share > 0.5:
                    break
        if tries:
            fits.append(max(tries, key=lambda fit: (fit.share, -fit.error)))
    return tuple(fits)


@dataclass(frozen=True, slots=True)
class Guess:
    """That the received page ``page`` is the layout's page ``number``, neither scaled nor moved: where print should
    be."""

    number: int
    page: int
    boxes: tuple[Box, ...]


def guesses(layout: Layout, fits: Sequence[Fit], sizes: Sequence[tuple[float, float]]) -> tuple[Guess, ...]:
    """For pages whose printed text says nothing (a way through PostScript loses the letters of composite fonts):
    every page of the blank's size against every page of the blank that was not found."""
    width, height = layout.page_size
    pages = [
        at
        for at, size in enumerate(sizes, start=1)
        if abs(size[0] - width) < _SAME_SIZE and abs(size[1] - height) < _SAME_SIZE
    ]
    open_pages = [page for page in pages if page not in {fit.page for fit in fits}]
    open_numbers = sorted(set(range(1, layout.pages + 1)) - {fit.number for fit in fits})
    return tuple(
        Guess(
            number,
            page,
            tuple(replace(one.box, page=page) for one in layout.static if one.box.page == number),
        )
        for page in open_pages
        for number in open_numbers
    )


def by_ink(guessed: Sequence[Guess], inks: Sequence[Sequence[float]]) -> tuple[Fit, ...]:
    """The guesses that hold: ink where nearly every printed line should be, and clearly less for every other page of
    the blank. ``inks`` are the dark shares of each guess's boxes."""
    shares = [sum(one > _INKED for one in ink) / max(1, len(ink)) for ink in inks]
    found: list[Fit] = []
    for guess, share in zip(guessed, shares, strict=True):
        rivals = [
            other
            for rival, other in zip(guessed, shares, strict=True)
            if rival is not guess and (rival.page == guess.page or rival.number == guess.number)
        ]
        if share >= _MOST_INKED and all(share - other >= _CLEARLY for other in rivals):
            found.append(Fit(guess.number, guess.page, 1, 0, 0, 1, 0, 0, 0, share, 0.0))
    return tuple(found)


def upright(glyphs: Sequence[Glyph], size: tuple[float, float], turn: int) -> list[Glyph]:
    """The characters of a page turned clockwise by ``turn`` degrees. ``size`` is that of the page before."""
    if turn == 0:
        return list(glyphs)
    turned = []
    for one in glyphs:
        x0, y0 = turned_point(one.left, one.top, size, turn)
        x1, y1 = turned_point(one.right, one.bottom, size, turn)
        turned.append(Glyph(one.text, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return turned


def turned_point(x: float, y: float, size: tuple[float, float], turn: int) -> tuple[float, float]:
    width, height = size
    match turn:
        case 90:
            return height - y, x
        case 180:
            return width - x, height - y
        case 270:
            return y, width - x
        case _:
            return x, y


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A printed line on the layout and on the received page: its left and its middle.

    Not its right: LibreOffice Draw sets the text in another font when it lacks the embedded one.
    """

    known: tuple[float, float]
    found: tuple[float, float]


def _best(layout: Layout, page: PageGlyphs, size: tuple[float, float], turn: int) -> Fit | None:
    visible = [Glyph(*one[:5]) for one in page.drawn if not one.clipped]
    lines = into_lines(upright(visible, size, turn))
    order = [glyph for line in lines for glyph in line for _ in glyph.text]
    text = "".join(glyph.text for line in lines for glyph in line)
    fits: list[Fit] = []
    for number in range(1, layout.pages + 1):
        static = [one for one in layout.static if one.box.page == number and len(_bare(one.text)) >= SHORTEST]
        anchors = _anchors(static, text, order)
        if len(anchors) >= _LEAST_LINES and len(anchors) >= _LEAST_SHARE * len(static):
            scaled = _solve(anchors)
            if scaled is not None:
                fits.append(_fit(scaled, number, page.number, size, turn, len(static)))
    return max(fits, key=lambda fit: (fit.share, -fit.error), default=None)


def _bare(text: str) -> str:
    return "".join(text.split())


def _anchors(static: Sequence[StaticText], text: str, order: Sequence[Glyph]) -> list[_Anchor]:
    """Lines whose letters stand exactly once on both pages."""
    keys = [_bare(one.text) for one in static]
    found: list[_Anchor] = []
    for one, key in zip(static, keys, strict=True):
        at = text.find(key)
        if at < 0 or text.find(key, at + 1) >= 0 or keys.count(key) > 1:
            continue
        run = order[at : at + len(key)]
        middle = (min(glyph.top for glyph in run) + max(glyph.bottom for glyph in run)) / 2
        box = one.box
        found.append(_Anchor((box.left, (box.top + box.bottom) / 2), (run[0].left, middle)))
    return found


@dataclass(frozen=True, slots=True)
class _Scaled:
    """x' = sx·x + tx, y' = sy·y + ty on the upright page."""

    sx: float
    tx: float
    sy: float
    ty: float
    lines: int
    error: float


def _solve(anchors: list[_Anchor]) -> _Scaled | None:
    """Scales and shifts by least squares, again without the lines that lie astray."""
    scaled: _Scaled | None = None
    for _ in range(4):
        across = _line([(a.known[0], a.found[0]) for a in anchors])
        down = _line([(a.known[1], a.found[1]) for a in anchors])
        if down is None:
            return None
        if across is None:
            across = (down[0], median(a.found[0] - down[0] * a.known[0] for a in anchors))
        errors = [_error(a, across, down) for a in anchors]
        scaled = _Scaled(across[0], across[1], down[0], down[1], len(anchors), median(errors))
        limit = max(_STRAY, 3 * median(errors))
        kept = [a for a, error in zip(anchors, errors, strict=True) if error <= limit]
        if len(kept) == len(anchors) or len(kept) < _LEAST_LINES:
            break
        anchors = kept
    if scaled is None or scaled.error > _STRAY:
        return None
    return scaled if 0.2 < scaled.sx < 5 and 0.8 < scaled.sy / scaled.sx < 1.25 else None


def _error(anchor: _Anchor, across: tuple[float, float], down: tuple[float, float]) -> float:
    left = abs(across[0] * anchor.known[0] + across[1] - anchor.found[0])
    return max(left, abs(down[0] * anchor.known[1] + down[1] - anchor.found[1]))


def _line(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Slope and intercept by least squares; None when all points lie in one place."""
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    if spread < 100.0:
        return None
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    return slope, mean_y - slope * mean_x


def _fit(scaled: _Scaled, number: int, page: int, size: tuple[float, float], turn: int, lines: int) -> Fit:
    """The map back to the page as received: the inverse of turning it upright."""
    width, height = size
    share, error = scaled.lines / max(1, lines), scaled.error
    sx, tx, sy, ty = scaled.sx, scaled.tx, scaled.sy, scaled.ty
    match turn:
        case 90:
            return Fit(number, page, 0, sy, -sx, 0, ty, height - tx, turn, share, error)
        case 180:
            return Fit(number, page, -sx, 0, 0, -sy, width - tx, height - ty, turn, share, error)
        case 270:
            return Fit(number, page, 0, -sy, sx, 0, width - ty, tx, turn, share, error)
        case _:
            return Fit(number, page, sx, 0, 0, sy, tx, ty, turn, share, error)
