from __future__ import annotations

import zlib
from io import BytesIO
from itertools import count

import pikepdf
from page import ValidationProfile, validate_pdf_bytes
from pikepdf import Name, Stream

from dokumentverk.engines.pdf_finish import save

LENGTH_RULE = "PDFA2A-STREAM-LENGTH-001"


def _ends_in_carriage_return() -> bytes:
    """Compressed content whose last byte is a carriage return: one in 256 is."""
    tries = (zlib.compress(f"% {number}".encode()) for number in count())
    return next(one for one in tries if one.endswith(b"\r"))


def _page_of(content: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.obj.Contents = Stream(pdf, content)
    page.obj.Contents.Filter = Name.FlateDecode
    return pdf


def _broken(content: bytes) -> bool:
    report = validate_pdf_bytes(content, profile=ValidationProfile.PDF_A_2A)
    return LENGTH_RULE in [failure.rule_id for failure in report.failures]


def test_a_stream_that_ends_in_a_carriage_return_keeps_its_length() -> None:
    """The first half shows what qpdf writes, the second that ``save`` copes with it."""
    content = _ends_in_carriage_return()
    plain = BytesIO()
    with _page_of(content) as pdf:
        pdf.save(plain, preserve_pdfa=True)
        saved = save(pdf)
    assert _broken(plain.getvalue())
    assert not _broken(saved)
    with pikepdf.open(BytesIO(saved)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.pages[0].obj.Contents.read_raw_bytes() == content
