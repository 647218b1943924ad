"""Small PDFs by hand, as other programs write them: a page, its widgets, its fields."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

Build = Callable[[Pdf, Object], None]


def made(build: Build, **save: Any) -> bytes:
    """One page of A4 with a font ``/F``; ``build`` gets the document and the page."""
    with pikepdf.new() as pdf, warnings.catch_warnings():
        warnings.simplefilter("ignore", pikepdf.PageCopyWarning)
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[0].obj
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page.Resources = Dictionary(Font=Dictionary(F=font))
        page.Annots = Array()
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(), DR=Dictionary(Font=Dictionary(F=font))))
        build(pdf, page)
        out = io.BytesIO()
        pdf.save(out, **save)
        return out.getvalue()


def widget(pdf: Pdf, page: Object, rect: tuple[float, ...], *, hooked: bool = True, **entries: Any) -> Object:
    one = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array(rect), F=4, **entries))
    page.Annots.append(one)
    if hooked:
        pdf.Root.AcroForm.Fields.append(one)
    return one


def text_field(pdf: Pdf, page: Object, name: str, rect: tuple[float, ...], **entries: Any) -> Object:
    return widget(pdf, page, rect, FT=Name.Tx, T=String(name), **entries)


def look(pdf: Pdf, page: Object, content: bytes, size: tuple[float, float]) -> Object:
    """An appearance stream."""
    stream = pdf.make_stream(content)
    stream.update(Dictionary(Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, *size], Resources=page.Resources))
    return stream
