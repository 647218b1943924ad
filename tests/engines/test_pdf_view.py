"""What a page shows in boxes: text and ink, by PDFium, clipping and turning minded."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from dokumentverk.engines.pdf_read import read_pdf
from dokumentverk.engines.pdf_read_form import PageFrame, PdfForm, Refused
from dokumentverk.engines.pdf_read_text import read_glyphs
from dokumentverk.engines.pdf_view import Seen, view_bytes, view_pdf
from dokumentverk.model.layout import Box
from dokumentverk.model.workplace import ReadingLimits

from .pdf_made import Build, look, made, text_field, widget

A4 = PageFrame(1, (0, 0, 595, 842), 0)
FIELD = Box(1, 50, 122, 200, 142)
BELOW = Box(1, 50, 142, 200, 162)
RIGHT = Box(1, 200, 122, 350, 142)


def seen(build: Build, *boxes: Box, frame: PageFrame = A4) -> tuple[Seen, ...]:
    return view_bytes(made(build), (frame,), boxes).seen


def _written(text: bytes, *, more: bytes = b"", **entries: object) -> Build:
    def build(pdf: Pdf, page: Object) -> None:
        content = b"/Tx BMC q 0 0 150 20 re W n BT /F 10 Tf 2 5 Td (" + text + b") Tj " + more + b" ET Q EMC"
        text_field(
            pdf, page, "navn", (50, 700, 200, 720), AP=Dictionary(N=look(pdf, page, content, (150, 20))), **entries
        )

    return build


def test_the_text_of_an_appearance() -> None:
    (one,) = seen(_written(b"Kari N\xe6ss"), FIELD)
    assert (one.text, one.printed) == ("Kari Næss", "")
    assert one.ink > 0


def test_what_an_appearance_draws_beyond_its_box_is_shown_nowhere() -> None:
    far = b"En lang tekst som renner langt ut over feltet sitt og videre"
    field, right = seen(_written(far), FIELD, RIGHT)
    assert field.text.startswith("En lang tekst som")
    assert "videre" not in field.text
    assert (right.text, right.ink) == ("", 0.0)


def test_lines_below_a_box_are_shown_nowhere() -> None:
    field, below = seen(_written(b"Linje 1", more=b"0 -20 Td (Linje 2) Tj"), FIELD, BELOW)
    assert (field.text, below.text) == ("Linje 1", "")


def test_a_clip_of_a_page_counts_too() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        page.Contents = pdf.make_stream(b"q 0 0 100 842 re W n BT /F 10 Tf 52 705 Td (Synlig skjult tekst) Tj ET Q")

    (one,) = seen(build, FIELD)
    assert one.text == one.printed
    assert one.text.startswith("Synlig")
    assert "tekst" not in one.text


def test_nested_forms_are_followed_with_their_matrices() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        inner = look(pdf, page, b"BT /F 5 Tf 0 2 Td (Inni og utenfor) Tj ET", (22, 10))
        outer = look(pdf, page, b"q 2 0 0 2 0 0 cm /In Do Q", (150, 20))
        outer.Resources = Dictionary(XObject=Dictionary(In=inner))
        page.Resources.XObject = Dictionary(Out=outer)
        page.Contents = pdf.make_stream(b"q 1 0 0 1 50 700 cm /Out Do Q")

    (one,) = seen(build, FIELD)
    assert one.text.startswith("Inni")
    assert "utenfor" not in one.text


@pytest.mark.parametrize(("flag", "text"), [(1 << 1, ""), (1 << 5, "Kari")], ids=["hidden", "no view"])
def test_pdfium_draws_a_field_that_is_not_to_be_viewed(flag: int, text: str) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        _written(b"Kari")(pdf, page)
        page.Annots[0].F = flag

    assert seen(build, FIELD)[0].text == text


def test_white_letters_have_text_and_no_ink() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        content = b"BT 1 g /F 10 Tf 2 5 Td (Kari) Tj ET"
        text_field(pdf, page, "navn", (50, 700, 200, 720), AP=Dictionary(N=look(pdf, page, content, (150, 20))))

    (one,) = seen(build, FIELD)
    assert (one.text, one.ink, one.grey) == ("Kari", 0.0, 0.0)


def test_text_laid_over_a_field_is_seen_with_it() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        _written(b"Kari")(pdf, page)
        note = look(pdf, page, b"BT /F 10 Tf 80 5 Td (Ola) Tj ET", (150, 20))
        page.Annots.append(
            pdf.make_indirect(
                Dictionary(
                    Subtype=Name.FreeText,
                    Rect=Array([50, 700, 200, 720]),
                    F=4,
                    AP=Dictionary(N=note),
                    Contents=String(""),
                )
            )
        )

    (one,) = seen(build, FIELD)
    assert one.text.split() == ["Kari", "Ola"]


def test_print_and_field_are_told_apart() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        _written(b"Kari")(pdf, page)
        page.Contents = pdf.make_stream(b"BT /F 6 Tf 150 713 Td (kr) Tj ET")

    (one,) = seen(build, FIELD)
    assert (sorted(one.text.split()), one.printed) == (["Kari", "kr"], "kr")


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_are_found_on_turned_and_cropped_pages(rotate: int, tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        page.MediaBox = Array([-20, -30, 700, 900])
        page.CropBox = Array([10, 20, 595, 842])
        page.Rotate = rotate
        _written(b"1 2 3 abc")(pdf, page)
        page.Contents = pdf.make_stream(b"BT /F 12 Tf 50 600 Td (Trykt her) Tj ET 50 500 12 12 re f")

    path = tmp_path / "skjema.pdf"
    path.write_bytes(made(build))
    form = read_pdf(str(path), ReadingLimits())
    assert isinstance(form, PdfForm)
    (field,) = form.widgets
    frame = form.pages[0]
    assert field.box is not None
    printed = frame.displayed((45, 595, 110, 615))
    square = frame.displayed((50, 500, 62, 512))
    view = view_pdf(str(path), form.pages, (field.box, printed, square))
    assert not isinstance(view, Refused)
    assert [one.text for one in view.seen] == ["1 2 3 abc", "Trykt her", ""]
    assert view.seen[2].ink == 1.0
    assert view.texts == ("Trykt her",)
    pages = read_glyphs(str(path), form.pages)
    assert not isinstance(pages, Refused)
    for glyphs in (pages[0].glyphs, pages[0].drawn):
        inside = [
            one.text
            for one in glyphs
            if printed.left <= (one.left + one.right) / 2 <= printed.right
            and printed.top <= (one.top + one.bottom) / 2 <= printed.bottom
        ]
        assert "".join(inside).replace(" ", "") == "Trykther"


def test_a_page_as_large_as_a_field_of_wheat_is_looked_at_from_afar() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        page.MediaBox = Array([0, 0, 14_000, 14_000])
        page.Contents = pdf.make_stream(b"0 0 7000 7000 re f")

    frame = PageFrame(1, (0, 0, 14_000, 14_000), 0)
    (one,) = seen(build, Box(1, 100, 7100, 6900, 13_900), frame=frame)
    assert one.ink > 0.99


def test_clipped_characters_are_marked(tmp_path: Path) -> None:
    def build(pdf: Pdf, page: Object) -> None:
        page.Contents = pdf.make_stream(b"q 0 0 80 842 re W n BT /F 10 Tf 52 705 Td (Synlig skjult) Tj ET Q")

    path = tmp_path / "flat.pdf"
    path.write_bytes(made(build))
    pages = read_glyphs(str(path), (A4,))
    assert not isinstance(pages, Refused)
    shown = "".join(one.text for one in pages[0].drawn if not one.clipped)
    assert "Synlig".startswith(shown)
    assert len(shown) >= 4
    assert "".join(one.text for one in pages[0].drawn) == "Synligskjult"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nei", bytes(5000)])
def test_what_cannot_be_opened_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "skjema.pdf"
    path.write_bytes(content)
    assert view_pdf(str(path), (A4,), ()) == Refused("FILE_BROKEN")
    assert read_glyphs(str(path), (A4,)) == Refused("FILE_BROKEN")


def test_fewer_pages_than_told_leave_their_boxes_empty() -> None:
    frames = (A4, PageFrame(2, (0, 0, 595, 842), 0))
    view = view_bytes(made(_written(b"Kari")), frames, (FIELD, Box(2, 50, 122, 200, 142)))
    assert [one.text for one in view.seen] == ["Kari", ""]
    assert len(view.texts) == 1


def test_marks_are_measured_inside_their_frame() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        page.Contents = pdf.make_stream(b"1 w 50.5 700.5 12 12 re S 80.5 700.5 12 12 re S 82 702 m 91 711 l S")
        assert isinstance(pdf, pikepdf.Pdf)

    empty, crossed = seen(build, Box(1, 50, 129, 63, 142), Box(1, 80, 129, 93, 142))
    assert (empty.ink, empty.grey) == (0.0, 0.0)
    assert crossed.ink > 0.08


def test_widgets_without_appearance_show_nothing() -> None:
    def build(pdf: Pdf, page: Object) -> None:
        widget(pdf, page, (50, 700, 200, 720), FT=Name.Tx, T=String("navn"), V=String("Kari"))

    assert seen(build, FIELD)[0].text == ""
