"""A comb on a registered sheet cut into pictures of its cells, as the digit model was trained to see them.

The printed lines go out first. What the sheet really shows of a line is measured on the sheet itself (a printer's grey
divider may come back black, broken or not at all), and only so much is taken away: a stroke that crosses a line stays.
Then every piece of ink is given to the cell that holds most of it, so that a digit that sticks out over a divider stays
whole and its neighbour clean. Last each cell's ink is straightened and brought to one size.

Where digits touch or lie on a line this takes ink from one or gives it to the other. So beside that picture there is a
second one of each cell, with its lines and neighbours, as it lies: the model is shown both.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from dokumentverk.engines.scan_paper import Grey, Paper
from dokumentverk.model.layout import Place

Mask: TypeAlias = NDArray[np.bool_]

SIDE: Final = 32
"""Width and height of a cell's picture, in pixels."""
VIEWS: Final = 2
"""Pictures of each cell: its own ink brought to one size, and the cell with what is around it as it lies."""
_INNER: Final = 23
"""The ink's longer side in that picture."""
_HEIGHT: Final = 40
"""Pixels of the comb's height while it is worked on: about 155 dpi for a 6.5 mm cell."""
_MARGIN: Final = 6
_AROUND: Final = 3
"""Pixels above and below the comb that are shown of a cell as it lies."""
_SHIFT: Final = 5
"""How far, in those pixels, the sheet may lie beside the issued page here: 0.8 mm."""
_PRINTED: Final = 24
"""Darkness of 255 above which the issued page counts as printed."""
_FAINTEST: Final = 60
"""The darkness that a comb's ink is taken to have at least: dirt is not blown up to ink."""
_LEAST_AREA: Final = 7
_SMALLEST: Final = 0.42
"""Ink lower than this share of the comb's height is not enlarged further: a speck stays a speck."""
_WIDEST: Final = 1.05
"""Ink no wider than so many cells is one cell's."""
_SHARED: Final = 0.2
"""Ink that reaches no farther than this share of a cell into the next does not belong to both."""
_SPECK: Final = 0.2
"""Cells whose ink is all smaller than this share of the height are shown as they lie."""
_STEEPEST: Final = 0.45


@dataclass(frozen=True, slots=True)
class _Strip:
    """A comb's ink, 0 none to 255 black, with where its cells lie; ``whole`` is the same with the printed lines.
    ``lined`` is where a printed line was taken out; ``edges`` are the x of the ``cells + 1`` lines."""

    whole: Grey
    ink: Grey
    lined: Mask
    edges: NDArray[np.float64]


def cut_cells(paper: Paper, place: Place) -> Grey:
    """Two pictures per cell, ``cells`` x ``VIEWS`` x ``SIDE`` x ``SIDE``, 0 no ink to 255. ``place`` has ``cells``."""
    assert place.cells is not None
    strip = _strip(paper, place, place.cells)
    level = _ink_level(strip.ink)
    labels, stats, centres = _pieces(strip.ink, level)
    remnants = np.bincount(labels[~strip.lined], minlength=len(stats)) < _LEAST_AREA // 2
    owner, kept = _owners(labels, stats, centres, strip.edges, remnants)
    gained = _grey(cv2.convertScaleAbs(strip.ink, alpha=255.0 / level))
    pictures = np.empty((place.cells, VIEWS, SIDE, SIDE), np.uint8)
    for cell in range(place.cells):
        pictures[cell, 0] = _picture(gained, owner, kept.get(cell, []), strip.edges, cell)
    pictures[:, 1] = _surroundings(_grey(cv2.convertScaleAbs(strip.whole, alpha=255.0 / level)), strip.edges)
    return pictures


def _surroundings(whole: Grey, edges: NDArray[np.float64]) -> Grey:
    """Each cell in the middle of a square a little higher than the comb, a quarter of its neighbours on either side."""
    inner = whole[_MARGIN - _AROUND : _AROUND - _MARGIN]
    scale = SIDE / inner.shape[0]
    small = cv2.resize(inner, (round(inner.shape[1] * scale), SIDE), interpolation=cv2.INTER_AREA)
    padded = np.pad(small, ((0, 0), (SIDE // 2, SIDE // 2)))
    middles = np.round((edges[:-1] + edges[1:]) / 2 * scale).astype(int)
    return np.stack([padded[:, middle : middle + SIDE] for middle in middles.tolist()])


def _strip(paper: Paper, place: Place, cells: int) -> _Strip:
    box = place.box
    scale = _HEIGHT / (box.bottom - box.top)
    margin = _MARGIN / scale
    seen = paper.seen(box, scale=scale, margin=margin)
    issued = paper.issued(box, scale=scale, margin=margin)
    ink = _without_paper(seen)
    printed = _grey(cv2.bitwise_not(issued))
    lines = _printed_lines(printed, cells)
    whole = _aligned(ink, lines)
    ink = _without_lines(whole, lines, bilevel=paper.bilevel)
    edges = _MARGIN + np.linspace(0.0, (box.right - box.left) * scale, cells + 1)
    other = _grey(cv2.subtract(printed, cv2.max(lines.upright, lines.level)))
    return _Strip(whole, _without_other_print(ink, other, edges), lines.upright_near | lines.level_near, edges)


def _without_paper(seen: Grey) -> Grey:
    """Darkness relative to the paper around: shadows and grey paper go."""
    height, width = seen.shape
    small = cv2.resize(seen, (max(width // 4, 1), max(height // 4, 1)), interpolation=cv2.INTER_AREA)
    paper = cv2.blur(cv2.dilate(small, np.ones((5, 5), np.uint8)), (5, 5))
    paper = np.maximum(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), 32)
    return _grey(cv2.bitwise_not(cv2.divide(seen, paper, scale=255)))


def _grey(picture: NDArray[Any]) -> Grey:
    """OpenCV's types say nothing of a picture's; no copy is made."""
    return picture.astype(np.uint8, copy=False)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Upright and level lines on the issued page, and what is near them."""

    upright: Grey
    level: Grey
    upright_near: Mask
    level_near: Mask
    cells: int


def _printed_lines(printed: Grey, cells: int) -> _Lines:
    """What is longer than any digit printed in a cell."""
    upright = cv2.morphologyEx(printed, cv2.MORPH_OPEN, np.ones((int(_HEIGHT * 0.65), 1), np.uint8))
    level = cv2.morphologyEx(printed, cv2.MORPH_OPEN, np.ones((1, int(_HEIGHT * 0.65)), np.uint8))
    near = np.ones((3, 3), np.uint8)
    return _Lines(
        _grey(upright), _grey(level), cv2.dilate(upright, near) >= _PRINTED, cv2.dilate(level, near) >= _PRINTED, cells
    )


def _upright_profile(ink: Grey) -> Grey:
    """For each x how dark an upright line there is at its lightest third: a digit's stroke seldom fills all thirds."""
    inside = ink[_MARGIN + 2 : -_MARGIN - 2]
    thirds = cv2.resize(inside, (inside.shape[1], 3), interpolation=cv2.INTER_AREA)
    return np.asarray(thirds.min(axis=0), dtype=np.uint8)


def _level_profile(ink: Grey) -> Grey:
    """For each y the lower quarter of what eight lengths of a level line there show."""
    inside = ink[:, _MARGIN + 2 : -_MARGIN - 2]
    lengths = cv2.resize(inside, (8, inside.shape[0]), interpolation=cv2.INTER_AREA)
    lengths.sort(axis=1)
    return _grey(lengths[:, 2])


def _offset(seen: Grey, printed: Grey) -> float:
    """Pixels that ``seen`` lies to the right of (below) ``printed``; 0 when no line tells."""
    wanted = printed.astype(np.float32)
    wanted[wanted < _PRINTED] = 0.0
    padded = np.pad(seen.astype(np.float32), _SHIFT)
    scores = cv2.matchTemplate(padded[None], wanted[None], cv2.TM_CCORR)[0]
    best = int(scores.argmax())
    if scores[best] < 1.15 * scores[_SHIFT] or scores[best] < 0.2 * float(wanted @ wanted):
        return 0.0
    return float(best - _SHIFT)


def _aligned(ink: Grey, lines: _Lines) -> Grey:
    """The sheet laid on the issued page once more by this comb's own lines, both ends each for themselves."""
    half = ink.shape[1] // 2
    parts = (slice(None, half), slice(half, None))
    right = [_offset(_upright_profile(ink[:, part]), _upright_profile(lines.upright[:, part])) for part in parts]
    down = [_offset(_level_profile(ink[:, part]), _level_profile(lines.level[:, part])) for part in parts]
    if not any(right) and not any(down):
        return ink
    stretch, tilt = ((ends[1] - ends[0]) / half for ends in (right, down))
    matrix = np.array(
        [[1 + stretch, 0, right[0] - stretch * half / 2], [tilt, 1, down[0] - tilt * half / 2]], dtype=np.float64
    )
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return _grey(cv2.warpAffine(ink, matrix, (ink.shape[1], ink.shape[0]), flags=flags))


_ACROSS: Final = 4
"""Pixels from a line's middle to clear paper on both sides."""


def _without_lines(ink: Grey, lines: _Lines, *, bilevel: bool) -> Grey:
    """Under a printed line so much darkness goes as the line itself shows there; where ink stands on both sides of it,
    the stroke is carried across."""
    height, width = ink.shape
    shown = np.broadcast_to(_shown(_upright_profile(ink), bilevel=bilevel), ink.shape)
    sides = cv2.min(np.roll(ink, _ACROSS, axis=1), np.roll(ink, -_ACROSS, axis=1))
    lighter = cv2.max(cv2.subtract(ink, np.ascontiguousarray(shown)), sides)
    ink = np.where(lines.upright_near, cv2.min(ink, lighter), ink)
    lengths = _shown(_grey(cv2.resize(ink, (lines.cells, height), interpolation=cv2.INTER_AREA)), bilevel=bilevel)
    shown = _grey(cv2.resize(lengths, (width, height), interpolation=cv2.INTER_LINEAR))
    ends = cv2.min(np.roll(ink, _ACROSS, axis=0), np.roll(ink, -_ACROSS, axis=0))
    lighter = cv2.max(cv2.subtract(ink, shown), ends)
    return np.where(lines.level_near, cv2.min(ink, lighter), ink)


def _shown(profile: Grey, *, bilevel: bool) -> Grey:
    """What a line of mean darkness ``profile`` may show at its darkest: in black and white it is black or gone."""
    if bilevel:
        return np.where(profile > _PRINTED, 255, profile).astype(np.uint8)
    return _grey(cv2.convertScaleAbs(profile, alpha=1.25, beta=10))


def _without_other_print(ink: Grey, other: Grey, edges: NDArray[np.float64]) -> Grey:
    """What is printed around the comb (labels, a unit) goes, and short marks between cells; digits in it stay."""
    around = cv2.dilate(other, np.ones((5, 5), np.uint8)) >= _PRINTED
    inside = (slice(_MARGIN, -_MARGIN), slice(_MARGIN, -_MARGIN))
    within = np.modf((np.arange(ink.shape[1]) - edges[0]) / (edges[1] - edges[0]))[0]
    middle = (within > 0.25) & (within < 0.75)
    if np.any(around[inside][:, middle[inside[1]]]):
        around[inside] = False
    ink[around] = 0
    return ink


def _ink_level(ink: Grey) -> float:
    """How dark this comb's strokes are."""
    counts = np.bincount(ink[_MARGIN:-_MARGIN, _MARGIN:-_MARGIN].ravel(), minlength=256)[_FAINTEST // 2 :]
    total = counts.cumsum()
    if total[-1] < 2 * _LEAST_AREA:
        return float(_FAINTEST)
    dark = int(np.searchsorted(total, 0.85 * total[-1])) + _FAINTEST // 2
    return float(max(dark, _FAINTEST))


def _pieces(ink: Grey, level: float) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]:
    """Labels, bounding boxes with areas, and centres of the connected pieces of ink."""
    dark = (ink > 0.35 * level).view(np.uint8)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(dark, connectivity=8, ltype=cv2.CV_32S)
    return labels.astype(np.int32, copy=False), stats.astype(np.int32, copy=False), np.asarray(centres, np.float64)


_Piece: TypeAlias = tuple[int, int, int, int, int]
"""Left, top, right, bottom, area of ink."""


def _owners(
    labels: NDArray[np.int32],
    stats: NDArray[np.int32],
    centres: NDArray[np.float64],
    edges: NDArray[np.float64],
    remnants: Mask,
) -> tuple[NDArray[np.int16], dict[int, list[_Piece]]]:
    """The cell that each pixel belongs to, and the pieces of each cell. ``remnants`` of printed lines are nobody's."""
    cells, wide = len(edges) - 1, float(edges[1] - edges[0])
    columns = np.clip(((np.arange(labels.shape[1]) - edges[0]) / wide).astype(np.int16), 0, cells - 1)
    mine = np.clip(((centres[:, 0] - edges[0]) / wide).astype(np.int16), 0, cells - 1)
    mine[remnants] = -1
    owner = np.where(labels == 0, columns[None, :], mine[labels])
    kept: dict[int, list[_Piece]] = {}
    for label, (left, top, width, height, area) in enumerate(stats.tolist()):
        if label == 0 or area < _LEAST_AREA or remnants[label]:
            continue
        spot = (slice(top, top + height), slice(left, left + width))
        ends = _ends(labels[spot] == label, left, edges) if width > _WIDEST * wide else []
        if not ends:
            kept.setdefault(int(mine[label]), []).append((left, top, left + width, top + height, area))
            continue
        for cell, first, last in ends:
            part = labels[top : top + height, first:last] == label
            owner[top : top + height, first:last][part] = cell
            rows = np.flatnonzero(part.any(axis=1))
            if len(rows) and (size := int(part.sum())) >= _LEAST_AREA:
                kept.setdefault(cell, []).append((first, top + int(rows[0]), last, top + int(rows[-1]) + 1, size))
    return owner, kept


def _ends(piece: Mask, left: int, edges: NDArray[np.float64]) -> list[tuple[int, int, int]]:
    """Ink of several cells taken apart where it is thinnest near each line between them: (cell, first, last column).
    Nothing when the ink is one cell's that reaches a little over the line."""
    wide = float(edges[1] - edges[0])
    right = left + piece.shape[1]
    thick = piece.sum(axis=0)
    total = int(thick.sum())
    at: list[int] = []
    for edge in edges[1:-1]:
        if edge - left < _SHARED * wide or right - edge < _SHARED * wide:
            continue
        first, last = max(left, round(edge - 0.3 * wide)), min(right, round(edge + 0.3 * wide))
        away = np.abs(np.arange(first, last) - edge)
        at.append(first + int((thick[first - left : last - left] + 0.25 * away).argmin()))
    if piece.shape[1] < 1.3 * wide:
        at = [x for x in at if 0.25 < thick[: x - left].sum() / total < 0.75]
    bounds = [left, *at, right]
    if len(bounds) == 2:
        return []
    cells = [int(np.clip(((one + other) / 2 - edges[0]) / wide, 0, len(edges) - 2)) for one, other in pairwise(bounds)]
    return [(cell, first, last) for cell, (first, last) in zip(cells, pairwise(bounds), strict=True)]


def _picture(
    ink: Grey,
    owner: NDArray[np.int16],
    pieces: list[_Piece],
    edges: NDArray[np.float64],
    cell: int,
) -> Grey:
    """One cell's ink, straightened and in the middle."""
    wide = float(edges[1] - edges[0])
    first, last = max(round(edges[cell] - 0.45 * wide), 0), min(round(edges[cell + 1] + 0.45 * wide), ink.shape[1])
    window = cv2.bitwise_and(ink[:, first:last], ink[:, first:last], mask=(owner[:, first:last] == cell).view(np.uint8))
    largest = max((piece[4] for piece in pieces), default=0)
    told = [piece for piece in pieces if piece[4] >= 0.12 * largest]
    if any(max(piece[2] - piece[0], piece[3] - piece[1]) > _SPECK * _HEIGHT for piece in told):
        left, top = min(piece[0] for piece in told) - first, min(piece[1] for piece in told)
        right, bottom = max(piece[2] for piece in told) - first, max(piece[3] for piece in told)
        moments = cv2.moments(window[top:bottom, max(left, 0) : right])
        lean = moments["mu11"] / moments["mu02"] if moments["mu02"] > 1.0 else 0.0
        lean = min(max(lean, -_STEEPEST), _STEEPEST)
    else:
        left, right, lean = edges[cell] - first, edges[cell + 1] - first, 0.0
        top, bottom = _MARGIN, ink.shape[0] - _MARGIN
    narrow = right - left - 0.7 * abs(lean) * (bottom - top)
    scale = _INNER / max(bottom - top, narrow, _SMALLEST * _HEIGHT)
    middle, centre = (left + right - 1) / 2, (top + bottom - 1) / 2
    half = (SIDE - 1) / 2
    back = 1.0 / scale
    matrix = np.array(
        [[back, lean * back, middle - (half + lean * half) * back], [0.0, back, centre - half * back]], dtype=np.float64
    )
    return _grey(cv2.warpAffine(window, matrix, (SIDE, SIDE), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP))
