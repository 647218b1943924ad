"""What a PDF page shows, with PDFium (pypdfium2): text and ink inside boxes. Runs in a worker process.

What PDFium does:

- ``FPDFPage_Flatten`` draws every visible annotation from its own appearance into the page content. Without a form
  environment (none is made here: it would run scripts where built in, and make up missing appearances) nothing is
  regenerated: what is seen is what the file says, as a print shows it.
- The characters of a page turned by ``/Rotate`` come in another order: it is set to 0 for finding text.
- Flattening leaves out what is hidden (flag 2), but draws what is «not to be viewed» (flag 6).
- An incremental update whose trailer names a ``/Size`` too small is not seen, while qpdf and pypdf read it.
- It loads broken files that qpdf repairs, and the other way round; it ends its process when memory is refused.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image
from pypdfium2 import raw

from dokumentverk.engines.pdf_read_form import PageFrame, Refused
from dokumentverk.engines.pdf_view_objects import Rect, bounds_of, objects_on
from dokumentverk.engines.pdf_view_text import has_overlaid, texts_in
from dokumentverk.model.layout import Box

SCALE = 2.0
"""Pixels per point: 144 dpi, 22 pixels over a tick box of 4 mm."""
_MOST_PIXELS = 8_000_000
_DARK = 140
"""Grey below which a pixel is ink. House fills are paler than 220; a light grey tick is not ink but doubt."""
_PALE = 215
_TRACE = 40
"""Grey levels between a letter and its ground; pale grey on white has 60."""
_RIM = 0.2
"""The part of a tick box on each side that its own frame may cover."""
_LARGEST_TICK = 30.0
_GROUND = 0.5
_THIN = 0.75
"""Points that the frame of any other box may cover."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``text`` is what annotations and page show inside a box, ``printed`` what the page alone does. ``ink`` and
    ``grey`` are the shares of dark, and of not quite white pixels inside the box's rim, from 0 to 1. ``unseen`` counts
    letters of the text that leave no trace in the picture: covered, or in the colour of what lies behind.
    ``overlaid``: two different letters stand in one place. ``picture`` is the share that the largest picture covers;
    one that covers half of the page is its ground."""

    text: str
    printed: str
    ink: float
    grey: float
    unseen: int = 0
    overlaid: bool = False
    picture: float = 0.0


@dataclass(frozen=True, slots=True)
class View:
    """``texts`` holds the text of each page without its annotations; ``seen`` answers the boxes in their order."""

    texts: tuple[str, ...]
    seen: tuple[Seen, ...]


def view_pdf(path: str, frames: tuple[PageFrame, ...], boxes: tuple[Box, ...]) -> View | Refused:
    """What the file at ``path`` shows in ``boxes`` (points as displayed, on the pages that ``frames`` describe).

    Refused code: FILE_BROKEN when PDFium cannot open what another reader could.
    """
    try:
        return view_bytes(Path(path).read_bytes(), frames, boxes)
    except pypdfium2.PdfiumError:
        return Refused("FILE_BROKEN")


def view_bytes(content: bytes, frames: tuple[PageFrame, ...], boxes: tuple[Box, ...]) -> View:
    """As ``view_pdf``; raises PdfiumError."""
    wanted: dict[int, list[int]] = defaultdict(list)
    for index, box in enumerate(boxes):
        wanted[box.page].append(index)
    seen: dict[int, Seen] = {}
    texts: list[str] = []
    document = pypdfium2.PdfDocument(content)
    try:
        for frame in frames[: len(document)]:
            indices = wanted.get(frame.number, [])
            places = [boxes[index] for index in indices]
            text, answers = _view_page(document, frame, places)
            texts.append(text)
            seen.update(zip(indices, answers, strict=True))
    finally:
        document.close()
    nothing = Seen("", "", 0.0, 0.0)
    return View(tuple(texts), tuple(seen.get(index, nothing) for index in range(len(boxes))))


def _view_page(document: pypdfium2.PdfDocument, frame: PageFrame, boxes: list[Box]) -> tuple[str, list[Seen]]:
    own = [frame.own(box) for box in boxes]
    with _page(document, frame.number) as page:
        text = _page_text(page)
        if not boxes:
            return text, []
        own_objects = raw.FPDFPage_CountObjects(page.raw)
        raw.FPDFPage_Flatten(page.raw, raw.FLAT_NORMALDISPLAY)
    with _page(document, frame.number) as page:
        page.set_rotation(0)
        found = texts_in(page, own, own_objects)
        pictures = _pictures(page, frame)
        page.set_rotation(frame.rotate)
        scale = min(SCALE, (_MOST_PIXELS / max(1.0, frame.width * frame.height)) ** 0.5)
        picture = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    answers = []
    for box, rect, every in zip(boxes, own, found, strict=True):
        ink, grey = _shares(picture, box, scale)
        unseen = sum(not _leaves_trace(picture, frame.displayed(one.rect), scale) for one in every.letters)
        pasted = max((_share(rect, one) for one in pictures), default=0.0)
        answers.append(Seen(every.shown, every.printed, ink, grey, unseen, has_overlaid(every.letters), pasted))
    return text, answers


def _pictures(page: pypdfium2.PdfPage, frame: PageFrame) -> list[Rect]:
    """Those that are put on the page, not the page itself as a picture."""
    found = (bounds_of(one) for one in objects_on(page, 0) if one.kind == raw.FPDF_PAGEOBJ_IMAGE)
    largest = _GROUND * frame.width * frame.height
    return [one for one in found if one is not None and (one[2] - one[0]) * (one[3] - one[1]) < largest]


def _share(rect: Rect, other: Rect) -> float:
    """Of ``rect`` that ``other`` covers."""
    across = min(rect[2], other[2]) - max(rect[0], other[0])
    down = min(rect[3], other[3]) - max(rect[1], other[1])
    area = (rect[2] - rect[0]) * (rect[3] - rect[1])
    return max(0.0, across) * max(0.0, down) / area if area > 0 else 0.0


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    page = document[number - 1]
    try:
        yield page
    finally:
        page.close()


def _page_text(page: pypdfium2.PdfPage) -> str:
    page.set_rotation(0)
    reader = page.get_textpage()
    try:
        return str(reader.get_text_bounded())
    finally:
        reader.close()


def _leaves_trace(picture: Image.Image, rect: Box, scale: float) -> bool:
    """Whether a letter's box shows more than one even colour."""
    left, top = int(rect.left * scale) - 1, int(rect.top * scale) - 1
    right, bottom = int(rect.right * scale) + 2, int(rect.bottom * scale) + 2
    counts = picture.crop((left, top, right, bottom)).histogram()
    greys = [grey for grey, count in enumerate(counts) if count]
    return not greys or greys[-1] - greys[0] > _TRACE


def _shares(picture: Image.Image, box: Box, scale: float) -> tuple[float, float]:
    """The shares of dark and of not quite white pixels inside the rim."""
    width, height = box.right - box.left, box.bottom - box.top
    rim = min(width, height) * _RIM if max(width, height) < _LARGEST_TICK else _THIN
    inside = picture.crop(
        (
            round((box.left + rim) * scale),
            round((box.top + rim) * scale),
            round((box.right - rim) * scale),
            round((box.bottom - rim) * scale),
        )
    )
    counts = inside.histogram()
    area = max(1, sum(counts))
    return sum(counts[:_DARK]) / area, sum(counts[:_PALE]) / area
