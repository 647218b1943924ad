"""Characters of a flattened PDF with where they stand: by pdfplumber (pdfminer), and by PDFium. Runs in a worker
process.

Two readers, because a print to PDF may carry fonts that lie about their letters: pdfminer and PDFium decode
differently broken fonts differently, so that what both agree on is text.

What pdfplumber does: it sees page content only, no annotations and no widgets that were not flattened; its
coordinates follow ``/Rotate`` but are those of the MediaBox, not of the CropBox, and start at ``page.bbox``, which is
not always 0; a character's box spans the font's ascent and descent, not the drawn glyph; fonts without a mapping to
Unicode give ``(cid:12)``. It parses every object of a page in Python: 10-60 ms for a page of a form, and as long as a
stream bomb wants. PDFium's boxes are those of the drawn glyphs, as in ``Layout.static``: pages are registered by
them.
"""

from __future__ import annotations

from pathlib import Path

import pdfplumber
import pypdfium2
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from dokumentverk.engines.pdf_glyphs import Drawn, Glyph, PageGlyphs
from dokumentverk.engines.pdf_read_fonts import denied_letters, plain_name
from dokumentverk.engines.pdf_read_form import PageFrame, Refused
from dokumentverk.engines.pdf_view_text import drawn_characters
from dokumentverk.model.layout import Box

_MOST_CHARACTERS = 100_000


def read_glyphs(path: str, frames: tuple[PageFrame, ...]) -> tuple[PageGlyphs, ...] | Refused:
    """The characters and images of every page that ``frames`` describe. Refused code: FILE_BROKEN."""
    found: list[PageGlyphs] = []
    try:
        document = pypdfium2.PdfDocument(Path(path))
        try:
            with pdfplumber.open(Path(path)) as pdf:
                lies = denied_letters(path)
                for frame, page in zip(frames, pdf.pages, strict=False):
                    glyphs, images = _with_pdfplumber(page, frame)
                    fonts = [plain_name(str(char["fontname"])) for char in page.chars] if lies else []
                    named = zip(glyphs, fonts, strict=False)
                    denied = tuple(one for one, font in named if _is_denied(one, font, lies))
                    found.append(PageGlyphs(frame.number, glyphs, images, _with_pdfium(document, frame), denied))
                    page.close()
        finally:
            document.close()
    except (PDFException, PSException, PdfminerException, ValueError, TypeError, KeyError, RecursionError) as error:
        _raise_memory(error)
        return Refused("FILE_BROKEN")
    except pypdfium2.PdfiumError:
        return Refused("FILE_BROKEN")
    return tuple(found)


def _is_denied(one: Glyph, font: str, lies: frozenset[tuple[str, str]]) -> bool:
    """A letter that its font denies, or one that pdfminer has no text for in a font that lies about others."""
    if one.text.startswith("(cid:"):
        return any(font == name for name, _ in lies)
    return (font, one.text) in lies


def _raise_memory(error: BaseException) -> None:
    """pdfplumber wraps whatever pdfminer raises, lack of memory too, as an argument of its own exception."""
    inner = [*error.args, error.__cause__, error.__context__]
    if any(isinstance(one, MemoryError) for one in inner):
        raise MemoryError from None


def _with_pdfplumber(page: pdfplumber.page.Page, frame: PageFrame) -> tuple[tuple[Glyph, ...], tuple[Box, ...]]:
    left, bottom, right, top = (float(edge) for edge in page.page_obj.mediabox)
    media = PageFrame(frame.number, (left, bottom, right, top), frame.rotate).displayed(frame.crop)
    across, down = page.bbox[0] + media.left, page.bbox[1] + media.top
    glyphs = tuple(
        Glyph(
            str(char["text"]),
            char["x0"] - across,
            char["top"] - down,
            char["x1"] - across,
            char["bottom"] - down,
        )
        for char in page.chars[:_MOST_CHARACTERS]
    )
    images = tuple(
        Box(frame.number, image["x0"] - across, image["top"] - down, image["x1"] - across, image["bottom"] - down)
        for image in page.images
    )
    return glyphs, images


def _with_pdfium(document: pypdfium2.PdfDocument, frame: PageFrame) -> tuple[Drawn, ...]:
    page = document[frame.number - 1]
    page.set_rotation(0)
    try:
        found = []
        for one in drawn_characters(page):
            box = frame.displayed(one.rect)
            found.append(Drawn(one.text, box.left, box.top, box.right, box.bottom, one.clipped))
        return tuple(found)
    finally:
        page.close()
