"""Typst's PDF with metadata of ours, by moving bytes alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pikepdf
import pytest

from dokumentverk import shipped
from dokumentverk.engines.pdf_metadata import DocumentFacts
from dokumentverk.engines.pdf_splice import NotAsExpected, pages_in, with_metadata
from dokumentverk.engines.typst_layout import lay_out

MADE = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
STYLE = b"""
#set document(title: "Brev")
#set text(font: "Source Sans 3", fallback: false, lang: "nb")
= Brev
#for _ in range(json(bytes(sys.inputs.document)).pages) [En side. #pagebreak(weak: true)]
"""
FACTS = DocumentFacts("Brev med å", "et-brev", "1", "nb", MADE, "7KXM-4RTA-9CDEF")


def typst(pages: int) -> bytes:
    return lay_out(STYLE, {"pages": pages}, fonts=shipped.fonts(), made=MADE)


@pytest.mark.parametrize("pages", [1, 3])
def test_the_pages_stay_and_the_file_is_sound(pages: int) -> None:
    before = typst(pages)
    after = with_metadata(before, FACTS)
    assert pages_in(before) == pages_in(after) == pages
    with pikepdf.open(BytesIO(before)) as one, pikepdf.open(BytesIO(after)) as other:
        assert other.check_pdf_syntax() == []
        assert [page.Contents.read_bytes() for page in one.pages] == [
            page.Contents.read_bytes() for page in other.pages
        ]
        assert str(other.docinfo["/Title"]) == "Brev med å"
        assert str(other.docinfo["/DVNumber"]) == "7KXM-4RTA-9CDEF"
        assert b"<dv:DVForm>et-brev</dv:DVForm>" in other.Root.Metadata.read_bytes()


def test_what_is_written_twice_is_the_same_and_may_be_written_over() -> None:
    once = with_metadata(typst(1), FACTS)
    assert with_metadata(typst(1), FACTS) == once
    again = with_metadata(once, replace(FACTS, number="4RTA-7KXM-9CDEF", title="Et annet emne"))
    with pikepdf.open(BytesIO(again)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert str(pdf.docinfo["/DVNumber"]) == "4RTA-7KXM-9CDEF"


def test_another_programs_file_is_not_taken_for_typsts() -> None:
    out = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pytest.raises(NotAsExpected):
        with_metadata(out.getvalue(), FACTS)
    with pytest.raises(NotAsExpected):
        pages_in(b"%PDF-1.7\n")
