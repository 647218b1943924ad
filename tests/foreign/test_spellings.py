"""How each program spells the same answers inside the file: what a reader of returns must take."""

from __future__ import annotations

import io
from dataclasses import dataclass

import pikepdf
import pytest

from tests.foreign.fillers import FILLERS
from tests.foreign.slots import fields, widgets
from tests.foreign.small_form import VALUES, small_form

UTF16, PDFDOC = "UTF-16BE", "PDFDoc"
LF, CRLF, CR = "\n", "\r\n", "\r"


@dataclass(frozen=True, slots=True)
class Spelling:
    """``radio`` is the ``/V`` of the radio group as it stands, ``needs`` the form's ``NeedAppearances``."""

    encoding: str
    line_end: str
    radio: pikepdf.Object
    needs: bool | None = None


NAME = pikepdf.Name.phone
STRING = pikepdf.String("/phone")

SPELLINGS = {
    "pdftk_fdf": Spelling(UTF16, LF, NAME),
    "pdftk_xfdf": Spelling(UTF16, LF, NAME),
    "pdftk_need_appearances": Spelling(UTF16, LF, NAME, needs=True),
    "pdfium": Spelling(PDFDOC, CRLF, NAME),
    "pdfium_incremental": Spelling(PDFDOC, CRLF, NAME),
    "pdfjs": Spelling(UTF16, LF, NAME),
    "pdflib": Spelling(UTF16, LF, NAME),
    "pdflib_bare": Spelling(UTF16, LF, NAME),
    "poppler_glib": Spelling(UTF16, LF, NAME),
    "pdfbox": Spelling(PDFDOC, LF, NAME),
    "pdfbox_incremental": Spelling(PDFDOC, LF, NAME),
    "mutool": Spelling(UTF16, LF, NAME),
    "mutool_incremental": Spelling(UTF16, LF, NAME),
    "pypdf": Spelling(PDFDOC, LF, STRING, needs=False),
    "pypdf_regenerate": Spelling(PDFDOC, LF, STRING, needs=True),
    "pypdf_incremental": Spelling(PDFDOC, LF, STRING, needs=False),
    "pikepdf_form": Spelling(PDFDOC, LF, NAME),
    "pikepdf_form_extended": Spelling(PDFDOC, LF, NAME),
    "qpdf_appearances": Spelling(PDFDOC, LF, NAME),
    "qpdf_object_streams": Spelling(PDFDOC, LF, NAME),
    "qpdf_linearized": Spelling(PDFDOC, LF, NAME),
    "acrobat_like": Spelling(PDFDOC, CR, NAME),
}


def test_every_program_is_described() -> None:
    assert SPELLINGS.keys() == FILLERS.keys()


@pytest.mark.parametrize("name", SPELLINGS)
def test_spelling(name: str) -> None:
    with pikepdf.open(io.BytesIO(FILLERS[name](small_form(), VALUES))) as document:
        by_name = dict(fields(document))
        reason = by_name["reason"].V
        shown = [str(kid.AS) for kid in widgets(by_name["notice"])]

        assert _spelling(reason, by_name["notice"].V, document.Root.AcroForm.get("/NeedAppearances")) == SPELLINGS[name]
        assert shown == ["/phone", "/Off", "/Off"]


def _spelling(text: pikepdf.Object, radio: pikepdf.Object, needs: object) -> Spelling:
    words = str(text)
    ends = next(end for end in (CRLF, CR, LF) if end in words)
    encoding = UTF16 if bytes(text).startswith(b"\xfe\xff") else PDFDOC
    return Spelling(encoding, ends, radio, None if needs is None else bool(needs))


def test_letters_beyond_winansi_survive_in_the_value() -> None:
    """Sámi names: drawn or not, the value keeps them. pdf-lib and PDFBox refuse them, as their fonts lack them."""
    sami = {"first_name": "Máhtte Áŋŋel Đuoddar Čáhci"}
    blank = small_form()
    for name in ("pdftk_fdf", "pdfium", "pdfjs", "poppler_glib", "mutool", "pypdf_regenerate", "acrobat_like"):
        with pikepdf.open(io.BytesIO(FILLERS[name](blank, sami))) as document:
            assert str(dict(fields(document))["first_name"].V) == sami["first_name"], name
    for name in ("pdflib", "pdfbox"):
        with pytest.raises(Exception, match=r"(?i)encode|not available in"):
            FILLERS[name](blank, sami)
