"""What the pages of a PDF show beside annotations and fields, against the picture of the blank: what was added, and
what is gone. PDFium and Pillow; runs in a worker process.

What was measured on our forms through 22 fillers and 10 programs that flatten: fillers, qpdf, pdftk, PDFium, cairo and
MuPDF leave every pixel outside the fields as it was. Ghostscript sets single words a pixel off (it rounds
coordinates), or all of them when it scales the page. LibreOffice Draw sets all text anew in another font. So three
measures: pixel by pixel with room for a pixel, where most of the print is exactly in its place; with more room for a
page that was scaled; and where all is set anew, only what a line of text cannot be.

A picture shows nothing of a page that was set anew: ``pdf_view_lines`` asks the page's text as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from dokumentverk.engines.pdf_read_form import PageFrame, Refused
from dokumentverk.engines.pdf_view_lines import Change, Changed, Matrix, Sheet, unsaid, words_added
from dokumentverk.model.layout import Box

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_SCALE = 2.0
_MOST_PIXELS = 8_000_000
_DARK = 150
_PALE = 215
_EXACT = 16
"""Grey levels between two renderings of the same drawing by the same library."""
_SEEN = 28
"""Grey levels of a stroke against its ground: pure yellow on white has 29."""
_SHARP = 0.9
"""Share of the blank's dark pixels that are exactly the same where the print was not set anew."""
_TILE = 12
"""Pixels: the side of the squares in which changes are counted, six points."""
_JITTER = 2
"""Pixels by which Ghostscript's rounding moves a word."""
_ANEW = 5
"""Pixels around a stroke in which it may stand when all was set anew."""
_LEAST = 0.5
"""Square points of change that count: a full stop of 7 pt."""
_BLURRED = 0.01
"""Share of strays in the print that a page drawn in another size has at most."""
_STILL = 0.25
"""Share of a line's dark pixels that another font leaves at least."""
_AS_GOOD_AS = 0.003
"""Scale, and points of shift, that are the rounding of a fit."""


def compare_print(
    path: str, frames: tuple[PageFrame, ...], sheets: tuple[Sheet, ...], blank: bytes
) -> tuple[Changed, ...] | Refused:
    """The changes on ``sheets``, by page. Refused code: FILE_BROKEN when PDFium cannot open what another reader
    could."""
    pictures = _blank_pictures(blank)
    by_number = {frame.number: frame for frame in frames}
    found: list[Changed] = []
    try:
        document = pypdfium2.PdfDocument(Path(path).read_bytes())
    except pypdfium2.PdfiumError:
        return Refused("FILE_BROKEN")
    try:
        for sheet in sheets:
            ours = pictures[sheet.number - 1]
            frame = by_number[sheet.page]
            theirs = _laid_on(ours, _picture(document, frame), sheet.matrix)
            seen = tuple(changes(ours, theirs, sheet))
            found += seen
            if any(one.change is Change.ANEW for one in seen):
                found += words_added(document, frame, sheet)
            # Of a line the later word counts: what stands in its place.
            found += unsaid(document, frame, sheet)
    except pypdfium2.PdfiumError:
        return Refused("FILE_BROKEN")
    finally:
        document.close()
    return tuple(found)


@lru_cache(maxsize=8)
def _blank_pictures(blank: bytes) -> tuple[Image.Image, ...]:
    """A worker reads many returns of the same form."""
    document = pypdfium2.PdfDocument(blank)
    try:
        sizes = [document.get_page_size(at) for at in range(len(document))]
        frames = [PageFrame(at, (0.0, 0.0, *size), 0) for at, size in enumerate(sizes, start=1)]
        return tuple(_picture(document, frame)[0] for frame in frames)
    finally:
        document.close()


def _picture(document: pypdfium2.PdfDocument, frame: PageFrame) -> tuple[Image.Image, float]:
    """The page's own content in grey, without any annotation, and its pixels a point."""
    scale = min(_SCALE, (_MOST_PIXELS / max(1.0, frame.width * frame.height)) ** 0.5)
    page = document[frame.number - 1]
    try:
        bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False, draw_annots=False)
        return bitmap.to_pil(), scale
    finally:
        page.close()


_TURNS = {
    None: (1.0, 0.0, 0.0, 1.0),
    Image.Transpose.ROTATE_90: (0.0, -1.0, 1.0, 0.0),
    Image.Transpose.ROTATE_180: (-1.0, 0.0, 0.0, -1.0),
    Image.Transpose.ROTATE_270: (0.0, 1.0, -1.0, 0.0),
}
"""How a picture is turned upright, by the linear part of the matrix that laid the blank on it."""


def _laid_on(ours: Image.Image, theirs: tuple[Image.Image, float], matrix: Matrix) -> Image.Image:
    picture, scale = theirs
    for turn, linear in _TURNS.items():
        if scale == _SCALE and all(abs(a - b) <= _AS_GOOD_AS for a, b in zip(matrix[:4], linear, strict=True)):
            upright = picture if turn is None else picture.transpose(turn)
            width, height = (side / _SCALE for side in upright.size)
            left, top = _corner(linear, width, height)
            if abs(matrix[4] - left) < 1 and abs(matrix[5] - top) < 1:
                canvas = Image.new("L", ours.size, 255)
                canvas.paste(upright)
                return canvas
    a, b, c, d, e, f = matrix
    shrink = scale / _SCALE
    inverse = (a * shrink, b * shrink, e * scale, c * shrink, d * shrink, f * scale)
    return picture.transform(
        ours.size, Image.Transform.AFFINE, inverse, resample=Image.Resampling.BICUBIC, fillcolor=255
    )


def _corner(linear: tuple[float, float, float, float], width: float, height: float) -> tuple[float, float]:
    """Where the upright page's upper left corner lies on the page as displayed."""
    a, b, c, d = linear
    return (width if a < 0 else height if b < 0 else 0.0), (height if d < 0 else width if c < 0 else 0.0)


def changes(ours: Image.Image, theirs: Image.Image, sheet: Sheet) -> Iterator[Changed]:
    """Both pictures are grey, of one size, two pixels a point, and lie alike."""
    free = _free(ours.size, sheet.masks)
    difference = ImageChops.multiply(ImageChops.difference(ours, theirs), free)
    if not any(difference.histogram()[_EXACT + 1 :]):
        return
    dark = ImageChops.multiply(_at_most(ours, _DARK), free)
    if _count(ImageChops.multiply(dark, _at_most(difference, _EXACT))) >= _SHARP * _count(dark):
        clusters = _exact_clusters(ours, theirs, difference)
    else:
        strays = {
            Change.ADDED: ImageChops.multiply(_beyond(theirs, ours, _JITTER), free),
            Change.GONE: ImageChops.multiply(_beyond(ours, theirs, _JITTER), free),
        }
        clusters = _stray_clusters(strays)
        if sum(map(_count, strays.values())) > _BLURRED * _count(dark):
            yield Changed(sheet.page, Change.ANEW, Box(sheet.number, 0, 0, *(side / _SCALE for side in ours.size)), 0.0)
            clusters = _clusters_anew(ours, theirs, free, sheet)
    for change, (left, top, right, bottom), pixels in clusters:
        area = pixels / _SCALE**2
        if area >= _LEAST:
            box = Box(sheet.number, left / _SCALE, top / _SCALE, right / _SCALE, bottom / _SCALE)
            yield Changed(sheet.page, change, box, area)


def _free(size: tuple[int, int], masks: Iterable[Box]) -> Image.Image:
    free = Image.new("L", size, 255)
    pen = ImageDraw.Draw(free)
    for box in masks:
        pen.rectangle([edge * _SCALE for edge in (box.left, box.top, box.right, box.bottom)], fill=0)
    return free


def _at_most(picture: Image.Image, grey: int) -> Image.Image:
    return picture.point([255] * (grey + 1) + [0] * (255 - grey))


Cluster: TypeAlias = tuple[Change, tuple[int, int, int, int], float]
"""(change, (left, top, right, bottom) in pixels, changed pixels)."""


def _exact_clusters(ours: Image.Image, theirs: Image.Image, difference: Image.Image) -> Iterator[Cluster]:
    """Every difference counts, however pale, but for words that stand a pixel off: nothing there is darker than all
    that stood around it."""
    seen = ImageChops.invert(_at_most(difference, _SEEN))
    for change, ink, room in ((Change.ADDED, theirs, ours), (Change.GONE, ours, theirs)):
        darker = ImageChops.invert(_at_most(ImageChops.subtract(room, ink), _SEEN))
        for box, _ in _clusters(ImageChops.multiply(seen, darker)):
            left, top, right, bottom = box[0] - _JITTER, box[1] - _JITTER, box[2] + _JITTER, box[3] + _JITTER
            around = room.crop((left, top, right, bottom)).filter(ImageFilter.MinFilter(2 * _JITTER + 1))
            paler = ImageChops.subtract(around, ink.crop((left, top, right, bottom)))
            stray = ImageChops.invert(_at_most(paler, _SEEN)).crop(
                (_JITTER, _JITTER, right - left - _JITTER, bottom - top - _JITTER)
            )
            stray = ImageChops.multiply(stray, seen.crop(box))
            if (tight := stray.getbbox()) is not None:
                where = (box[0] + tight[0], box[1] + tight[1], box[0] + tight[2], box[1] + tight[3])
                yield change, where, _count(stray)


def _stray_clusters(strays: dict[Change, Image.Image]) -> Iterator[Cluster]:
    """A page drawn in another size: the same letters, blurred."""
    for change, picture in strays.items():
        for box, pixels in _clusters(picture):
            yield change, box, pixels


def _clusters_anew(ours: Image.Image, theirs: Image.Image, free: Image.Image, sheet: Sheet) -> Iterator[Cluster]:
    """Beside the lines of text what is there and was not, or the other way round; of a line whether it is there."""
    texts = [_widened(box) for box in (*sheet.lines, *sheet.masks)]
    beside = ImageChops.multiply(free, _free(ours.size, texts))
    for change, ink, room in ((Change.ADDED, theirs, ours), (Change.GONE, ours, theirs)):
        for box, pixels in _clusters(ImageChops.multiply(_beyond(ink, room, _ANEW), beside)):
            yield change, box, pixels
    was, still = _at_most(ours, _DARK), _at_most(theirs, _DARK)
    for line in sheet.lines:
        left, top, right, bottom = (int(edge * _SCALE) for edge in (line.left, line.top, line.right, line.bottom))
        box = (left, top - 1, right + 1, bottom + 1)
        pixels = _count(was.crop(box))
        if _count(still.crop(box)) < _STILL * pixels:
            yield Change.GONE, box, pixels


def _widened(line: Box) -> Box:
    """Room for another font."""
    right = line.right + 4 + 0.35 * (line.right - line.left)
    return Box(line.page, line.left - 4, line.top - 4, right, line.bottom + 4)


def _beyond(ink: Image.Image, room: Image.Image, reach: int) -> Image.Image:
    """Dark pixels of ``ink`` farther than ``reach`` from anything in ``room``."""
    near = _at_most(room, _PALE).filter(ImageFilter.BoxBlur(reach)).point([0] + [255] * 255)
    return ImageChops.subtract(_at_most(ink, _DARK), near)


def _count(picture: Image.Image) -> int:
    return int(picture.histogram()[255])


def _clusters(picture: Image.Image) -> Iterator[tuple[tuple[int, int, int, int], float]]:
    """Connected squares with changed pixels (255), and how many."""
    if picture.getbbox() is None:
        return
    across, down = -(-picture.width // _TILE), -(-picture.height // _TILE)
    padded = Image.new("L", (across * _TILE, down * _TILE))
    padded.paste(picture)
    shares = padded.reduce(_TILE).tobytes()
    pending = {at for at, share in enumerate(shares) if share}
    while pending:
        group = [pending.pop()]
        for at in group:
            near = {at + dx + dy * across for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & pending
            group += near
            pending -= near
        columns, rows = [at % across for at in group], [at // across for at in group]
        left, top = min(columns) * _TILE, min(rows) * _TILE
        right = min((max(columns) + 1) * _TILE, picture.width)
        bottom = min((max(rows) + 1) * _TILE, picture.height)
        part = picture.crop((left, top, right, bottom))
        tight = part.getbbox() or (0, 0, right - left, bottom - top)
        yield (left + tight[0], top + tight[1], left + tight[2], top + tight[3]), _count(part)
