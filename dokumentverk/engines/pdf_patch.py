"""Saving a PDF of ours in which little changed: the objects that did not are copied as bytes.

qpdf parses and writes every object anew, however few were touched; most objects of a form are its structure tree. Here
a stream is copied as it lies in the file or replaced where it lay, all else that changed goes into one object stream
more, and a new cross-reference tells where everything is. It is no incremental update: there is one cross-reference and
one end, so that a file cut short is seen to be cut. The object streams that are copied still hold the old state of what
changed, which nothing refers to: of a blank that is empty fields, never an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import md5
from itertools import starmap
from struct import Struct
from zlib import compress

from pikepdf import Name, Object, Pdf, Stream

_SHORT = 256
"""Bytes of a stream from which on it is compressed. Shorter ones, as most answers are, come out hardly shorter."""

_ROW = Struct(">BIH")
_WIDTHS = "[ 1 4 2 ]"
_ALONE, _IN_STREAM = 1, 2
"""Kinds of rows: (kind, offset in the file, generation) and (kind, number of the object stream, place in it)."""

_Row = tuple[int, int, int]
_FREE: _Row = (0, 0, 0)
"""pikepdf numbers a stream twice when it is made indirect; one of the numbers stands for nothing."""


def patched(original: bytes, pdf: Pdf, changed: Iterable[Object]) -> bytes:
    """``original`` as ``pdf``, which was opened from it, holds it now. ``changed`` are all indirect objects that are
    not as they were, new ones too (``made_since``). Same objects, same bytes.

    ``original`` must end in one cross-reference stream for all its objects, as ``pdf_finish.save`` leaves it.
    """
    start = int(original[original.rindex(b"startxref") :].split(maxsplit=2)[1])
    own = int(original[start : original.index(b" ", start)])
    rows = dict(enumerate(_rows(pdf, own)))
    streams = {number: place for number, (kind, place, _) in rows.items() if kind == _ALONE and number != own}
    wanted = {one.objgen[0]: one for one in sorted(changed, key=lambda one: one.objgen)}
    replaced = {number: _stream(number, *_compressed(one)) for number, one in wanted.items() if isinstance(one, Stream)}
    plain = {number: one.unparse(resolved=True) for number, one in wanted.items() if number not in replaced}
    holder = max(*rows, *wanted) + 1
    replaced[holder] = _object_stream(holder, plain)
    for place, number in enumerate(plain):
        rows[number] = (_IN_STREAM, holder, place)

    parts = [original[: min(streams.values())]]
    end = len(parts[0])
    for number, content in _in_file_order(original[:start], streams, replaced):
        rows[number] = (_ALONE, end, 0)
        parts.append(content)
        end += len(content)
    rows[own] = (_ALONE, end, 0)
    body = b"".join(parts)
    trailer = b"/Root %s /Info %s" % (pdf.Root.unparse(), pdf.trailer.Info.unparse())
    table = b"".join(starmap(_ROW.pack, (rows.get(number, _FREE) for number in range(holder + 1))))
    last = _cross_reference(own, table, holder + 1, trailer, md5(body, usedforsecurity=False).hexdigest())
    return b"%s%sstartxref\n%d\n%%%%EOF\n" % (body, last, end)


def made_since(pdf: Pdf) -> list[Object]:
    """The indirect objects that the file did not have when it was opened. To list them qpdf reads every object."""
    size = int(pdf.trailer.Size)
    return [one for one in pdf.objects if one.objgen[0] >= size]


def _rows(pdf: Pdf, own: int) -> Iterator[_Row]:
    """The cross-reference of the file as it was, by object number; ``own`` is the number of its stream."""
    _, second, third = (int(width) for width in pdf.trailer.W.as_list())
    data = pdf.get_object(own, 0).read_bytes()
    middle, width = 1 + second, 1 + second + third
    columns = [data[at::width] for at in range(width)]
    return zip(columns[0], _whole(columns[1:middle]), _whole(columns[middle:]), strict=True)


def _whole(columns: list[bytes]) -> Iterator[int]:
    """Numbers from their bytes, the highest first."""
    return map(int.from_bytes, zip(*columns, strict=True))


def _in_file_order(
    body: bytes, streams: Mapping[int, int], replaced: Mapping[int, bytes]
) -> Iterator[tuple[int, bytes]]:
    """(number, bytes) of each object that lies in the file itself: ``streams``, by their offsets in ``body`` or as
    ``replaced``, and behind them what is new."""
    order = sorted(streams, key=lambda number: streams[number])
    ends = [*(streams[number] for number in order[1:]), len(body)]
    for number, end in zip(order, ends, strict=True):
        yield number, replaced.get(number) or body[streams[number] : end]
    for number, content in replaced.items():
        if number not in streams:
            yield number, content


def _compressed(stream: Stream) -> tuple[bytes, bytes]:
    """Its dictionary and data; XMP is left legible, as PDF/A asks."""
    data = stream.read_raw_bytes()
    if len(data) < _SHORT or Name.Filter in stream.stream_dict or stream.get(Name.Type) == Name.Metadata:
        return stream.stream_dict.unparse(), data
    stream.write(compress(data), filter=Name.FlateDecode)
    return stream.stream_dict.unparse(), stream.read_raw_bytes()


def _stream(number: int, dictionary: bytes, data: bytes) -> bytes:
    """The line end before ``endstream`` must not look longer than it is (see ``pdf_finish.save``)."""
    end = b"\r" if data.endswith(b"\r") else b"\n"
    return b"%d 0 obj\n%s\nstream\n%s%sendstream\nendobj\n" % (number, dictionary, data, end)


def _object_stream(number: int, objects: Mapping[int, bytes]) -> bytes:
    places, at = [], 0
    for one, content in objects.items():
        places.append(b"%d %d" % (one, at))
        at += len(content) + 1
    head = b" ".join(places) + b"\n"
    data = compress(head + b"\n".join(objects.values()))
    keys = b"/Type /ObjStm /N %d /First %d /Filter /FlateDecode /Length %d" % (len(objects), len(head), len(data))
    return _stream(number, b"<< %s >>" % keys, data)


def _cross_reference(number: int, table: bytes, size: int, trailer: bytes, digest: str) -> bytes:
    """``digest`` makes the file's identifier, which follows from its content."""
    data = compress(table)
    keys = f"/Type /XRef /Size {size} /W {_WIDTHS} /ID [ <{digest}> <{digest}> ] /Filter /FlateDecode"
    return _stream(number, b"<< %s %s /Length %d >>" % (keys.encode("ascii"), trailer, len(data)), data)
