"""Pictures of a received file for the person who must look at it: sides with fields framed, and crops of fields.

``picture`` is a task for a worker process: the file is a stranger's. PDFs are drawn by PDFium, scanned ones too, and
photos and TIFF opened by Pillow. What PDFium does is told in ``pdf_view``: annotations are flattened before drawing, so
that what forms hold is seen as a print shows it. PNG is written with few colours: scanner noise in full colour makes
files ten times as large, and nothing that a person looks for is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import raw

from dokumentverk.engines.scan_extra import scan_extra_is_here
from dokumentverk.model.layout import Box

CROP_DPI = 200
SIDE_DPI = 110
MOST_SIDES = 24
MOST_CROPS = 150
_MOST_PIXELS = 8_000_000
"""Of a side while it is cut up; a larger one is drawn coarser."""
_COLOURS = 64
_SHADES = 16
_SHADE_OF = [(level * (_SHADES - 1) + 127) // 255 for level in range(256)]
_ROOM = Box(0, 8.0, 22.0, 8.0, 6.0)
"""Points around a field's box in its crop: above it stands its label."""
_FRAME = (200, 30, 30)
_HEAD = 1024


@dataclass(frozen=True, slots=True)
class Framed:
    """A field to be framed on its side, with what stands beside the frame: its printed number."""

    box: Box
    mark: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """PNG files. ``sides`` are those with a framed field or asked for, by number from 1; ``crops`` answer the boxes in
    their order, empty for one that could not be made."""

    sides: tuple[tuple[int, bytes], ...]
    crops: tuple[bytes, ...]


def picture(path: str, boxes: tuple[Box, ...], framed: tuple[Framed, ...], whole: tuple[int, ...] = ()) -> Pictures:
    """Crops of ``boxes``, and the sides that ``framed`` lie on and the ``whole`` ones; points of the received side as
    displayed.

    What cannot be opened or drawn has no picture; never raises for content.
    """
    boxes = boxes[:MOST_CROPS]
    wanted = sorted({one.page for one in boxes} | {one.box.page for one in framed} | {*whole})[:MOST_SIDES]
    sides: list[tuple[int, bytes]] = []
    crops: dict[int, bytes] = {}
    for number, side in _sides(path, wanted):
        for index, box in enumerate(boxes):
            if box.page == number:
                crops[index] = _crop(side, box)
        marked = [one for one in framed if one.box.page == number]
        if marked or number in whole:
            sides.append((number, _framed(side, marked)))
    return Pictures(tuple(sides), tuple(crops.get(index, b"") for index in range(len(boxes))))


def cut(path: str, boxes: tuple[Box, ...]) -> tuple[bytes, ...]:
    """Greyscale PNG at 200 dpi of each of ``boxes`` with its label, in 16 shades: handwriting stays legible, and the
    whole side lies beside it. Empty for one that could not be made; never raises for content. The same file and boxes
    give the same bytes.
    """
    found: dict[int, bytes] = {}
    wanted = sorted({one.page for one in boxes[:MOST_CROPS]})[:MOST_SIDES]
    for number, side in _sides(path, wanted):
        for index, box in enumerate(boxes[:MOST_CROPS]):
            pixels = side.pixels(box, _ROOM) if box.page == number else None
            if pixels is not None:
                found[index] = _grey_png(side.image.crop(pixels))
    return tuple(found.get(index, b"") for index in range(len(boxes)))


@dataclass(frozen=True, slots=True)
class _Side:
    """``size`` in points as displayed."""

    image: Image.Image
    size: tuple[float, float]

    def pixels(self, box: Box, room: Box | None = None) -> tuple[int, int, int, int] | None:
        """Left, top, right, bottom within the picture; None for a box that lies outside it."""
        across, down = self.image.width / self.size[0], self.image.height / self.size[1]
        add = room or Box(0, 0.0, 0.0, 0.0, 0.0)
        left, right = max(0, int((box.left - add.left) * across)), int((box.right + add.right) * across) + 1
        top, bottom = max(0, int((box.top - add.top) * down)), int((box.bottom + add.bottom) * down) + 1
        right, bottom = min(right, self.image.width), min(bottom, self.image.height)
        return (left, top, right, bottom) if right - left > 1 and bottom - top > 1 else None


def _sides(path: str, wanted: Sequence[int]) -> Iterator[tuple[int, _Side]]:
    with Path(path).open("rb") as file:
        is_pdf = b"%PDF-" in file.read(_HEAD)
    if is_pdf:
        yield from _pdf_sides(path, wanted)
    elif scan_extra_is_here():
        yield from _photo_sides(path, wanted)


def _pdf_sides(path: str, wanted: Sequence[int]) -> Iterator[tuple[int, _Side]]:
    try:
        document = pypdfium2.PdfDocument(Path(path).read_bytes())
    except pypdfium2.PdfiumError:
        return
    try:
        for number in wanted:
            if 1 <= number <= len(document):
                try:
                    side = _drawn(document, number)
                except pypdfium2.PdfiumError:
                    continue
                yield number, side
    finally:
        document.close()


def _drawn(document: pypdfium2.PdfDocument, number: int) -> _Side:
    page = document[number - 1]
    try:
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    finally:
        page.close()
    page = document[number - 1]
    try:
        width, height = (max(1.0, one) for one in page.get_size())
        scale = min(CROP_DPI / 72, (_MOST_PIXELS / (width * height)) ** 0.5)
        image: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        return _Side(image.convert("RGB"), (width, height))
    finally:
        page.close()


def _photo_sides(path: str, wanted: Sequence[int]) -> Iterator[tuple[int, _Side]]:
    from dokumentverk.engines.scan_photo import PhotoFile
    from dokumentverk.engines.scan_sheet import SheetTrouble

    try:
        photo = PhotoFile(path)
    except SheetTrouble:
        return
    try:
        for number in wanted:
            if 1 <= number <= photo.count:
                try:
                    size = photo.facts(number).size
                    limit = max(1, round(max(size) * CROP_DPI / 72))
                    side = _Side(photo.picture(number, longest=min(limit, 4000)), size)
                except SheetTrouble:
                    continue
                yield number, side
    finally:
        photo.close()


def _crop(side: _Side, box: Box) -> bytes:
    cut = side.pixels(box, _ROOM)
    return b"" if cut is None else _png(side.image.crop(cut))


def _framed(side: _Side, framed: Sequence[Framed]) -> bytes:
    """The side at 110 dpi. The number stands on the frame's right end: labels stand on the left."""
    longest = min(round(max(side.size) * SIDE_DPI / 72), 4000)
    image = side.image.copy()
    image.thumbnail((longest, longest))
    small = _Side(image, side.size)
    draw = ImageDraw.Draw(image)
    letters = max(11, image.height // 85)
    font = ImageFont.load_default(size=letters)
    for one in framed:
        at = small.pixels(one.box, Box(0, 2.0, 2.0, 2.0, 2.0))
        if at is None:
            continue
        draw.rectangle(at, outline=_FRAME, width=3)
        left, top = max(0, at[2] - int(draw.textlength(one.mark, font)) - 8), max(0, at[1] - letters - 5)
        draw.rectangle((left, top, at[2], top + letters + 6), fill=_FRAME)
        draw.text((left + 4, top + 1), one.mark, fill=(255, 255, 255), font=font)
    return _png(image)


def _grey_png(image: Image.Image) -> bytes:
    """Pillow writes no PNG of four bits a pixel but for palettes: here one of sixteen greys."""
    shades = image.convert("L").point(_SHADE_OF)
    shades.putpalette([level for number in range(_SHADES) for level in (number * 17,) * 3])
    out = BytesIO()
    shades.save(out, "PNG", bits=4, optimize=True)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    out = BytesIO()
    few = image.convert("RGB").quantize(_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()
