"""Text over pictures: found by other programs where it stands, and nothing else about the page is changed."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Name
from PIL import Image, ImageChops, ImageDraw, ImageFont

from dokumentverk import shipped
from dokumentverk.engines.facsimile_text import Word
from dokumentverk.engines.pdf_recognised import RecognisedOrder, with_recognised
from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.scan_extract import ExtractOrder, SheetPick, extract
from dokumentverk.engines.scan_recognise import pages_of_pictures, recognise_page
from tests.foreign.tools import need

ORDER = RecognisedOrder("Arkivkopi med maskinlest tekst", "nb", datetime(2026, 11, 20, 9, tzinfo=UTC))
LINES = ("Egenmelding ved sykefravær", "Nærmeste leder: Åse Ødegård", "Første hele fraværsdag")
TURNS = {
    0: None,
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}


def sheet(dpi: int = 150) -> Image.Image:
    """Three lines of type on an A4."""
    picture = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), 246)
    face = ImageFont.truetype(str(shipped.fonts() / "SourceSans3-Regular.ttf"), round(18 / 72 * dpi))
    for at, line in enumerate(LINES):
        ImageDraw.Draw(picture).text((dpi, dpi * (1.5 + 2 * at)), line, fill=20, font=face)
    return picture


def scanned(folder: Path, *turns: int) -> Path:
    """One page for each turn: the picture lies so, and the page says how to show it upright."""
    picks = []
    for at, turn in enumerate(turns):
        how = TURNS[turn]
        path = folder / f"ark-{at}.png"
        (sheet().transpose(how) if how is not None else sheet()).save(path, dpi=(150, 150))
        picks.append(SheetPick(str(path), 1, turn))
    target = folder / "ark.pdf"
    extract([ExtractOrder(tuple(picks), str(target), "Skannet dokument", "nb")])
    return target


def laid(folder: Path, source: Path, words: Mapping[int, tuple[Word, ...]]) -> Path:
    content = with_recognised(str(source), words, ORDER)
    assert content is not None
    target = folder / "kopi.pdf"
    target.write_bytes(content)
    return target


def found(path: Path, page: int) -> dict[str, tuple[float, float]]:
    """Word → left and top, as poppler finds them on the page as it is shown."""
    told = subprocess.run(
        [need("pdftotext"), "-bbox", "-f", str(page), "-l", str(page), str(path), "-"],
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    ).stdout
    words = [line for line in told.splitlines() if "<word" in line]
    return {line.split(">")[1].split("<")[0]: (_number(line, "xMin"), _number(line, "yMin")) for line in words}


def _number(line: str, name: str) -> float:
    return float(line.split(f'{name}="')[1].split('"')[0])


@pytest.mark.parametrize("turn", TURNS)
def test_a_word_is_found_where_it_is_shown(tmp_path: Path, turn: int) -> None:
    source = scanned(tmp_path, turn)
    copy = laid(tmp_path, source, {1: (Word("Ødegård", 100.0, 200.0, 160.0, 214.0),)})
    left, top = found(copy, 1)["Ødegård"]
    assert left == pytest.approx(100, abs=1)
    assert top == pytest.approx(200, abs=4)


def test_the_pictures_stay_to_the_byte_and_the_page_looks_the_same(tmp_path: Path) -> None:
    source = scanned(tmp_path, 0, 90)
    copy = laid(tmp_path, source, {number: (Word("Åse", 50, 60, 90, 74),) for number in (1, 2)})
    assert _pictures(copy) == _pictures(source)
    for one, other in zip(_shown(source), _shown(copy), strict=True):
        assert ImageChops.difference(one, other).getbbox() is None


def _pictures(path: Path) -> list[bytes]:
    with pikepdf.open(path) as pdf:
        return [
            bytes(one.read_raw_bytes())
            for one in pdf.objects
            if isinstance(one, pikepdf.Stream) and one.get("/Subtype") == Name.Image
        ]


def _shown(path: Path) -> list[Image.Image]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.render(scale=1).to_pil().convert("RGB") for page in document]


def test_it_is_pdfa_with_a_title_that_tells_what_it_is(tmp_path: Path) -> None:
    copy = laid(tmp_path, scanned(tmp_path, 0), {1: (Word("Åse", 50, 60, 90, 74),)})
    assert faults(copy.read_bytes(), "2b") == ()
    subprocess.run([need("qpdf"), "--check", str(copy)], check=True, capture_output=True)
    with pikepdf.open(copy) as pdf:
        assert str(pdf.trailer.Info.Title) == "Arkivkopi med maskinlest tekst"


def test_a_page_without_words_is_left_as_it_is(tmp_path: Path) -> None:
    source = scanned(tmp_path, 0, 0)
    copy = laid(tmp_path, source, {1: (Word("Åse", 50, 60, 90, 74),), 2: ()})
    assert found(copy, 2) == {}
    with pikepdf.open(source) as before, pikepdf.open(copy) as after:
        assert before.pages[1].Contents.read_bytes() == after.pages[1].Contents.read_bytes()


def test_what_is_no_pdf_gets_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "brev.pdf"
    path.write_bytes(b"%PDF-1.7 nothing of one")
    assert with_recognised(str(path), {1: (Word("Åse", 50, 60, 90, 74),)}, ORDER) is None
    assert pages_of_pictures(str(path)) == ()


@pytest.mark.parametrize("turn", TURNS)
def test_tesseract_reads_a_page_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    need("tesseract-nor")
    source = scanned(tmp_path, turn)
    words = recognise_page(str(source), 1)
    assert " ".join(one.text for one in words) == " ".join(LINES)
    assert [round(words[at].left / 72, 1) for at in (0, 3, 7)] == [1.0, 1.0, 1.0]
    assert [round((words[at].top + words[at].bottom) / 144 - 0.11, 0) for at in (0, 3, 7)] == [2.0, 4.0, 6.0]


def test_only_pages_of_pictures_are_read(tmp_path: Path) -> None:
    source = scanned(tmp_path, 0, 0)
    copy = laid(tmp_path, source, {2: (Word("Åse", 50, 60, 90, 74),)})
    with pikepdf.open(copy, allow_overwriting_input=True) as pdf:
        pdf.add_blank_page()
        pdf.save(copy)
    assert pages_of_pictures(str(source)) == (1, 2)
    assert pages_of_pictures(str(copy)) == (1,)
