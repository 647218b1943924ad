"""Files that end too early, as a copy that was broken off leaves them: what is whole in them is had, the rest said."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from dokumentverk.engines.scan_cut import is_cut_off, open_pdf, tiff_pages, with_pages_found
from dokumentverk.engines.scan_extract import Extract, ExtractOrder, SheetPick, extract
from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_survey import survey
from tests.engines.scan_made import jpeg, jpeg_entries, picture_pdf

PAGES = 6


def noise(seed: int) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(seed).integers(0, 255, (120, 85), np.uint8).astype(np.uint8)


def stack(path: Path) -> Path:
    return picture_pdf(path, [(jpeg(noise(at)), jpeg_entries(noise(at))) for at in range(PAGES)])


def tree_last(path: Path) -> Path:
    """As scanners write that know the pages when they are through: the list of pages stands at the end."""
    content = stack(path).read_bytes()
    with pikepdf.open(BytesIO(content)) as pdf:
        bodies = [
            (pdf.pages[at].obj.Resources.XObject.Im0.read_raw_bytes(), pdf.pages[at].obj.Contents.read_bytes())
            for at in range(PAGES)
        ]
    out = bytearray(b"%PDF-1.4\n")
    number = 3
    kids = []
    for picture, shown in bodies:
        kids.append(number)
        out += b"%d 0 obj\n<</Type /Page /Parent 1 0 R /MediaBox [0 0 595 842] /Contents %d 0 R " % (number, number + 1)
        out += b"/Resources <</XObject <</Im0 %d 0 R>>>>>>\nendobj\n" % (number + 2)
        out += b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (number + 1, len(shown), shown)
        out += b"%d 0 obj\n<</Type /XObject /Subtype /Image /Width 85 /Height 120 /BitsPerComponent 8 " % (number + 2)
        out += b"/ColorSpace /DeviceGray /Filter /DCTDecode /Length %d>>\nstream\n" % len(picture)
        out += picture + b"\nendstream\nendobj\n"
        number += 3
    listed = b" ".join(b"%d 0 R" % kid for kid in kids)
    out += b"1 0 obj\n<</Type /Pages /Count %d /Kids [%s]>>\nendobj\n" % (len(kids), listed)
    out += b"2 0 obj\n<</Type /Catalog /Pages 1 0 R>>\nendobj\ntrailer\n<</Root 2 0 R /Size %d>>\n" % number
    path.write_bytes(bytes(out) + b"startxref\n0\n%%EOF\n")
    return path


def tiff(path: Path, compression: str) -> Path:
    pages = [Image.fromarray(noise(at)) for at in range(PAGES)]
    if compression == "group4":
        pages = [one.convert("1") for one in pages]
    pages[0].save(path, "TIFF", save_all=True, append_images=pages[1:], compression=compression)
    return path


def cut(path: Path, share: float) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def troubles(path: Path) -> list[str | None]:
    return [one.trouble for one in identify_sheets(str(path), 1, survey(str(path)).sheets)]


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_of_a_stack_that_was_cut_off_the_whole_sheets_are_had(tmp_path: Path, share: float) -> None:
    path = cut(stack(tmp_path / "bunke.pdf"), share)
    told = troubles(path)
    whole = told.count(None)
    assert told == [None] * whole + ["SHEET_CUT_OFF"] * (PAGES - whole)
    assert 0 < whole < PAGES


@pytest.mark.parametrize("share", [0.3, 0.5, 0.8])
def test_so_they_are_when_the_list_of_pages_is_lost(tmp_path: Path, share: float) -> None:
    """One sheet more than can be had is told of: that there was more is known, not how much."""
    whole = tree_last(tmp_path / "hel.pdf")
    assert troubles(whole) == [None] * PAGES
    path = cut(tree_last(tmp_path / "bunke.pdf"), share)
    assert survey(str(path)).scan
    told = troubles(path)
    count = told.count(None)
    assert 0 < count < PAGES
    assert set(told[count:]) == {"SHEET_CUT_OFF"}
    with open_sheets(str(whole)) as before, open_sheets(str(path)) as after:
        for number in range(1, count + 1):
            assert np.array_equal(before.sheet(number, least=1).grey, after.sheet(number, least=1).grey)


@pytest.mark.parametrize("compression", ["group4", "tiff_lzw", "raw"])
@pytest.mark.parametrize("share", [0.35, 0.7])
def test_of_a_tiff_that_was_cut_off_the_whole_pages_are_had(tmp_path: Path, compression: str, share: float) -> None:
    path = cut(tiff(tmp_path / "bunke.tif", compression), share)
    told = troubles(path)
    whole = told.count(None)
    assert 0 < whole < PAGES
    assert told[whole:] == ["SHEET_CUT_OFF"] * len(told[whole:]) != []


def test_what_is_whole_is_not_cut_off(tmp_path: Path) -> None:
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(jpeg(noise(1)) + b"\r\n")
    Image.fromarray(noise(1)).save(tmp_path / "foto.png")
    for path in (stack(tmp_path / "a.pdf"), tree_last(tmp_path / "b.pdf"), tiff(tmp_path / "c.tif", "tiff_lzw"), photo):
        assert not is_cut_off(str(path))
        assert set(troubles(path)) == {None}
    assert not is_cut_off(str(tmp_path / "foto.png"))


@pytest.mark.parametrize("name", ["foto.jpg", "foto.png"])
def test_a_photo_that_was_cut_off_is_told_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    Image.fromarray(noise(1)).save(path)
    assert troubles(cut(path, 0.6)) == ["SHEET_CUT_OFF"]


def test_a_pdf_of_which_nothing_is_left_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "bunke.pdf"
    path.write_bytes(b"%PDF-1.4\n1 0 obj\n<</Length 9000>>\nstream\n" + b"x" * 500)
    seen = survey(str(path))
    assert (seen.sheets, seen.scan, seen.trouble) == (0, True, "SHEET_CUT_OFF")
    assert open_pdf(str(path)) is None


def test_a_page_in_the_middle_costs_itself_alone(tmp_path: Path) -> None:
    path = stack(tmp_path / "bunke.pdf")
    content = bytearray(path.read_bytes())
    starts = [at for at in range(len(content) - 2) if content[at : at + 3] == b"\xff\xd8\xff"]
    content[starts[2] : starts[2] + 400] = b"x" * 400
    path.write_bytes(bytes(content))
    assert troubles(path) == [None, None, "SHEET_BROKEN", None, None, None]


def test_the_whole_sheets_of_a_cut_off_file_are_taken_out(tmp_path: Path) -> None:
    """Of a PDF also what came of the sheet that it was cut off in: a person may see something on it."""
    for path, seen in ((cut(tree_last(tmp_path / "a.pdf"), 0.6), 1), (cut(tiff(tmp_path / "b.tif", "raw"), 0.6), 0)):
        told = troubles(path)
        picks = tuple(SheetPick(str(path), sheet) for sheet in range(1, len(told) + 1))
        (made,) = extract([ExtractOrder(picks, str(path.with_suffix(".ut")), "Skannet", "nb")])
        whole = told.count(None)
        assert made.missing == tuple(range(whole + 1 + seen, len(told) + 1)) != ()


def test_what_is_missing_of_two_files_is_not_the_same_document(tmp_path: Path) -> None:
    made: list[Extract] = []
    for at, share in enumerate((0.5, 0.55)):
        path = cut(stack(tmp_path / f"{at}.pdf"), share)
        order = ExtractOrder((SheetPick(str(path), 6),), str(tmp_path / f"ut{at}.pdf"), "Skannet", "nb")
        made += extract([order])
        with pikepdf.open(tmp_path / f"ut{at}.pdf") as pdf:
            assert "/XObject" not in pdf.pages[0].obj.Resources
    assert made[0].digest != made[1].digest


def test_pages_that_point_in_a_circle_are_counted_once(tmp_path: Path) -> None:
    path = tiff(tmp_path / "bunke.tif", "raw")
    content = bytearray(path.read_bytes())
    first = int.from_bytes(content[4:8], "little")
    entries = int.from_bytes(content[first : first + 2], "little")
    content[first + 2 + 12 * entries : first + 6 + 12 * entries] = first.to_bytes(4, "little")
    pages = tiff_pages(bytes(content))
    assert pages is not None
    assert pages.whole == (True,)
    assert not pages.breaks_off


@pytest.mark.parametrize(
    "content", [b"", b"II", b"II*\0" + b"\xff" * 40, b"MM\0*" + b"\0" * 20, b"PNG" * 9, b"II+\0" * 9]
)
def test_what_is_no_tiff_has_no_pages(content: bytes) -> None:
    pages = tiff_pages(content)
    assert pages is None or not any(pages.whole)


def test_without_pages_there_is_nothing_to_find() -> None:
    assert with_pages_found(b"%PDF-1.4 1 0 obj <</Type /Pages>> endobj") is None


def test_a_pages_type_may_stand_after_another_dictionary() -> None:
    content = b"%PDF-1.4\n7 0 obj\n<</MediaBox [0 0 9 9] /Resources <<>> /Type/Page>>\nendobj\n8 0 obj\n<</Length 9>>"
    found = with_pages_found(content)
    assert found is not None
    with pikepdf.open(BytesIO(found)) as pdf:
        assert len(pdf.pages) == 1
