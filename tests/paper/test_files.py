"""Files of made-up scans open in programs of others, with the pictures that went in."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date

import numpy as np
import pikepdf
import pypdfium2
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageOps

from tests.paper import Condition, Scan, degrade, fill, issue_print, need_material, paper_office, writer
from tests.paper.containers import PDFS, heic, photo_jpeg, png_bytes, scanner_pdf, size_of, tiff
from tests.paper.filling import FilledPage
from tests.paper.piles import Handling, SheetKind, form_sheets, mixed


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[FilledPage, ...]]]:
    need_material()
    with paper_office(tmp_path_factory.mktemp("paper") / "kontor") as office:
        yield [
            fill(issue_print(office, form), {"first_day": date(2026, 10, 12)}, writer(seed), seed=seed, dpi=200)
            for form, seed in (("egenmelding", 3), ("oppfolgingsplan", 5))
        ]


@pytest.fixture(scope="module")
def scans(pages: list[tuple[FilledPage, ...]]) -> list[Scan]:
    conditions = (Condition.GREY_200, Condition.JPEG_30, Condition.BILEVEL_200)
    return [degrade(pages[0][0], one, 1) for one in conditions]


def _shown(content: bytes, number: int, dpi: float) -> NDArray[np.uint8]:
    document = pypdfium2.PdfDocument(content)
    try:
        return np.array(document[number].render(scale=dpi / 72, grayscale=True).to_numpy()).squeeze()
    finally:
        document.close()


@pytest.mark.parametrize("name", PDFS)
def test_a_pdf_shows_the_pictures(scans: list[Scan], name: str) -> None:
    content = PDFS[name](scans)
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) == len(scans)
    for number, scan in enumerate(scans):
        shown = _shown(content, number, 200)
        if name == "turned page":
            shown = np.rot90(shown)
        small = (330, 468)
        shown = np.asarray(Image.fromarray(shown).resize(small, Image.Resampling.BOX))
        wanted = np.asarray(Image.fromarray(scan.picture).convert("L").resize(small, Image.Resampling.BOX))
        likeness = float(np.corrcoef(shown.ravel(), wanted.ravel())[0, 1])
        assert likeness > 0.93, f"page {number + 1}"


def test_an_office_scanner_keeps_its_codings(scans: list[Scan]) -> None:
    with pikepdf.open(io.BytesIO(scanner_pdf(scans))) as pdf:
        filters = [page.Resources.XObject.Im0.Filter for page in pdf.pages]
        sizes = [tuple(float(one) for one in page.mediabox[2:]) for page in pdf.pages]
    assert filters == ["/DCTDecode", "/DCTDecode", "/CCITTFaxDecode"]
    assert sizes == [pytest.approx(size_of(scan), abs=0.01) for scan in scans]


@pytest.mark.parametrize(("compression", "chosen"), [("group4", 2), ("tiff_lzw", 0), ("jpeg", 0), ("tiff_lzw", 2)])
def test_a_tiff_holds_every_page(scans: list[Scan], compression: str, chosen: int) -> None:
    scan = scans[chosen]
    with Image.open(io.BytesIO(tiff([scan, scan], compression))) as image:
        assert getattr(image, "n_frames") == 2  # noqa: B009
        image.seek(1)
        found = np.asarray(image.convert("L")).astype(int)
    assert np.abs(found - scan.picture).mean() < (4 if compression == "jpeg" else 0.001)


@pytest.mark.parametrize("held", [0, 90, 180, 270])
def test_a_photo_says_how_it_was_held(scans: list[Scan], held: int) -> None:
    with Image.open(io.BytesIO(photo_jpeg(scans[1], held=held))) as image:
        upright = np.asarray(ImageOps.exif_transpose(image)).astype(int)
    assert np.abs(upright - scans[1].picture).mean() < 4


@pytest.mark.parametrize("write", [png_bytes, heic])
def test_other_pictures_open(scans: list[Scan], write: Callable[[Scan], bytes]) -> None:
    with Image.open(io.BytesIO(write(scans[1]))) as image:
        found = np.asarray(image.convert("RGB")).astype(int)
    assert np.abs(found - scans[1].picture).mean() < 6


def test_a_pile_accounts_for_every_sheet(pages: Sequence[Sequence[FilledPage]]) -> None:
    handling = Handling(duplex=True, shuffled=True, upside_down=0.3)
    strange = {SheetKind.LETTER: 1, SheetKind.INVOICE: 1, SheetKind.NOTE: 1, SheetKind.BLANK: 1}
    pile = mixed([*pages, pages[0]], handling, 3, strange)
    forms = [one for one in pile.sheets if one.kind is SheetKind.FORM]
    assert len(pile.scans) == len(pile.sheets) == 2 * (1 + 3 + 1 + 4)
    assert sorted((one.page or 0, one.copy) for one in forms) == [(1, 0), (1, 0), (1, 1), (2, 0), (3, 0)]
    assert {scan.turn for scan in pile.scans} == {0, 180}
    for scan, sheet in zip(pile.scans, pile.sheets, strict=True):
        assert (scan.page is not None) == (sheet.kind is SheetKind.FORM)


def test_pages_of_a_return_keep_their_order(pages: Sequence[Sequence[FilledPage]]) -> None:
    pile = form_sheets(pages[1], Handling(), 5)
    assert [one.page for one in pile.sheets] == [1, 2, 3]
