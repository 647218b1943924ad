"""The words that Tesseract reads on a page of pictures, for a text layer to search in. Nothing is decided by them.

What Tesseract (5.5, ``nor`` of tessdata_fast) does: a page of a form takes about 2 seconds; ruled boxes and handwriting
come out as short words of punctuation and odd letters, most of them unsure. Lines that stand on end are taken for text
that is written downwards, and read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
from PIL import Image

from dokumentverk.engines.facsimile_text import Word
from dokumentverk.engines.scan_tesseract import language_data, page_reader

DPI: Final = 200
"""On four sides of forms 433 words of three letters and more were found at 200, 434 at 300 and at 400 dpi."""
_MOST_PIXELS: Final = 40_000_000
_SURE: Final = 50.0
"""Of 100. A word that Tesseract is less sure of is handwriting or a ruled line. On the same four sides 70 words above
it were in no printed text of the forms, some of them typed answers."""


def can_recognise() -> bool:
    """Whether Tesseract and its Norwegian data are here."""
    return language_data() is not None


def pages_of_pictures(path: str) -> tuple[int, ...]:
    """The pages (from 1) that show something and hold no text. None of a file that cannot be opened."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return ()
    try:
        return tuple(number for number in range(1, len(document) + 1) if _is_picture(document, number))
    finally:
        document.close()


def recognise_page(path: str, number: int) -> tuple[Word, ...]:
    """The words of page ``number`` (from 1), in points from the top left of the page as it is shown, in reading order.
    Lines that do not stand upright are left out."""
    document = pypdfium2.PdfDocument(path)
    try:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        page.close()
    finally:
        document.close()
    return tuple(_words(picture, scale))


def _is_picture(document: pypdfium2.PdfDocument, number: int) -> bool:
    page = document[number - 1]
    text = page.get_textpage()
    try:
        return bool(text.count_chars() == 0 and any(True for _ in page.get_objects(max_depth=3)))
    finally:
        text.close()
        page.close()


def _words(picture: Image.Image, scale: float) -> Iterator[Word]:
    import tesserocr

    api: Any = page_reader()
    api.SetImage(picture)
    api.SetSourceResolution(round(scale * 72))
    api.Recognize()
    level = tesserocr.RIL
    found = api.GetIterator()
    if found is None:
        return
    for one in tesserocr.iterate_level(found, level.WORD):
        text = one.GetUTF8Text(level.WORD).strip() if not one.Empty(level.WORD) else ""
        _, direction, _, _ = one.Orientation()
        upright = direction == tesserocr.WritingDirection.LEFT_TO_RIGHT
        if not upright or one.Confidence(level.WORD) < _SURE or not any(character.isalnum() for character in text):
            continue
        left, _, right, _ = one.BoundingBox(level.WORD)
        _, top, _, bottom = one.BoundingBox(level.TEXTLINE)
        yield Word(text, left / scale, top / scale, right / scale, bottom / scale)
