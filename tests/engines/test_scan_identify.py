from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
import zxingcpp

from dokumentverk.engines.scan_blank import is_blank
from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.model.number import PREFIX, PageCode, page_payload
from tests.engines.scan_made import grey_of, jpeg, jpeg_entries, picture_pdf, scanned
from tests.paper import Condition, Print, issue_print, paper_office

PER_POINT = 100 / 72


@pytest.fixture(scope="module")
def notice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Print]:
    with paper_office(tmp_path_factory.mktemp("kontor") / "a") as office:
        yield issue_print(office, "egenmelding")


def paper(seed: int = 1) -> Grey:
    """An empty side at 100 dpi, unevenly lit."""
    chance = np.random.default_rng(seed)
    light = np.linspace(222, 246, 827)[None, :] - np.linspace(0, 12, 1170)[:, None]
    return np.clip(light + chance.normal(0, 2.5, (1170, 827)), 0, 255).astype(np.uint8)


def other_side(notice: Print, strength: float) -> Grey:
    """The print of the front, mirrored and blurred by the paper."""
    front = cv2.resize(
        grey_of(scanned(notice, 1, Condition.GREY_200, seed=1)), (827, 1170), interpolation=cv2.INTER_AREA
    )
    blurred = cv2.GaussianBlur(np.ascontiguousarray(front[:, ::-1]), (0, 0), 1.2).astype(np.float64)
    return np.clip(paper() * (1 - strength * (255 - blurred) / 255), 0, 255).astype(np.uint8)


def with_note(grey: Grey, darkness: int) -> Grey:
    written = grey.copy()
    cv2.putText(written, "Ring meg", (200, 400), cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, 1.2, darkness, 2, cv2.LINE_AA)
    return written


def test_an_empty_side_is_blank() -> None:
    assert is_blank(paper(), PER_POINT)


@pytest.mark.parametrize("strength", [0.06, 0.12])
def test_what_shines_through_from_the_other_side_does_not_count(notice: Print, strength: float) -> None:
    assert is_blank(other_side(notice, strength), PER_POINT)


@pytest.mark.parametrize("darkness", [40, 150], ids=["pen", "pencil"])
def test_a_note_by_hand_counts_also_where_the_front_shines_through(notice: Print, darkness: int) -> None:
    assert not is_blank(with_note(paper(), darkness), PER_POINT)
    assert not is_blank(with_note(other_side(notice, 0.1), darkness), PER_POINT)


def test_holes_dust_and_streaks_do_not_count() -> None:
    grey = paper()
    for y in (420, 735):
        cv2.circle(grey, (47, y), 12, 20, -1)
    for x, y in np.random.default_rng(3).integers(60, 780, (25, 2)):
        cv2.circle(grey, (int(x), int(y)), 1, 90, -1)
    cv2.line(grey, (500, 0), (500, 1169), 150, 1)
    assert is_blank(grey, PER_POINT)


def test_the_front_is_not_blank(notice: Print) -> None:
    front = grey_of(scanned(notice, 1, Condition.LIGHT, seed=3))
    assert not is_blank(cv2.resize(front, (827, 1170), interpolation=cv2.INTER_AREA).astype(np.uint8), PER_POINT)


@pytest.mark.parametrize(
    "condition",
    [Condition.GREY_200, Condition.FAX_STANDARD, Condition.COPY_OF_COPY, Condition.UPSIDE_DOWN, Condition.SIDEWAYS],
)
def test_a_stack_is_identified_sheet_by_sheet(notice: Print, tmp_path: Path, condition: Condition) -> None:
    """A form, its blank back, one that is broken and a form: the broken one costs itself alone."""
    scan = scanned(notice, 1, condition, seed=5)
    front = grey_of(scan)
    back = cv2.resize(paper(), (front.shape[1], front.shape[0])).astype(np.uint8)
    good = (jpeg(front), jpeg_entries(front))
    half = jpeg(front)[:9000]
    path = picture_pdf(
        tmp_path / "bunke.pdf", [good, (jpeg(back), jpeg_entries(back)), (half, jpeg_entries(front)), good]
    )
    first, blank, broken, last = identify_sheets(str(path), 1, 4)
    assert [one.sheet for one in (first, blank, broken, last)] == [1, 2, 3, 4]
    assert first.codes == last.codes == (page_payload(PageCode(notice.issue.number, 1, 1)),)
    assert first.turn == scan.turn
    assert set(first.corners) <= {0, 1, 2, 3}
    assert not first.blank
    assert (blank.blank, blank.codes, blank.trouble) == (True, (), None)
    assert (broken.trouble, broken.codes) == ("SHEET_BROKEN", ())
    assert identify_sheets(str(path), 4, 4) == (last,)


def test_a_file_that_cannot_be_opened_has_troubled_sheets(tmp_path: Path) -> None:
    path = tmp_path / "ark.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    assert [one.trouble for one in identify_sheets(str(path), 1, 2)] == ["SHEET_BROKEN", "SHEET_BROKEN"]


def test_a_strangers_page_is_neither_ours_nor_blank(tmp_path: Path) -> None:
    grey = paper()
    for line in range(30):
        cv2.putText(grey, "Til rette vedkommende", (90, 120 + 30 * line), cv2.FONT_HERSHEY_PLAIN, 1.3, 40, 1)
    path = picture_pdf(tmp_path / "brev.pdf", [(jpeg(grey, dpi=100), jpeg_entries(grey))])
    (mark,) = identify_sheets(str(path), 1, 1)
    assert (mark.blank, mark.codes, mark.corners, mark.turn) == (False, (), (), None)


@pytest.mark.parametrize("strength", [0.14, 0.24], ids=["thin paper", "very thin paper"])
def test_a_code_that_shines_through_from_the_front_makes_no_page_of_the_back(
    notice: Print, tmp_path: Path, strength: float
) -> None:
    """zxing-cpp reads the mirrored code of the front; a side with a mirrored code is never a page of ours."""
    back = np.repeat(np.repeat(other_side(notice, strength), 2, axis=0), 2, axis=1)
    heads_down = np.ascontiguousarray(np.rot90(back, 2))
    path = picture_pdf(tmp_path / "bunke.pdf", [(jpeg(one), jpeg_entries(one)) for one in (back, heads_down)])
    assert read_by_zxing(back)
    for mark in identify_sheets(str(path), 1, 2):
        assert mark.codes == ()
        assert mark.numbers == ()
        assert mark.blank


@pytest.mark.parametrize("darkness", [40, 120], ids=["pen", "pencil"])
def test_a_note_on_the_back_of_very_thin_paper_counts(notice: Print, tmp_path: Path, darkness: int) -> None:
    back = with_note(other_side(notice, 0.24), darkness)
    path = picture_pdf(tmp_path / "bunke.pdf", [(jpeg(back, dpi=100), jpeg_entries(back))])
    (mark,) = identify_sheets(str(path), 1, 1)
    assert (mark.blank, mark.codes) == (False, ())


def read_by_zxing(grey: Grey) -> bool:
    return any(one.text.startswith(PREFIX) for one in zxingcpp.read_barcodes(np.ascontiguousarray(grey[::2, ::2])))
