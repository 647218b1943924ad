"""Pictures of paper that come through unchanged, whatever wraps them."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from dokumentverk.engines.icc import cmyk_profile, fits
from dokumentverk.engines.pdfa_check import faults
from dokumentverk.engines.scan_extract import Extract, ExtractOrder, NoPictures, SheetPick, extract, whole_file
from dokumentverk.engines.srgb import srgb_profile
from tests.engines.archival_samples import encrypted_pdf, form_pdf, saved, text_pdf


def paper(width: int = 620, height: int = 877) -> Image.Image:
    """Something like a page: no two corners alike, a little noise, colours."""
    image = Image.new("RGB", (width, height), (244, 242, 236))
    draw = ImageDraw.Draw(image)
    draw.rectangle((10, 10, width // 3, 40), fill=(20, 40, 60))
    draw.ellipse((width - 120, 20, width - 20, 120), outline=(180, 20, 30), width=6)
    draw.line((20, height - 20, width // 2, height - 200), fill=(10, 60, 190), width=5)
    noise = random.Random(7)
    for _ in range(2000):
        image.putpixel((noise.randrange(width), noise.randrange(height)), (noise.randrange(256), 90, 90))
    return image


def two_tone() -> Image.Image:
    return paper().convert("1")


def file_of(folder: Path, image: Image.Image, name: str, **options: object) -> str:
    path = folder / name
    image.save(path, **options)  # type: ignore[arg-type]
    return str(path)


def whole(path: str) -> bytes:
    return whole_file(path, title="Arkivkopi", language="nb", max_pages=10)


def taken(folder: Path, *picks: SheetPick, name: str = "ut.pdf") -> tuple[bytes, Extract]:
    (folder / name).unlink(missing_ok=True)
    (made,) = extract([ExtractOrder(picks, str(folder / name), "Skannet dokument", "nb")])
    content = (folder / name).read_bytes()
    assert len(content) == made.size
    return content, made


def pictures(content: bytes) -> list[tuple[str, bytes]]:
    """(filter, data as they stand) of every picture, page by page."""
    found = []
    with pikepdf.open(BytesIO(content)) as pdf:
        for page in pdf.pages:
            for _, one in sorted(page.get_images().items()):
                found.append((str(one.Filter).strip("/"), bytes(one.read_raw_bytes())))
    return found


def shown(content: bytes, number: int = 0, *, wide: int = 620) -> Image.Image:
    """As a viewer shows the page, with a pixel for each of the picture's."""
    document = pypdfium2.PdfDocument(content)
    page = document[number]
    image: Image.Image = page.render(scale=wide / page.get_width()).to_pil().convert("RGB")
    page.close()
    document.close()
    return image


def stored(content: bytes, number: int = 0) -> Image.Image:
    """The picture of a page as it is stored: pixel for pixel, not turned."""
    with pikepdf.open(BytesIO(content)) as pdf:
        (one,) = pdf.pages[number].get_images().values()
        assert isinstance(one, Stream)
        image: Image.Image = pikepdf.PdfImage(one).as_pil_image().copy()
        return image


def same(one: Image.Image, other: Image.Image) -> bool:
    return one.size == other.size and ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getbbox() is None


def alike(one: Image.Image, other: Image.Image) -> bool:
    """To the eye: a viewer samples the picture anew."""
    if abs(one.width - other.width) > 1 or abs(one.height - other.height) > 1:
        return False
    difference = ImageChops.difference(one.convert("RGB").reduce(8), other.convert("RGB").resize(one.size).reduce(8))
    return max(ImageStat.Stat(difference).mean) < 4


EXACT: list[tuple[str, Callable[[], Image.Image], dict[str, object]]] = [
    ("a.png", paper, {}),
    ("grey.png", lambda: paper().convert("L"), {}),
    ("two.png", two_tone, {}),
    ("palette.png", lambda: paper().quantize(16), {}),
    ("rgba.png", lambda: paper().convert("RGBA"), {}),
    ("g4.tif", two_tone, {"compression": "group4"}),
    ("g3.tif", two_tone, {"compression": "group3"}),
    ("one-strip.tif", two_tone, {"compression": "group4", "strip_size": 1 << 30}),
    ("lzw.tif", paper, {"compression": "tiff_lzw"}),
    ("deflate.tif", paper, {"compression": "tiff_adobe_deflate"}),
    ("packbits.tif", lambda: paper().convert("L"), {"compression": "packbits"}),
    ("raw.tif", paper, {}),
    ("a.bmp", paper, {}),
    ("a.gif", lambda: paper().quantize(64), {}),
    ("a.webp", paper, {"lossless": True}),
    ("a.jp2", paper, {}),
]


@pytest.mark.parametrize(("name", "image", "options"), EXACT, ids=[name for name, _, _ in EXACT])
def test_every_pixel_of_a_picture_without_loss_comes_through(
    tmp_path: Path, name: str, image: Callable[[], Image.Image], options: dict[str, object]
) -> None:
    made = whole(file_of(tmp_path, image(), name, **options))
    assert faults(made, "2b") == ()
    assert same(stored(made), image())
    assert alike(shown(made), image())


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_jpeg_data_stand_as_they_came(tmp_path: Path, mode: str, progressive: bool) -> None:
    path = file_of(tmp_path, paper().convert(mode), "a.jpg", quality=80, progressive=progressive, dpi=(75, 75))
    made = whole(path)
    assert faults(made, "2b") == ()
    assert pictures(made) == [("DCTDecode", Path(path).read_bytes())]
    with Image.open(path) as image:
        assert mode == "CMYK" or alike(shown(made), image)


def test_fax_data_in_one_strip_stand_as_they_came(tmp_path: Path) -> None:
    path = file_of(tmp_path, two_tone(), "a.tif", compression="group4", strip_size=1 << 30)
    (coded,) = pictures(whole(path))
    assert coded[0] == "CCITTFaxDecode"
    assert coded[1] in Path(path).read_bytes()


@pytest.mark.parametrize("light", [0, 1])
def test_fax_data_are_not_turned_to_their_negative(tmp_path: Path, light: int) -> None:
    """Photometric interpretation: 0, white is zero, as fax programs write it; 1, black is zero."""
    options = {"compression": "group4", "strip_size": 1 << 30, "tiffinfo": {262: light}}
    made = whole(file_of(tmp_path, two_tone(), "a.tif", **options))
    with Image.open(tmp_path / "a.tif") as image:
        assert same(stored(made), image)
        assert alike(shown(made), image)


def test_fax_data_with_reversed_bits(tmp_path: Path) -> None:
    path = file_of(tmp_path, two_tone(), "a.tif", compression="group4", strip_size=1 << 30, tiffinfo={266: 2})
    with Image.open(path) as image:
        assert image.tag_v2[266] == 2  # type: ignore[attr-defined]
        assert same(stored(whole(path)), image)


def test_jpeg_in_tiff_in_one_strip_is_kept(tmp_path: Path) -> None:
    path = file_of(tmp_path, paper(), "a.tif", compression="jpeg", strip_size=1 << 30, quality=80)
    made, told = taken(tmp_path, SheetPick(path, 1))
    assert [kind for kind, _ in pictures(made)] == ["DCTDecode"]
    assert told.decoded == ()
    with Image.open(path) as image:
        assert same(stored(made), image)


@pytest.mark.parametrize("name", ["a.webp", "a.heic", "a.avif", "a.jp2"])
def test_what_pdf_does_not_know_is_unpacked_once_and_said_so(tmp_path: Path, name: str) -> None:
    if name == "a.heic":
        pytest.importorskip("pillow_heif").register_heif_opener()
    made, told = taken(tmp_path, SheetPick(file_of(tmp_path, paper(), name), 1))
    assert told.decoded == (1,)
    assert faults(made, "2b") == ()
    with Image.open(tmp_path / name) as image:
        assert same(stored(made), image)


def test_a_profile_of_the_picture_is_named(tmp_path: Path) -> None:
    path = file_of(tmp_path, paper(), "a.jpg", icc_profile=srgb_profile())
    made = whole(path)
    assert faults(made, "2b") == ()
    with pikepdf.open(BytesIO(made)) as pdf:
        space = pdf.pages[0].obj.Resources.XObject.Im0.ColorSpace
        assert (space[0], bytes(space[1].read_bytes())) == (Name.ICCBased, srgb_profile())
    damaged = file_of(tmp_path, paper(), "b.jpg", icc_profile=b"no profile")
    assert faults(whole(damaged), "2b") == ()


def test_the_profile_for_cmyk_is_whole() -> None:
    assert fits(cmyk_profile(), 4)
    assert not fits(cmyk_profile(), 3)
    assert not fits(cmyk_profile()[:-1], 4)


def test_transparency_stays_transparent(tmp_path: Path) -> None:
    image = paper()
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    made = whole(file_of(tmp_path, image, "a.png"))
    assert faults(made, "2b") == ()
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image)
    assert alike(shown(made), ground)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.tif"])
def test_a_picture_stands_as_its_camera_says(tmp_path: Path, name: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = file_of(tmp_path, paper(), name, exif=exif)
    with Image.open(path) as stored:
        upright = ImageOps.exif_transpose(stored)
        assert alike(shown(whole(path), wide=upright.width), upright)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_sheet_is_turned_upright(tmp_path: Path, turn: int) -> None:
    wrong = paper().rotate(turn, expand=True)
    made, _ = taken(tmp_path, SheetPick(file_of(tmp_path, wrong, "a.png"), 1, turn))
    assert alike(shown(made), paper())


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_turned_from_how_it_is_shown(tmp_path: Path, turn: int) -> None:
    source = tmp_path / "stabel.pdf"
    source.write_bytes(scanned(paper().rotate(turn + 90, expand=True), rotate=90))
    made, _ = taken(tmp_path, SheetPick(str(source), 1, turn))
    assert alike(shown(made), paper())


@pytest.mark.parametrize(
    ("pixels", "dpi", "points"),
    [
        ((1240, 1754), (150, 150), (595, 842)),
        ((1728, 1145), (204, 98), (610, 841)),
        ((2480, 3508), (72, 72), (595, 842)),
        ((3508, 2480), None, (842, 595)),
        ((3000, 4000), (72, 72), (595, 794)),
        ((3508, 4961), (300, 300), (842, 1191)),
    ],
)
def test_the_sheet_has_its_size(
    tmp_path: Path, pixels: tuple[int, int], dpi: tuple[int, int] | None, points: tuple[int, int]
) -> None:
    """By the resolution that the file states, where a scanner could have stated it; else A4."""
    path = file_of(tmp_path, Image.new("L", pixels, 255), "a.png", **({"dpi": dpi} if dpi else {}))
    with pikepdf.open(BytesIO(whole(path))) as pdf:
        assert tuple(round(float(edge)) for edge in pdf.pages[0].mediabox[2:]) == points


def scanned(image: Image.Image, *, rotate: int = 0, pages: int = 1) -> bytes:
    """As scanners write: a JPEG over the page. With what they add besides, of other people too."""
    jpeg = BytesIO()
    image.save(jpeg, "JPEG", quality=90)
    with pikepdf.new() as pdf:
        pdf.docinfo["/Author"] = "Kari Nordmann"
        for _ in range(pages):
            pdf.add_blank_page(page_size=(image.width, image.height))
            page = pdf.pages[-1].obj
            stream = Stream(pdf, jpeg.getvalue())
            stream.Type, stream.Subtype, stream.Filter = Name.XObject, Name.Image, Name.DCTDecode
            stream.Width, stream.Height = image.size
            stream.ColorSpace, stream.BitsPerComponent, stream.Interpolate = Name.DeviceRGB, 8, True
            stream.Metadata = Stream(pdf, b"<x>Kari Nordmann</x>")
            font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
            page.Resources = Dictionary(XObject=Dictionary(Im=stream), Font=Dictionary(F0=font))
            text = b"/Artifact BMC BT 3 Tr /F0 12 Tf 20 20 Td (usynlig Nordmann) Tj ET EMC"
            page.Contents = Stream(pdf, b"q %d 0 0 %d 0 0 cm /Im Do Q %s" % (image.width, image.height, text))
            page.Rotate = rotate
            page.Thumb = Stream(pdf, b"thumb")
            page.PieceInfo = Dictionary(Prog=Dictionary(Private=String("Nordmann")))
            page.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("app.alert('Nordmann')")))
            link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), Contents=String("Nordmann"))
            page.Annots = Array([pdf.make_indirect(link)])
        return saved(pdf)


def test_a_scanned_page_leaves_everything_but_its_picture_behind(tmp_path: Path) -> None:
    source = tmp_path / "stabel.pdf"
    source.write_bytes(scanned(paper(), pages=3))
    made, told = taken(tmp_path, SheetPick(str(source), 2), SheetPick(str(source), 1))
    assert faults(made, "2b") == ()
    assert (told.decoded, told.redrawn, told.missing) == ((), (), ())
    with pikepdf.open(source) as pdf:
        data = pdf.pages[1].obj.Resources.XObject.Im.read_raw_bytes()
    assert pictures(made) == [("DCTDecode", data)] * 2
    with pikepdf.open(BytesIO(made)) as pdf:
        kept = b"".join(
            one.read_bytes() if isinstance(one, Stream) and "/Width" not in one else b"" for one in pdf.objects
        )
        assert b"Nordmann" not in made + kept
        assert not {"/Annots", "/AA", "/Thumb", "/PieceInfo"} & set(pdf.pages[0].obj.keys())
        assert "/JavaScript" not in str(pdf.Root)


def test_the_same_sheets_always_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.pdf", tmp_path / "b.pdf"
    first.write_bytes(scanned(paper(), pages=3))
    with pikepdf.open(first) as pdf:
        pdf.docinfo["/Title"] = "Et annet navn"
        pdf.save(second)
    one = taken(tmp_path, SheetPick(str(first), 1), SheetPick(str(first), 3), name="1.pdf")
    other = taken(tmp_path, SheetPick(str(second), 1), SheetPick(str(second), 3), name="2.pdf")
    assert one[0] == other[0]
    assert one[1].digest == other[1].digest


def test_no_time_is_told(tmp_path: Path) -> None:
    made, _ = taken(tmp_path, SheetPick(file_of(tmp_path, paper(), "a.png"), 1))
    assert b"Date" not in made


def test_lzw_is_unpacked_without_loss(tmp_path: Path) -> None:
    """PDF/A does not know LZW."""
    with Image.open(file_of(tmp_path, paper(), "a.tif", compression="tiff_lzw", strip_size=1 << 30)) as image:
        start, length = image.tag_v2[273][0], image.tag_v2[279][0]  # type: ignore[attr-defined]
        predictor = image.tag_v2.get(317, 1)  # type: ignore[attr-defined]
    data = (tmp_path / "a.tif").read_bytes()[start : start + length]
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(620, 877))
        stream = Stream(pdf, data)
        stream.Type, stream.Subtype, stream.Filter = Name.XObject, Name.Image, Name.LZWDecode
        stream.DecodeParms = Dictionary(Predictor=predictor, Colors=3, BitsPerComponent=8, Columns=620)
        stream.Width, stream.Height, stream.ColorSpace, stream.BitsPerComponent = 620, 877, Name.DeviceRGB, 8
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=stream))
        pdf.pages[0].obj.Contents = Stream(pdf, b"q 620 0 0 877 0 0 cm /Im Do Q")
        (tmp_path / "lzw.pdf").write_bytes(saved(pdf))
    made = whole(str(tmp_path / "lzw.pdf"))
    assert faults(made, "2b") == ()
    assert [kind for kind, _ in pictures(made)] == ["FlateDecode"]
    assert same(stored(made), paper())


@pytest.mark.parametrize("indexed", [False, True])
def test_cmyk_gets_a_profile(tmp_path: Path, indexed: bool) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        data = bytes([0, 1] * 2) if indexed else bytes([0, 0, 0, 0, 255, 0, 0, 0] * 2)
        stream = Stream(pdf, data)
        table = String(bytes([0, 0, 0, 0, 255, 0, 0, 0]))
        stream.Type, stream.Subtype, stream.Width, stream.Height = Name.XObject, Name.Image, 2, 2
        stream.ColorSpace = Array([Name.Indexed, Name.DeviceCMYK, 1, table]) if indexed else Name.DeviceCMYK
        stream.BitsPerComponent = 8
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(Im=stream))
        pdf.pages[0].obj.Contents = Stream(pdf, b"q 200 0 0 200 0 0 cm /Im Do Q")
        (tmp_path / "cmyk.pdf").write_bytes(saved(pdf))
    made = whole(str(tmp_path / "cmyk.pdf"))
    assert faults(made, "2b") == ()
    left, right = (shown(made, wide=200).getpixel((x, 20)) for x in (20, 180))
    assert left == pytest.approx((255, 255, 255), abs=3)
    assert right == pytest.approx((0, 255, 255), abs=60), "cyan"


def test_a_mask_over_a_background_keeps_both(tmp_path: Path) -> None:
    """MRC, as scanners with «compact PDF» write it: a coarse background, a colour, and a fine mask."""
    jpeg = BytesIO()
    paper().resize((155, 219)).save(jpeg, "JPEG")
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(620, 877))
        back = Stream(pdf, jpeg.getvalue())
        back.Type, back.Subtype, back.Filter = Name.XObject, Name.Image, Name.DCTDecode
        back.Width, back.Height, back.ColorSpace, back.BitsPerComponent = 155, 219, Name.DeviceRGB, 8
        mask = Stream(pdf, two_tone().tobytes())
        mask.Type, mask.Subtype, mask.ImageMask, mask.BitsPerComponent = Name.XObject, Name.Image, True, 1
        mask.Width, mask.Height = 620, 877
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(B=back, M=mask))
        pdf.pages[0].obj.Contents = Stream(pdf, b"q 620 0 0 877 0 0 cm /B Do 0.1 0.2 0.9 rg /M Do Q")
        (tmp_path / "mrc.pdf").write_bytes(saved(pdf))
    made = whole(str(tmp_path / "mrc.pdf"))
    assert faults(made, "2b") == ()
    assert alike(shown(made), shown((tmp_path / "mrc.pdf").read_bytes()))


def test_a_page_of_text_among_the_pictures_is_drawn(tmp_path: Path) -> None:
    """A letter that was merged into the pile as a file."""
    (tmp_path / "brev.pdf").write_bytes(text_pdf("Kjære Kari"))
    (tmp_path / "skann.pdf").write_bytes(scanned(paper()))
    picks = SheetPick(str(tmp_path / "skann.pdf"), 1), SheetPick(str(tmp_path / "brev.pdf"), 1)
    made, told = taken(tmp_path, *picks)
    assert told.redrawn == (2,)
    assert faults(made, "2b") == ()
    document = pypdfium2.PdfDocument(made)
    assert "Kjære Kari" in document[1].get_textpage().get_text_bounded()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (text_pdf("Hei"), "broken"),
        (form_pdf("Kari", appearance=True), "broken"),
        (encrypted_pdf("x"), "broken"),
        (text_pdf(pages=11), "too_long"),
        (b"junk", "broken"),
        (b"", "broken"),
        (b"\xff\xd8\xff\xe0 cut", "broken"),
        (b"\x89PNG\r\n\x1a\n", "broken"),
    ],
)
def test_what_is_no_file_of_pictures(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises(NoPictures, match=reason):
        whole(str(tmp_path / "x"))


def test_a_note_on_a_scan_is_not_lost(tmp_path: Path) -> None:
    source = tmp_path / "a.pdf"
    source.write_bytes(scanned(paper()))
    with pikepdf.open(source, allow_overwriting_input=True) as pdf:
        stamp = Stream(pdf, b"1 0 0 rg 0 0 99 99 re f")
        stamp.Type, stamp.Subtype, stamp.BBox = Name.XObject, Name.Form, Array([0, 0, 99, 99])
        note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([300, 300, 399, 399]), F=4)
        note.AP = Dictionary(N=pdf.make_indirect(stamp))
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(note))
        pdf.save(source)
    with pytest.raises(NoPictures):
        whole(str(source))
    made, told = taken(tmp_path, SheetPick(str(source), 1))
    assert told.redrawn == (1,)
    assert shown(made).getpixel((350, 877 - 350)) == pytest.approx((255, 0, 0), abs=4)


def test_a_picture_of_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    out = BytesIO()
    Image.new("1", (1, 1)).save(out, "GIF")
    header = bytearray(out.getvalue())
    header[6:10] = (60_000).to_bytes(2, "little") * 2
    (tmp_path / "bombe.gif").write_bytes(bytes(header))
    with pytest.raises(NoPictures, match="broken"):
        whole(str(tmp_path / "bombe.gif"))


def test_a_sheet_that_cannot_be_had_leaves_an_empty_page(tmp_path: Path) -> None:
    frames = [paper().convert("L"), paper().convert("L")]
    path = file_of(tmp_path, frames[0], "a.tif", save_all=True, append_images=frames[1:])
    (tmp_path / "junk.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut")
    made, told = taken(tmp_path, SheetPick(path, 2), SheetPick(str(tmp_path / "junk.jpg"), 1), SheetPick(path, 9))
    assert told.missing == (2, 3)
    assert faults(made, "2b") == ()
    with pikepdf.open(BytesIO(made)) as pdf:
        assert len(pdf.pages) == 3


def test_a_tiff_has_a_page_for_each_picture(tmp_path: Path) -> None:
    frames = [Image.new("L", (300, 400), level) for level in (0, 128, 255)]
    path = file_of(tmp_path, frames[0], "a.tif", save_all=True, append_images=frames[1:])
    made = whole(path)
    assert [shown(made, number).getpixel((9, 9)) for number in range(3)] == [(level,) * 3 for level in (0, 128, 255)]
    with pytest.raises(NoPictures, match="too_long"):
        whole_file(path, title="x", language="nb", max_pages=2)


def test_a_target_is_never_written_over(tmp_path: Path) -> None:
    path = file_of(tmp_path, paper(), "a.png")
    (tmp_path / "ut.pdf").write_bytes(b"another's")
    with pytest.raises(FileExistsError):
        extract([ExtractOrder((SheetPick(path, 1),), str(tmp_path / "ut.pdf"), "x", "nb")])


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="no qpdf program on this system")
def test_the_file_is_whole(tmp_path: Path) -> None:
    source = tmp_path / "stabel.pdf"
    source.write_bytes(scanned(paper()))
    picks = [SheetPick(str(source), 1), SheetPick(file_of(tmp_path, two_tone(), "a.tif", compression="group4"), 1)]
    taken(tmp_path, *picks)
    done = subprocess.run(["qpdf", "--check", str(tmp_path / "ut.pdf")], capture_output=True, check=True)
    assert b"WARNING" not in done.stderr


def test_a_pdf_by_img2pdf(tmp_path: Path) -> None:
    pytest.importorskip("img2pdf")
    jpeg = file_of(tmp_path, paper(), "a.jpg", dpi=(75, 75))
    fax = file_of(tmp_path, two_tone(), "b.tif", compression="group4", dpi=(75, 75))
    subprocess.run([sys.executable, "-m", "img2pdf", jpeg, fax, "-o", str(tmp_path / "c.pdf")], check=True)
    made = whole(str(tmp_path / "c.pdf"))
    assert faults(made, "2b") == ()
    assert pictures(made)[0] == ("DCTDecode", Path(jpeg).read_bytes())
    assert same(stored(made, 1), two_tone())
