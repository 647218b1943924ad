"""The pages of a document as pictures that one can search: PDF/A-2b of what PDFium shows, built with pikepdf.

What PDFium (pypdfium2 5) does:

- ``FPDFPage_Flatten`` draws every visible annotation from its own appearance into the page; the text of the page then
  holds what was filled in. The page must be loaded anew afterwards.
- Without an appearance nothing is drawn, also when the file asks viewers to make one (``NeedAppearances``); qpdf makes
  them, as Acrobat would, before PDFium sees the file.
- Characters come in the order of the content, boxes in the page's own space before ``/Rotate``.

Pictures are kept without loss (deflated, 100-250 kB for a page of text at 200 dpi, a third of that when grey; smaller
than JPEG). Pages of photographs (scans) are kept at 300 dpi as JPEG, for they would take 15 MB. The same pages, moment
and title always give the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops
from pypdfium2 import raw

from dokumentverk.engines.facsimile_text import Word, hidden_text, text_layer, words_of
from dokumentverk.engines.pdfa_metadata import deflated, make_pdfa, saved

DPI = 200
PHOTO_DPI = 300
_MOST_PIXELS = 40_000_000
_PHOTO_QUALITY = 90
_PHOTO_SHARE = 0.12
"""A page whose sample deflates to more than this share of itself is a photograph or a scan."""


class NoFacsimile(Exception):
    """The pages cannot be shown. ``reason`` is a word key: encrypted, broken or too_long."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class PagePicture:
    """``width`` and ``height`` in points; like picture and words before the page is turned by ``turn``, its ``/Rotate``
    (clockwise degrees). ``photo``: a photograph or a scan."""

    width: float
    height: float
    picture: Image.Image
    words: tuple[Word, ...]
    photo: bool
    turn: int = 0


def facsimile(content: bytes, *, title: str, language: str, made: datetime, max_pages: int) -> bytes:
    """A PDF/A-2b with one picture a page and its text, invisible, above it. ``language`` is a BCP 47 tag.

    Raises NoFacsimile.
    """
    return _build(_pages_of_pdf(_with_appearances(content), max_pages), title, language, made)


def facsimile_of_page(content: bytes, number: int) -> bytes:
    """One page (from 1) drawn, for its page to be taken into another document. Raises NoFacsimile."""
    pages = _pages_of_pdf(_with_appearances(content), number, first=number)
    return _build(pages, "", "", None)


def _with_appearances(content: bytes) -> bytes:
    """Where the file asks viewers to draw what was filled in, let qpdf draw it: a copy in memory, never the
    original."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            form = pdf.Root.get("/AcroForm")
            if not isinstance(form, Dictionary) or not form.get("/NeedAppearances", False):
                return content
            pdf.generate_appearance_streams()
            out = BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        raise NoFacsimile("encrypted") from None
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        return content


def _pages_of_pdf(content: bytes, max_pages: int, *, first: int | None = None) -> Iterator[PagePicture]:
    """All pages, at most ``max_pages``; or those from ``first`` to that one."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as fault:
        raise NoFacsimile("encrypted" if _needs_password(fault) else "broken") from None
    try:
        if first is None and not 0 < len(document) <= max_pages:
            raise NoFacsimile("too_long" if len(document) else "broken")
        if first is not None and not first <= max_pages <= len(document):
            raise NoFacsimile("broken")
        for number in range((first or 1) - 1, min(len(document), max_pages)):
            yield _page(document, number)
    except pypdfium2.PdfiumError:
        raise NoFacsimile("broken") from None
    finally:
        document.close()


def _needs_password(fault: pypdfium2.PdfiumError) -> bool:
    """pypdfium2 4 has no ``err_code``."""
    return bool(getattr(fault, "err_code", None) == raw.FPDF_ERR_PASSWORD)


def _page(document: pypdfium2.PdfDocument, number: int) -> PagePicture:
    page = document[number]
    raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    page.close()
    page = document[number]
    try:
        turn = page.get_rotation()
        page.set_rotation(0)
        width, height = page.get_size()
        if not (0 < width <= 14_400 and 0 < height <= 14_400):
            raise NoFacsimile("broken")
        picture = _render(page, DPI)
        photo = _is_photo(picture)
        if photo:
            picture = _render(page, PHOTO_DPI)
        return PagePicture(width, height, picture, words_of(page), photo, turn)
    finally:
        page.close()


def _render(page: pypdfium2.PdfPage, dpi: int) -> Image.Image:
    width, height = page.get_size()
    scale = min(dpi / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, rev_byteorder=True)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    bitmap.close()
    return _grey_when_grey(picture)


def _grey_when_grey(picture: Image.Image) -> Image.Image:
    red, green, blue = picture.split()
    coloured = ImageChops.difference(red, green).getbbox() or ImageChops.difference(red, blue).getbbox()
    return picture if coloured else red


def _is_photo(picture: Image.Image) -> bool:
    """From eight strips of the page."""
    width, height = picture.size
    strips = [picture.crop((0, y, width, min(height, y + 24))) for y in range(0, height, max(24, height // 8))]
    sample = b"".join(strip.tobytes() for strip in strips)
    return len(zlib.compress(sample, 1)) > _PHOTO_SHARE * len(sample)


def _build(pages: Iterable[PagePicture], title: str, language: str, made: datetime | None) -> bytes:
    with pikepdf.new() as pdf:
        font = None
        for page in pages:
            resources = Dictionary(XObject=Dictionary(Im0=_image(pdf, page)))
            shown = f"q {page.width:.3f} 0 0 {page.height:.3f} 0 0 cm /Im0 Do Q\n".encode()
            if page.words:
                font = font or hidden_text(pdf)
                resources.Font = Dictionary(F0=font.reference)
                shown += text_layer(page.words, page.height, font)
            pdf.add_blank_page(page_size=(page.width, page.height))
            made_page = pdf.pages[-1].obj
            made_page.Resources = resources
            if page.turn:
                made_page.Rotate = page.turn
            made_page.Contents = pdf.make_indirect(deflated(pdf, shown))
        if font is not None:
            font.finish(pdf)
        make_pdfa(pdf, title=title, language=language, made=made)
        return saved(pdf)


def _image(pdf: Pdf, page: PagePicture) -> pikepdf.Object:
    picture = page.picture
    if page.photo:
        out = BytesIO()
        picture.save(out, "JPEG", quality=_PHOTO_QUALITY, subsampling=0)
        stream = Stream(pdf, out.getvalue())
        stream.Filter = Name.DCTDecode
    else:
        stream = deflated(pdf, picture.tobytes())
    stream.Type, stream.Subtype = Name.XObject, Name.Image
    stream.Width, stream.Height = picture.size
    stream.ColorSpace = Name.DeviceGray if picture.mode == "L" else Name.DeviceRGB
    stream.BitsPerComponent = 8
    return pdf.make_indirect(stream)
