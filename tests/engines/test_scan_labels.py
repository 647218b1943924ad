"""Strokes on the words of a choice: what makes an empty box a person's to decide, and what does not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dokumentverk.engines.scan_labels import label_of
from dokumentverk.engines.scan_marks import read_marks
from dokumentverk.model.layout import Box
from tests.engines.paper_made import DPI, FlatPaper, place, tick_box
from tests.paper import MarkStyle, writer
from tests.paper.ink import BLUE, FAINT_PENCIL, Pen
from tests.paper.marks import mark_strokes

YES, NO, BELOW = tick_box(40.0, 90.0), tick_box(120.0, 90.0), tick_box(40.0, 112.0)
BOXES = (YES, NO, BELOW)
WRITER = writer(1)


def printed(*, shift: float = 0.0) -> FlatPaper:
    paper = FlatPaper()
    for box, word in zip(BOXES, ("Ja", "Nei", "Vet ikke"), strict=True):
        paper.frame(box, shift=shift)
        paper.print_text((box.right + 5, box.bottom - 3), word, size=0.6)
    return paper


def ring(paper: FlatPaper, box: Box, seed: int = 1, pen: Pen = BLUE) -> None:
    paper.pen(mark_strokes(MarkStyle.CIRCLED_LABEL, box, WRITER, np.random.default_rng(seed)), pen, seed)


def states(paper: FlatPaper, *fields: Box) -> list[str]:
    """Of yes, no and the box on the next line. ``fields`` are boxes for writing."""
    return [one.state.value for one in read_marks(paper.ink([*BOXES, *fields]), list(enumerate(map(place, BOXES))))]


def test_words_that_nobody_touched_leave_the_boxes_empty() -> None:
    assert states(printed()) == ["empty"] * 3
    assert states(printed(shift=0.4)) == ["empty"] * 3


@pytest.mark.parametrize("pen", [BLUE, FAINT_PENCIL])
@pytest.mark.parametrize("seed", range(4))
def test_a_ring_round_the_words_is_for_a_person(seed: int, pen: Pen) -> None:
    for at, box in enumerate(BOXES):
        paper = printed()
        ring(paper, box, seed, pen)
        assert states(paper) == ["doubtful" if at == one else "empty" for one in range(3)]


@pytest.mark.parametrize("down", [4.0, 7.0, 13.0])
def test_words_that_are_struck_out_or_underlined_are_for_a_person(down: float) -> None:
    paper = printed()
    paper.line((NO.right + 3, NO.top + down), (NO.right + 32, NO.top + down + 1))
    assert states(paper) == ["empty", "doubtful", "empty"]


def test_a_short_touch_at_the_words_is_nothing() -> None:
    paper = printed()
    paper.line((NO.right + 28, NO.top + 2), (NO.right + 36, NO.top + 8))
    assert states(paper) == ["empty"] * 3


def test_a_box_that_is_marked_keeps_its_mark() -> None:
    paper = printed()
    paper.pen(mark_strokes(MarkStyle.CROSS, YES, WRITER, np.random.default_rng(2)))
    ring(paper, YES)
    assert states(paper) == ["marked", "empty", "empty"]


def test_the_end_of_a_neighbours_mark_is_the_neighbours() -> None:
    """A long tick goes up and over the words beside it."""
    paper = printed()
    paper.pen(mark_strokes(MarkStyle.TICK, BELOW, WRITER, np.random.default_rng(3)))
    paper.line((BELOW.left + 6, BELOW.bottom - 2), (BELOW.right + 22, BELOW.top - 15))
    assert states(paper)[0] == "empty"


def test_writing_that_runs_over_from_its_field_is_the_fields() -> None:
    paper, written = printed(), Box(1, 60.0, 62.0, 110.0, 80.0)
    paper.line((66.0, 76.0), (98.0, 100.0))
    assert states(paper, written) == ["empty"] * 3
    assert states(paper)[0] == "doubtful"


def test_a_fold_across_the_sheet_is_no_stroke_on_the_words() -> None:
    paper = printed()
    paper.line((0.0, YES.top - 2), (220.0, YES.top - 2), grey=120)
    assert states(paper) == ["empty"] * 3


def test_the_words_end_where_the_next_box_of_the_line_begins() -> None:
    near = tick_box(80.0, 92.0)
    assert label_of(YES, [*BOXES, near]) == Box(1, YES.right + 1, YES.top, near.left - 1, YES.bottom)
    assert label_of(NO, [*BOXES, near]).right > NO.right + 50


def test_both_sides_of_how_far_the_words_reach() -> None:
    assert label_of(NO, BOXES).right == NO.right + 59


@pytest.mark.parametrize(("wide", "state"), [(8.0, "empty"), (13.0, "doubtful")])
def test_how_wide_a_stroke_on_the_words_is(wide: float, state: str) -> None:
    paper = printed()
    paper.line((NO.right + 5, NO.bottom + 1), (NO.right + 5 + wide, NO.bottom + 1))
    assert states(paper)[1] == state


@pytest.mark.parametrize(("up", "state"), [(8.5, "doubtful"), (10.5, "empty")])
def test_how_far_from_the_words_a_stroke_is_theirs(up: float, state: str) -> None:
    paper, middle = printed(), (NO.top + NO.bottom) / 2
    paper.line((NO.right + 5, middle - up), (NO.right + 30, middle - up))
    assert states(paper)[1] == state


@pytest.mark.parametrize(("gap", "state"), [(4.5, "doubtful"), (6.0, "empty")])
def test_how_far_apart_pieces_of_one_stroke_lie(gap: float, state: str) -> None:
    """What print cut apart is joined again; dots in a row are none."""
    paper = printed()
    for at in range(6):
        left = NO.right + 4 + at * (3 + gap)
        paper.line((left, NO.bottom + 1), (left + 3, NO.bottom + 1))
    assert states(paper)[1] == state


@pytest.mark.parametrize(("gap", "state"), [(3.0, "empty"), (4.8, "doubtful")])
def test_how_near_a_field_a_stroke_is_the_fields(gap: float, state: str) -> None:
    paper, field = printed(), Box(1, NO.right + 4, NO.bottom + 4, NO.right + 60, NO.bottom + 20)
    paper.frame(field)
    paper.line((NO.right + 4, field.top - gap), (NO.right + 34, field.top - gap), width=0.7)
    assert states(paper, field)[1] == state


def _worded(issued: int, seen: int) -> FlatPaper:
    """A line of print beside the box, of these greys."""
    paper = FlatPaper()
    for box in BOXES:
        paper.frame(box)
    row = (NO.top + NO.bottom) / 2
    for picture, grey in ((paper.page, issued), (paper.sheet, seen)):
        ends = [(round(x * DPI / 72), round(row * DPI / 72)) for x in (NO.right + 4, NO.right + 34)]
        cv2.line(picture, ends[0], ends[1], grey, 3)
    return paper


@pytest.mark.parametrize(("issued", "seen", "state"), [(225, 60, "doubtful"), (212, 190, "empty")])
def test_how_dark_words_are_that_were_printed(issued: int, seen: int, state: str) -> None:
    assert states(_worded(issued, seen))[1] == state


@pytest.mark.parametrize(("down", "state"), [(1.0, "empty"), (1.5, "doubtful")])
def test_how_far_words_may_lie_off(down: float, state: str) -> None:
    paper = FlatPaper()
    for box in BOXES:
        paper.frame(box)
    for picture, by in ((paper.page, 0.0), (paper.sheet, down)):
        corner = (round((NO.right + 5) * DPI / 72), round((NO.bottom - 3 + by) * DPI / 72))
        cv2.putText(picture, "Vet ikke", corner, cv2.FONT_HERSHEY_SIMPLEX, 0.6, 20, 2, cv2.LINE_AA)
    assert states(paper)[1] == state
