"""Pictures of sides and crops of fields: in the right place, of the right side, whatever the file is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, Object, Pdf
from PIL import Image, ImageDraw

from dokumentverk.engines.pictures import MOST_SIDES, SIDE_DPI, Framed, cut, picture
from dokumentverk.model.layout import Box
from tests.engines.pdf_made import look, made, text_field

HERE = Box(1, 100, 200, 160, 230)
RED, BLUE = (255, 0, 0), (0, 0, 255)


def shown(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content)).convert("RGB")


def is_filled_with(content: bytes, colour: tuple[int, int, int]) -> bool:
    """Whether the crop's middle, where the box lies, has this colour, and its rim has not."""
    image = shown(content)
    middle, rim = image.getpixel((image.width // 2, image.height * 37 // 58)), image.getpixel((2, 2))
    return _is_near(middle, colour) and _is_near(rim, (255, 255, 255))


def _is_near(seen: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(seen, tuple)
    return all(abs(one - other) < 24 for one, other in zip(seen, colour, strict=True))


def _pdf(path: Path, *, rotate: int = 0, pages: int = 1) -> Path:
    """Pages of A4 as stored, each with a red rectangle where ``HERE`` lies on the page as displayed."""
    left, bottom = {0: (100, 842 - 230), 90: (200, 100), 180: (595 - 160, 200), 270: (595 - 230, 842 - 160)}[rotate]
    wide, high = (60, 30) if rotate in (0, 180) else (30, 60)
    pdf = Pdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(f"1 0 0 rg {left} {bottom} {wide} {high} re f".encode())
        page.obj[Name.Rotate] = rotate
    pdf.save(path)
    return path


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_box_is_cut_out_of_the_page_as_displayed(tmp_path: Path, rotate: int) -> None:
    made = picture(str(_pdf(tmp_path / "a.pdf", rotate=rotate)), (HERE,), ())
    assert made.sides == ()
    assert is_filled_with(made.crops[0], RED)


def test_a_side_is_pictured_with_its_fields_framed(tmp_path: Path) -> None:
    made = picture(str(_pdf(tmp_path / "a.pdf", pages=3)), (), (Framed(Box(2, 300, 300, 400, 330), "7"),))
    ((number, content),) = made.sides
    image = shown(content)
    assert number == 2
    assert abs(image.height - 842 * SIDE_DPI / 72) < 3
    scale = image.width / 595
    frame = image.getpixel((round(298 * scale) + 1, round(315 * scale)))
    assert isinstance(frame, tuple)
    assert frame[0] > 150 > max(frame[1:])
    assert _is_near(image.getpixel((round(350 * scale), round(315 * scale))), (255, 255, 255))


def test_what_a_form_field_shows_is_pictured(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        appearance = look(pdf, page, b"0 0 1 rg 0 0 60 30 re f", (60, 30))
        text_field(pdf, page, "navn", (100, 612, 160, 642), AP=Dictionary(N=appearance))

    path = tmp_path / "a.pdf"
    path.write_bytes(made(build))
    assert is_filled_with(picture(str(path), (HERE,), ()).crops[0], BLUE)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_cut_as_its_camera_says_that_it_is_turned(tmp_path: Path, orientation: int) -> None:
    upright = Image.new("RGB", (1240, 1754), (255, 255, 255))
    scale = 1240 / 595
    ImageDraw.Draw(upright).rectangle([round(one * scale) for one in (100, 200, 160, 230)], fill=RED)
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }  # fmt: skip
    stored = upright.transpose(back[orientation]) if orientation in back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored.save(tmp_path / "a.jpg", exif=exif, quality=95)
    assert is_filled_with(picture(str(tmp_path / "a.jpg"), (HERE,), ()).crops[0], RED)


def test_each_sheet_of_a_tiff_is_its_own(tmp_path: Path) -> None:
    sheets = [Image.new("RGB", (1240, 1754), (255, 255, 255)) for _ in range(2)]
    ImageDraw.Draw(sheets[1]).rectangle([round(one * 150 / 72) for one in (100, 200, 160, 230)], fill=BLUE)
    sheets[0].save(tmp_path / "a.tif", save_all=True, append_images=sheets[1:], dpi=(150, 150))
    first, second = picture(str(tmp_path / "a.tif"), (HERE, Box(2, 100, 200, 160, 230)), ()).crops
    assert not is_filled_with(first, BLUE)
    assert is_filled_with(second, BLUE)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b"%PDF-1.7 nothing"), ("a.jpg", b"\xff\xd8\xff nothing"), ("a.docx", b"PK\x03\x04"), ("a", b"")],
)
def test_what_cannot_be_opened_has_no_pictures(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    made = picture(str(tmp_path / name), (HERE,), (Framed(HERE, "1"),))
    assert (made.sides, made.crops) == ((), (b"",))


def test_boxes_outside_their_side_or_on_no_side_have_no_pictures(tmp_path: Path) -> None:
    path = str(_pdf(tmp_path / "a.pdf"))
    outside = (Box(1, 900, 10, 950, 20), Box(1, -90, -90, -50, -50), Box(0, 1, 1, 9, 9), Box(2, 1, 1, 9, 9))
    assert picture(path, outside, tuple(Framed(one, "1") for one in outside[1:])).crops == (b"",) * 4


def test_an_enormous_page_is_drawn_coarser(tmp_path: Path) -> None:
    pdf = Pdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    pdf.save(tmp_path / "a.pdf")
    made = picture(str(tmp_path / "a.pdf"), (Box(1, 0, 0, 14_400, 14_400),), (Framed(HERE, "1"),))
    assert max(shown(made.crops[0]).size) < 3000
    assert max(shown(made.sides[0][1]).size) <= 4000


def test_a_bomb_of_a_picture_is_left_alone(tmp_path: Path) -> None:
    content = bytearray()
    out = BytesIO()
    Image.new("1", (8, 8)).save(out, "PNG")
    content += out.getvalue()
    content[16:24] = (100_000).to_bytes(4, "big") * 2
    (tmp_path / "a.png").write_bytes(content)
    assert picture(str(tmp_path / "a.png"), (HERE,), ()).crops == (b"",)


def test_the_sides_of_a_long_file_are_limited(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "a.pdf", pages=MOST_SIDES + 2)
    with pikepdf.open(path) as pdf:
        count = len(pdf.pages)
    made = picture(str(path), (), tuple(Framed(Box(page, 10, 10, 20, 20), "1") for page in range(1, count + 1)))
    assert [number for number, _ in made.sides] == list(range(1, MOST_SIDES + 1))


def test_a_cut_is_sixteen_greys_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "a.pdf")
    first, outside = cut(str(path), (HERE, Box(1, 700, 100, 800, 120)))
    image = Image.open(BytesIO(first))
    assert outside == b""
    assert len(set(image.convert("L").get_flattened_data())) <= 16
    assert cut(str(path), (HERE,)) == (first,)
    grey = image.convert("L")
    assert grey.getpixel((grey.width // 2, grey.height * 37 // 58)) == 68
    assert grey.getpixel((2, 2)) == 255


def test_nothing_is_cut_out_of_what_cannot_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7 broken")
    assert cut(str(path), (HERE,)) == (b"",)
