"""What stands in a signature box without being a signature: drawn, pasted, typed, or nothing; as other programs put it
there, in the form itself and in prints of it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from dokumentverk.model.reading import SignatureKind, SignatureMark
from dokumentverk.model.workplace import ReadingLimits
from dokumentverk.read.reader import Reader
from tests.foreign.flatteners import FLATTENERS
from tests.foreign.markers import MARKERS, SIGNED, acrobat_stamp

from . import documents
from .bad_samples import FORM, box_of, changed, filled, widget

MADE: dict[str, SignatureKind] = {
    "acrobat_stamp": SignatureKind.DRAWN,
    "pdfium_ink": SignatureKind.DRAWN,
    "pdfium_page_image": SignatureKind.IMAGE,
    "pdfium_stamp": SignatureKind.IMAGE,
    "pdfjs_contours": SignatureKind.DRAWN,
    "pdfjs_drawn": SignatureKind.DRAWN,
    "pdfjs_ink": SignatureKind.DRAWN,
    "pdfjs_text": SignatureKind.TYPED,
    "pdflib_image": SignatureKind.IMAGE,
    "pdflib_path": SignatureKind.DRAWN,
    "pdflib_text": SignatureKind.TYPED,
    "pdftk_stamp": SignatureKind.DRAWN,
    "typed_stamp": SignatureKind.TYPED,
}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with Reader(ReadingLimits(seconds=60, workers=1), tmp_path_factory.mktemp("work")) as one:
        yield one


def mark_in(reader: Reader, content: bytes, folder: Path, field: str = "employee_signature") -> SignatureMark:
    path = folder / "skjema.pdf"
    path.write_bytes(content)
    reading = reader.read(path, lambda _: documents.known(FORM))
    assert {one.code for one in reading.findings} <= {"SIGNATURE_NOT_VALIDATED"}
    return next(one for one in reading.signatures if one.field == field)


def test_every_program_is_told_of() -> None:
    assert MADE.keys() == MARKERS.keys()


@pytest.mark.parametrize("program", MADE)
def test_what_programs_put_in_the_box(program: str, reader: Reader, tmp_path: Path) -> None:
    marked = MARKERS[program](filled(), box_of("employee_signature"))
    assert mark_in(reader, marked, tmp_path).kind is MADE[program]
    assert mark_in(reader, marked, tmp_path, "leader_signature").kind is SignatureKind.NONE
    printed = FLATTENERS["pdfium_flatten"](marked)
    assert mark_in(reader, printed, tmp_path).kind is MADE[program]


@pytest.mark.parametrize("program", ["pdfjs_drawn", "pdflib_image", "pdflib_text"])
def test_in_prints_of_mupdf_which_marks_the_box_itself(program: str, reader: Reader, tmp_path: Path) -> None:
    printed = FLATTENERS["mutool_convert"](MARKERS[program](filled(), box_of("employee_signature")))
    assert mark_in(reader, printed, tmp_path).kind is MADE[program]
    assert mark_in(reader, printed, tmp_path, "leader_signature").kind is SignatureKind.NONE


def test_an_empty_box_is_empty(reader: Reader, tmp_path: Path) -> None:
    for content in (filled(), *(FLATTENERS[one](filled()) for one in ("pdfium_flatten", "mutool_convert"))):
        assert mark_in(reader, content, tmp_path).kind is SignatureKind.NONE


def test_a_picture_as_the_look_of_the_field_itself(reader: Reader, tmp_path: Path) -> None:
    """Some web pages set the appearance of the signature field, which stays unsigned."""

    def give_look(pdf: pikepdf.Pdf) -> None:
        box = widget(pdf, "employee_signature")
        left, bottom, right, top = (float(edge) for edge in box.Rect)
        picture = pdf.make_stream(bytes(range(0, 240)) * 4)
        picture.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=40,
                Height=24,
                BitsPerComponent=8,
                ColorSpace=Name.DeviceGray,
            )
        )
        look = pdf.make_stream(f"q {right - left} 0 0 {top - bottom} 0 0 cm /I Do Q".encode())
        look.update(
            Dictionary(
                Type=Name.XObject,
                Subtype=Name.Form,
                BBox=Array([0, 0, right - left, top - bottom]),
                Resources=Dictionary(XObject=Dictionary(I=picture)),
            )
        )
        box.AP = Dictionary(N=look)

    assert mark_in(reader, changed(give_look), tmp_path).kind is SignatureKind.IMAGE


def test_a_name_in_a_text_field_laid_in_the_place_of_the_signature(reader: Reader, tmp_path: Path) -> None:
    def make_text(pdf: pikepdf.Pdf) -> None:
        box = widget(pdf, "employee_signature")
        box.FT, box.V = Name.Tx, String(SIGNED)
        del box.Lock

    assert mark_in(reader, changed(make_text), tmp_path).kind is SignatureKind.TYPED


def test_a_stamp_that_nobody_sees_is_nothing(reader: Reader, tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(acrobat_stamp(filled(), box_of("employee_signature")))) as pdf:
        pdf.pages[0].obj.Annots[-1].F = 2
        out = io.BytesIO()
        pdf.save(out)
    assert mark_in(reader, out.getvalue(), tmp_path).kind is SignatureKind.NONE
