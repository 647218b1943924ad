"""Pictures of paper as PDF takes them, pixel for pixel as they came: JPEG data, PNG data and fax data go over as they
stand; anything else is decoded and deflated, which loses nothing.

What the formats and Pillow do:

- JPEG: PDF knows baseline, extended and progressive frames (SOF 0 to 2); Adobe's CMYK is stored inverted; a viewer
  turns nothing by EXIF.
- PNG: the data chunks of a picture that is not interlaced are a Flate stream with PNG predictors, as PDF has them.
- TIFF: a G4 page in one strip is CCITT data (bits reversed where FillOrder is 2); one in several strips is coded anew,
  by G4 too. JPEG in TIFF keeps its tables apart. Pillow turns a TIFF when it loads its pixels.
- HEIC, AVIF and WebP have no place in PDF: they are decoded once. ``Picture.decoded`` tells of it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from PIL import Image, TiffImagePlugin

from dokumentverk.engines.icc import fits
from dokumentverk.engines.scan_cut import tiff_pages

Colour: TypeAlias = Literal["grey", "rgb", "cmyk"]

KINDS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000", "HEIF", "AVIF")
_COLOURS: dict[int, Colour] = {1: "grey", 3: "rgb", 4: "cmyk"}
_CHANNELS: dict[Colour, int] = {"grey": 1, "rgb": 3, "cmyk": 4}
_MOST_PIXELS = 300_000_000
"""Beyond it nothing is decoded: a page of A3 at 1,200 dpi has fewer."""
_A4 = (595.28, 841.89)
_SMALLEST, _LARGEST = 250.0, 1300.0
"""Points of a sheet's longer side that a file's resolution is believed for: A6 to A3 and a little more."""
_FAULTS = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, RuntimeError, struct.error)
_ORIENTATION = 0x0112
_TURNED = ("TIFF", "HEIF", "AVIF")
"""Kinds that Pillow and libheif turn themselves when they unpack them; a TIFF's data that are kept tell their own."""


class PictureBroken(Exception):
    """The picture cannot be had: damaged, or declared larger than any sheet."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One image XObject. ``content`` is what stands in the stream; ``filter`` and ``parameters`` are PDF names.

    ``size`` is the sheet in points as displayed, ``orientation`` EXIF's (1 to 8), still to be done. ``palette`` are RGB
    triples. ``alpha`` is a soft mask. ``decoded``: picture data of a coder with losses were unpacked; the pixels are
    the same, the coded data are not kept.
    """

    width: int
    height: int
    content: bytes
    filter: str
    parameters: tuple[tuple[str, int], ...] = ()
    colour: Colour = "grey"
    bits: int = 8
    palette: bytes | None = None
    profile: bytes | None = None
    inverted: bool = False
    alpha: Picture | None = None
    size: tuple[float, float] = _A4
    orientation: int = 1
    decoded: bool = False


class PictureFile:
    """An opened file of pictures; a TIFF has as many as pages, those that were cut off not counted. Raises
    PictureBroken. Pillow's own limit would refuse all pages of a TIFF for one: ours comes before decoding."""

    def __init__(self, path: str) -> None:
        self._content = Path(path).read_bytes()
        _know_heif(self._content)
        with broken():
            self._image = Image.open(BytesIO(self._content), formats=[one for one in KINDS if one in _opened()])
        pages = tiff_pages(self._content) if self._image.format == "TIFF" else None
        self._whole = pages.whole if pages is not None else (True,)
        self.count = len(self._whole)

    def picture(self, number: int) -> Picture:
        """From 1. Raises PictureBroken."""
        with broken():
            if not self._whole[number - 1]:
                raise PictureBroken
            self._image.seek(number - 1)
            if self._image.width * self._image.height > _MOST_PIXELS:
                raise PictureBroken
            turned = _known_orientation(self._image.getexif().get(_ORIENTATION, 1))
            match self._image.format:
                case "JPEG" | "MPO":
                    made = _jpeg(self._content)
                case "PNG":
                    made = _png(self._content)
                case "TIFF":
                    made = _tiff(self._image, self._content)
                case _:
                    made = None
            made = made or _decoded(self._image)
            if self._image.format not in _TURNED:
                made = replace(made, orientation=turned)
            profile = self._image.info.get("icc_profile")
            if isinstance(profile, bytes) and made.palette is None and fits(profile, _CHANNELS[made.colour]):
                made = replace(made, profile=profile)
            return replace(made, size=_paper(made, self._image.info.get("dpi")))


@contextmanager
def broken() -> Iterator[None]:
    """Foreign libraries' many faults of damaged pictures, as one."""
    limit = Image.MAX_IMAGE_PIXELS
    Image.MAX_IMAGE_PIXELS = None
    try:
        yield
    except _FAULTS:
        raise PictureBroken from None
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _opened() -> list[str]:
    Image.init()
    return list(Image.OPEN)


def _know_heif(content: bytes) -> None:
    if content[4:8] == b"ftyp":
        try:
            from pillow_heif import register_heif_opener
        except ImportError:
            return
        register_heif_opener()


def _paper(picture: Picture, dpi: object) -> tuple[float, float]:
    """Points, as displayed: by the resolution that the file states where a scanner could have it, else as on A4."""
    across, down = picture.width, picture.height
    turned = picture.orientation >= 5
    if isinstance(dpi, tuple) and len(dpi) == 2 and min(dpi) > 0:
        size = (across * 72 / float(dpi[0]), down * 72 / float(dpi[1]))
        if _SMALLEST <= max(size) <= _LARGEST:
            return (size[1], size[0]) if turned else size
    wide, high = (down, across) if turned else (across, down)
    paper = _A4 if high >= wide else (_A4[1], _A4[0])
    scale = min(paper[0] / wide, paper[1] / high)
    return wide * scale, high * scale


def _known_orientation(told: object) -> int:
    return told if isinstance(told, int) and told in range(1, 9) else 1


def _jpeg(content: bytes, *, transform: int | None = None) -> Picture | None:
    """None for frames that PDF does not know. ``transform`` is what to do with three channels without Adobe's word."""
    adobe: int | None = None
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == 0xFF or marker == 0x01 or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if marker == 0xEE and content[at + 4 : at + 9] == b"Adobe":
            adobe = content[at + 15]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            bits, height, width, channels = struct.unpack_from(">BHHB", content, at + 4)
            names = content[at + 10 : at + 10 + 3 * channels : 3]
            break
        at += 2 + length
    else:
        return None
    if marker > 0xC2 or bits != 8 or channels not in _COLOURS or not width or not height:
        return None
    if channels == 3 and adobe is None and transform is None and names == b"RGB":
        transform = 0
    return Picture(
        width,
        height,
        content,
        "DCTDecode",
        parameters=(("ColorTransform", transform),) if transform is not None and adobe is None else (),
        colour=_COLOURS[channels],
        inverted=channels == 4 and adobe is not None,
    )


def _png(content: bytes) -> Picture | None:
    """None where the data must be unpacked: interlaced, or transparent."""
    data, palette, head = [], None, None
    at = 8
    while at + 8 <= len(content):
        length, name = struct.unpack_from(">I4s", content, at)
        piece = content[at + 8 : at + 8 + length]
        match name:
            case b"IHDR":
                head = struct.unpack(">IIBBBBB", piece)
            case b"PLTE":
                palette = piece
            case b"tRNS":
                return None
            case b"IDAT":
                data.append(piece)
            case _:
                pass
        at += 12 + length
    if head is None or head[3] not in (0, 2, 3) or head[6] != 0 or not data:
        return None
    width, height, bits, kind = head[:4]
    colours = 3 if kind == 2 else 1
    parameters = (("Predictor", 15), ("Colors", colours), ("BitsPerComponent", bits), ("Columns", width))
    colour: Colour = "grey" if kind == 0 else "rgb"
    return Picture(
        width, height, b"".join(data), "FlateDecode", parameters, colour, bits, palette if kind == 3 else None
    )


def _tiff(image: Image.Image, content: bytes) -> Picture | None:
    """The data of a page as they stand, where PDF can take them so. None where they must be unpacked."""
    assert isinstance(image, TiffImagePlugin.TiffImageFile)
    tags = image.tag_v2
    starts, lengths = tags.get(273), tags.get(279)
    if starts is None or lengths is None or len(starts) != 1 or tags.get(277, 1) not in _COLOURS:
        return None
    strip = content[starts[0] : starts[0] + lengths[0]]
    width, height = int(tags[256]), int(tags[257])
    light = int(tags.get(262, 0))
    match tags.get(259):
        case 4 if int(tags.get(266, 1)) == 2 or light in (0, 1):
            if int(tags.get(266, 1)) == 2:
                strip = strip.translate(_REVERSED)
            parameters = [("K", -1), ("Columns", width), ("Rows", height)]
            parameters += [("BlackIs1", 1)] if light == 1 else []
            made = Picture(width, height, strip, "CCITTFaxDecode", tuple(parameters), bits=1)
        case 7:
            tables = bytes(tags.get(347, b""))
            whole = tables[:-2] + strip[2:] if tables else strip
            found = _jpeg(whole, transform=0 if light == 2 else None)
            if found is None or (found.width, found.height) != (width, height):
                return None
            made = found
        case _:
            return None
    return replace(made, orientation=_known_orientation(tags.get(274, 1)))


_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _decoded(image: Image.Image) -> Picture:
    """Pixel for pixel, deflated; two tones by G4."""
    if image.width * image.height > _MOST_PIXELS:
        raise PictureBroken
    lossy = image.format not in ("TIFF", "PNG", "BMP", "GIF") or _tags(image).get(259) in (6, 7)
    image.load()
    alpha = None
    if image.mode in ("LA", "RGBA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        alpha = _alpha(image.getchannel("A"))
        image = image.convert("RGB")
    made = _packed(image)
    return replace(made, alpha=alpha, decoded=lossy)


def _tags(image: Image.Image) -> TiffImagePlugin.ImageFileDirectory_v2:
    return image.tag_v2 if isinstance(image, TiffImagePlugin.TiffImageFile) else TiffImagePlugin.ImageFileDirectory_v2()


def _alpha(channel: Image.Image) -> Picture | None:
    return None if channel.getextrema() == (255, 255) else _packed(channel)


def _packed(image: Image.Image) -> Picture:
    match image.mode:
        case "1":
            return _g4(image)
        case "CMYK":
            packed = zlib.compress(image.tobytes(), 6)
            return Picture(image.width, image.height, packed, "FlateDecode", colour="cmyk")
        case "L" | "RGB" | "P" | "I;16" | "I;16B" | "I;16L":
            plain = image
        case "I":
            plain = image.convert("I;16")
        case "F":
            plain = image.convert("L")
        case _:
            plain = image.convert("RGB")
    out = BytesIO()
    plain.save(out, "PNG", compress_level=6, icc_profile=None)
    made = _png(out.getvalue())
    if made is None:
        raise PictureBroken
    return made


def _g4(image: Image.Image) -> Picture:
    out = BytesIO()
    image.save(out, "TIFF", compression="group4", tiffinfo={278: image.height}, strip_size=1 << 31)
    with Image.open(BytesIO(out.getvalue()), formats=["TIFF"]) as coded:
        made = _tiff(coded, out.getvalue())
    if made is None:
        raise PictureBroken
    return made
