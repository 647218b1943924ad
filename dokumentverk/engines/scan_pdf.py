"""Sheets in a PDF. A page that is one picture gives it as it is stored; any other page is drawn by PDFium.

Taking a JPEG out costs 0.3 ms (pikepdf) and its decoding 11 ms, drawing the page with PDFium 85 ms. pikepdf's
``read_bytes`` undoes Flate with its predictors, and fails for data that end early. CCITT data are given to Pillow in a
TIFF by pikepdf. JBIG2, JPEG 2000, CMYK, masks and inverted pictures are left to PDFium, which draws what viewers show.
Both look at declared sizes only when it is too late, so these are looked at first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Stream

from dokumentverk.engines.pdf_read import page_frame
from dokumentverk.engines.pdf_read_form import PageFrame
from dokumentverk.engines.scan_cut import is_cut_off, open_pdf
from dokumentverk.engines.scan_jpeg import jpeg_frame, jpeg_grey
from dokumentverk.engines.scan_page_content import Content, Laid, content_of
from dokumentverk.engines.scan_paper import Grey
from dokumentverk.engines.scan_sheet import (
    ENOUGH,
    Sheet,
    SheetTrouble,
    refuse_bombs,
    sheet_of,
    shrink_for,
)
from dokumentverk.model.scan import SheetFacts, Tone

PICTURE_SHARE = 0.8
"""Of the page that pictures cover on a scanned page: scanners crop, and some set a margin round what they saw."""
FEW_WORDS = 4
"""Showings of text that a scanner may add to its picture (a stamp with the time, a fax header)."""

_DRAWN = ENOUGH
_FINEST_DRAWN = 300 / 72
_OBLIQUE = 0.003
"""Slope from which a picture does not lie along the page's edges."""
_PARTS_OF_MASK = ("/SMask", "/Mask")
_FAULTS = (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError, AttributeError, OverflowError, OSError)
_GREY_SPACES = frozenset(("/DeviceGray", "/CalGray", "/G"))
_COLOUR_SPACES = frozenset(("/DeviceRGB", "/CalRGB", "/RGB"))


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """``only`` is the picture that alone makes the page; None when the page must be drawn."""

    frame: PageFrame
    content: Content
    only: Laid | None

    @property
    def is_picture(self) -> bool:
        """Dominated by pictures and without text that the eye sees; text below or above the picture that is invisible
        (OCR) does not count."""
        return _covered(self.content, self.frame) >= PICTURE_SHARE and self.content.shown <= FEW_WORDS


class PdfFile:
    """Fulfils ``SheetFile``. Raises SheetTrouble (SHEET_BROKEN, SHEET_CUT_OFF) or pikepdf.PasswordError when it cannot
    be opened. Of a file that was cut off before its list of pages, the pages that are still in it are sheets, and one
    more that is none: what follows is missing."""

    def __init__(self, path: str) -> None:
        self.is_cut_off = is_cut_off(path)
        found = open_pdf(path)
        if found is None:
            raise SheetTrouble("SHEET_CUT_OFF" if self.is_cut_off else "SHEET_BROKEN")
        self._pdf, self._source = found.pdf, found.source
        self.count = len(found.pdf.pages) + found.breaks_off
        self._drawing: pypdfium2.PdfDocument | None = None

    def close(self) -> None:
        if self._drawing is not None:
            self._drawing.close()
        self._pdf.close()

    @property
    def pdf(self) -> pikepdf.Pdf:
        return self._pdf

    def page(self, number: int) -> ScannedPage:
        """Raises SheetTrouble for a page whose content cannot be followed, or that declares too many pixels."""
        if number > len(self._pdf.pages):
            raise SheetTrouble("SHEET_BROKEN")
        try:
            page = self._pdf.pages[number - 1]
            frame = page_frame(number, page.obj)
            content = content_of(page)
            annotated = _is_annotated(page.obj)
        except _FAULTS:
            raise SheetTrouble("SHEET_BROKEN") from None
        for laid in content.pictures:
            refuse_bombs(laid.width, laid.height)
        single = content.pictures[0] if len(content.pictures) == 1 else None
        alone = single is not None and not content.shown and not content.drawn and not annotated
        return ScannedPage(frame, content, single if alone and single and _lies_straight(single, frame) else None)

    def facts(self, number: int) -> SheetFacts:
        return self._facts(self.page(number))

    def sheet(self, number: int, *, least: float) -> Sheet:
        page = self.page(number)
        facts = self._facts(page)
        if page.only is not None:
            stored = _stored_grey(page.only, least)
            if stored is not None:
                return sheet_of(number, facts, _displayed(stored, page.only, page.frame))
        return sheet_of(number, facts, self._drawn(page, facts, least))

    def _facts(self, page: ScannedPage) -> SheetFacts:
        size = (round(page.frame.width, 2), round(page.frame.height, 2))
        large = [one for one in page.content.pictures if one.area > 0.02 * size[0] * size[1]]
        if not page.is_picture or not large:
            return SheetFacts(0, 0, None, Tone.COLOUR, size)
        main = max(large, key=lambda one: one.width * one.height)
        tones = [_tone(one.stream) for one in large]
        tone = next((tone for tone in (Tone.COLOUR, Tone.GREY) if tone in tones), Tone.BILEVEL)
        return SheetFacts(main.width, main.height, round(min(_per_point(main)) * 72, 1), tone, size)

    def _drawn(self, page: ScannedPage, facts: SheetFacts, least: float) -> Grey:
        """By PDFium, at the finest picture's own resolution, within limits."""
        finest = max((min(_per_point(one)) for one in page.content.pictures if one.area > 0), default=_DRAWN)
        scale = max(min(finest if page.is_picture else _DRAWN, _FINEST_DRAWN, 2 * least), 0.5)
        refuse_bombs(round(facts.size[0] * scale), round(facts.size[1] * scale))
        try:
            if self._drawing is None:
                self._drawing = pypdfium2.PdfDocument(self._source)
            drawn = self._drawing[page.frame.number - 1]
            try:
                picture = drawn.render(scale=scale, grayscale=True, may_draw_forms=False).to_numpy()
            finally:
                drawn.close()
        except (pypdfium2.PdfiumError, IndexError, ValueError):
            raise SheetTrouble("SHEET_BROKEN") from None
        return np.array(picture.reshape(picture.shape[:2]), np.uint8, order="C")


def _is_annotated(page: Object) -> bool:
    """Stamps and notes drawn on the page; what they are is PDFium's business."""
    annotations = page.get("/Annots")
    return isinstance(annotations, Array) and any(
        isinstance(one, Dictionary) and one.get("/Subtype") not in (Name.Link, Name.Popup) for one in annotations
    )


def _corners(laid: Laid, frame: PageFrame) -> tuple[tuple[float, float], tuple[float, float], tuple[float, float]]:
    """Where the picture's top left, top right and bottom left lie on the page as displayed."""
    a, b, c, d, e, f = laid.matrix

    def shown(x: float, y: float) -> tuple[float, float]:
        box = frame.displayed((a * x + c * y + e, b * x + d * y + f) * 2)
        return box.left, box.top

    return shown(0, 1), shown(1, 1), shown(0, 0)


def _lies_straight(laid: Laid, frame: PageFrame) -> bool:
    (x, y), right, below = _corners(laid, frame)
    along = (right[0] - x, right[1] - y)
    down = (below[0] - x, below[1] - y)
    straight = abs(along[1]) <= _OBLIQUE * abs(along[0]) and abs(down[0]) <= _OBLIQUE * abs(down[1])
    turned = abs(along[0]) <= _OBLIQUE * abs(along[1]) and abs(down[1]) <= _OBLIQUE * abs(down[0])
    return straight or turned


def _covered(content: Content, frame: PageFrame) -> float:
    """The part of the page under pictures: of strips the sum, each within the page; of layers at most all."""
    total = 0.0
    for laid in content.pictures:
        (x, y), right, below = _corners(laid, frame)
        xs = (x, right[0], below[0], right[0] + below[0] - x)
        ys = (y, right[1], below[1], right[1] + below[1] - y)
        wide = min(max(xs), frame.width) - max(min(xs), 0.0)
        high = min(max(ys), frame.height) - max(min(ys), 0.0)
        total += max(0.0, wide) * max(0.0, high)
    return min(1.0, total / max(1.0, frame.width * frame.height))


def _per_point(laid: Laid) -> tuple[float, float]:
    a, b, c, d, _, _ = laid.matrix
    return laid.width / max(1e-6, float(np.hypot(a, b))), laid.height / max(1e-6, float(np.hypot(c, d)))


def _filters(stream: Stream) -> tuple[str, ...]:
    told = stream.get("/Filter")
    if told is None:
        return ()
    return tuple(str(one) for one in told) if isinstance(told, Array) else (str(told),)


def _tone(stream: Stream | None) -> Tone:
    if stream is None:
        return Tone.COLOUR
    if int(stream.get("/BitsPerComponent", 8)) == 1 or bool(stream.get("/ImageMask", False)):
        return Tone.BILEVEL
    if "/DCTDecode" in _filters(stream):
        try:
            return Tone.GREY if jpeg_frame(stream.read_raw_bytes()).components == 1 else Tone.COLOUR
        except (SheetTrouble, *_FAULTS):
            return Tone.COLOUR
    return Tone.GREY if _components(stream) == 1 else Tone.COLOUR


def _components(stream: Stream) -> int | None:
    """Of a space whose numbers can be read as light: 1 or 3. None for all others (CMYK, indexed, Lab …)."""
    space = stream.get("/ColorSpace")
    if isinstance(space, Array) and len(space) == 2 and space[0] == Name.ICCBased:
        count = space[1].get("/N")
        return int(count) if count in (1, 3) else None
    name = str(space[0]) if isinstance(space, Array) and len(space) else str(space)
    return 1 if name in _GREY_SPACES else 3 if name in _COLOUR_SPACES else None


def _stored_grey(laid: Laid, least: float) -> Grey | None:
    """The picture as stored, in grey; None when it must be drawn. Raises SheetTrouble."""
    stream = laid.stream
    if stream is None or any(key in stream for key in _PARTS_OF_MASK) or "/Decode" in stream:
        return None
    if bool(stream.get("/ImageMask", False)):
        return None
    components = _components(stream)
    try:
        match _filters(stream):
            case ("/DCTDecode",) if components is not None:
                per_point = min(_per_point(laid))
                return jpeg_grey(stream.read_raw_bytes(), shrink_for(per_point, least))
            case ("/FlateDecode",) | () if components is not None:
                return _flat_grey(stream, laid, components)
            case ("/CCITTFaxDecode",) if components == 1:
                return np.array(pikepdf.PdfImage(stream).as_pil_image().convert("L"), np.uint8)
            case _:
                return None
    except SheetTrouble:
        raise
    except (MemoryError, *_FAULTS):
        raise SheetTrouble("SHEET_BROKEN") from None


def _flat_grey(stream: Stream, laid: Laid, components: int) -> Grey | None:
    """Samples of 1 or 8 bits, rows padded to bytes."""
    bits = int(stream.get("/BitsPerComponent", 8))
    if bits not in (1, 8) or (bits == 1 and components == 3):
        return None
    refuse_bombs(laid.width, laid.height, components)
    samples = np.frombuffer(stream.read_bytes(), np.uint8)
    row = (laid.width * components * bits + 7) // 8
    if len(samples) < row * laid.height:
        raise SheetTrouble("SHEET_BROKEN")
    rows = samples[: row * laid.height].reshape(laid.height, row)
    if bits == 1:
        return (np.unpackbits(rows, axis=1, count=laid.width) * 255).astype(np.uint8)
    if components == 1:
        return rows
    import cv2

    return cv2.cvtColor(rows.reshape(laid.height, laid.width, 3), cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)


def _displayed(stored: Grey, laid: Laid, frame: PageFrame) -> Grey:
    """Turned and mirrored as the page shows it, and cut or padded with white to the page."""
    (x, y), right, below = _corners(laid, frame)
    along, down = (right[0] - x, right[1] - y), (below[0] - x, below[1] - y)
    grey = stored
    if abs(along[1]) > abs(along[0]):
        grey = grey.T
        along, down = down, along
    if along[0] < 0:
        grey = grey[:, ::-1]
    if down[1] < 0:
        grey = grey[::-1]
    left, top = min(x, x + along[0]), min(y, y + down[1])
    wide, high = abs(along[0]), abs(down[1])
    return _on_page(np.ascontiguousarray(grey), (left, top, wide, high), (frame.width, frame.height))


def _on_page(grey: Grey, placed: tuple[float, float, float, float], size: tuple[float, float]) -> Grey:
    left, top, wide, high = placed
    across, down = grey.shape[1] / wide, grey.shape[0] / high
    # Pixels that the page has beyond the picture on each side; negative where the picture is larger.
    more = (
        round(left * across),
        round(top * down),
        round((size[0] - left - wide) * across),
        round((size[1] - top - high) * down),
    )
    if max(abs(one) for one in more) <= 1:
        return grey
    refuse_bombs(round(size[0] * across), round(size[1] * down))
    cut = grey[max(0, -more[1]) : grey.shape[0] - max(0, -more[3]), max(0, -more[0]) : grey.shape[1] - max(0, -more[2])]
    if not cut.size:
        raise SheetTrouble("SHEET_BROKEN")
    padding = ((max(0, more[1]), max(0, more[3])), (max(0, more[0]), max(0, more[2])))
    return np.ascontiguousarray(np.pad(cut, padding, constant_values=255))
