"""Signature boxes: joined writing, block letters, and what only reaches in."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
import pytest

from dokumentverk.engines import scan_signature
from dokumentverk.engines.scan_signature import Strokes, judged, read_signatures, strokes_of
from dokumentverk.model.layout import Box, WidgetKind
from dokumentverk.model.scan import SignatureLook
from tests.engines.paper_made import DPI, FlatPaper, place
from tests.paper import writer
from tests.paper.ink import stroke
from tests.paper.signatures import cursive, initials, intruding

ABSENT, PRESENT, DOUBTFUL = SignatureLook.ABSENT, SignatureLook.PRESENT, SignatureLook.DOUBTFUL
BOX = Box(1, 20.0, 120.0, 200.0, 151.0)
SIGNED = Strokes(400.0, 0.0, 0.6, 0.6, 60.0, 25.0, height=0.5, joined=0.9, inner=0.8, dark=0.5, broad=2.5)
"""Ink, others, middle, tall, across, down."""
UNSIGNED = Strokes(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)


def paper_with_box() -> FlatPaper:
    paper = FlatPaper()
    paper.frame(BOX, pixels=1)
    return paper


def look_of(paper: FlatPaper) -> SignatureLook:
    (sight,) = read_signatures(paper.ink([BOX]), [(4, place(BOX, WidgetKind.SIGNATURE))])
    return sight.look


def measured(paper: FlatPaper) -> Strokes:
    ink = paper.ink([BOX])
    return strokes_of(*ink.cut(BOX, scan_signature.MARGIN), ink.pen)


def test_an_empty_box_is_unsigned_and_the_sight_tells_where_it_is() -> None:
    paper = paper_with_box()
    (sight,) = read_signatures(paper.ink([BOX]), [(4, place(BOX, WidgetKind.SIGNATURE))])
    assert (sight.place, sight.box, sight.look) == (4, paper.received(BOX), ABSENT)
    assert sight.confidence == scan_signature.SURE


def test_signatures_and_initials_are_found() -> None:
    looks: dict[str, list[SignatureLook]] = {"cursive": [], "initials": []}
    for seed in range(0, 20, 2):
        for name, draw in (("cursive", cursive), ("initials", initials)):
            paper = paper_with_box()
            who = writer(seed)
            paper.pen(draw(BOX, who, np.random.default_rng(seed)), who.pen)
            looks[name].append(look_of(paper))
    assert {look for every in looks.values() for look in every} <= {PRESENT, DOUBTFUL}
    assert all(every.count(PRESENT) >= 8 for every in looks.values()), looks


def test_what_reaches_in_from_a_neighbour_is_no_signature() -> None:
    looks = []
    for seed in range(12):
        paper = paper_with_box()
        paper.pen(intruding(BOX, writer(2), np.random.default_rng(seed)))
        looks.append(look_of(paper))
    assert PRESENT not in looks
    assert looks.count(ABSENT) >= 6


@pytest.mark.parametrize("name", ["KARI NORDMANN", "PER HANSEN", "ASE MO"])
@pytest.mark.parametrize("thick", [2, 4])
def test_a_name_in_block_letters_is_for_a_person(name: str, thick: int) -> None:
    paper = paper_with_box()
    at = (round((BOX.left + 8) * DPI / 72), round((BOX.bottom - 9) * DPI / 72))
    cv2.putText(paper.sheet, name, at, cv2.FONT_HERSHEY_SIMPLEX, 1.1, 40, thick, cv2.LINE_AA)
    assert look_of(paper) is DOUBTFUL


def test_a_line_through_the_box_is_for_a_person() -> None:
    paper = paper_with_box()
    paper.line((BOX.left + 10, 136), (BOX.right - 10, 138), width=1.3)
    assert look_of(paper) is DOUBTFUL


def test_a_signature_far_larger_than_its_box_is_not_called_missing() -> None:
    paper = paper_with_box()
    big = Box(1, 20.0, 75.0, 200.0, 190.0)
    paper.pen(cursive(big, writer(2), np.random.default_rng(3)))
    assert look_of(paper) is not ABSENT


def test_coffee_is_for_a_person() -> None:
    paper = paper_with_box()
    middle = (round(110 * DPI / 72), round(150 * DPI / 72))
    cv2.circle(paper.sheet, middle, round(26 * DPI / 72), 195, round(5 * DPI / 72), cv2.LINE_AA)
    assert look_of(paper) is not PRESENT


def test_what_dirt_may_hide_is_not_called_missing() -> None:
    clean, dirty = paper_with_box(), paper_with_box()
    chance = np.random.default_rng(5)
    for x, y in chance.uniform((12, 12), (205, 285), (600, 2)).tolist():
        if not (BOX.top - 14 < y < BOX.bottom + 8):
            dirty.blot(Box(1, x, y, x + 4, y + 4), 40)
    for paper in (clean, dirty):
        points = [(40.0, 140.0), (60.0, 125.0), (75.0, 146.0), (95.0, 126.0), (120.0, 140.0)]
        paper.pen([stroke(points, np.random.default_rng(1))])
    assert look_of(dirty) is DOUBTFUL
    assert measured(clean).others == 0
    assert measured(dirty).others > scan_signature.OTHERS


def test_writing_too_pale_for_ink_is_not_called_missing() -> None:
    """A scanner set too light leaves a tenth of a pen's darkness: anybody sees that somebody signed."""
    paper, pale = paper_with_box(), (50.0, 70.0, 90.0, 110.0, 130.0)
    for left, right in pairwise(pale):
        paper.line((left, 127), (right, 143), width=2.0, grey=222)
    found = measured(paper)
    assert (found.ink, found.others) == (0.0, 0.0)
    assert found.faint > scan_signature.FAINT_INK
    assert look_of(paper) is DOUBTFUL


def test_nothing_is_no_sign_where_the_box_itself_is_lost() -> None:
    """As copies of copies lose it: a pencil would be gone too."""
    paper = paper_with_box()
    assert measured(paper).rim == 1.0
    paper.sheet[:] = 255
    assert measured(paper).rim == 0.0
    assert look_of(paper) is DOUBTFUL


def test_a_box_that_never_had_a_rim_has_lost_none() -> None:
    assert measured(FlatPaper()).rim == 1.0
    assert look_of(FlatPaper()) is ABSENT


def test_a_stroke_cut_by_the_rim_is_one_stroke() -> None:
    paper = paper_with_box()
    points = [(50.0, 124.0), (60.0, 145.0), (80.0, 115.0), (100.0, 145.0), (120.0, 124.0)]
    paper.pen([stroke(points, np.random.default_rng(1), tremble=0.1)])
    found = measured(paper)
    assert found.joined == pytest.approx(1.0)
    assert found.across == pytest.approx(70, abs=5)
    assert found.down == pytest.approx(32, abs=4)
    assert found.height == pytest.approx(found.down / 31, abs=0.05)
    assert found.ink == pytest.approx(125 * 1.25, rel=0.6)
    assert 0.4 < found.dark < 0.9
    assert 1.2 < found.broad < 3.0


def test_where_the_ink_lies_is_measured_by_the_boxs_height() -> None:
    inner, outer = paper_with_box(), paper_with_box()
    inner.blot(Box(1, 60, 133, 100, 138), 30)
    outer.blot(Box(1, 60, 122, 100, 126), 30)
    assert measured(inner).middle == pytest.approx(1.0)
    assert measured(inner).inner == pytest.approx(1.0)
    assert measured(outer).middle < 0.1


def test_capitals_are_of_one_height() -> None:
    even, uneven = paper_with_box(), paper_with_box()
    for at in range(30, 180, 8):
        even.line((at, 128), (at, 144), width=1.2)
        uneven.line((at, 128 if at % 40 == 30 else 139), (at, 144), width=1.2)
    assert measured(even).tall > 0.9
    assert measured(uneven).tall < 0.35


_LIMITS: list[tuple[Strokes, str, float, SignatureLook, SignatureLook]] = [
    (SIGNED, "ink", scan_signature.INK, DOUBTFUL, PRESENT),
    (SIGNED, "middle", scan_signature.MIDDLE, DOUBTFUL, PRESENT),
    (SIGNED, "down", scan_signature.HIGH, DOUBTFUL, PRESENT),
    (SIGNED, "across", scan_signature.LONG, DOUBTFUL, PRESENT),
    (SIGNED, "joined", scan_signature.ONE_STROKE, DOUBTFUL, PRESENT),
    (SIGNED, "dark", scan_signature.PALE_STAIN, DOUBTFUL, PRESENT),
    (replace(SIGNED, broad=3.5), "dark", scan_signature.PALE_BROAD, DOUBTFUL, PRESENT),
    (replace(SIGNED, dark=0.25), "broad", scan_signature.BROAD + 1e-6, PRESENT, DOUBTFUL),
    (SIGNED, "broad", scan_signature.BROADEST + 1e-6, PRESENT, DOUBTFUL),
    (replace(SIGNED, inner=0.5), "joined", scan_signature.HALF, DOUBTFUL, PRESENT),
    (replace(SIGNED, joined=0.5), "inner", scan_signature.BEYOND + 1e-6, PRESENT, DOUBTFUL),
    (replace(SIGNED, tall=0.2), "joined", scan_signature.BROKEN, DOUBTFUL, PRESENT),
    (replace(SIGNED, joined=0.5), "tall", scan_signature.TALL + 1e-6, PRESENT, DOUBTFUL),
    (replace(SIGNED, joined=0.5, tall=0.2), "height", scan_signature.HEIGHT, DOUBTFUL, PRESENT),
    (replace(SIGNED, tall=0.4, height=0.7), "joined", scan_signature.HIGHER_BROKEN, DOUBTFUL, PRESENT),
    (replace(SIGNED, joined=0.5, height=0.7), "tall", scan_signature.HIGHER_TALL + 1e-6, PRESENT, DOUBTFUL),
    (replace(SIGNED, joined=0.5, tall=0.4), "height", scan_signature.HIGHER_HEIGHT, DOUBTFUL, PRESENT),
    (replace(SIGNED, tall=0.4, height=0.7), "across", scan_signature.HIGHER_LONG, DOUBTFUL, PRESENT),
    (replace(SIGNED, height=0.95, across=90.0), "joined", scan_signature.GRAND, DOUBTFUL, PRESENT),
    (replace(SIGNED, height=0.95, joined=0.7), "across", scan_signature.GRAND_ACROSS, DOUBTFUL, PRESENT),
    (replace(SIGNED, across=90.0, joined=0.7), "height", scan_signature.GRAND_HEIGHT, DOUBTFUL, PRESENT),
    (replace(UNSIGNED, middle=1.0), "ink", scan_signature.NOTHING + 1e-6, ABSENT, DOUBTFUL),
    (UNSIGNED, "others", scan_signature.OTHERS + 1e-6, ABSENT, DOUBTFUL),
    (replace(UNSIGNED, ink=30.0), "others", scan_signature.OTHERS + 1e-6, ABSENT, DOUBTFUL),
    (replace(UNSIGNED, middle=0.05), "ink", scan_signature.EDGES_INK + 1e-6, ABSENT, DOUBTFUL),
    (replace(UNSIGNED, ink=30.0), "middle", scan_signature.EDGES + 1e-6, ABSENT, DOUBTFUL),
    (UNSIGNED, "faint", scan_signature.FAINT_INK + 1e-6, ABSENT, DOUBTFUL),
    (UNSIGNED, "rim", scan_signature.LOST, DOUBTFUL, ABSENT),
]


@pytest.mark.parametrize(("strokes", "name", "limit", "below", "above"), _LIMITS)
def test_both_sides_of_every_limit(
    strokes: Strokes, name: str, limit: float, below: SignatureLook, above: SignatureLook
) -> None:
    fields = {one: getattr(strokes, one) for one in Strokes.__slots__}
    looks = [judged(Strokes(**{**fields, name: value}))[0] for value in (limit - 2e-6, limit, limit + 2e-6)]
    assert looks == [below, above, above]


def test_the_limits_are_those_that_were_measured() -> None:
    """A change of one wants the measurement under ``judged`` made again (``benchmarks/scan.py``)."""
    of = scan_signature
    assert (of.NOTHING, of.OTHERS, of.EDGES, of.EDGES_INK, of.INK, of.MIDDLE) == (1.2, 6.0, 0.12, 50.0, 95.0, 0.25)
    assert (of.FAINT, of.FAINT_INK, of.LOST) == (0.1, 15.0, 0.5)
    assert (of.LONG, of.HIGH, of.ONE_STROKE, of.HALF, of.BEYOND) == (26.0, 5.0, 0.75, 0.4, 0.6)
    assert (of.TALL, of.BROKEN, of.HEIGHT) == (0.34, 0.3, 0.5)
    assert (of.HIGHER_TALL, of.HIGHER_BROKEN, of.HIGHER_HEIGHT, of.HIGHER_LONG) == (0.42, 0.15, 0.6, 16.0)
    assert (of.GRAND_ACROSS, of.GRAND_HEIGHT, of.GRAND) == (80.0, 0.9, 0.6)
    assert (of.PALE_STAIN, of.PALE_BROAD, of.BROAD, of.BROADEST, of.SURE) == (0.2, 0.3, 3.1, 4.3, 0.997)
    assert (of.PALE, of.PRINTED, of.SLACK, of.JOIN, of.SKIP, of.OWN, of.DUST) == (0.17, 0.06, 1.0, 0.8, 0.3, 0.55, 1.6)
