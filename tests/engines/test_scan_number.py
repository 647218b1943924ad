"""The printed number of pages whose code cannot be read: real pages of ours, degraded, and the real model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from dokumentverk.engines import scan_number, scan_words
from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.model.layout import Box
from dokumentverk.model.scan import SheetMark
from dokumentverk.render import geometry
from tests.engines.scan_made import grey_of, jpeg, jpeg_entries, picture_pdf, written_on
from tests.paper import Condition, FilledPage, Print, degrade, issue_print, paper_office

WHITE, PEN = (255, 255, 255), (70, 30, 40)


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    with paper_office(tmp_path_factory.mktemp("kontor") / "a") as office:
        yield issue_print(office, "oppfolgingsplan")


def without_code(printed: Print, page: int, *, marks: bool = True) -> FilledPage:
    """The code inked over by the pen; not ``marks``: the corner marks cut away too."""
    filled = written_on(printed, page, seed=3)
    picture, scale = filled.picture.copy(), filled.dpi / 72
    layout = printed.layout

    def fill(box: Box, colour: tuple[int, int, int]) -> None:
        left, top, right, bottom = (round(edge * scale) for edge in (box.left, box.top, box.right, box.bottom))
        cv2.rectangle(picture, (left - 4, top - 4), (right + 4, bottom + 4), colour, -1)

    fill(next(box for box in layout.code_boxes if box.page == page), PEN)
    if not marks:
        for box in (one for one in layout.markers if one.page == page):
            fill(box, WHITE)
    return replace(filled, picture=picture)


def marked(folder: Path, page: FilledPage, condition: Condition, seed: int = 5) -> SheetMark:
    grey = grey_of(degrade(page, condition, seed))
    dpi = 300 if condition in (Condition.COFFEE, Condition.BILEVEL_300) else 200
    (mark,) = identify_sheets(str(picture_pdf(folder / "a.pdf", [(jpeg(grey, dpi), jpeg_entries(grey))])), 1, 1)
    assert mark.codes == ()
    return mark


def test_the_number_stands_where_pages_are_laid_out() -> None:
    """An engine may not ask how pages are laid out, so both say it; they must say the same."""
    assert (geometry.number_box(1), geometry.foot_number_box(1)) == (scan_number.NUMBER, scan_number.FOOT_NUMBER)
    boxes = [corner.box(1) for corner in sorted(geometry.CORNERS, key=lambda one: one.id)]
    ours = [(float(mark[0][0]), float(mark[0][1]), float(mark[2][0]), float(mark[2][1])) for mark in scan_number.MARKS]
    for box, mark in zip(boxes, ours, strict=True):
        assert (box.left, box.top, box.right, box.bottom) == pytest.approx(mark, abs=0.02)


@pytest.mark.parametrize(
    "condition",
    [
        Condition.GREY_200,
        Condition.FAX_STANDARD,
        Condition.UPSIDE_DOWN,
        Condition.PHONE_BAD,
    ],
)
def test_a_page_without_its_code_is_known_by_its_printed_number(
    plan: Print, tmp_path: Path, condition: Condition
) -> None:
    mark = marked(tmp_path, without_code(plan, 2), condition)
    assert plan.issue.number in mark.numbers
    assert mark.printed_page == (2, 3)


@pytest.mark.parametrize("condition", [Condition.GREY_200, Condition.BILEVEL_300, Condition.UPSIDE_DOWN])
def test_neither_code_nor_corner_marks_are_needed(plan: Print, tmp_path: Path, condition: Condition) -> None:
    """A print of a Word form has no marks; these may be torn off. The number tells which way up the sheet is."""
    mark = marked(tmp_path, without_code(plan, 3, marks=False), condition)
    assert (mark.corners, mark.numbers, mark.printed_page) == ((), (plan.issue.number,), (3, 3))
    assert mark.turn == (180 if condition is Condition.UPSIDE_DOWN else 0)


@pytest.mark.parametrize("condition", [Condition.GREY_200, Condition.BILEVEL_300, Condition.UPSIDE_DOWN])
@pytest.mark.parametrize("marks", [True, False])
def test_a_page_whose_top_is_torn_off_is_known_by_the_number_at_its_foot(
    plan: Print, tmp_path: Path, condition: Condition, marks: bool
) -> None:
    page = without_code(plan, 2, marks=marks)
    page.picture[: round(40 / 25.4 * page.dpi)] = WHITE
    mark = marked(tmp_path, page, condition)
    assert (mark.numbers, mark.printed_page) == ((plan.issue.number,), (2, 3))
    assert mark.corners == ((2, 3) if marks else ())


def test_where_one_number_is_smeared_the_other_counts(plan: Print, tmp_path: Path) -> None:
    for smeared in (scan_number.NUMBER, scan_number.FOOT_NUMBER):
        page = without_code(plan, 1)
        box = [round(edge * page.dpi / 72) for edge in (smeared.left, smeared.top, smeared.right, smeared.bottom)]
        cv2.rectangle(page.picture, (box[0], box[1]), (box[2], box[3]), PEN, -1)
        mark = marked(tmp_path, page, Condition.GREY_200)
        assert mark.numbers == (plan.issue.number,)


def test_a_number_that_is_covered_is_not_guessed(plan: Print, tmp_path: Path) -> None:
    page = without_code(plan, 1)
    scale = page.dpi / 72
    for box in (scan_number.NUMBER, scan_number.FOOT_NUMBER):
        middle = round((box.top + box.bottom) / 2 * scale)
        cv2.line(page.picture, (round(box.left * scale), middle), (round(box.right * scale), middle), PEN, 34)
    mark = marked(tmp_path, page, Condition.GREY_200)
    assert (mark.numbers, mark.printed_page) == ((), None)
    assert len(mark.corners) == 4


LETTER = (
    "Til rette vedkommende",
    "innkalling",
    "etter avtale",
    "Saksnr. 2026/1234-5",
    "ORG 974 760 673",
    "KID 1234567890123",
)


@pytest.mark.parametrize("text", LETTER)
def test_other_print_where_the_number_stands_is_no_number(tmp_path: Path, text: str) -> None:
    grey: Grey = np.full((2339, 1654), 244, np.uint8)
    for line in range(3):
        cv2.putText(grey, text, (1060, 170 + 60 * line), cv2.FONT_HERSHEY_DUPLEX, 0.62, 30, 1, cv2.LINE_AA)
    (mark,) = identify_sheets(str(picture_pdf(tmp_path / "a.pdf", [(jpeg(grey), jpeg_entries(grey))])), 1, 1)
    assert (mark.numbers, mark.printed_page, mark.turn, mark.blank) == ((), None, None, False)


def test_without_the_model_nothing_is_read(plan: Print, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan_words, "PACKAGE", "not_a_package_of_anyone")
    scan_words.model_path.cache_clear()
    scan_words.recogniser.cache_clear()
    try:
        mark = marked(tmp_path, without_code(plan, 2), Condition.GREY_200)
    finally:
        monkeypatch.undo()
        scan_words.model_path.cache_clear()
        scan_words.recogniser.cache_clear()
    assert (mark.numbers, len(mark.corners), mark.turn) == ((), 4, 0)
