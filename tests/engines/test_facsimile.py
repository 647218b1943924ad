from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from dokumentverk.engines.facsimile import NoFacsimile, facsimile
from dokumentverk.engines.pdfa_check import faults, pdfa_profile
from tests.engines.archival_samples import MADE, changed_pdf, encrypted_pdf, form_pdf, text_pdf


def made(content: bytes, max_pages: int = 20) -> bytes:
    return facsimile(content, title="Arkivkopi", language="nb", made=MADE, max_pages=max_pages)


def texts(content: bytes) -> list[str]:
    """Of each page, before it is turned: PDFium gives the words of a turned page in another order."""
    document = pypdfium2.PdfDocument(content)
    found = []
    for number in range(len(document)):
        page = document[number]
        page.set_rotation(0)
        reader = page.get_textpage()
        found.append(" ".join(reader.get_text_bounded().split()))
        reader.close()
        page.close()
    document.close()
    return found


def picture(content: bytes, number: int = 0, scale: float = 1.0, *, forms: bool = False) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    if forms:
        document.init_forms()
    page = document[number]
    image: Image.Image = page.render(scale=scale, may_draw_forms=forms).to_pil().convert("L")
    page.close()
    document.close()
    return image


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ by much, after a little blur."""
    difference = ImageChops.difference(one.reduce(3), other.resize(one.size).reduce(3))
    return sum(difference.histogram()[80:]) / (difference.width * difference.height)


def image_bytes(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def noise(width: int, height: int) -> Image.Image:
    return Image.effect_noise((width, height), 80).convert("RGB")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_facsimile_is_pdfa_and_looks_like_its_pages(rotate: int) -> None:
    original = text_pdf("Åse Sørbø-Ødegård", "Kan svare på e-post", rotate=rotate, pages=2)
    copy = made(original)
    assert pdfa_profile(copy) == "2b"
    for number in range(2):
        assert picture(copy, number).size == picture(original, number).size
        assert unlike(picture(original, number), picture(copy, number)) < 0.002
    assert texts(copy) == ["Åse Sørbø-Ødegård Kan svare på e-post"] * 2


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_text_lies_over_its_place_in_the_picture(rotate: int) -> None:
    copy = made(text_pdf("Oppfølgingsplan", rotate=rotate, box=(-30, 40, 400, 700)))
    upright = changed_pdf(copy, lambda pdf: pdf.pages[0].obj.__setattr__("Rotate", 0))
    dark = ImageChops.invert(picture(upright, scale=2)).point(lambda level: 255 if level > 128 else 0).getbbox()
    assert dark is not None
    document = pypdfium2.PdfDocument(upright)
    page = document[0]
    reader = page.get_textpage()
    found = reader.search("Oppfølgingsplan").get_next()
    assert found is not None
    left, bottom, right, top = reader.get_rect(reader.count_rects(*found) - 1)
    height = page.get_height()
    reader.close()
    page.close()
    document.close()
    box = (left * 2, (height - top) * 2, right * 2, (height - bottom) * 2)
    assert all(abs(edge - seen) < 16 for edge, seen in zip(box, dark, strict=True))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="no qpdf program on this system")
def test_the_file_is_whole(tmp_path: Path) -> None:
    (tmp_path / "kopi.pdf").write_bytes(made(text_pdf("Hei")))
    done = subprocess.run(["qpdf", "--check", str(tmp_path / "kopi.pdf")], capture_output=True, check=True)
    assert b"WARNING" not in done.stderr


def test_what_was_filled_in_is_shown_and_found() -> None:
    original = form_pdf("Åse Bjørg", appearance=True)
    copy = made(original)
    assert texts(copy) == ["Navn Åse Bjørg"]
    assert unlike(picture(original, forms=True), picture(copy)) < 0.002


def test_what_viewers_are_asked_to_draw_is_drawn() -> None:
    """qpdf makes the appearance, on a copy; PDFium alone would leave the field empty."""
    original = form_pdf("Kari", appearance=False, need_appearances=True)
    assert texts(made(original)) == ["Navn Kari"]


def test_what_no_viewer_draws_is_not_in_the_facsimile() -> None:
    assert texts(made(form_pdf("Kari", appearance=False))) == ["Navn"]


def test_the_same_pages_give_the_same_bytes() -> None:
    assert made(text_pdf("Hei", pages=2)) == made(text_pdf("Hei", pages=2))


def test_a_copy_of_a_copy_is_still_one() -> None:
    assert texts(made(made(text_pdf("Én gang til")))) == ["Én gang til"]


def test_nothing_of_the_originals_metadata_comes_along() -> None:
    with pikepdf.open(BytesIO(text_pdf("x"))) as pdf:
        pdf.docinfo["/Author"] = "Kari Nordmann"
        out = BytesIO()
        pdf.save(out)
    copy = made(out.getvalue())
    assert b"Nordmann" not in copy
    with pikepdf.open(BytesIO(copy)) as pdf:
        assert dict(pdf.docinfo) == {
            "/Title": "Arkivkopi",
            "/Producer": "dokumentverk",
            "/CreationDate": "D:20261103133000Z",
            "/ModDate": "D:20261103133000Z",
        }


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "broken"),
        (b"junk", "broken"),
        (b"%PDF-1.7\n%%EOF", "broken"),
        (encrypted_pdf("passord"), "encrypted"),
        (text_pdf("x", pages=4), "too_long"),
    ],
)
def test_pages_that_cannot_be_shown(content: bytes, reason: str) -> None:
    with pytest.raises(NoFacsimile) as caught:
        made(content, max_pages=3)
    assert caught.value.reason == reason


def test_a_file_that_only_forbids_changes_is_shown() -> None:
    """As Nav and hospitals send them: an owner's password, none for the reader."""
    copy = made(encrypted_pdf(""))
    assert texts(copy) == ["hemmelig"]
    assert faults(copy, "2b") == ()


def test_huge_pages_are_made_smaller_not_refused() -> None:
    copy = made(text_pdf("stor", box=(0, 0, 14000, 14000)))
    with pikepdf.open(BytesIO(copy)) as pdf:
        shown = pdf.pages[0].obj.Resources.XObject.Im0
        assert int(shown.Width) * int(shown.Height) <= 41_000_000


def test_a_grey_page_is_kept_grey_and_small() -> None:
    copy = made(text_pdf(*["Kan svare på e-post hjemmefra"] * 30))
    with pikepdf.open(BytesIO(copy)) as pdf:
        shown = pdf.pages[0].obj.Resources.XObject.Im0
        assert (str(shown.ColorSpace), str(shown.Filter), int(shown.Width)) == ("/DeviceGray", "/FlateDecode", 1653)
    assert len(copy) < 200_000
