"""One return on paper, as it comes out of the programs that lie between a scanner and the inbox: read alike in every
container."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_read import read_sheets
from dokumentverk.model.number import parse_page_payload
from dokumentverk.model.scan import MarkState
from dokumentverk.model.value import Value
from tests.paper import Condition, Print, Scan, degrade, fill, issue_print, need_material, paper_office, writer
from tests.paper.containers import PDFS, heic, ocrmypdf_file, photo_jpeg, png_bytes, tiff

ANSWERS: dict[str, Value] = {
    "first_day": date(2026, 10, 12),
    "notice_how": "phone",
    "absence_type": "own",
    "workplace_cause": False,
}
SEED = 11


@dataclass(frozen=True, slots=True)
class Paper:
    """An egenmelding in grey with much JPEG, and the same one in black and white. ``marked``: places with a mark."""

    form: Print
    grey: Scan
    bilevel: Scan
    marked: frozenset[int]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Paper:
    need_material()
    with paper_office(tmp_path_factory.mktemp("papir") / "kontor") as office:
        form = issue_print(office, "egenmelding")
        (page,) = fill(form, ANSWERS, writer(SEED), signed=("employee_signature",), seed=SEED, dpi=200)
    grey, bilevel = (degrade(page, one, SEED) for one in (Condition.JPEG_30, Condition.BILEVEL_200))
    marked = frozenset(one.place for one in page.truths if one.mark is MarkState.MARKED)
    assert len(marked) == 3
    return Paper(form, grey, bilevel, marked)


def read_alike(path: Path, paper: Paper, sheets: int) -> None:
    marks = identify_sheets(str(path), 1, sheets)
    codes = [code for one in marks for text in one.codes if (code := parse_page_payload(text)) is not None]
    assert [(one.number, one.page) for one in codes] == [(paper.form.issue.number, 1)] * sheets
    orders = tuple((sheet, 1) for sheet in range(1, sheets + 1))
    for look in read_sheets(str(path), orders, paper.form.content, paper.form.layout):
        assert look.fit.good
        assert {one.place for one in look.marks if one.state is MarkState.MARKED} == paper.marked
        assert {one.place for one in look.marks if one.state is not MarkState.EMPTY} == paper.marked


@pytest.mark.parametrize("name", PDFS)
def test_pdfs_of_other_programs(tmp_path: Path, paper: Paper, name: str) -> None:
    (tmp_path / "skann.pdf").write_bytes(PDFS[name]([paper.grey, paper.bilevel]))
    read_alike(tmp_path / "skann.pdf", paper, 2)


def test_a_pdf_that_ocrmypdf_went_over(tmp_path: Path, paper: Paper) -> None:
    (tmp_path / "skann.pdf").write_bytes(ocrmypdf_file([paper.grey]))
    read_alike(tmp_path / "skann.pdf", paper, 1)


def two_pages(scans: Sequence[Scan], compression: str) -> bytes:
    return tiff([scans[0], scans[0]], compression)


PICTURES: dict[str, tuple[bool, int, Callable[[Sequence[Scan]], bytes]]] = {
    "g4.tif": (True, 2, partial(two_pages, compression="group4")),
    "lzw.tif": (False, 2, partial(two_pages, compression="tiff_lzw")),
    "foto.jpg": (False, 1, lambda scans: photo_jpeg(scans[0], held=90)),
    "foto.png": (False, 1, lambda scans: png_bytes(scans[0])),
    "foto.heic": (False, 1, lambda scans: heic(scans[0])),
}
"""File → (black and white, sheets, how it is written)."""


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_and_files_of_several(tmp_path: Path, paper: Paper, name: str) -> None:
    in_black_and_white, sheets, written = PICTURES[name]
    (tmp_path / name).write_bytes(written([paper.bilevel if in_black_and_white else paper.grey]))
    read_alike(tmp_path / name, paper, sheets)
