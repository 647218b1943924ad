"""Programs that turn a filled form into a plain page: printing to PDF, «save as PDF», mail gateways.

``FLATTENERS[name](filled)`` gives a PDF without fields, with what the pages showed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TypeAlias

import pypdfium2

from tests.foreign.office import converted
from tests.foreign.tools import QPDF_WARNED, need, run, workplace

Flattener: TypeAlias = Callable[[bytes], bytes]
SHRUNK = 0.94
"""«Fit to printable area» of a print dialogue shrinks A4 by about this much, centred."""


def gs_pdfwrite(filled: bytes) -> bytes:
    """Ghostscript 10.0, as printing to PDF on Linux. Text stays text; fonts are made anew, those of the fields without
    a map to Unicode: pdfplumber and pdftotext read them, PDFium finds no text there."""
    return _converted(filled, "gs", *_GS, "-sOutputFile=out.pdf", "in.pdf")


def gs_shrunk(filled: bytes) -> bytes:
    """Ghostscript with the page shrunk and centred, as «fit to printable area»."""
    inch = f"{SHRUNK} {SHRUNK} scale"
    centre = f"currentpagedevice /PageSize get aload pop {(1 - SHRUNK) / 2} mul exch {(1 - SHRUNK) / 2} mul exch"
    begin = f"<< /BeginPage {{ pop {centre} translate {inch} }} bind >> setpagedevice"
    return _converted(filled, "gs", *_GS, "-sOutputFile=out.pdf", "-c", begin, "-f", "in.pdf")


_GS = ("-q", "-dBATCH", "-dNOPAUSE", "-dSAFER", "-sDEVICE=pdfwrite", "-dPreserveAnnots=false", "-dPrinted=true")


def pdftocairo(filled: bytes) -> bytes:
    """Poppler through cairo, as «print to file» in Evince."""
    return _converted(filled, "pdftocairo", "-pdf", "in.pdf", "out.pdf")


def qpdf_flatten(filled: bytes) -> bytes:
    """Appearances become part of the page; the widgets go, an empty ``/AcroForm`` may stay."""
    return _converted(filled, "qpdf", "--flatten-annotations=all", "in.pdf", "out.pdf", good=(0, QPDF_WARNED))


def pdftk_flatten(filled: bytes) -> bytes:
    return _converted(filled, "pdftk", "in.pdf", "output", "out.pdf", "flatten")


def mutool_convert(filled: bytes) -> bytes:
    return _converted(filled, "mutool", "convert", "-o", "out.pdf", "in.pdf")


def mutool_draw(filled: bytes) -> bytes:
    return _converted(filled, "mutool", "draw", "-q", "-F", "pdf", "-o", "out.pdf", "in.pdf")


def pdfium_flatten(filled: bytes) -> bytes:
    """Chrome's «print to PDF» of a form."""
    document = pypdfium2.PdfDocument(filled)
    document.init_forms()
    pages = [document[number] for number in range(len(document))]
    for page in pages:
        page.flatten()
    out = io.BytesIO()
    document.save(out)
    for page in pages:
        page.close()
    document.close()
    return out.getvalue()


def libreoffice_draw(filled: bytes) -> bytes:
    """LibreOffice Draw opens the PDF as a drawing and exports it: every line of text becomes a shape of its own."""
    return converted(filled, "pdf", "pdf:draw_pdf_Export")


def ps2pdf(filled: bytes) -> bytes:
    """Through PostScript, as old print queues do."""
    postscript, distil = need("pdftops"), need("ps2pdf")
    with workplace(**{"in": filled}) as folder:
        run(postscript, "in.pdf", "page.ps", folder=folder)
        run(distil, "page.ps", "out.pdf", folder=folder)
        return (folder / "out.pdf").read_bytes()


def _converted(filled: bytes, tool: str, *arguments: str, good: tuple[int, ...] = (0,)) -> bytes:
    program = need(tool)
    with workplace(**{"in": filled}) as folder:
        run(program, *arguments, folder=folder, good=good)
        return (folder / "out.pdf").read_bytes()


FLATTENERS: dict[str, Flattener] = {
    "gs_pdfwrite": gs_pdfwrite,
    "gs_shrunk": gs_shrunk,
    "pdftocairo": pdftocairo,
    "qpdf_flatten": qpdf_flatten,
    "pdftk_flatten": pdftk_flatten,
    "pdfium_flatten": pdfium_flatten,
    "mutool_convert": mutool_convert,
    "mutool_draw": mutool_draw,
    "libreoffice_draw": libreoffice_draw,
    "ps2pdf": ps2pdf,
}
