from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageOps

from dokumentverk.engines.scan_identify import identify_sheets
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_photo import turned
from dokumentverk.engines.scan_sheet import ENOUGH, ROUGH, Sheet, SheetTrouble, shrink_for
from dokumentverk.engines.scan_sheets import open_sheets
from dokumentverk.engines.scan_survey import survey
from dokumentverk.model.scan import Tone
from tests.engines.scan_made import jpeg, jpeg_entries, picture_pdf


def gradient(width: int = 826, height: int = 1170) -> Grey:
    """Darkest at the top left, lightest at the bottom right, so that every turn and mirror shows."""
    down, across = np.mgrid[0:height, 0:width]
    return np.asarray(40 + 120 * down / height + 60 * across / width, np.uint8)


def corners(grey: Grey) -> tuple[int, ...]:
    """Mean grey near the corners, clockwise from the top left."""
    h, w = grey.shape[0] // 10, grey.shape[1] // 10
    parts = (grey[:h, :w], grey[:h, -w:], grey[-h:, -w:], grey[-h:, :w])
    return tuple(round(float(part.mean())) for part in parts)


def opened(path: Path, number: int = 1, least: float = ENOUGH) -> Sheet:
    with open_sheets(str(path)) as file:
        return file.sheet(number, least=least)


def trouble(path: Path, number: int = 1) -> str:
    with pytest.raises(SheetTrouble) as caught:
        opened(path, number)
    return caught.value.code


UPRIGHT = corners(gradient())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_a_picture_file_is_one_sheet(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ark"
    Image.fromarray(gradient()).save(path, kind, dpi=(100, 100), **({"lossless": True} if kind == "WEBP" else {}))
    assert survey(str(path)).sheets == 1
    assert survey(str(path)).scan
    assert np.allclose(corners(opened(path).grey), UPRIGHT, atol=3)


def test_a_heic_photo_is_a_sheet(tmp_path: Path) -> None:
    pillow_heif = pytest.importorskip("pillow_heif")
    path = tmp_path / "foto.heic"
    pillow_heif.from_pillow(Image.fromarray(gradient()).convert("RGB")).save(path, quality=90)
    sheet = opened(path)
    assert sheet.facts.tone is Tone.COLOUR
    assert sheet.facts.dpi is None
    assert np.allclose(corners(sheet.grey), UPRIGHT, atol=6)


def test_every_page_of_a_tiff_is_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "bunke.tif"
    pages = [Image.fromarray(gradient()).point(lambda level: 255 * (level > 100)).convert("1") for _ in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:], compression="group4", dpi=(204, 196))
    assert survey(str(path)).sheets == 3
    sheet = opened(path, 3)
    assert sheet.bilevel
    assert sheet.facts.tone is Tone.BILEVEL
    assert sheet.facts.dpi == pytest.approx(196, abs=0.2)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_turns_its_picture_as_pillow_does(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.fromarray(gradient())
    path = tmp_path / "foto.jpg"
    image.save(path, "JPEG", exif=exif.tobytes(), quality=95)
    with Image.open(path) as stored:
        wanted = np.asarray(ImageOps.exif_transpose(stored).convert("L"))
    assert np.array_equal(turned(gradient(), orientation).shape, wanted.shape)
    assert np.allclose(corners(opened(path).grey), corners(wanted), atol=3)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize(
    "content",
    [
        b"q 595 0 0 842 0 0 cm /Im0 Do Q",
        b"q -595 0 0 842 595 0 cm /Im0 Do Q",
        b"q 595 0 0 -842 0 842 cm /Im0 Do Q",
        b"q 0 842 -595 0 595 0 cm /Im0 Do Q",
        b"q 0 -842 595 0 0 842 cm /Im0 Do Q",
        b"q 500 0 0 700 40 60 cm /Im0 Do Q",
        b"q 700 0 0 990 -50 -70 cm /Im0 Do Q",
    ],
)
def test_a_stored_picture_lies_as_a_viewer_shows_it(tmp_path: Path, rotate: int, content: bytes) -> None:
    """Against PDFium's own drawing of the page."""
    grey = gradient()
    path = picture_pdf(
        tmp_path / "ark.pdf", [(jpeg(grey, quality=95), jpeg_entries(grey))], content=content, Rotate=rotate
    )
    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    page = document[0]
    drawn = page.render(scale=1, grayscale=True).to_numpy()
    page.close()
    document.close()
    sheet = opened(path)
    assert sheet.facts.size == ((842.0, 595.0) if rotate in (90, 270) else (595.0, 842.0))
    assert np.allclose(corners(sheet.grey), corners(drawn.reshape(drawn.shape[:2])), atol=4)


def test_the_crop_box_is_what_is_shown(tmp_path: Path) -> None:
    grey = gradient()
    path = picture_pdf(tmp_path / "ark.pdf", [(jpeg(grey), jpeg_entries(grey))], CropBox=[0, 421, 595, 842])
    sheet = opened(path)
    assert sheet.facts.size == (595.0, 421.0)
    assert sheet.grey.shape[0] == pytest.approx(585, abs=1)
    assert np.allclose(corners(sheet.grey), corners(grey[:585]), atol=3)


def test_flat_and_inverted_pictures_are_seen_as_shown(tmp_path: Path) -> None:
    grey = gradient()
    entries = {"Width": 826, "Height": 1170, "ColorSpace": Name.DeviceGray, "BitsPerComponent": 8}
    path = picture_pdf(tmp_path / "ark.pdf", [(grey.tobytes(), entries)])
    assert corners(opened(path).grey) == UPRIGHT
    turned_over = picture_pdf(tmp_path / "b.pdf", [((255 - grey).tobytes(), {**entries, "Decode": Array([1, 0])})])
    assert np.allclose(corners(opened(turned_over).grey), UPRIGHT, atol=4)


def test_a_page_of_strips_is_drawn_whole(tmp_path: Path) -> None:
    grey = gradient()
    path = picture_pdf(
        tmp_path / "ark.pdf",
        [(jpeg(grey), jpeg_entries(grey))],
        content=b"q 595 0 0 421 0 421 cm /Im0 Do Q q 595 0 0 421 0 0 cm /Im0 Do Q",
    )
    assert survey(str(path)).scan
    sheet = opened(path)
    half = sheet.grey.shape[0] // 2
    assert np.allclose(corners(sheet.grey[:half]), UPRIGHT, atol=5)
    assert np.allclose(corners(sheet.grey[half:]), UPRIGHT, atol=5)


@pytest.mark.parametrize(("mode", "scan"), [(b"3 Tr", True), (b"0 Tr", False)], ids=["invisible text", "visible text"])
def test_text_that_nobody_sees_leaves_a_scan_a_scan(tmp_path: Path, mode: bytes, scan: bool) -> None:
    grey = gradient()
    words = b"BT /F 10 Tf " + mode + b" 50 700 Td " + b"(ord) Tj 0 -12 Td " * 30 + b"ET"
    path = picture_pdf(
        tmp_path / "ark.pdf", [(jpeg(grey), jpeg_entries(grey))], content=b"q 595 0 0 842 0 0 cm /Im0 Do Q " + words
    )
    assert survey(str(path)).scan is scan


@pytest.mark.parametrize(("value", "scan"), [("Kari", False), ("", True)])
def test_a_form_filled_on_screen_is_no_scan_for_its_picture(tmp_path: Path, value: str, scan: bool) -> None:
    grey = gradient()
    path = picture_pdf(tmp_path / "ark.pdf", [(jpeg(grey), jpeg_entries(grey))])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        field = pdf.make_indirect(Dictionary(FT=Name.Tx, T=String("navn"), V=String(value)))
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))
        pdf.save(path)
    assert survey(str(path)).scan is scan


def test_an_encrypted_stack_is_said_to_be_so(tmp_path: Path) -> None:
    grey = gradient()
    path = picture_pdf(tmp_path / "ark.pdf", [(jpeg(grey), jpeg_entries(grey))])
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        pdf.save(path, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert survey(str(path)).trouble == "FILE_ENCRYPTED"


def huge_png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )


def declared(content: bytes, width: int, height: int) -> bytes:
    """A JPEG whose frame header says another size than its data have."""
    at = content.index(b"\xff\xc0")
    return content[: at + 5] + struct.pack(">HH", height, width) + content[at + 9 :]


def test_what_is_declared_too_large_is_not_decoded(tmp_path: Path) -> None:
    png = tmp_path / "stor.png"
    png.write_bytes(huge_png(100_000))
    assert trouble(png) == "SHEET_TOO_LARGE"
    photo = tmp_path / "stor.jpg"
    photo.write_bytes(declared(jpeg(gradient()), 65_500, 65_500))
    assert trouble(photo) == "SHEET_TOO_LARGE"


def test_one_hostile_page_costs_that_page_alone(tmp_path: Path) -> None:
    grey = gradient()
    whole = jpeg(grey)
    huge = {**jpeg_entries(grey), "Width": 100_000, "Height": 100_000}
    path = picture_pdf(
        tmp_path / "bunke.pdf",
        [
            (whole, jpeg_entries(grey)),
            (whole, huge),
            (declared(whole, 65_500, 65_500), jpeg_entries(grey)),
            (whole[: len(whole) // 2], jpeg_entries(grey)),
            (b"not a picture", jpeg_entries(grey)),
            (whole, jpeg_entries(grey)),
        ],
    )
    assert survey(str(path)).sheets == 6
    assert [trouble(path, number) for number in (2, 3, 4, 5)] == [
        "SHEET_TOO_LARGE",
        "SHEET_TOO_LARGE",
        "SHEET_BROKEN",
        "SHEET_BROKEN",
    ]
    for number in (1, 6):
        assert np.allclose(corners(opened(path, number).grey), UPRIGHT, atol=3)


def test_a_photo_that_ends_early_is_broken_not_empty(tmp_path: Path) -> None:
    content = jpeg(gradient())
    path = tmp_path / "foto.jpg"
    path.write_bytes(content[: len(content) * 2 // 3])
    assert trouble(path) == "SHEET_BROKEN"


def test_a_picture_declared_too_large_is_a_sheet_that_says_so(tmp_path: Path) -> None:
    """Also where Pillow itself would refuse it, and with it the other pages of its file. Nothing is decoded: looking
    for EXIF in a PNG would."""
    small = Image.fromarray(gradient(400, 600)).point(lambda level: 255 * (level > 100)).convert("1")
    tiff = tmp_path / "bunke.tif"
    small.save(tiff, save_all=True, append_images=[small, small], compression="group4")
    content = bytearray(tiff.read_bytes())
    at = int.from_bytes(content[4:8], "little")
    for place in range(at + 2, at + 2 + 12 * int.from_bytes(content[at : at + 2], "little"), 12):
        if int.from_bytes(content[place : place + 2], "little") in (256, 257):
            content[place + 2 : place + 12] = struct.pack("<HII", 4, 1, 60_000)
    tiff.write_bytes(bytes(content))
    photo, png = tmp_path / "stor.jpg", tmp_path / "stor.png"
    photo.write_bytes(declared(jpeg(gradient()), 65_500, 65_500))
    png.write_bytes(huge_png(100_000))
    for path, told in (
        (tiff, ["SHEET_TOO_LARGE", None, None]),
        (photo, ["SHEET_TOO_LARGE"]),
        (png, ["SHEET_TOO_LARGE"]),
    ):
        seen = survey(str(path))
        assert (seen.sheets, seen.scan, seen.trouble) == (len(told), True, None)
        assert [one.trouble for one in identify_sheets(str(path), 1, seen.sheets)] == told


def test_oblong_pixels_become_square(tmp_path: Path) -> None:
    path = tmp_path / "faks.tif"
    Image.fromarray(gradient(1728, 1143)).save(path, "TIFF", dpi=(204, 98))
    sheet = opened(path)
    assert sheet.per_point[0] == pytest.approx(sheet.per_point[1], rel=0.01)
    assert sheet.facts.dpi == pytest.approx(98, abs=0.2)
    assert np.allclose(corners(sheet.grey), corners(gradient(1728, 1143)), atol=3)


def test_a_fine_jpeg_is_shrunk_while_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "ark.jpg"
    path.write_bytes(jpeg(gradient(1654, 2339), dpi=200))
    rough = opened(path, least=ROUGH)
    assert rough.grey.shape == (1170, 827)
    assert rough.facts.width == 1654
    assert opened(path).grey.shape == (2339, 1654)
    assert [shrink_for(dpi / 72, ROUGH) for dpi in (72, 150, 200, 300, 400, 1200)] == [1, 1, 2, 2, 4, 8]
