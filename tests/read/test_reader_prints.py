"""Prints: turned, cropped, shrunk, filled with a viewer's drawing tools instead of fields."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, String

from dokumentverk.model.layout import Medium
from dokumentverk.model.reading import Method, Reading, SignatureKind
from dokumentverk.model.record import Record, SignatureState, State
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader

from . import documents
from .bad_samples import box_of
from .coming_back import expected, values
from .coming_back import read as read_back

FORM = "egenmelding"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=60, workers=1), tmp_path_factory.mktemp("work")) as one:
        yield one


def read(reader: Reader, content: bytes, folder: Path, form: str = FORM) -> tuple[Reading, Record, set[str]]:
    return read_back(reader, content, documents.known(form), folder)


def changed(content: bytes, change: Callable[[Pdf, Page], None]) -> bytes:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in pdf.pages:
            change(pdf, page)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def printed(form: str = FORM) -> bytes:
    return documents.stamped(form, documents.answers(form), medium=Medium.PRINT)


def empty_print() -> bytes:
    return documents.stamped(FORM, {}, medium=Medium.PRINT)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_shown_turned(turn: int, reader: Reader, tmp_path: Path) -> None:
    """As a scanner's software or a hurried person turns it; boxes are as displayed."""

    def rotate(_: Pdf, page: Page) -> None:
        page.obj.Rotate = turn

    reading, record, codes = read(reader, changed(printed(), rotate), tmp_path)
    assert values(record) == expected(FORM, documents.answers(FORM))
    assert codes == set()
    place = next(one.box for one in documents.blank(FORM).layout.places if one.name == "employee_name")
    box = next(one.source.box for one in reading.observations if one.field == "employee_name")
    width, height = documents.blank(FORM).layout.page_size
    left, top = {90: (height - place.bottom, place.left), 180: (width - place.right, height - place.bottom)}.get(
        turn, (place.top, width - place.right)
    )
    assert box is not None
    assert abs(box.left - left) < 0.5
    assert abs(box.top - top) < 0.5


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_fields_on_a_page_shown_turned(turn: int, reader: Reader, tmp_path: Path) -> None:
    def rotate(_: Pdf, page: Page) -> None:
        page.obj.Rotate = turn

    content = changed(documents.stamped(FORM, documents.answers(FORM)), rotate)
    _, record, codes = read(reader, content, tmp_path)
    assert values(record) == expected(FORM, documents.answers(FORM))
    assert codes == set()


def test_turned_content_on_an_upright_page(reader: Reader, tmp_path: Path) -> None:
    """A print on its side: the letters lie."""

    def lay(pdf: Pdf, page: Page) -> None:
        page.contents_add(pdf.make_stream(b"q 0 1 -1 0 841.89 0 cm"), prepend=True)
        page.contents_add(pdf.make_stream(b"Q"))
        page.obj.MediaBox = Array([0, 0, 841.89, 595.28])

    _, record, codes = read(reader, changed(printed(), lay), tmp_path)
    assert values(record) == expected(FORM, documents.answers(FORM))
    assert codes == set()


@pytest.mark.parametrize("scale", [0.7, 0.94, 1.41])
def test_a_scaled_page_with_a_crop_box_off_its_corner(scale: float, reader: Reader, tmp_path: Path) -> None:
    def shrink(pdf: Pdf, page: Page) -> None:
        matrix = f"q {scale} 0 0 {scale} 30 40 cm".encode()
        page.contents_add(pdf.make_stream(matrix), prepend=True)
        page.contents_add(pdf.make_stream(b"Q"))
        page.obj.MediaBox = Array([-50, -60, 900, 1300])
        page.obj.CropBox = Array([10, 20, 880, 1240])

    _, record, codes = read(reader, changed(printed(), shrink), tmp_path)
    assert values(record) == expected(FORM, documents.answers(FORM))
    assert codes == set()


def _look(pdf: Pdf, page: Page, content: bytes, rect: tuple[float, float, float, float]) -> Object:
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    stream = pdf.make_stream(content)
    stream.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=[0, 0, rect[2] - rect[0], rect[3] - rect[1]],
            Resources=Dictionary(Font=Dictionary(F=font)),
        )
    )
    note = pdf.make_indirect(Dictionary(Type=Name.Annot, Rect=Array(rect), F=4, AP=Dictionary(N=stream)))
    if "/Annots" not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(note)
    return note


def typed(pdf: Pdf, page: Page, name: str, text: str) -> None:
    """A text box of a viewer."""
    rect = box_of(name)
    content = b"BT /F 9 Tf 3 5 Td (" + text.encode("cp1252") + b") Tj ET"
    _look(pdf, page, content, rect).update(Dictionary(Subtype=Name.FreeText, Contents=String(text)))


def drawn(pdf: Pdf, page: Page, name: str, choice: str | None = None) -> None:
    """A stroke of a viewer's pen from corner to corner."""
    left, bottom, right, top = rect = box_of(name, choice)
    width, height = right - left, top - bottom
    path = f"1.2 w 0 0 1 RG 2 2 m {width - 2} {height - 2} l 2 {height - 2} m {width - 2} 2 l S".encode()
    _look(pdf, page, path, rect).update(Dictionary(Subtype=Name.Ink, InkList=Array()))


def test_a_print_filled_with_text_boxes_and_pen(reader: Reader, tmp_path: Path) -> None:
    def fill(pdf: Pdf, page: Page) -> None:
        typed(pdf, page, "employee_name", "Åse Næss")
        typed(pdf, page, "position", "Lærer")
        drawn(pdf, page, "notice_how", "phone")
        drawn(pdf, page, "employee_signature")

    reading, record, codes = read(reader, changed(empty_print(), fill), tmp_path)
    assert codes == set()
    given = {"employee_name": "Åse Næss", "position": "Lærer", "notice_how": "phone"}
    assert values(record) == expected(FORM, given)
    methods = {one.field: one.source.method for one in reading.observations if one.raw not in ("", "off")}
    assert methods == {"employee_name": Method.TEXT, "position": Method.TEXT, "notice_how": Method.MARK}
    (mark,) = (one for one in record.signatures if one.field == "employee_signature")
    assert (mark.state, mark.kind) == (SignatureState.PRESENT, SignatureKind.DRAWN)


def test_two_crosses_in_one_choice(reader: Reader, tmp_path: Path) -> None:
    def fill(pdf: Pdf, page: Page) -> None:
        drawn(pdf, page, "notice_how", "phone")
        drawn(pdf, page, "notice_how", "message")

    _, record, codes = read(reader, changed(empty_print(), fill), tmp_path)
    assert codes == {"SEVERAL_MARKED"}
    entry = record.entry("notice_how")
    assert (entry.value, entry.state, entry.raw) == (None, State.CONFLICT, "phone;message")


def test_a_pen_over_a_form_with_fields(reader: Reader, tmp_path: Path) -> None:
    """The fields are empty, the page is not: that is told, and a person looks."""

    def fill(pdf: Pdf, page: Page) -> None:
        typed(pdf, page, "employee_name", "Åse Næss")
        drawn(pdf, page, "notice_how", "phone")

    reading, record, codes = read(reader, changed(documents.stamped(FORM), fill), tmp_path)
    assert codes == {"VALUE_SHOWN_DIFFERENTLY"}
    assert {one.field for one in reading.findings} == {"employee_name", "notice_how"}
    assert {record.entry(field).state for field in ("employee_name", "notice_how")} == {State.CONFLICT}


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"1 w 0 G %f %f m %f %f l %f %f l S", SignatureKind.DRAWN),
        (b"BT /Sig 12 Tf %f %f Td (Kari N\xe6ss) Tj ET", SignatureKind.TYPED),
        (b"q 120 0 0 25 %f %f cm /Paraph Do Q", SignatureKind.IMAGE),
    ],
    ids=["lines", "text", "picture"],
)
def test_a_signature_that_became_part_of_the_page(
    content: bytes, kind: SignatureKind, reader: Reader, tmp_path: Path
) -> None:
    left, bottom, right, top = box_of("employee_signature")
    points = [left + 10, bottom + 5, left + 40, top - 5, right - 60, bottom + 8]

    def sign(pdf: Pdf, page: Page) -> None:
        font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        page.obj.Resources.Font["/Sig"] = font
        image = pdf.make_stream(bytes(64))
        image.update(
            Dictionary(
                Type=Name.XObject, Subtype=Name.Image, Width=8, Height=8, ColorSpace=Name.DeviceGray, BitsPerComponent=8
            )
        )
        if "/XObject" not in page.obj.Resources:
            page.obj.Resources.XObject = Dictionary()
        page.obj.Resources.XObject["/Paraph"] = image
        page.contents_add(pdf.make_stream(b"q " + content % tuple(points[: content.count(b"%f")]) + b" Q"))

    _, record, codes = read(reader, changed(empty_print(), sign), tmp_path)
    assert codes == set()
    (mark,) = (one for one in record.signatures if one.field == "employee_signature")
    assert mark.kind is kind


def test_a_print_that_was_signed_digitally(reader: Reader, tmp_path: Path) -> None:
    def sign(pdf: Pdf, page: Page) -> None:
        value = Dictionary(Type=Name.Sig, Contents=String(b"\x30\x80"), Name=String("Åse Næss"))
        field = pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Sig,
                T=String("Signature1"),
                V=value,
                Rect=Array(box_of("employee_signature")),
            )
        )
        page.obj.Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]))

    _, record, codes = read(reader, changed(printed(), sign), tmp_path)
    assert codes == {"SIGNATURE_NOT_VALIDATED"}
    assert values(record) == expected(FORM, documents.answers(FORM))
    (mark,) = (one for one in record.signatures if one.field == "employee_signature")
    assert (mark.kind, mark.by) == (SignatureKind.DIGITAL, "Åse Næss")
