"""Signature wrapping (Mladenov and others, 2019): digest and signature stay right, and the viewer reads other objects.

The second signed part is moved back. Before it, in the gap that nobody signed, lie a signature dictionary with a wider
range, a field with another answer, and a cross-reference table exactly where the moved end says that the table is.
"""

from __future__ import annotations

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

FIELD = "employee_signature"
FORGED = "last_day"


def wrapped(content: bytes) -> bytes:
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    listed = list(reader.root["/AcroForm"]["/Fields"])
    by_name = {
        str(one.get_object().get("/T", "")): one for one in (listed_ref(reader, at) for at in range(len(listed)))
    }
    signature = by_name[FIELD].get_object().raw_get("/V")
    first, second = [int(one) for one in signature.get_object()["/ByteRange"]][1:3]
    head, hex_string, tail = content[:first], content[first:second], content[second:]
    table_at = int(re.findall(rb"startxref\s+(\d+)", tail)[-1])

    start = len(head) + len(hex_string)
    room = b"%" + b" " * (table_at - start - 2) + b"\n"
    revision = [one.idnum for one in reader.xrefs.explicit_refs_in_revision(reader.xrefs.total_revisions - 1)]
    numbers = sorted({*revision, by_name[FORGED].idnum})

    def table(places: dict[int, int]) -> bytes:
        rows = b"".join(b"%d 1\n%010d 00000 n \n" % (number, at) for number, at in sorted(places.items()))
        previous = reader.xrefs.get_startxref_for_revision(reader.xrefs.total_revisions - 2)
        facts = (int(reader.trailer["/Size"]), reader.trailer.raw_get("/Root").idnum, previous)
        return b"xref\n%strailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (rows, *facts)

    def whole(gap: int) -> bytes:
        places = {number: _moved(reader, number, second, gap) for number in numbers}
        body = b""
        forged = _with(by_name[FORGED].get_object(), "/V", b"(30092026)")
        wider = b"[0 %d %d %d]" % (first, start + gap, len(tail))
        for number, text in (
            (by_name[FORGED].idnum, forged),
            (signature.idnum, _with(signature.get_object(), "/ByteRange", wider, contents=hex_string)),
        ):
            places[number] = start + len(room) + len(table(places)) + len(body)
            body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
        return room + table(places) + body

    gap = len(hex_string)
    for _ in range(6):
        gap, before = len(whole(gap)), gap
        if gap == before:
            break
    return head + hex_string + whole(gap) + tail


def _moved(reader: PdfFileReader, number: int, second: int, gap: int) -> int:
    """Where an object of the signed revision lies when the second part has moved."""
    at = reader.xrefs[generic.Reference(number, 0, reader)]
    if not isinstance(at, int):
        return 0
    return at if at < second else at + gap


def listed_ref(reader: PdfFileReader, at: int) -> generic.IndirectObject:
    found = reader.root["/AcroForm"]["/Fields"].raw_get(at)
    assert isinstance(found, generic.IndirectObject)
    return found


def _with(node: generic.DictionaryObject, key: str, value: bytes, *, contents: bytes = b"") -> bytes:
    """A dictionary as it is written in a file, but for one entry."""
    parts = []
    for name in node:
        out = io.BytesIO()
        if name == key:
            out.write(value)
        elif name == "/Contents" and contents:
            out.write(contents)
        else:
            node.raw_get(name).write_to_stream(out, None)
        parts.append(str(name).encode() + b" " + out.getvalue())
    return b"<< " + b"\n".join(parts) + b" >>"
