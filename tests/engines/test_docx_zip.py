"""Packages written with parts that were compressed before."""

from __future__ import annotations

import io
import zipfile

from dokumentverk.engines.docx_zip import in_order, packed, zipped

PARTS = {"word/document.xml": b"<a/>" * 500, "[Content_Types].xml": b"<types/>", "_rels/.rels": b"", "word/æ.xml": b"x"}


def test_any_program_reads_it_and_content_types_come_first() -> None:
    names = in_order(PARTS)
    assert names[:2] == ["[Content_Types].xml", "_rels/.rels"]
    content = zipped([packed(name, PARTS[name]) for name in names])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        assert {name: archive.read(name) for name in names} == PARTS


def test_the_same_parts_give_the_same_bytes() -> None:
    one, other = (zipped([packed(name, PARTS[name]) for name in in_order(PARTS)]) for _ in range(2))
    assert one == other
