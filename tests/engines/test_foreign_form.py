"""Forms made elsewhere, surveyed: what each widget is, and what cannot be registered."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dokumentverk.engines.foreign_form import ForeignForm, survey_form
from dokumentverk.engines.pdf_read_form import Refused
from dokumentverk.model.layout import Box, WidgetKind
from dokumentverk.model.workplace import ReadingLimits
from tests.engines.pdf_made import made, text_field, widget
from tests.foreign.elsewhere import elsewhere_pdf


def surveyed(tmp_path: Path, content: bytes) -> ForeignForm | Refused:
    path = tmp_path / "skjema.pdf"
    path.write_bytes(content)
    return survey_form(str(path), ReadingLimits())


def test_each_widget_is_told_with_its_place(tmp_path: Path) -> None:
    form = surveyed(tmp_path, elsewhere_pdf())
    assert isinstance(form, ForeignForm)
    assert (form.title, form.left_out, form.xfa, form.number) == ("Melding om arbeidsulykke", 1, False, None)
    kinds = [(one.name.rpartition(".")[2], one.kind, one.state, one.length) for one in form.widgets]
    assert kinds == [
        ("SkadedeNavn[0]", WidgetKind.TEXT, None, None),
        ("Text2", WidgetKind.COMB, None, 11),
        ("Text3", WidgetKind.TEXT, None, 60),
        ("Text4", WidgetKind.COMB, None, 8),
        ("Group5", WidgetKind.RADIO, "1", None),
        ("Group5", WidgetKind.RADIO, "2", None),
        ("Group5", WidgetKind.RADIO, "3", None),
        ("Check Box6", WidgetKind.CHECK, "Ja", None),
        ("Check Box6", WidgetKind.CHECK, "Nei", None),
        ("Check Box7", WidgetKind.CHECK, "Yes", None),
        ("Dropdown8", WidgetKind.TEXT, None, None),
        ("HvaSkjedde", WidgetKind.TEXT, None, None),
        ("Text9", WidgetKind.COMB, None, 4),
        ("Text10", WidgetKind.TEXT, None, None),
        ("Signature11", WidgetKind.SIGNATURE, None, None),
    ]
    name = form.widgets[0]
    assert (name.tip, name.required, name.box) == ("Navn på den skadede", True, Box(1, 50.0, 162.0, 350.0, 182.0))
    assert [(one.name, [shown for _, shown in one.options]) for one in form.widgets if one.listed] == [
        ("Dropdown8", ["Agder", "Nordland", "Vestland"])
    ]
    assert [one.name for one in form.widgets if one.multiline] == ["HvaSkjedde"]


def test_places_are_those_of_the_page_as_displayed(tmp_path: Path) -> None:
    def build(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        page.Rotate = 90
        text_field(pdf, page, "a", (100, 200, 130, 400))

    form = surveyed(tmp_path, made(build))
    assert isinstance(form, ForeignForm)
    assert form.sizes == ((842.0, 595.0),)
    assert form.widgets[0].box == Box(1, 200.0, 100.0, 400.0, 130.0)


def test_boxes_are_known_by_what_they_export(tmp_path: Path) -> None:
    def build(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        on = Dictionary({"/1": pdf.make_stream(b""), "/Off": pdf.make_stream(b"")})
        options = Array([String("Nei"), String("Ja")])
        widget(pdf, page, (0, 0, 9, 9), FT=Name.Btn, T=String("a"), AP=Dictionary(N=on), Opt=options)

    form = surveyed(tmp_path, made(build))
    assert isinstance(form, ForeignForm)
    assert [(one.state, one.exported) for one in form.widgets] == [("1", "Ja")]


def test_what_holds_no_answer_is_left_out(tmp_path: Path) -> None:
    def build(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        text_field(pdf, page, "a", (0, 0, 90, 9))
        text_field(pdf, page, "hidden", (0, 0, 90, 9)).F = 2
        text_field(pdf, page, " ", (0, 0, 90, 9))
        widget(pdf, page, (0, 0, 9, 9), FT=Name.Btn, T=String("no state"))
        widget(pdf, page, (0, 0, 9, 9), T=String("no type"))

    form = surveyed(tmp_path, made(build))
    assert isinstance(form, ForeignForm)
    assert ([one.name for one in form.widgets], form.left_out) == (["a"], 4)


def encrypted(content: bytes) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [(encrypted(elsewhere_pdf()), "FILE_ENCRYPTED"), (b"%PDF-1.7\n", "FILE_BROKEN"), (b"hei", "FILE_BROKEN")],
)
def test_what_cannot_be_opened_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    assert surveyed(tmp_path, content) == Refused(code)


def test_an_xfa_form_is_told(tmp_path: Path) -> None:
    form = surveyed(tmp_path, elsewhere_pdf(xfa=True))
    assert isinstance(form, ForeignForm)
    assert form.xfa


@pytest.mark.parametrize(("flags", "offered"), [(1 << 17, 2), (1 << 17 | 1 << 18, 0), (1 << 21, 0), (0, 2)])
def test_a_list_offers_what_may_be_chosen_of_it_alone(tmp_path: Path, flags: int, offered: int) -> None:
    def build(pdf: pikepdf.Pdf, page: pikepdf.Object) -> None:
        text_field(pdf, page, "a", (100, 200, 130, 400))
        node = page.Annots[0]
        node.FT, node.Ff = pikepdf.Name.Ch, flags
        lines = (("", "–"), ("1", "Ja"), ("2", "Nei  takk"), ("2", "Nei"), (" ", "Annet"))
        node.Opt = pikepdf.Array([pikepdf.Array([pikepdf.String(one) for one in line]) for line in lines])

    form = surveyed(tmp_path, made(build))
    assert isinstance(form, ForeignForm)
    assert form.widgets[0].options == (("1", "Ja"), ("2", "Nei takk"))[:offered]
