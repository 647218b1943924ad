"""Digits in comb cells, written by held-out hands (odd seeds, MNIST's test half) and drawn by ``tests.paper``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import resources

import cv2
import numpy as np
import onnxruntime
import pytest
from PIL import Image, ImageDraw, ImageFont

from benchmarks.training.combs import DPI, Kind, page
from dokumentverk import shipped
from dokumentverk.engines.scan_digit_cells import SIDE, VIEWS, cut_cells
from dokumentverk.engines.scan_digits import MODEL, read_digits
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.model.layout import Box, Place, WidgetKind
from dokumentverk.model.scan import BLANK_CLASS, DIGIT_CLASSES, JUNK_CLASS, DigitSight
from tests.paper import Condition, need_material, writer
from tests.paper.digits import DigitHabits, write_comb

CELL, HEIGHT = 14.26, 18.43
STEP = DPI / 72


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page that lies as it was drawn but for ``off`` points. Fulfils ``scan_paper.Paper``."""

    picture: Grey
    drawn: Grey
    off: tuple[float, float] = (0.0, 0.0)
    bilevel: bool = False

    @property
    def resolution(self) -> float:
        return STEP

    def seen(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        return _cut(self.picture, box, self.off, scale, margin)

    def issued(self, box: Box, *, scale: float, margin: float = 0.0) -> Grey:
        return _cut(self.drawn, box, (0.0, 0.0), scale, margin)

    def received(self, box: Box) -> Box:
        return replace(box, page=3)


def _cut(picture: Grey, box: Box, off: tuple[float, float], scale: float, margin: float) -> Grey:
    left, top = round((box.left - margin + off[0]) * STEP), round((box.top - margin + off[1]) * STEP)
    wide, tall = box.right - box.left + 2 * margin, box.bottom - box.top + 2 * margin
    part = picture[top : top + round(tall * STEP), left : left + round(wide * STEP)]
    size = (round(wide * scale), round(tall * scale))
    return cv2.resize(part, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def comb(cells: int, *, left: float = 20.0, top: float = 20.0) -> Place:
    return Place("comb", "comb", WidgetKind.COMB, Box(1, left, top, left + cells * CELL, top + HEIGHT), cells=cells)


def drawn(place: Place, *, grey: int = 188) -> Grey:
    """A page with one comb, its lines in ``grey``."""
    picture = np.full((round(60 * STEP), round((place.box.right + 20) * STEP)), 255, np.uint8)
    box = place.box
    for at in range((place.cells or 0) + 1):
        x = round((box.left + at * CELL) * STEP)
        picture[round(box.top * STEP) : round(box.bottom * STEP), x - 1 : x + 1] = grey
    for y in (round(box.top * STEP), round(box.bottom * STEP)):
        picture[y - 1 : y + 1, round(box.left * STEP) : round(box.right * STEP)] = grey
    return picture


def written(blank: Grey, place: Place, text: str, seed: int, *, beyond: float = 0.0) -> Grey:
    hand = writer(seed)
    picture = np.repeat(blank[..., None], 3, axis=2)
    habits = DigitHabits(beyond=beyond)
    write_comb(picture, DPI, place.box, place.cells or 0, text, hand, hand.chance(9), habits)
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def printed(blank: Grey, place: Place, text: str) -> Grey:
    """Our own digits, as a prefilled comb shows them."""
    image = Image.fromarray(blank)
    face = ImageFont.truetype(str(shipped.fonts() / "SourceSans3-Regular.ttf"), round(11 * STEP))
    pen = ImageDraw.Draw(image)
    for at, digit in enumerate(text):
        x = (place.box.left + (at + 0.5) * CELL) * STEP
        pen.text((x, (place.box.top + HEIGHT / 2) * STEP), digit, fill=20, font=face, anchor="mm")
    return np.asarray(image, dtype=np.uint8)


def signs(sight: DigitSight) -> str:
    best = [max(range(DIGIT_CLASSES), key=cell.__getitem__) for cell in sight.cells]
    return "".join({BLANK_CLASS: "·", JUNK_CLASS: "?"}.get(one, str(one)) for one in best)


def right(texts: Sequence[tuple[str, str]]) -> float:
    """The share of characters that are the same."""
    pairs = [pair for one, other in texts for pair in zip(one, other, strict=True)]
    return sum(one == other for one, other in pairs) / len(pairs)


def one_comb(sheet: Sheet, place: Place) -> str:
    (sight,) = read_digits(sheet, [(4, place)])
    return signs(sight)


def test_nothing_to_read() -> None:
    place = comb(8)
    assert read_digits(Sheet(drawn(place), drawn(place)), []) == ()


def test_a_sight_for_each_place_with_shares_of_belief() -> None:
    long, short = comb(11), comb(3)
    blank = drawn(long)
    sights = read_digits(Sheet(blank, blank), [(7, long), (2, short)])
    assert [(one.place, len(one.cells), one.box.page) for one in sights] == [(7, 11, 3), (2, 3, 3)]
    for sight in sights:
        for cell in sight.cells:
            assert len(cell) == DIGIT_CLASSES
            assert sum(cell) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("grey", [0, 114, 188, 235])
@pytest.mark.parametrize("off", [(0.0, 0.0), (1.5, -1.2), (-1.4, 1.6)])
def test_an_empty_comb_is_empty_however_its_lines_come_out(grey: int, off: tuple[float, float]) -> None:
    place = comb(8)
    sheet = Sheet(drawn(place, grey=grey), drawn(place), off)
    assert one_comb(sheet, place) == "·" * 8


def test_lines_that_a_scanner_broke_are_no_ink() -> None:
    place = comb(8)
    lines = drawn(place, grey=0)
    lines[np.random.default_rng(3).random(lines.shape) < 0.3] = 255
    assert one_comb(Sheet(lines, drawn(place), bilevel=True), place) == "·" * 8


def test_specks_and_a_streak_beside_the_digits_are_no_ink() -> None:
    place = comb(8)
    dirty = drawn(place)
    chance = np.random.default_rng(5)
    for x, y in zip(chance.integers(0, dirty.shape[1], 40), chance.integers(0, dirty.shape[0], 40), strict=True):
        cv2.circle(dirty, (int(x), int(y)), 1, 60, -1)
    assert one_comb(Sheet(dirty, drawn(place)), place) == "·" * 8


@pytest.mark.parametrize("off", [(0.0, 0.0), (1.4, 1.4), (-1.4, -1.0)])
def test_printed_digits_are_read(off: tuple[float, float]) -> None:
    place = comb(11)
    for text in ("12345678901", "10987654320", "77411900366"):
        issued = printed(drawn(place), place, text)
        assert one_comb(Sheet(issued, issued, off), place) == text
        assert one_comb(Sheet(issued, drawn(place), off), place) == text, "typed on a screen, then printed"


def test_hands_are_read_on_clean_paper() -> None:
    need_material()
    place = comb(10)
    blank = drawn(place)
    found = [
        (one_comb(Sheet(written(blank, place, "0123456789", seed), blank), place), "0123456789")
        for seed in range(1, 121, 2)
    ]
    assert right(found) >= 0.96


def test_an_upstroke_makes_no_seven_and_a_bar_no_other_digit() -> None:
    need_material()
    place = comb(8)
    blank = drawn(place)
    europeans = [seed for seed in range(1, 201, 2) if writer(seed).european and writer(seed).crossed][:25]
    found = [(one_comb(Sheet(written(blank, place, "17711717", seed), blank), place), "17711717") for seed in europeans]
    assert right(found) >= 0.94


def test_digits_that_reach_over_the_dividers_stay_whole() -> None:
    need_material()
    place = comb(10)
    blank = drawn(place, grey=60)
    found = [
        (one_comb(Sheet(written(blank, place, "4817203956", seed, beyond=1.0), blank), place), "4817203956")
        for seed in range(1, 81, 2)
    ]
    assert right(found) >= 0.83


@pytest.mark.parametrize(
    ("condition", "least"),
    [
        (Condition.GREY_200, 0.95),
        (Condition.FEEDER, 0.93),
        (Condition.COPY_OF_COPY, 0.75),
        (Condition.BILEVEL_300, 0.92),
        (Condition.FAX_FINE, 0.6),
        (Condition.PHONE_GOOD, 0.93),
    ],
)
def test_pages_of_combs(condition: Condition, least: float) -> None:
    """A fax loses what a pencil wrote: there the model must know that it does not know."""
    need_material()
    seen = page(4001, condition, held_out=True)
    found = [
        (wanted, shares)
        for one in seen
        for wanted, shares in zip(one.wanted, one.cells, strict=True)
        if wanted.isdigit()
    ]
    best = [(wanted, str(max(range(DIGIT_CLASSES), key=shares.__getitem__)), max(shares)) for wanted, shares in found]
    assert sum(wanted == read for wanted, read, _ in best) / len(best) >= least
    sure = [wanted == read for wanted, read, share in best if share >= 0.99 and read != str(BLANK_CLASS)]
    assert sum(sure) / len(sure) >= 0.985
    empty = [signs(DigitSight(0, Box(1, 0, 0, 1, 1), one.cells)) for one in seen if one.kind is Kind.EMPTY]
    assert not any(sign.isdigit() for text in empty for sign in text)


def test_a_cell_is_shown_with_what_is_around_it() -> None:
    """The second picture keeps what the first is cleaned of: the comb's lines, and a neighbour that reaches in."""
    place = comb(3)
    blank = drawn(place, grey=60)
    inked = blank.copy()
    x = round((place.box.left + 0.95 * CELL) * STEP)
    cv2.line(inked, (x, round(24 * STEP)), (x + round(0.5 * CELL * STEP), round(34 * STEP)), 20, 5)
    cells = cut_cells(Sheet(inked, blank), place)
    assert cells.shape == (3, VIEWS, SIDE, SIDE)
    own, around = cells[0]
    assert own.max() < 120, "the stroke belongs to the second cell"
    assert around[6:26, 26:].max() > 200
    assert around[6:26, 3:8].max() > 50, "the line on the left"


def test_scribbles_are_no_digits() -> None:
    place = comb(8)
    blank = drawn(place)
    chance = np.random.default_rng(11)
    scribbled = blank.copy()
    for at in range(8):
        box = place.box
        points = np.stack(
            [
                (box.left + (at + chance.uniform(0.1, 0.9, 14)) * CELL) * STEP,
                (box.top + chance.uniform(0.1, 0.9, 14) * HEIGHT) * STEP,
            ],
            axis=1,
        )
        cv2.polylines(scribbled, [np.round(points).astype(np.int32).reshape(-1, 1, 2)], False, 40, 5, cv2.LINE_AA)
    text = one_comb(Sheet(scribbled, blank), place)
    assert text.count("?") >= 7


def test_the_model_is_small_and_takes_any_number_of_cells() -> None:
    content = (resources.files("dokumentverk.engines") / "models" / MODEL).read_bytes()
    assert len(content) <= 3_000_000
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    for count in (1, 40):
        (belief,) = session.run(None, {"cells": np.zeros((count, VIEWS, SIDE, SIDE), np.uint8)})
        assert belief.shape == (count, DIGIT_CLASSES)
