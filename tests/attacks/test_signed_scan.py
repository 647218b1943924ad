"""A scan that somebody sealed digitally: the seal is validated and told, whole or not."""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from dokumentverk.model.reading import Reading
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from dokumentverk.read.signatures import Believing

from .judging import trust
from .pki import NOW, person
from .signing import changed, page, sign

pytest.importorskip("cv2")
img2pdf = pytest.importorskip("img2pdf")


@cache
def scanned() -> bytes:
    """A letter, as a scanner that makes PDFs leaves it."""
    paper = Image.new("L", (1240, 1754), 245)
    ImageDraw.Draw(paper).rectangle((200, 300, 900, 330), fill=40)
    png = io.BytesIO()
    paper.save(png, "PNG", dpi=(150, 150))
    return bytes(img2pdf.convert(png.getvalue()))


def sealed() -> bytes:
    return sign(scanned(), "Segl", person("Kari Nordmann"))


def read(content: bytes, folder: Path, believing: Callable[[], Believing] | None) -> Reading:
    (folder / "skann.pdf").write_bytes(content)
    (folder / "arbeid").mkdir()
    with Reader(ReadingLimits(), folder / "arbeid", believing) as reader:
        return reader.read(folder / "skann.pdf", lambda _: None)


def believed() -> Believing:
    return Believing(NOW, trust())


def codes(reading: Reading) -> set[str]:
    return {one.code for one in reading.findings if one.code.startswith("SIGNATURE")}


def test_a_seal_over_a_scan_is_told(tmp_path: Path) -> None:
    reading = read(sealed(), tmp_path, believed)
    (seal,) = reading.seals
    assert seal.is_valid
    assert (seal.name, seal.signer.common_name, seal.field) == ("Segl", "Kari Nordmann", None)
    assert codes(reading) == {"SIGNATURE_REVOCATION_NOT_KNOWN"}


def test_a_sealed_scan_with_another_byte_is_told(tmp_path: Path) -> None:
    content = bytearray(sealed())
    at = content.index(b"/MediaBox")
    content[at + 1] = ord("X")
    reading = read(bytes(content), tmp_path, believed)
    assert "SIGNATURE_ALTERED" in codes(reading)
    assert not any(one.is_valid for one in reading.seals)


def test_what_is_laid_over_a_sealed_scan_is_told(tmp_path: Path) -> None:
    def turn(writer: IncrementalPdfFileWriter) -> None:
        node = page(writer)
        node["/Rotate"] = NumberObject(180)
        writer.update_container(node)

    reading = read(changed(sealed(), turn), tmp_path, believed)
    assert codes(reading) & {"SIGNATURE_CONTENT_CHANGED", "SIGNATURE_DOCUMENT_CHANGED", "SIGNATURE_PAGES_CHANGED"}
    assert not any(one.is_valid for one in reading.seals)


def test_without_a_workplace_a_seal_is_not_validated(tmp_path: Path) -> None:
    reading = read(sealed(), tmp_path, None)
    assert codes(reading) == {"SIGNATURE_NOT_VALIDATED"}
    assert reading.seals == ()


def test_a_scan_that_nobody_sealed_says_nothing_of_signatures(tmp_path: Path) -> None:
    reading = read(scanned(), tmp_path, believed)
    assert codes(reading) == set()
    assert reading.seals == ()
