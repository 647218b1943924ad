"""Writing outside the boxes: what is told of it, and what is none."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from dokumentverk.engines.scan_notes import read_notes
from dokumentverk.model.language import Language
from dokumentverk.model.layout import Box, Layout, Medium, StaticText, WidgetKind
from dokumentverk.model.scan import NoteSight
from tests.engines.paper_made import DPI, SIZE, FlatPaper, place, tick_box
from tests.paper import MarkStyle, writer
from tests.paper.handwriting import write_text
from tests.paper.ink import stroke
from tests.paper.marks import mark_strokes
from tests.paper.material import need_material

DECLARATION = Box(1, 30.0, 60.0, 190.0, 70.0)
LABEL = Box(1, 30.0, 178.0, 120.0, 187.0)
FIELD = Box(1, 30.0, 190.0, 190.0, 214.0)
TICK = tick_box(30.0, 120.0)
PLACES = ((0, place(FIELD, WidgetKind.TEXT)), (1, place(TICK)))
LINES = (StaticText("Jeg bekrefter", DECLARATION), StaticText("7 Hva gjelder det", LABEL))
LAYOUT = Layout(
    "", "skjema", "1", Language.NB, Medium.PRINT, "", 1, SIZE, tuple(one for _, one in PLACES), static=LINES
)
HAND = writer(1)


def printed() -> FlatPaper:
    paper = FlatPaper()
    paper.frame(FIELD)
    paper.frame(TICK)
    paper.print_text((DECLARATION.left, DECLARATION.bottom - 2), "Jeg bekrefter at dette er rett", size=0.75)
    paper.print_text((LABEL.left, LABEL.bottom - 2), "7 Hva gjelder det", size=0.7)
    paper.print_text((TICK.right + 5, TICK.bottom - 3), "Ja takk", size=0.6)
    return paper


def seen(paper: FlatPaper) -> tuple[NoteSight, ...]:
    return read_notes(paper.ink([one.box for _, one in PLACES]), LAYOUT, PLACES)


def write(paper: FlatPaper, left: float, base: float, text: str = "Ring meg") -> None:
    """By hand, the letters standing on ``base``."""
    need_material()
    colour = np.repeat(paper.sheet[..., None], 3, axis=2)
    box = Box(1, left, base - 12, left + 90, base + 4)
    write_text(colour, DPI, box, text, HAND, np.random.default_rng(1))
    paper.sheet = np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2GRAY), np.uint8)


def arrow(paper: FlatPaper, left: float, top: float) -> None:
    ways = (
        ((left, top), (left + 22, top + 4), (left + 45, top)),
        ((left + 37, top - 6), (left + 45, top), (left + 38, top + 6)),
    )
    paper.pen([stroke(list(way), np.random.default_rng(3)) for way in ways])


def strike(paper: FlatPaper, line: Box, share: float = 1.0) -> None:
    middle = (line.top + line.bottom) / 2 + 1
    xs = np.linspace(line.left, line.left + share * (line.right - line.left), 7)
    points = np.stack([xs, middle + share * np.array([0, 0.6, -0.5, 0.3, 0, 0.5, -0.3])], axis=1)
    paper.pen([stroke(points, np.random.default_rng(5))])


@pytest.mark.parametrize("where", [(100.0, 40.0), (100.0, 108.0), (60.0, 245.0), (25.0, 275.0)])
def test_words_beside_the_boxes_are_a_note(where: tuple[float, float]) -> None:
    paper = printed()
    write(paper, *where)
    (note,) = seen(paper)
    assert not note.over_print
    assert note.box.page == 7
    assert where[0] - 4 <= note.box.left
    assert note.box.right <= where[0] + 100
    assert where[1] - 16 <= note.box.top < note.box.bottom <= where[1] + 10


def test_an_arrow_is_a_note() -> None:
    paper = printed()
    arrow(paper, 90, 100)
    assert [one.over_print for one in seen(paper)] == [False]


def test_a_text_that_is_struck_out_is_told_apart() -> None:
    paper = printed()
    strike(paper, DECLARATION)
    (note,) = seen(paper)
    assert note.over_print
    assert (note.box.left, note.box.top) == (DECLARATION.left + 1, DECLARATION.top + 2)


def test_part_of_a_text_may_be_struck_out() -> None:
    paper = printed()
    strike(paper, DECLARATION, 0.8)
    assert [one.over_print for one in seen(paper)] == [True]


def test_a_label_may_be_struck_out() -> None:
    paper = printed()
    strike(paper, LABEL)
    assert [one.over_print for one in seen(paper)] == [True]


def test_a_cross_over_a_text_strikes_it_out() -> None:
    paper = printed()
    for top, bottom in ((50.0, 82.0), (82.0, 50.0)):
        paper.pen([stroke([(40, top), (150, bottom)], np.random.default_rng(2))])
    assert any(one.over_print for one in seen(paper))


def _written_in_the_field(paper: FlatPaper) -> None:
    write(paper, 40, 205)
    paper.pen([stroke([(60, 205), (75, 181), (90, 206), (105, 221)], np.random.default_rng(1))])


def _ring(paper: FlatPaper) -> None:
    paper.pen(mark_strokes(MarkStyle.CIRCLED_LABEL, TICK, HAND, np.random.default_rng(1)))


def _fold(paper: FlatPaper) -> None:
    paper.line((0, 150), (SIZE[0], 151), width=0.8, grey=150)


def _staple(paper: FlatPaper) -> None:
    paper.line((22, 22), (33, 19), width=1.2, grey=60)


def _hole(paper: FlatPaper) -> None:
    cv2.circle(paper.sheet, (60, 420), 24, 20, -1)


def _specks(paper: FlatPaper) -> None:
    for x, y in np.random.default_rng(4).uniform((20, 20), (200, 280), (25, 2)).tolist():
        paper.line((x, y), (x + 1.5, y + 0.5), width=0.8, grey=70)


def _stain(paper: FlatPaper) -> None:
    paper.blot(Box(1, 100, 225, 180, 270), 215)


@pytest.mark.parametrize(
    "happened", [lambda _: None, _written_in_the_field, _ring, _fold, _staple, _hole, _specks, _stain]
)
def test_what_belongs_to_a_field_or_befell_the_paper_is_no_note(happened: Callable[[FlatPaper], None]) -> None:
    paper = printed()
    happened(paper)
    assert seen(paper) == ()


def test_print_that_lies_a_little_aside_is_no_note() -> None:
    paper = printed()
    paper.sheet = np.roll(paper.sheet, (2, 2), (0, 1))
    assert seen(paper) == ()


def test_of_a_dirty_copy_nothing_is_said() -> None:
    paper = printed()
    chance = np.random.default_rng(6)
    for x, y in chance.uniform((5, 5), (210, 290), (2500, 2)).tolist():
        paper.line((x, y), (x + 3, y + chance.uniform(-3, 3)), width=1.2, grey=20)
    write(paper, 100, 40)
    assert seen(paper) == ()
