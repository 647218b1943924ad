from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dokumentverk.engines.pdf_map import widget_map
from dokumentverk.model.layout import Box, Place, WidgetKind


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    pdf.save(out)
    return out.getvalue()


def made_elsewhere(appearance: str) -> bytes:
    """A form as other programs make them: nested names, inherited entries, a page that does not begin at the origin."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 500))
    page.obj.MediaBox = Array([100, 50, 500, 550])
    parent = pdf.make_indirect(Dictionary(T=String("person"), FT=Name.Tx, Ff=4096, DA=String("/Helv 0 Tf 0 g")))
    text = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, T=String("name"), Rect=Array([120, 500, 220, 520]), Parent=parent
    )
    comb = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        T=String("date"),
        FT=Name.Tx,
        Ff=1 << 24,
        MaxLen=8,
        DA=String("/F1 9.5 Tf"),
        Rect=Array([320, 420, 220, 400]),
    )
    check = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        T=String("box"),
        FT=Name.Btn,
        Rect=Array([120, 300, 130, 310]),
        AP=Dictionary(N=Dictionary(Ja=pdf.make_stream(b""), Off=pdf.make_stream(b""))),
    )
    widgets = [pdf.make_indirect(one) for one in (text, comb, check)]
    parent.Kids = Array([widgets[0]])
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 1, 1]))
    page.obj.Annots = Array([*widgets, link])
    pdf.Root.AcroForm = Dictionary(Fields=Array([parent, *widgets[1:]]), DA=String(appearance))
    return _saved(pdf)


def test_any_form_can_be_read_as_a_map() -> None:
    found = widget_map(made_elsewhere("/Helv 12 Tf"))
    assert list(found.sizes) == [(400.0, 500.0)]
    assert found.places == (
        Place("person.name", "person.name", WidgetKind.TEXT, Box(1, 20, 30, 120, 50), multiline=True),
        Place("date", "date", WidgetKind.COMB, Box(1, 120, 130, 220, 150), cells=8, font_size=9.5),
        Place("box", "box", WidgetKind.CHECK, Box(1, 20, 240, 30, 250), choice="Ja", font_size=12),
    )


def test_no_pdf_is_no_map() -> None:
    with pytest.raises(pikepdf.PdfError):
        widget_map(b"no pdf")


def test_a_pdf_without_a_form_has_no_places() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    assert widget_map(_saved(pdf)).places == ()
