"""Tick boxes: what a person does with one, and where the limits lie."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from dokumentverk.engines import scan_marks
from dokumentverk.engines.scan_marks import NO_PENS, Pens, Shape, judged, pens_of, read_marks, shape_of
from dokumentverk.engines.scan_tone import above
from dokumentverk.model.layout import Box
from dokumentverk.model.scan import MarkState
from tests.engines.paper_made import FlatPaper, place, tick_box
from tests.paper import MarkStyle, writer
from tests.paper.ink import BLUE, FAINT_PENCIL, FELT, Pen, stroke
from tests.paper.marks import mark_strokes

EMPTY, MARKED, CORRECTED, DOUBTFUL = MarkState.EMPTY, MarkState.MARKED, MarkState.CORRECTED, MarkState.DOUBTFUL
BOX = tick_box()
WRITER = writer(1)
STROKE = Shape(
    share=0.3,
    extent=0.7,
    trace=0.7,
    peak=0.5,
    free=2.0,
    sides=0.0,
    rim=0.9,
    beside=0.0,
    slender=4.0,
    flat=0.5,
    one_way=0.9,
)
NOTHING = Shape(
    share=0.0,
    extent=0.0,
    trace=0.0,
    peak=0.02,
    free=4.0,
    sides=0.0,
    rim=0.9,
    beside=0.0,
    slender=0.0,
    flat=0.0,
    one_way=0.0,
)


def marked(style: MarkStyle, seed: int, pen: Pen = BLUE) -> FlatPaper:
    paper = FlatPaper()
    paper.frame(BOX)
    chance = np.random.default_rng(seed)
    paper.pen(mark_strokes(style, BOX, WRITER, chance), pen, seed)
    return paper


def two_of_three() -> tuple[FlatPaper, list[Box]]:
    """Three boxes below each other, a cross in all but the last."""
    paper = FlatPaper()
    boxes = [tick_box(top=at) for at in (60, 120, 180)]
    for seed, box in enumerate(boxes):
        paper.frame(box)
        if seed < 2:
            paper.pen(mark_strokes(MarkStyle.CROSS, box, WRITER, np.random.default_rng(seed)))
    return paper, boxes


def state_of(paper: FlatPaper, box: Box = BOX) -> MarkState:
    (sight,) = read_marks(paper.ink([box]), [(3, place(box))])
    return sight.state


@pytest.mark.parametrize(
    ("style", "states"),
    [
        (MarkStyle.NONE, {EMPTY}),
        (MarkStyle.TICK, {MARKED}),
        (MarkStyle.CROSS, {MARKED}),
        (MarkStyle.SLASH, {MARKED, DOUBTFUL}),
        (MarkStyle.REACHING, {MARKED, DOUBTFUL}),
        (MarkStyle.SCRIBBLE, {MARKED, CORRECTED, DOUBTFUL}),
        (MarkStyle.FILLED, {CORRECTED}),
        (MarkStyle.FILLED_OVER, {CORRECTED}),
        (MarkStyle.STRUCK, {CORRECTED, DOUBTFUL}),
        (MarkStyle.STRAY, {EMPTY, DOUBTFUL}),
        (MarkStyle.CIRCLED_LABEL, {EMPTY, DOUBTFUL}),
    ],
)
def test_what_people_do_with_a_box(style: MarkStyle, states: set[MarkState]) -> None:
    paper = FlatPaper()
    boxes = [tick_box(left, top) for left in (40.0, 140.0) for top in (50.0, 110.0, 170.0, 230.0)]
    for seed, box in enumerate(boxes):
        paper.frame(box)
        paper.pen(mark_strokes(style, box, WRITER, np.random.default_rng(seed)), BLUE, seed)
    seen = {one.state for one in read_marks(paper.ink(boxes), list(enumerate(map(place, boxes))))}
    assert seen <= states
    if MARKED in states:
        assert MARKED in seen


def test_a_cross_is_a_mark_by_a_faint_pen_and_mostly_by_a_broad_one() -> None:
    assert {state_of(marked(MarkStyle.CROSS, seed, FAINT_PENCIL)) for seed in range(3)} == {MARKED}
    broad = [state_of(marked(MarkStyle.CROSS, seed, FELT)) for seed in range(4)]
    assert MARKED in broad
    assert EMPTY not in broad


def test_a_sight_names_its_place_and_where_it_lies_on_the_sheet() -> None:
    paper = marked(MarkStyle.CROSS, 2)
    (sight,) = read_marks(paper.ink([BOX]), [(3, place(BOX))])
    assert (sight.place, sight.box) == (3, paper.received(BOX))
    assert sight.confidence == scan_marks.SURE
    for doubted in (
        replace(STROKE, sides=1.0, share=0.5),
        replace(STROKE, share=0.9, free=0.1),
        replace(NOTHING, rim=0),
    ):
        assert judged(doubted, NO_PENS)[1] == 0.5


def test_print_that_lies_a_quarter_of_a_millimetre_off_is_no_mark() -> None:
    paper = FlatPaper()
    paper.frame(BOX, shift=0.7)
    paper.print_text((BOX.right + 3, BOX.bottom), "Ja", size=0.6)
    assert state_of(paper) is EMPTY


def test_a_mark_that_was_printed_does_not_count() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    paper.print_text((BOX.left + 3.5, BOX.bottom - 3), "X", size=0.6)
    assert state_of(paper) is EMPTY


def test_a_stroke_beside_the_box_is_no_mark() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    paper.line((BOX.left - 30, BOX.top - 3), (BOX.right + 30, BOX.top - 3))
    assert state_of(paper) is EMPTY


def test_a_scanners_streak_through_a_box_is_taken_out() -> None:
    empty, cross = FlatPaper(), marked(MarkStyle.CROSS, 2)
    empty.frame(BOX)
    middle = (BOX.left + BOX.right) / 2 + 1
    states = []
    for paper in (empty, cross):
        paper.line((middle, 0), (middle, 300), width=0.5, grey=110)
        states.append(state_of(paper))
    assert states == [EMPTY, MARKED]


def test_a_stroke_of_the_pen_that_stays_on_the_sheet_is_no_streak() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    paper.line((BOX.left + 6, BOX.top - 6), (BOX.left + 6, BOX.bottom + 6))
    assert state_of(paper) is not EMPTY


def test_where_the_rim_is_lost_an_empty_box_is_believed_only_beside_dark_marks() -> None:
    paper = FlatPaper()
    boxes = [tick_box(top=at) for at in (60, 120, 180)]
    for box in boxes:
        paper.frame(box)
    paper.sheet[:] = 250
    places = list(enumerate(place(box) for box in boxes))
    assert {one.state for one in read_marks(paper.ink(boxes), places)} == {DOUBTFUL}
    for seed, box in enumerate(boxes[:2]):
        paper.pen(mark_strokes(MarkStyle.CROSS, box, WRITER, np.random.default_rng(seed)))
    assert [one.state for one in read_marks(paper.ink(boxes), places)] == [MARKED, MARKED, EMPTY]


def test_a_stain_beside_dark_marks_is_for_a_person() -> None:
    paper, boxes = two_of_three()
    stain = boxes[2]
    paper.blot(Box(1, stain.left - 2, stain.top + 4, stain.right + 2, stain.top + 9), 180)
    states = [one.state for one in read_marks(paper.ink(boxes), list(enumerate(map(place, boxes))))]
    assert states == [MARKED, MARKED, DOUBTFUL]


def test_a_faint_trace_is_not_called_empty() -> None:
    """A pencil on a scanner that is set too light: under the darkness of ink, over that of paper."""
    paper = FlatPaper()
    paper.frame(BOX)
    paper.sheet[:] = np.maximum(paper.sheet, 150)
    paper.line((BOX.left + 2, BOX.top + 2), (BOX.right - 2, BOX.bottom - 2), width=1.3, grey=222)
    shape = shape_of(paper.ink([BOX]), place(BOX))
    assert shape.share == 0
    assert shape.peak < scan_marks.PALE
    assert state_of(paper) is DOUBTFUL


def test_on_a_dirty_sheet_nothing_pale_is_a_mark() -> None:
    dirty, clean = marked(MarkStyle.CROSS, 2, FAINT_PENCIL), marked(MarkStyle.CROSS, 2, FAINT_PENCIL)
    chance = np.random.default_rng(5)
    for x, y in chance.uniform((12, 12), (205, 285), (500, 2)).tolist():
        if not (BOX.left - 12 < x < BOX.right + 8 and BOX.top - 12 < y < BOX.bottom + 8):
            dirty.blot(Box(1, x, y, x + 4, y + 4), 60)
    assert state_of(clean) is MARKED
    assert state_of(dirty) is DOUBTFUL


def test_a_box_that_is_all_print_is_for_a_person() -> None:
    paper = FlatPaper()
    solid = Box(1, 90, 90, 103, 103)
    paper.page[240:300, 240:300] = 0
    assert state_of(paper, solid) is DOUBTFUL


_LIMITS = [
    (STROKE, "share", scan_marks.MARK_SHARE, DOUBTFUL, MARKED),
    (STROKE, "extent", scan_marks.MARK_EXTENT, DOUBTFUL, MARKED),
    (STROKE, "peak", scan_marks.MARK_PEAK, DOUBTFUL, MARKED),
    (STROKE, "share", scan_marks.WHOLE_SHARE, MARKED, DOUBTFUL),
    (replace(STROKE, free=0.5), "share", scan_marks.FILLED_SHARE, MARKED, CORRECTED),
    (replace(STROKE, share=0.6), "free", scan_marks.FREE_PAPER, CORRECTED, MARKED),
    (replace(STROKE, sides=0.9), "share", scan_marks.STRUCK_SHARE, MARKED, DOUBTFUL),
    (replace(STROKE, share=0.5), "sides", scan_marks.STRUCK_SIDES, MARKED, DOUBTFUL),
    (replace(STROKE, share=0.5, sides=0.9), "one_way", scan_marks.ONE_WAY + 1e-6, MARKED, DOUBTFUL),
    (replace(STROKE, sides=0.9, one_way=0.1), "share", scan_marks.CROSSED_SHARE, MARKED, DOUBTFUL),
    (STROKE, "slender", scan_marks.SLENDER, DOUBTFUL, MARKED),
    (replace(STROKE, sides=0.9), "flat", scan_marks.FLAT, DOUBTFUL, MARKED),
    (replace(STROKE, flat=0.1), "sides", scan_marks.STRUCK_SIDES, MARKED, DOUBTFUL),
    (NOTHING, "share", scan_marks.EMPTY_SHARE, EMPTY, DOUBTFUL),
    (replace(NOTHING, peak=0.14), "trace", scan_marks.EMPTY_TRACE, EMPTY, DOUBTFUL),
    (replace(NOTHING, trace=0.9), "peak", scan_marks.SHADE, EMPTY, DOUBTFUL),
    (replace(NOTHING, trace=0.9, peak=0.1), "rim", scan_marks.CLEAR_RIM, DOUBTFUL, EMPTY),
    (replace(NOTHING, trace=0.2), "beside", scan_marks.BESIDE, EMPTY, DOUBTFUL),
    (replace(NOTHING, beside=0.2), "trace", scan_marks.ON_RIM, EMPTY, DOUBTFUL),
    (NOTHING, "rim", scan_marks.LEAST_RIM, DOUBTFUL, EMPTY),
]


@pytest.mark.parametrize(("shape", "name", "limit", "below", "above_it"), _LIMITS)
def test_both_sides_of_every_limit(
    shape: Shape, name: str, limit: float, below: MarkState, above_it: MarkState
) -> None:
    values = {"below": limit - 1e-6, "at": limit, "above": limit + 1e-6}
    states = {key: judged(_with(shape, name, value), NO_PENS)[0] for key, value in values.items()}
    assert states == {"below": below, "at": above_it, "above": above_it}


def _with(shape: Shape, name: str, value: float) -> Shape:
    fields = {one: getattr(shape, one) for one in Shape.__slots__}
    return Shape(**{**fields, name: value})


def test_the_limits_are_those_that_were_measured() -> None:
    """A change of one wants the measurement under ``judged`` made again (``benchmarks/scan.py``)."""
    assert (scan_marks.EMPTY_SHARE, scan_marks.MARK_SHARE, scan_marks.MARK_EXTENT) == (0.02, 0.06, 0.36)
    assert (scan_marks.EMPTY_TRACE, scan_marks.TRACE, scan_marks.PALE, scan_marks.MARK_PEAK) == (0.25, 0.06, 0.16, 0.18)
    assert (scan_marks.FILLED_SHARE, scan_marks.WHOLE_SHARE, scan_marks.FREE_PAPER) == (0.54, 0.70, 1.2)
    assert (scan_marks.STRUCK_SHARE, scan_marks.STRUCK_SIDES, scan_marks.LEAST_RIM) == (0.35, 0.3, 0.3)
    assert (scan_marks.SHADE, scan_marks.CLEAR_RIM, scan_marks.BESIDE, scan_marks.ON_RIM) == (0.13, 0.7, 0.005, 0.03)
    assert (scan_marks.SLENDER, scan_marks.ONE_WAY, scan_marks.RIM_ROOM, scan_marks.FLAT) == (2.0, 0.35, 1.5, 0.3)
    assert scan_marks.CROSSED_SHARE == 0.55
    assert (scan_marks.STRONG, scan_marks.PALER, scan_marks.ENOUGH_MARKS, scan_marks.SURE) == (0.35, 0.55, 2, 0.9998)


def test_marks_tell_of_the_pens_from_two_on() -> None:
    dark, pale = (replace(STROKE, peak=peak, rim=0.1) for peak in (0.8, 0.34))
    assert pens_of([dark, NOTHING, NOTHING]) == NO_PENS
    assert pens_of([dark, dark]) == Pens(0.8, strong=True, faint=False)
    assert not pens_of([dark, pale]).strong
    assert pens_of([dark] * 19 + [pale]).strong
    filled = replace(STROKE, share=0.95, free=0.4, peak=0.9)
    assert pens_of([filled, filled]) == Pens(0.9, strong=False, faint=False)


def test_a_single_rim_that_is_gone_was_torn_off_and_took_its_mark_along() -> None:
    paper, boxes = two_of_three()
    paper.sheet[round(170 * 200 / 72) :] = 250
    states = [one.state for one in read_marks(paper.ink(boxes), list(enumerate(map(place, boxes))))]
    assert states == [MARKED, MARKED, DOUBTFUL]


def test_paler_than_the_sheets_other_marks_is_for_a_person() -> None:
    pens = Pens(0.8, strong=True, faint=False)
    assert judged(replace(STROKE, peak=0.8 * scan_marks.PALER - 1e-6), pens)[0] is DOUBTFUL
    assert judged(replace(STROKE, peak=0.8 * scan_marks.PALER + 1e-6), pens)[0] is MARKED


def test_a_lost_rim_is_forgiven_where_the_pens_are_strong() -> None:
    lost = replace(NOTHING, rim=0.0)
    assert judged(lost, Pens(0.8, strong=True, faint=False))[0] is EMPTY
    assert judged(lost, Pens(0.8, strong=False, faint=False))[0] is DOUBTFUL


def test_a_shape_is_measured_in_shares_and_points() -> None:
    """A bar through the middle, 3 points high, from 5 points left of the box to 5 points right of it."""
    paper = FlatPaper()
    paper.frame(BOX)
    middle = (BOX.top + BOX.bottom) / 2
    paper.blot(Box(1, BOX.left - 5, middle - 1.5, BOX.right + 5, middle + 1.5), 30)
    shape = shape_of(paper.ink([BOX]), place(BOX))
    assert shape.share == pytest.approx(3 / 10.2, abs=0.1)
    assert shape.extent == pytest.approx(10.2 / 13, abs=0.15)
    assert shape.trace >= shape.extent
    assert shape.peak > 0.75
    assert shape.free == pytest.approx((10.2 - 3) / 4, abs=0.5)
    assert shape.sides > 0.6
    assert shape.rim > 0.6
    upright = FlatPaper()
    upright.frame(BOX)
    across = (BOX.left + BOX.right) / 2
    upright.blot(Box(1, across - 1.5, BOX.top - 5, across + 1.5, BOX.bottom + 5), 30)
    assert shape_of(upright.ink([BOX]), place(BOX)).sides == pytest.approx(shape.sides, abs=0.2)
    short = FlatPaper()
    short.frame(BOX)
    short.blot(Box(1, BOX.left - 1.5, middle - 1.5, BOX.right + 5, middle + 1.5), 30)
    assert shape_of(short.ink([BOX]), place(BOX)).sides < scan_marks.STRUCK_SIDES


def test_what_shows_through_from_the_other_side_is_nothing_where_the_rim_is_plain() -> None:
    """At 0.1 of ink's darkness; a scanner set too light would have taken the rim along."""
    shown, light = FlatPaper(), FlatPaper()
    for paper in (shown, light):
        paper.frame(BOX)
        paper.blot(Box(1, BOX.left + 2, BOX.top + 3, BOX.right - 2, BOX.bottom - 5), 228)
    light.sheet[:] = np.maximum(light.sheet, 150)
    shape = shape_of(shown.ink([BOX]), place(BOX))
    assert shape.trace > scan_marks.EMPTY_TRACE
    assert scan_marks.TRACE < shape.peak < scan_marks.SHADE
    assert [state_of(shown), state_of(light)] == [EMPTY, DOUBTFUL]


def test_a_tick_that_runs_along_the_rim_leaves_no_empty_box() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    low, high = BOX.bottom + 1.2, BOX.top - 9
    rim = [(BOX.left - 1, BOX.top + 6), (BOX.left + 1, low - 1), (BOX.right - 4, low), (BOX.right + 12, high)]
    paper.pen([stroke(rim, np.random.default_rng(1), tremble=0.0)])
    shape = shape_of(paper.ink([BOX]), place(BOX))
    assert shape.share < scan_marks.EMPTY_SHARE
    assert shape.trace < scan_marks.EMPTY_TRACE
    assert shape.beside >= scan_marks.BESIDE
    assert state_of(paper) is DOUBTFUL


def test_a_crease_through_the_box_is_no_mark() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    middle = (BOX.top + BOX.bottom) / 2
    for left in range(35, 180, 20):
        paper.line((left, middle), (left + 14, middle), width=0.8, grey=190)
    shape = shape_of(paper.ink([BOX]), place(BOX))
    assert shape.share > scan_marks.MARK_SHARE
    assert shape.flat < scan_marks.FLAT
    assert state_of(paper) is DOUBTFUL


def test_where_a_pen_leaves_traces_less_of_one_is_doubted() -> None:
    trace = replace(NOTHING, trace=0.4, rim=0.5)
    assert not pens_of([trace, NOTHING]).faint
    assert pens_of([trace, trace]).faint
    assert not pens_of([replace(trace, rim=0.9)] * 2).faint, "what shows through is no pen's"
    states = [judged(replace(NOTHING, trace=reach), pens_of([trace, trace]))[0] for reach in (0.029, 0.03)]
    assert states == [EMPTY, DOUBTFUL]


def test_a_round_speck_of_a_copier_is_no_mark() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    middle = round((BOX.left + BOX.right) / 2 * 200 / 72), round((BOX.top + BOX.bottom) / 2 * 200 / 72)
    cv2.circle(paper.sheet, middle, 7, 20, -1)
    shape = shape_of(paper.ink([BOX]), place(BOX))
    assert shape.share > scan_marks.MARK_SHARE
    assert shape.extent > scan_marks.MARK_EXTENT
    assert shape.slender < scan_marks.SLENDER
    assert state_of(paper) is DOUBTFUL


def test_a_cross_that_reaches_out_to_both_sides_is_not_struck_out() -> None:
    """It goes on in four directions, what strikes out in two."""
    crossed, struck = FlatPaper(), FlatPaper()
    across, down = (BOX.left + BOX.right) / 2, (BOX.top + BOX.bottom) / 2
    ends = {id(crossed): [(12.5, -4.5), (4.5, 12.5)], id(struck): [(12.5, 2.0), (12.5, 0.0), (12.5, -2.0)]}
    for paper in (crossed, struck):
        paper.frame(BOX)
        for x, y in ends[id(paper)]:
            line = stroke([(across - x, down - y), (across + x, down + y)], np.random.default_rng(1), tremble=0.0)
            paper.pen([line], replace(FELT, width=0.7 * FELT.width) if paper is crossed else FELT)
    ways = [shape_of(paper.ink([BOX]), place(BOX)) for paper in (crossed, struck)]
    assert all(one.sides >= scan_marks.STRUCK_SIDES and one.share >= scan_marks.STRUCK_SHARE for one in ways)
    assert ways[0].one_way < scan_marks.ONE_WAY < 0.8 < ways[1].one_way
    assert [state_of(crossed), state_of(struck)] == [MARKED, DOUBTFUL]


def test_a_stroke_to_one_side_strikes_nothing_out() -> None:
    paper = FlatPaper()
    paper.frame(BOX)
    middle = (BOX.top + BOX.bottom) / 2
    paper.pen([stroke([(BOX.left + 3, middle), (BOX.right + 12, middle - 3)], np.random.default_rng(1))])
    shape = shape_of(paper.ink([BOX]), place(BOX))
    assert shape.sides == 0
    assert above(paper.ink([BOX]).seen, 0.2).any()
