"""Files of sheets: PDF, TIFF of several pages, photos. Counted and looked over without decoding, one open at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name

from dokumentverk.engines.scan_pdf import PdfFile
from dokumentverk.engines.scan_photo import PhotoFile
from dokumentverk.engines.scan_sheet import SheetFile, SheetTrouble
from dokumentverk.model.scan import Survey

_HEAD = 1024


def look_over(path: str) -> Survey:
    """Count the sheets of a file, and tell whether they are pictures of paper.

    A picture file always is. A PDF is when any of its pages is a picture without visible text (the invisible text that
    OCR lays over a picture does not count), unless it has form fields that hold values: such a file was filled on
    screen, and what its pictures are is an attachment. A digital signature is no such value: scanners seal their files.
    """
    try:
        with open_sheets(path) as file:
            if isinstance(file, PdfFile):
                return Survey(file.count, _is_scan(file))
            return Survey(file.count, scan=True)
    except pikepdf.PasswordError:
        return Survey(0, scan=False, trouble="FILE_ENCRYPTED")
    except SheetTrouble as trouble:
        # Of a PDF that was cut off nobody can tell what it was; that it was is told where paper is read.
        return Survey(0, scan=trouble.code == "SHEET_CUT_OFF", trouble=trouble.code)


@contextmanager
def open_sheets(path: str) -> Iterator[SheetFile]:
    """Raises SheetTrouble, or pikepdf.PasswordError for an encrypted PDF."""
    with Path(path).open("rb") as stream:
        head = stream.read(_HEAD)
    file: SheetFile = PdfFile(path) if b"%PDF-" in head else PhotoFile(path)
    try:
        yield file
    finally:
        file.close()


def _is_scan(file: PdfFile) -> bool:
    if _holds_values(file.pdf):
        return False
    return any(_is_picture(file, number) for number in range(1, file.count + 1))


def _is_picture(file: PdfFile, number: int) -> bool:
    try:
        return file.page(number).is_picture
    except SheetTrouble as trouble:
        # A page that declares too many pixels is a picture that nobody can open.
        return trouble.code == "SHEET_TOO_LARGE"


def _holds_values(pdf: pikepdf.Pdf) -> bool:
    """Whether a form field that is no signature holds something: a value that is not empty, or a box that is ticked."""
    form = pdf.Root.get("/AcroForm")
    if not isinstance(form, Dictionary):
        return False
    fields = form.get("/Fields")
    waiting = list(fields) if isinstance(fields, Array) else []
    seen = 0
    while waiting and seen < _MOST_FIELDS:
        seen += 1
        node = waiting.pop()
        if not isinstance(node, Dictionary) or node.get("/FT") == Name.Sig:
            continue
        value = node.get("/V")
        if value is not None and value not in _NOTHING and str(value) not in ("", "/Off"):
            return True
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            waiting += list(kids)
    return False


_MOST_FIELDS = 20_000
_NOTHING = (Name.Off, pikepdf.String(""))
