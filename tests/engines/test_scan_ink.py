"""Boxes of text: nothing, as issued, added, altered, or for a person."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from dokumentverk.engines import scan_ink
from dokumentverk.engines.scan_ink import Comparison, Written, compare, compared, pieces, read_inks, written
from dokumentverk.engines.scan_tone import SCALE, Ink
from dokumentverk.model.layout import Box, WidgetKind
from dokumentverk.model.scan import InkState
from tests.engines.paper_made import DPI, FlatPaper, place
from tests.paper.ink import stroke

BOX = Box(1, 30.0, 100.0, 190.0, 122.0)
EMPTY, ADDED, ISSUED, ALTERED, DOUBTFUL = (
    InkState.EMPTY, InkState.ADDED, InkState.AS_ISSUED, InkState.ALTERED, InkState.DOUBTFUL,
)  # fmt: skip


def box_paper(text: str = "", *, shift: tuple[float, float] = (0.0, 0.0)) -> FlatPaper:
    """A box with a writing line, and ``text`` printed in it; on the sheet all of it lies ``shift`` points off."""
    paper = FlatPaper()
    paper.frame(BOX)
    for picture in (paper.page, paper.sheet):
        ends = [(round(x * DPI / 72), round(118 * DPI / 72)) for x in (BOX.left + 3, BOX.right - 3)]
        cv2.line(picture, ends[0], ends[1], 205, 2)
    if text:
        paper.print_text((36, 116), text, size=0.85)
    move = np.array([(1, 0, shift[0] * DPI / 72), (0, 1, shift[1] * DPI / 72)], np.float64)
    high, wide = paper.sheet.shape
    paper.sheet = np.asarray(cv2.warpAffine(paper.sheet, move, (wide, high), borderValue=250), np.uint8)
    return paper


def state_of(paper: FlatPaper, *, issued: bool = False) -> InkState:
    filled = frozenset({6}) if issued else frozenset()
    (sight,) = read_inks(paper.ink([BOX]), [(6, place(BOX, WidgetKind.TEXT))], filled)
    return sight.state


def test_a_sight_names_its_place_and_where_it_lies_on_the_sheet() -> None:
    paper = box_paper()
    (sight,) = read_inks(paper.ink([BOX]), [(6, place(BOX, WidgetKind.TEXT))])
    assert (sight.place, sight.box, sight.state) == (6, paper.received(BOX), EMPTY)
    assert sight.confidence > 0.99


@pytest.mark.parametrize("shift", [(0.0, 0.0), (0.6, 0.0), (0.0, -0.6)])
def test_print_alone_is_empty_also_a_little_off(shift: tuple[float, float]) -> None:
    assert state_of(box_paper(shift=shift)) is EMPTY


def test_handwriting_is_added() -> None:
    paper = box_paper()
    paper.pen([stroke([(60, 108), (70, 116), (80, 106), (92, 116)], np.random.default_rng(1))])
    assert state_of(paper) is ADDED


def test_a_word_over_the_writing_line_is_one_piece() -> None:
    paper = box_paper()
    paper.line((60, 110), (60, 120), width=1.2)
    assert state_of(paper) is ADDED


def test_dust_is_nothing_and_a_speck_is_for_a_person() -> None:
    dust, speck = box_paper(), box_paper()
    dust.blot(Box(1, 90, 108, 90.7, 108.7), 40)
    speck.blot(Box(1, 90, 107, 92.4, 109.4), 40)
    assert state_of(dust) is EMPTY
    assert state_of(speck) is DOUBTFUL


def test_a_stroke_that_belongs_next_door_is_not_ours() -> None:
    """Two thirds of it outside the box, within what is looked at around it, is the neighbour's."""
    paper = box_paper()
    paper.line((60, BOX.top - 2.4), (110, BOX.top - 2.4), width=1.2)
    assert state_of(paper) is EMPTY


HOOK = [(70, 138), (72, 118), (75, 111), (80, 118), (86, 138), (110, 140), (150, 137)]
"""A signature below, whose capital reaches half the box."""


def test_a_signature_that_reaches_up_from_next_door_is_not_ours() -> None:
    paper = box_paper()
    paper.pen([stroke(HOOK, np.random.default_rng(1), tremble=0.0)])
    assert state_of(paper) is EMPTY
    paper.line((118, 121), (140, 119), width=1.2)
    assert state_of(paper) is EMPTY, "the end of its flourish, along the border"


@pytest.mark.parametrize(
    "strokes",
    [
        [[(60, 106), (66, 116), (72, 106), (78, 116), (84, 106), (82, 128)]],
        [[(60, 103), (66, 118), (72, 104), (78, 132), (120, 134)]],
        [HOOK, [(100, 106), (106, 116), (112, 106), (118, 114)]],
    ],
    ids=["a tail that leaves the box", "most outside, but from the top", "beside a signature that reaches up"],
)
def test_what_is_written_in_the_box_and_crosses_its_border_is_ours(strokes: list[list[tuple[float, float]]]) -> None:
    paper = box_paper()
    paper.pen([stroke(one, np.random.default_rng(1), tremble=0.0) for one in strokes])
    assert state_of(paper) is ADDED


@pytest.mark.parametrize(("grey", "state"), [(200, EMPTY), (90, ADDED)])
def test_what_coffee_leaves_is_no_writing_and_a_broad_felt_pen_is(grey: int, state: InkState) -> None:
    paper = box_paper()
    paper.line((60, 96), (110, 128), width=6.0, grey=grey)
    paper.blot(Box(1, 150, 104, 164, 116), grey)
    assert state_of(paper) is state


def test_writing_on_a_stain_is_seen() -> None:
    paper = box_paper()
    paper.blot(Box(1, 50, 90, 120, 140), 215)
    paper.line((60, 107), (92, 116), width=1.2, grey=130)
    assert state_of(paper) is ADDED


@pytest.mark.parametrize(("grey", "state"), [(195, DOUBTFUL), (60, ADDED)])
def test_on_a_dirty_sheet_writing_is_darker_than_the_dirt(grey: int, state: InkState) -> None:
    paper = box_paper()
    paper.line((60, 108), (92, 116), width=1.3, grey=grey)
    assert state_of(paper) is ADDED
    chance = np.random.default_rng(5)
    for x, y in chance.uniform((12, 12), (205, 285), (400, 2)).tolist():
        if not BOX.top - 12 < y < BOX.bottom + 8:
            paper.blot(Box(1, x, y, x + 4, y + 4), 190)
    assert state_of(paper) is state


def test_a_streak_is_no_writing() -> None:
    paper = box_paper()
    paper.line((100, 0), (100, 300), width=0.5, grey=100)
    assert state_of(paper) is EMPTY


@pytest.mark.parametrize("shift", [(0.0, 0.0), (1.2, 0.0), (-0.8, 1.0), (0.5, -1.3)])
def test_printed_text_is_as_issued_also_where_the_page_lies_off(shift: tuple[float, float]) -> None:
    assert state_of(box_paper("Kari Nordmann", shift=shift), issued=True) is ISSUED


def test_text_struck_out_is_altered() -> None:
    paper = box_paper("Kari Nordmann")
    paper.line((33, 111), (125, 113), width=1.2)
    assert state_of(paper, issued=True) is ALTERED


def test_letters_that_blur_into_a_hyphen_are_not_struck_out() -> None:
    """A run of ink that lies nowhere farther from print than it blurs."""
    paper = box_paper("e-o-e-o-e")
    paper.sheet = np.asarray(cv2.GaussianBlur(paper.sheet, (0, 0), 1.6), np.uint8)
    assert state_of(paper, issued=True) is ISSUED
    paper.line((40, 112), (75, 112), width=0.9, grey=60)
    assert state_of(paper, issued=True) is ALTERED


def test_a_word_written_behind_the_text_is_altered() -> None:
    paper = box_paper("Kari")
    paper.pen([stroke([(110, 108), (120, 117), (130, 106), (142, 116)], np.random.default_rng(1))])
    assert state_of(paper, issued=True) is ALTERED


def test_text_that_is_gone_or_another_is_altered() -> None:
    gone, other = box_paper("Kari Nordmann"), box_paper()
    gone.sheet[round(104 * DPI / 72) : round(117 * DPI / 72), round(32 * DPI / 72) : round(90 * DPI / 72)] = 250
    other.print_text((36, 116), "Kari Nordmann", size=0.85, sheet=False)
    other.line((40, 108), (100, 116), width=1.3)
    assert state_of(gone, issued=True) is ALTERED
    assert state_of(other, issued=True) is ALTERED


def test_pieces_are_measured_in_points() -> None:
    paper = box_paper()
    paper.blot(Box(1, 60, 105, 72, 107), 30)
    paper.blot(Box(1, 90, 105, 92.5, 107.5), 30)
    ink = paper.ink([BOX])
    found = pieces(*ink.cut(BOX, scan_ink.MARGIN), round(scan_ink.MARGIN * SCALE), scan_ink.PALE)
    assert found.specks
    assert found.longest == pytest.approx(12, abs=1.2)
    assert found.strokes == pytest.approx(24, rel=0.45)


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Written(0.0, 0.0, specks=False), EMPTY),
        (Written(0.0, 0.0, specks=True), DOUBTFUL),
        (Written(scan_ink.ENOUGH - 1e-6, 5.0, specks=True), DOUBTFUL),
        (Written(scan_ink.ENOUGH, 5.0, specks=True), ADDED),
    ],
)
def test_what_pieces_make_a_box_written_in(found: Written, state: InkState) -> None:
    assert written(found)[0] is state


@pytest.mark.parametrize(
    ("found", "state"),
    [
        (Comparison(scan_ink.SAME_ADDED, scan_ink.SAME_GONE, dash=False), ISSUED),
        (Comparison(0.0, 0.0, dash=True), ALTERED),
        (Comparison(scan_ink.SAME_ADDED + 1e-6, 0.0, dash=False), DOUBTFUL),
        (Comparison(0.0, scan_ink.SAME_GONE + 1e-6, dash=False), DOUBTFUL),
        (Comparison(scan_ink.ADDED_SHARE - 1e-6, 0.0, dash=False), DOUBTFUL),
        (Comparison(scan_ink.ADDED_SHARE, 0.0, dash=False), ALTERED),
        (Comparison(0.0, scan_ink.GONE_SHARE - 1e-6, dash=False), DOUBTFUL),
        (Comparison(0.0, scan_ink.GONE_SHARE, dash=False), ALTERED),
    ],
)
def test_what_difference_makes_a_text_altered(found: Comparison, state: InkState) -> None:
    assert compared(found)[0] is state


def test_the_limits_are_those_that_were_measured() -> None:
    of = scan_ink
    assert (of.PALE, of.PRINTED, of.TEXT, of.SLACK, of.DUST, of.STROKE, of.ENOUGH) == (
        0.17, 0.06, 0.35, 1.1, 1.6, 4.0, 1.5,
    )  # fmt: skip
    assert (of.ADDED_SHARE, of.GONE_SHARE, of.SAME_ADDED, of.SAME_GONE) == (0.16, 0.30, 0.06, 0.16)
    assert (of.LOOK_AROUND, of.CLOSE, of.ON_PRINT, of.DASH) == (1.6, 0.55, 0.65, 9.0)


EDGE = 6
"""Pixels around the boxes below."""


def bare(value: float = 0.0) -> Ink:
    return np.full((60, 200), value, np.float32)


def bar(left: int, width: int, top: int = 20, height: int = 3) -> Ink:
    drawn = bare()
    drawn[top : top + height, left : left + width] = 0.8
    return drawn


@pytest.mark.parametrize(("grey", "state"), [(213, EMPTY), (200, ADDED)])
def test_how_dark_ink_is_at_least(grey: int, state: InkState) -> None:
    paper = box_paper()
    paper.blot(Box(1, 60, 105, 72, 108), grey)
    assert state_of(paper) is state


@pytest.mark.parametrize(("pixels", "specks", "strokes"), [(3, False, False), (4, True, False), (8, True, False),
                                                           (9, True, True)])  # fmt: skip
def test_what_is_dust_and_what_a_stroke(pixels: int, specks: bool, strokes: bool) -> None:
    """Dust up to 3.3 pixels, strokes from 8.3."""
    found = pieces(bar(60, pixels), bare(), EDGE, 0.2)
    assert (found.specks, found.strokes > 0) == (specks, strokes)


@pytest.mark.parametrize(("printed", "specks"), [(0.05, True), (0.07, False)])
def test_how_dark_print_is_where_a_box_was_issued_empty(printed: float, specks: bool) -> None:
    assert pieces(bar(60, 20), bare(printed), EDGE, 0.2).specks is specks


@pytest.mark.parametrize(("away", "specks"), [(2, False), (3, True)])
def test_how_near_a_printed_line_ink_is_print(away: int, specks: bool) -> None:
    """Pixels from the line."""
    seen = bar(60, 20, top=29 + away, height=1)
    assert pieces(seen, bar(10, 180, top=29, height=1), EDGE, 0.2).specks is specks


@pytest.mark.parametrize(
    ("added", "gone", "state"),
    [
        (0.055, 0.0, ISSUED), (0.065, 0.0, DOUBTFUL), (0.15, 0.0, DOUBTFUL), (0.17, 0.0, ALTERED),
        (0.0, 0.15, ISSUED), (0.0, 0.17, DOUBTFUL), (0.0, 0.29, DOUBTFUL), (0.0, 0.31, ALTERED),
    ],
)  # fmt: skip
def test_what_shares_make_a_text_altered(added: float, gone: float, state: InkState) -> None:
    assert compared(Comparison(added, gone, dash=False))[0] is state


@pytest.mark.parametrize(("area", "state"), [(1.3, DOUBTFUL), (1.7, ADDED)])
def test_how_much_ink_is_surely_writing(area: float, state: InkState) -> None:
    assert written(Written(area, 5.0, specks=True))[0] is state


@pytest.mark.parametrize(("dark", "gone"), [(0.30, 0.0), (0.40, 1.0)])
def test_how_dark_letters_are(dark: float, gone: float) -> None:
    ideal = bar(60, 30, height=10) * np.float32(dark / 0.8)
    assert compare(bare(), ideal, EDGE).gone == pytest.approx(gone)


@pytest.mark.parametrize(("rim", "is_new"), [(1, False), (2, True)])
def test_how_far_letters_may_swell(rim: int, is_new: bool) -> None:
    """Pixels."""
    seen = bar(60 - rim, 30 + 2 * rim, top=20 - rim, height=10 + 2 * rim)
    assert (compare(seen, bar(60, 30, height=10), EDGE).added > 0) is is_new


@pytest.mark.parametrize(("pixels", "dash"), [(17, False), (25, True)])
def test_how_long_a_stroke_is_that_strikes_words_out(pixels: int, dash: bool) -> None:
    """Longer than nine points, 18.8 pixels."""
    assert compare(bar(60, pixels, height=1), bare(), EDGE).dash is dash


@pytest.mark.parametrize(("columns", "dash"), [(6, True), (7, False)])
def test_letters_that_blur_into_each_other_strike_nothing_out(columns: int, dash: bool) -> None:
    """A line over print that stands in so many of ten columns."""
    ideal = bar(20, 160, top=10, height=30)
    ideal[:, np.arange(200) % 10 >= columns] = 0
    assert compare(bar(40, 100, height=1), ideal, EDGE).dash is dash
