"""What was written, drawn or laid on a returned page beside its answers, or over them, is told with its place; what
programs and people rightly do to a page is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from dokumentverk.model.finding import Finding
from dokumentverk.model.layout import Medium
from dokumentverk.model.reading import Reading
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from tests.foreign.flatteners import FLATTENERS

from . import documents
from .bad_samples import (
    DECLARATION,
    FORM,
    MARGIN,
    annotated,
    box_of,
    changed,
    drawn_over,
    filled,
    flat,
    line_of,
    over,
    pages_of,
)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=60, workers=1), tmp_path_factory.mktemp("work")) as one:
        yield one


def read(reader: Reader, content: bytes, folder: Path, form: str = FORM) -> Reading:
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    return reader.read(path, lambda _: documents.known(form))


def codes(reader: Reader, content: bytes, folder: Path) -> set[str]:
    return {one.code for one in read(reader, content, folder).findings}


def the_one(reading: Reading) -> Finding:
    (told,) = reading.findings
    return told


ALTERED = {
    "a white box": "1 g {l} {b} {w} {h} re f",
    "a white box over a word": "1 g {l} {b} 40 {h} re f",
    "a line through": "0.6 w 0 G {l} {m} m {r} {m} l S",
    "a thin grey line through": "0.4 w 0.7 G {l} {m} m {r} {m} l S",
    "another word": "1 g {l} {b} 40 {h} re f 0 g BT /DVSans 8 Tf {l} {b} Td (Uten) Tj ET",
    "one letter more": "0 g BT /DVSans 8 Tf {l} {b} Td (8) Tj ET",
}


@pytest.mark.parametrize("content", [filled, flat], ids=["fields", "print"])
@pytest.mark.parametrize("how", ALTERED)
def test_changed_print_is_told_with_its_line_and_place(
    how: str, content: object, reader: Reader, tmp_path: Path
) -> None:
    base = content()  # type: ignore[operator]
    paint = ALTERED[how]
    if "/DVSans" in paint:
        base = changed(_give_font, base)
    told = the_one(read(reader, drawn_over(DECLARATION, paint, base), tmp_path))
    assert (told.code, dict(told.params)["page"]) == ("PRINT_ALTERED", "1")
    assert dict(told.params)["text"].startswith(DECLARATION)
    left, bottom, _, _ = line_of(DECLARATION)
    assert told.source is not None
    assert told.source.box is not None
    height = documents.blank(FORM).layout.page_size[1]
    assert abs(told.source.box.left - left) < 1
    assert abs(told.source.box.bottom - (height - bottom)) < 1


def _give_font(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.Font["/DVSans"] = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding
    )


WRITTEN = {
    "a dot": b"0 g 110 30 1.5 1.5 re f",
    "pale yellow words": b"1 1 0 rg BT /DVSans 9 Tf 80 25 Td (ser du dette) Tj ET",
    "a stroke": b"0.5 w 0 G 80 30 m 120 32 l S",
}


@pytest.mark.parametrize("content", [filled, flat], ids=["fields", "print"])
@pytest.mark.parametrize("how", WRITTEN)
def test_what_is_written_where_nothing_is_printed(how: str, content: object, reader: Reader, tmp_path: Path) -> None:
    base = changed(_give_font, content())  # type: ignore[operator]
    told = the_one(read(reader, over(WRITTEN[how], base), tmp_path))
    assert (told.code, dict(told.params)) == ("PAGE_WRITTEN_ON", {"page": "1"})
    assert told.source is not None
    assert told.source.box is not None
    assert 70 < told.source.box.left < 130


@pytest.mark.parametrize("program", ["gs_pdfwrite", "gs_shrunk", "pdftocairo", "mutool_convert"])
def test_what_a_printing_program_made_anew_is_compared_too(program: str, reader: Reader, tmp_path: Path) -> None:
    """Ghostscript rounds where words stand and shrinks pages; a changed line is seen through that."""
    altered = FLATTENERS[program](drawn_over(DECLARATION, "1 g {l} {b} {w} {h} re f"))
    found = read(reader, altered, tmp_path).findings
    assert {one.code for one in found} - {"PRINT_REDRAWN"} == {"PRINT_ALTERED"}


FILLED_BOX = "0.6 g 0 0 900 900 re f"
OUTLINE = "1 w 0 G 30 2 20 9 re S"
ANNOTATIONS: dict[str, tuple[Name, str, str, set[str]]] = {
    "a frame in an answer": (Name.Square, "answer", OUTLINE, {"ANSWER_OVERLAID"}),
    "a note over an answer": (Name.FreeText, "answer", OUTLINE, {"ANSWER_OVERLAID"}),
    "a mark to redact an answer": (Name.Redact, "answer", OUTLINE, {"ANSWER_OVERLAID"}),
    "an answer struck through": (Name.StrikeOut, "answer", OUTLINE, {"ANSWER_OVERLAID"}),
    "an answer highlighted": (Name.Highlight, "answer", "", {"MARKS_ON_PAGE"}),
    "a stamp over print": (Name.Stamp, "print", FILLED_BOX, {"PRINT_OVERLAID"}),
    "a box over print": (Name.Square, "print", "1 g 0 0 900 900 re f", {"PRINT_OVERLAID"}),
    "print struck through": (Name.StrikeOut, "print", OUTLINE, {"PRINT_OVERLAID"}),
    "print highlighted": (Name.Highlight, "print", "", {"MARKS_ON_PAGE"}),
    "words in the margin": (Name.FreeText, "margin", OUTLINE, {"NOTE_ON_PAGE"}),
    "a sticky note": (Name.Text, "margin", "", {"NOTE_ON_PAGE"}),
    "ink in the margin": (Name.Ink, "margin", OUTLINE, {"NOTE_ON_PAGE"}),
    "a signature in its box": (Name.Ink, "signature", OUTLINE, set()),
    "a pasted signature in its box": (Name.Stamp, "signature", FILLED_BOX, set()),
    "a link": (Name.Link, "print", "", set()),
}
PLACES = {
    "answer": lambda: box_of("employee_number"),
    "print": lambda: line_of(DECLARATION),
    "margin": lambda: MARGIN,
    "signature": lambda: box_of("employee_signature"),
}


@pytest.mark.parametrize("what", ANNOTATIONS)
def test_annotations_are_told_by_where_they_lie(what: str, reader: Reader, tmp_path: Path) -> None:
    subtype, place, paint, wanted = ANNOTATIONS[what]
    assert codes(reader, changed(annotated(subtype, PLACES[place](), paint)), tmp_path) == wanted


def test_a_highlight_with_words_in_it_is_a_note(reader: Reader, tmp_path: Path) -> None:
    noted = annotated(Name.Highlight, line_of(DECLARATION), Contents=String("Dette stemmer ikke"))
    assert codes(reader, changed(noted), tmp_path) == {"NOTE_ON_PAGE"}


def test_a_hidden_annotation_counts_only_when_it_holds_words(reader: Reader, tmp_path: Path) -> None:
    assert codes(reader, changed(annotated(Name.Square, MARGIN, OUTLINE, F=2)), tmp_path) == set()
    hidden = annotated(Name.FreeText, MARGIN, OUTLINE, F=2, Contents=String("skjult"))
    assert codes(reader, changed(hidden), tmp_path) == {"NOTE_ON_PAGE"}


def test_a_pen_over_a_whole_page_is_told_once(reader: Reader, tmp_path: Path) -> None:
    """Programs for tablets put all that was drawn on a page into one annotation as large as the page."""
    assert codes(reader, changed(annotated(Name.Ink, (10, 10, 580, 830), OUTLINE)), tmp_path) == {"PAGE_WRITTEN_ON"}


def test_a_stranger_field_with_a_look_of_its_own_over_print(reader: Reader, tmp_path: Path) -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        annotated(Name.Widget, line_of(DECLARATION), FILLED_BOX, FT=Name.Tx, T=String("tillegg"))(pdf)
        pdf.Root.AcroForm.Fields.append(pdf.pages[0].obj.Annots[-1])

    assert codes(reader, changed(add), tmp_path) == {"PRINT_OVERLAID"}


def test_text_drawn_into_an_empty_field_is_read_and_doubted(reader: Reader, tmp_path: Path) -> None:
    """«Fill & Sign» and editors write on the page, below the field, which stays empty."""
    left, bottom, _, _ = box_of("employee_name")
    base = changed(_give_font, documents.stamped(FORM, {}))
    written = over(f"BT /DVSans 10 Tf {left + 4} {bottom + 5} Td 0 g (Kari) Tj ET".encode(), base)
    reading = read(reader, written, tmp_path)
    assert [(one.code, one.field) for one in reading.findings] == [("VALUE_SHOWN_DIFFERENTLY", "employee_name")]
    assert {one.raw for one in reading.observations if one.field == "employee_name"} == {"", "Kari"}


def test_strokes_in_an_empty_field_are_not_an_empty_answer(reader: Reader, tmp_path: Path) -> None:
    left, bottom, right, top = box_of("position")
    strokes = " ".join(f"{left + 5 + 9 * at} {bottom + 3} m {left + 9 + 9 * at} {top - 3} l" for at in range(8))
    reading = read(reader, over(f"1.5 w 0 G {strokes} S".encode(), documents.stamped(FORM, {})), tmp_path)
    assert [(one.code, one.field) for one in reading.findings] == [("TEXT_NOT_READ", "position")]
    assert {one.confidence for one in reading.observations if one.field == "position"} == {0.0}
    del right


def test_an_answer_written_over_another_is_no_answer(reader: Reader, tmp_path: Path) -> None:
    """The old one is covered with white and still is text: both readers would read a mixture."""
    left, bottom, right, top = box_of("employee_name")
    cover = f"1 g {left + 1} {bottom + 1} {right - left - 2} {top - bottom - 2} re f"
    text = f"0 g BT /DVSans 10 Tf {left + 3} {bottom + 5} Td (Noen Ganske Andre) Tj ET"
    reading = read(reader, over(f"{cover} {text}".encode(), changed(_give_font, flat())), tmp_path)
    assert {(one.code, one.field) for one in reading.findings} == {("ANSWER_OVERLAID", "employee_name")}
    assert all(one.confidence <= 0.5 for one in reading.observations if one.field == "employee_name")


def test_a_page_of_another_issue_is_not_compared(reader: Reader, tmp_path: Path) -> None:
    other = over(WRITTEN["a stroke"], documents.stamped(FORM, {}, number=documents.OTHER_NUMBER))
    assert codes(reader, pages_of((filled(), 0), (other, 0)), tmp_path) == {"SEVERAL_ISSUES"}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned_is_compared(turn: int, reader: Reader, tmp_path: Path) -> None:
    def rotate(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Rotate = turn

    altered = drawn_over(DECLARATION, ALTERED["a white box"])
    assert codes(reader, changed(rotate), tmp_path) == set()
    assert codes(reader, changed(rotate, altered), tmp_path) == {"PRINT_ALTERED"}


def test_one_field_taken_out_of_the_file_is_told(reader: Reader, tmp_path: Path) -> None:
    def take(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Annots = pikepdf.Array([one for one in page.Annots if str(one.get("/T", "")) != "position"])
        fields = pdf.Root.AcroForm.Fields
        pdf.Root.AcroForm.Fields = pikepdf.Array([one for one in fields if str(one.get("/T", "")) != "position"])

    assert codes(reader, changed(take), tmp_path) == {"FIELDS_GONE"}


@pytest.mark.parametrize("form", documents.FORMS)
def test_an_empty_print_of_ours_lost_nothing(form: str, reader: Reader, tmp_path: Path) -> None:
    reading = read(reader, documents.stamped(form, {}, medium=Medium.PRINT), tmp_path, form)
    assert reading.findings == ()
