"""What people write beside the boxes: a word in the margin, an arrow, a line below the signature, a text struck out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

import numpy as np

from dokumentverk.model.layout import Box, Layout, WidgetKind
from tests.paper.filling import FilledPage
from tests.paper.handwriting import write_text
from tests.paper.ink import Chance, Points, Stroke, draw, stroke
from tests.paper.writers import Writer


class NoteKind(StrEnum):
    WORDS = "words"
    ARROW = "arrow"
    BELOW_SIGNATURE = "below a signature"
    STRUCK = "printed text struck out"


_WORDS = (
    "Ring meg", "ring 900 12 345", "Se vedlegg", "Gjelder ikke", "Må endres!", "Avtalt på tlf.", "Ikke enig", "NB!!",
    "Sendt til Nav", "Snakk med Kari", "se baksiden", "feil dato",
)  # fmt: skip
_ROOM = 9.0
"""Points to what is printed and to fields."""
_EDGE = 22.0


def with_note(page: FilledPage, kind: NoteKind, who: Writer, chance: Chance) -> tuple[FilledPage, Box] | None:
    """The page with a note, and where that stands; None where the page has no room for one of that kind."""
    layout = page.layout
    assert layout is not None
    where = _place(layout, page.page, kind, chance)
    if where is None:
        return None
    picture = page.picture.copy()
    match kind:
        case NoteKind.WORDS | NoteKind.BELOW_SIGNATURE:
            write_text(picture, page.dpi, where, str(chance.choice(_WORDS)), who, chance)
        case NoteKind.ARROW:
            draw(picture, page.dpi, _arrow(where, who, chance), who.pen, chance)
        case NoteKind.STRUCK:
            draw(picture, page.dpi, _strokes_through(where, who, chance), who.pen, chance)
    return replace(page, picture=picture), where


def _place(layout: Layout, page: int, kind: NoteKind, chance: Chance) -> Box | None:
    if kind is NoteKind.STRUCK:
        lines = [one.box for one in layout.static if one.box.page == page and one.box.right - one.box.left > 150]
        return lines[int(chance.integers(len(lines)))] if lines else None
    every = [*(one.box for one in layout.places), *(one.box for one in layout.static), *layout.markers]
    taken = [box for box in (*every, *layout.code_boxes, *layout.number_boxes) if box.page == page]
    wide, high = (46.0, 26.0) if kind is NoteKind.ARROW else (74.0, 15.0)
    width, height = layout.page_size
    signatures = [one.box for one in layout.places if one.kind is WidgetKind.SIGNATURE and one.box.page == page]
    for _ in range(4000):
        left = float(chance.uniform(_EDGE, width - _EDGE - wide))
        top = float(chance.uniform(_EDGE, height - _EDGE - high))
        if kind is NoteKind.BELOW_SIGNATURE:
            if not signatures:
                return None
            one = signatures[int(chance.integers(len(signatures)))]
            left = float(chance.uniform(one.left, max(one.left + 1, one.right - wide)))
            top = one.bottom + float(chance.uniform(_ROOM, 4 * _ROOM))
        box = Box(page, left, top, left + wide, top + high)
        if not any(_touches(box, other) for other in taken):
            return box
    return None


def _touches(one: Box, other: Box) -> bool:
    across = one.left < other.right + _ROOM and one.right > other.left - _ROOM
    return across and one.top < other.bottom + _ROOM and one.bottom > other.top - _ROOM


def _arrow(box: Box, who: Writer, chance: Chance) -> Sequence[Stroke]:
    ways = ((box.left, box.right), (box.right, box.left))
    start, end = ways[int(chance.integers(2))]
    middle = (box.top + box.bottom) / 2
    rise = float(chance.uniform(-8, 8))
    back = 7.0 if end < start else -7.0
    shaft: Points = np.array([(start, middle - rise), ((start + end) / 2, middle), (end, middle + rise)])
    head: Points = np.array([(end + back, middle + rise - 5), (end, middle + rise), (end + back, middle + rise + 5)])
    return [stroke(one, chance, tremble=who.tremble) for one in (shaft, head)]


def _strokes_through(line: Box, who: Writer, chance: Chance) -> Sequence[Stroke]:
    """Once or twice along the line, or as a large cross."""
    middle = (line.top + line.bottom) / 2
    if chance.random() < 0.3:
        left, right = line.left + 20, min(line.right - 10, line.left + 140)
        cross = (((left, middle - 12), (right, middle + 12)), ((left, middle + 12), (right, middle - 12)))
        return [stroke(list(one), chance, tremble=who.tremble) for one in cross]
    made = []
    for _ in range(int(chance.integers(1, 3))):
        xs = np.linspace(line.left + chance.uniform(-4, 10), line.right + chance.uniform(-20, 6), 9)
        ys = middle + chance.normal(0, 1.2, 9)
        made.append(stroke(np.stack([xs, ys], axis=1), chance, tremble=who.tremble))
    return made
