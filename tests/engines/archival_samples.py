"""Small PDFs of every troublesome kind, made here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

MADE = datetime(2026, 11, 3, 13, 30, tzinfo=UTC)


def saved(pdf: Pdf, **options: object) -> bytes:
    out = BytesIO()
    pdf.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def text_pdf(
    *lines: str, rotate: int = 0, pages: int = 1, box: tuple[float, float, float, float] = (0, 0, 595, 842)
) -> bytes:
    """Helvetica, not embedded: no PDF/A. The lines stand from the top left of the page before it is turned."""
    with pikepdf.new() as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        shown = b"".join(
            b"BT /F0 12 Tf 1 0 0 1 %d %d Tm (%s) Tj ET\n"
            % (box[0] + 72, box[3] - 72 - 20 * number, line.encode("cp1252").replace(b"(", rb"\("))
            for number, line in enumerate(lines)
        )
        for _ in range(pages):
            pdf.add_blank_page(page_size=(595, 842))
            page = pdf.pages[-1].obj
            page.MediaBox = Array(list(box))
            page.Resources = Dictionary(Font=Dictionary(F0=font))
            page.Contents = Stream(pdf, shown)
            if rotate:
                page.Rotate = rotate
        return saved(pdf)


def form_pdf(value: str, *, appearance: bool, need_appearances: bool = False) -> bytes:
    """A page with one text field filled with ``value``; shown by its appearance, or not."""
    with pikepdf.open(BytesIO(text_pdf("Navn"))) as pdf:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        resources = Dictionary(Font=Dictionary(Helv=pdf.make_indirect(font)))
        widget = Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("name"), V=String(value), F=4,
            Rect=Array([72, 700, 400, 720]), DA=String("/Helv 12 Tf 0 g"),
        )  # fmt: skip
        if appearance:
            shown = Stream(pdf, b"/Tx BMC q BT /Helv 12 Tf 2 5 Td (%s) Tj ET Q EMC" % value.encode("cp1252"))
            shown.Type, shown.Subtype = Name.XObject, Name.Form
            shown.BBox, shown.Resources = Array([0, 0, 328, 20]), resources
            widget.AP = Dictionary(N=pdf.make_indirect(shown))
        field = pdf.make_indirect(widget)
        pdf.pages[0].obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(
            Fields=Array([field]), DR=resources, DA=String("/Helv 12 Tf 0 g"), NeedAppearances=need_appearances
        )
        return saved(pdf)


def encrypted_pdf(password: str) -> bytes:
    with pikepdf.open(BytesIO(text_pdf("hemmelig"))) as pdf:
        return saved(pdf, encryption=pikepdf.Encryption(owner="eier", user=password))


def changed_pdf(content: bytes, change: Callable[[Pdf], None]) -> bytes:
    with pikepdf.open(BytesIO(content)) as pdf:
        change(pdf)
        return saved(pdf)
