from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from dokumentverk.engines.scan_reference import IssuedPage, issued_pages
from dokumentverk.engines.scan_register import RegisteredSheet, picture_of, register
from dokumentverk.model.layout import Box
from dokumentverk.model.scan import SheetFit
from tests.engines.scan_made import scanned, sheet_of_scan, truly
from tests.paper import Condition, Print, Scan, issue_print, paper_office

MILLIMETRE = 72 / 25.4


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    with paper_office(tmp_path_factory.mktemp("kontor") / "a") as office:
        yield issue_print(office, "oppfolgingsplan")


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    with paper_office(tmp_path_factory.mktemp("kontor") / "b") as office:
        yield issue_print(office, "egenmelding")


def issued(printed: Print, page: int) -> IssuedPage:
    return issued_pages(printed.content, printed.layout, frozenset({page}))[page]


def laid(printed: Print, page: int, scan: Scan) -> tuple[RegisteredSheet | None, SheetFit]:
    return register(picture_of(sheet_of_scan(scan)), issued(printed, page), printed.layout, page)


def worst_corner(printed: Print, page: int, scan: Scan, paper: RegisteredSheet) -> float:
    """Millimetres."""
    boxes = [place.box for place in printed.layout.places if place.box.page == page]
    points = np.array([(x, y) for box in boxes for x in (box.left, box.right) for y in (box.top, box.bottom)])
    sheet = sheet_of_scan(scan)
    true = truly(scan, sheet, points)
    scale = np.linalg.norm(truly(scan, sheet, points + np.array([1.0, 0.0])) - true, axis=1)
    off = np.linalg.norm(paper.warp(points) - true, axis=1) / scale
    return float(off.max()) / MILLIMETRE


@pytest.mark.parametrize(
    "condition",
    [
        Condition.GREY_150,
        Condition.FLATBED_300_COLOUR,
        Condition.FEEDER,
        Condition.FOLDED,
        Condition.TORN,
        Condition.COPY_OF_COPY,
        Condition.FAX_STANDARD,
        Condition.PHONE_BAD,
        Condition.UPSIDE_DOWN,
        Condition.SIDEWAYS,
    ],
)
def test_the_fields_of_a_sheet_are_found_within_a_millimetre(notice: Print, condition: Condition) -> None:
    scan = scanned(notice, 1, condition, seed=3)
    paper, fit = laid(notice, 1, scan)
    assert paper is not None, fit
    assert fit.good
    assert fit.turn == scan.turn
    assert worst_corner(notice, 1, scan, paper) < 1.0


def test_another_page_of_the_same_form_is_not_read(plan: Print) -> None:
    scan = scanned(plan, 1, Condition.GREY_200, seed=5)
    assert laid(plan, 1, scan)[1].good
    for other in (2, 3):
        paper, fit = laid(plan, other, scan)
        assert paper is None
        assert not fit.good


def test_another_form_is_not_read(plan: Print, notice: Print) -> None:
    scan = scanned(notice, 1, Condition.GREY_200, seed=7)
    paper, fit = laid(plan, 1, scan)
    assert paper is None
    assert not fit.good


def test_a_sheet_without_corner_marks_is_laid_by_its_code_and_print(notice: Print) -> None:
    scan = scanned(notice, 1, Condition.GREY_200, seed=9)
    for mark in notice.layout.markers:
        corners = scan.corners(mark)
        (left, top), (right, bottom) = corners.min(axis=0).astype(int), corners.max(axis=0).astype(int)
        scan.picture[max(0, top - 6) : bottom + 6, max(0, left - 6) : right + 6] = 245
    paper, fit = laid(notice, 1, scan)
    assert paper is not None, fit
    assert fit.corners == 0
    assert worst_corner(notice, 1, scan, paper) < 1.0


def test_a_box_is_seen_as_issued_and_told_where_it_lies(notice: Print) -> None:
    """A printed line of text: the sheet sampled there correlates with the ideal picture, at any scale; and the received
    box is where the degradation really put it."""
    scan = scanned(notice, 1, Condition.SIDEWAYS, seed=11)
    paper, fit = laid(notice, 1, scan)
    assert paper is not None, fit
    line = next(line.box for line in notice.layout.static if line.box.right - line.box.left > 60)
    for scale in (1.0, 2.0, 4.0):
        seen = paper.seen(line, scale=scale, margin=2.0)
        ideal = paper.issued(line, scale=scale, margin=2.0)
        assert seen.shape == ideal.shape
        assert float(np.corrcoef(seen.ravel(), ideal.ravel())[0, 1]) > 0.8
    sheet = sheet_of_scan(scan)
    points = (scan.corners(line)) / np.array(sheet.per_point)
    received = paper.received(line)
    assert received.page == 1
    edges = (received.left, received.top, received.right, received.bottom)
    assert np.allclose(edges, (*points.min(axis=0), *points.max(axis=0)), atol=1.0)


def test_what_lies_beyond_the_sheet_is_white(notice: Print) -> None:
    scan = scanned(notice, 1, Condition.GREY_200, seed=13)
    paper, fit = laid(notice, 1, scan)
    assert paper is not None, fit
    assert paper.seen(Box(1, -200, -200, -150, -180), scale=2.0).min() == 255
