"""Programs that put something where a signature belongs, without signing. ``MARKERS[name](content, rect)`` gives the
file with it on the first page; ``rect`` is (left, bottom, right, top) of the signature box in the page's own points."""

from __future__ import annotations

import base64
import ctypes
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeAlias

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw
from pypdfium2 import raw

from tests.foreign.tools import PROGRAMS, need, run, workplace

Rect: TypeAlias = tuple[float, float, float, float]
Marker: TypeAlias = Callable[[bytes, Rect], bytes]

SIGNED = "Åse Sørbø-Ødegård"


def scrawl(width: int = 240, height: int = 60) -> Image.Image:
    """A signature as a picture, as from a telephone."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    points = [(10 + 22 * at, 12 if at % 2 else height - 14) for at in range(10)]
    pen.line(points, fill="black", width=4, joint="curve")
    return picture


def _png() -> bytes:
    out = io.BytesIO()
    scrawl().save(out, "PNG")
    return out.getvalue()


def _node(program: str, tool: str, how: str, content: bytes, rect: Rect) -> bytes:
    need(tool)
    node = need("node")
    mark = {"how": how, "rect": rect, "text": SIGNED, "png": base64.b64encode(_png()).decode()}
    with workplace(blank=content) as folder:
        (folder / "mark.json").write_text(json.dumps(mark), encoding="utf-8")
        run(node, PROGRAMS / program, "blank.pdf", "mark.json", "marked.pdf", folder=folder)
        return (folder / "marked.pdf").read_bytes()


def pdfium_ink(content: bytes, rect: Rect) -> bytes:
    """Edge and Chrome: a pen annotation."""
    left, bottom, right, top = rect
    with _pdfium(content) as (document, page):
        one = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_INK)
        points = [(left + 5 + at * (right - left - 10) / 9, top - 4 if at % 2 else bottom + 4) for at in range(10)]
        strokes = (raw.FS_POINTF * len(points))(*(raw.FS_POINTF(x, y) for x, y in points))
        raw.FPDFAnnot_AddInkStroke(one, strokes, len(points))
        raw.FPDFAnnot_SetRect(one, raw.FS_RECTF(left, top, right, bottom))
        _draw(one, rect)
        raw.FPDFPage_CloseAnnot(one)
        return _saved(document)


def pdfium_stamp(content: bytes, rect: Rect) -> bytes:
    """A stamp annotation with a picture."""
    with _pdfium(content) as (document, page):
        one = raw.FPDFPage_CreateAnnot(page.raw, raw.FPDF_ANNOT_STAMP)
        left, bottom, right, top = rect
        raw.FPDFAnnot_SetRect(one, raw.FS_RECTF(left, top, right, bottom))
        raw.FPDFAnnot_AppendObject(one, _image(document, rect))
        raw.FPDFPage_CloseAnnot(one)
        return _saved(document)


def pdfium_page_image(content: bytes, rect: Rect) -> bytes:
    """A picture in the page's own content."""
    with _pdfium(content) as (document, page):
        raw.FPDFPage_InsertObject(page.raw, _image(document, rect))
        raw.FPDFPage_GenerateContent(page.raw)
        return _saved(document)


@contextmanager
def _pdfium(content: bytes) -> Iterator[tuple[pypdfium2.PdfDocument, pypdfium2.PdfPage]]:
    document = pypdfium2.PdfDocument(content)
    page = document[0]
    try:
        yield document, page
    finally:
        page.close()
        document.close()


def _image(document: pypdfium2.PdfDocument, rect: Rect) -> object:
    left, bottom, right, top = rect
    one = raw.FPDFPageObj_NewImageObj(document.raw)
    bitmap = pypdfium2.PdfBitmap.from_pil(scrawl())
    raw.FPDFImageObj_SetBitmap(None, 0, one, bitmap.raw)
    raw.FPDFPageObj_Transform(one, (right - left) / 2, 0, 0, top - bottom - 4, left + 2, bottom + 2)
    return one


def _draw(annotation: object, rect: Rect) -> None:
    """The look of a pen annotation: PDFium lets nobody append objects to one."""
    left, bottom, right, top = rect
    look = "q 1.5 w 0 G "
    for at in range(10):
        y = top - 4 if at % 2 else bottom + 4
        look += f"{left + 5 + at * (right - left - 10) / 9:.2f} {y:.2f} {'l' if at else 'm'} "
    encoded = ctypes.create_string_buffer((look + "S Q").encode("utf-16-le") + b"\0\0")
    raw.FPDFAnnot_SetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, ctypes.cast(encoded, raw.FPDF_WIDESTRING))


def _saved(document: pypdfium2.PdfDocument) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdftk_stamp(content: bytes, rect: Rect) -> bytes:
    """A sheet with nothing but strokes, laid on the page."""
    tool = need("pdftk")
    left, bottom, right, top = rect
    strokes = " ".join(
        f"{left + 5 + at * (right - left - 10) / 9:.1f} {top - 4 if at % 2 else bottom + 4:.1f} {'l' if at else 'm'}"
        for at in range(10)
    )
    sheet = pikepdf.new()
    page = sheet.add_blank_page(page_size=(595, 842))
    page.contents_add(f"1.5 w 0 G {strokes} S".encode())
    out = io.BytesIO()
    sheet.save(out)
    with workplace(blank=content, sheet=out.getvalue()) as folder:
        run(tool, "blank.pdf", "stamp", "sheet.pdf", "output", "marked.pdf", folder=folder)
        return (folder / "marked.pdf").read_bytes()


def acrobat_stamp(content: bytes, rect: Rect, *, paint: bytes = b"") -> bytes:
    """What Acrobat's «Sign yourself» and Preview leave: a stamp whose look is strokes, no picture."""
    left, bottom, right, top = rect
    wide, high = right - left, top - bottom
    strokes = (
        paint
        or (
            f"1.5 w 0 G 4 {high / 2} m {wide / 4} {high} {wide / 3} 0 {wide / 2} {high / 2} c "
            f"{wide / 1.5} {high} {wide / 1.3} 0 {wide - 6} {high / 2} c S"
        ).encode()
    )
    with pikepdf.open(io.BytesIO(content)) as pdf:
        look = pdf.make_stream(strokes)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Oblique"))
        look.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=[0, 0, wide, high],
                Resources=Dictionary(Font=Dictionary(F=font)),
            )
        )
        stamp = Dictionary(
            Type=Name.Annot,
            Subtype=Name.Stamp,
            Rect=Array([left, bottom, right, top]),
            F=4,
            AP=Dictionary(N=look),
            NM=String("1"),
        )
        pdf.pages[0].obj.Annots.append(pdf.make_indirect(stamp))
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


MARKERS: dict[str, Marker] = {
    "pdfjs_ink": partial(_node, "pdfjs_mark.mjs", "pdfjs-dist", "ink"),
    "pdfjs_text": partial(_node, "pdfjs_mark.mjs", "pdfjs-dist", "text"),
    "pdfjs_drawn": partial(_node, "pdfjs_mark.mjs", "pdfjs-dist", "drawn"),
    "pdfjs_contours": partial(_node, "pdfjs_mark.mjs", "pdfjs-dist", "contours"),
    "pdflib_image": partial(_node, "pdflib_mark.mjs", "pdf-lib", "image"),
    "pdflib_text": partial(_node, "pdflib_mark.mjs", "pdf-lib", "text"),
    "pdflib_path": partial(_node, "pdflib_mark.mjs", "pdf-lib", "path"),
    "pdfium_ink": pdfium_ink,
    "pdfium_stamp": pdfium_stamp,
    "pdfium_page_image": pdfium_page_image,
    "pdftk_stamp": pdftk_stamp,
    "acrobat_stamp": acrobat_stamp,
    "typed_stamp": partial(acrobat_stamp, paint=b"BT /F 12 Tf 0 g 6 8 Td (Kari Nordmann) Tj ET"),
}
