"""A PDF as Typst wrote it, with other metadata: two objects replaced, and the places of those behind them moved.

Typst 0.15 writes one classical cross-reference table of 20-byte rows, in the order of the object numbers, and every
object at the place that the table names; nothing lies in object streams. So no object needs to be parsed: 0.1 ms, where
opening and saving with qpdf takes 5.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF16_BE
from typing import Final

from dokumentverk.engines.pdf_metadata import DocumentFacts, information, xmp

_COUNT: Final = re.compile(rb"/Type/Pages/Count (\d+)")
_TRAILER: Final = re.compile(rb"trailer\s*<<.*?/Info (\d+) 0 R.*?>>", re.DOTALL)
_METADATA: Final = re.compile(rb"(\d+) 0 obj\s*<</Length \d+/Type/Metadata/Subtype/XML>>\s*stream\n")
_ROW: Final = 20


class NotAsExpected(Exception):
    """Another release of Typst writes otherwise: a fault of ours, seen by the tests."""


def pages_in(content: bytes) -> int:
    """How many pages the file has."""
    found = _COUNT.search(content)
    if found is None:
        raise NotAsExpected("pages")
    return int(found[1])


def with_metadata(content: bytes, facts: DocumentFacts) -> bytes:
    """The same pages, saying ``facts`` of themselves. Same input, same bytes."""
    table = content.rindex(b"\nxref\n") + 1
    trailer = _TRAILER.search(content, table)
    metadata = _METADATA.search(content)
    if trailer is None or metadata is None:
        raise NotAsExpected("trailer")
    packet = xmp(facts)
    replaced = {
        int(trailer[1]): b"<<" + _entries(facts) + b">>",
        int(metadata[1]): b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n%s\nendstream" % (len(packet), packet),
    }
    first = content.index(b"\n", table + 5) + 1
    size = int(content[table + 5 : first].split()[1])
    offsets = [int(content[first + _ROW * at : first + _ROW * at + 10]) for at in range(size)]
    return _moved(content, table, offsets, replaced, content[trailer.start() : trailer.end()])


def _entries(facts: DocumentFacts) -> bytes:
    return b"".join(b"/%s <%s>" % (key.encode(), _text(value)) for key, value in information(facts).items())


def _text(value: str) -> bytes:
    """In hexadecimal digits; UTF-16 for all but ASCII."""
    return (value.encode() if value.isascii() else BOM_UTF16_BE + value.encode("utf-16-be")).hex().encode()


def _moved(content: bytes, table: int, offsets: list[int], replaced: dict[int, bytes], trailer: bytes) -> bytes:
    order = sorted(range(1, len(offsets)), key=offsets.__getitem__)
    ends = [*(offsets[number] for number in order[1:]), table]
    parts = [content[: offsets[order[0]]]]
    at = len(parts[0])
    places = dict.fromkeys(range(len(offsets)), 0)
    for number, end in zip(order, ends, strict=True):
        body = replaced.get(number)
        whole = content[offsets[number] : end] if body is None else b"%d 0 obj\n%s\nendobj\n" % (number, body)
        places[number] = at
        parts.append(whole)
        at += len(whole)
    rows = b"".join(b"%010d 00000 n\r\n" % places[number] for number in range(1, len(offsets)))
    head = b"xref\n0 %d\n0000000000 65535 f\r\n" % len(offsets)
    body = b"".join(parts).replace(b"\r\nendstream", b"\r\rendstream")  # see ``pdf_finish.save``
    return b"".join([body, head, rows, trailer, b"\nstartxref\n%d\n%%%%EOF\n" % at])
