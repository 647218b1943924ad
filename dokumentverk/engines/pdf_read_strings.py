"""Names, strings and text streams of a PDF as text."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress

import pikepdf

_LANGUAGE_ESCAPE = re.compile("\x1b[a-zA-Z]{2,6}\x1b")
_MOST_TEXT = 1_000_000


def name_of(value: object) -> str:
    return str(value).removeprefix("/") if isinstance(value, pikepdf.Name) else ""


def text_of(value: object) -> str:
    """A string, name, number or text stream as text; nothing for any other object.

    UTF-16 and UTF-8 by their byte order marks, otherwise PDFDocEncoding (ISO 32000-2, 7.9.2.2).
    """
    if isinstance(value, pikepdf.Name):
        return name_of(value)
    if isinstance(value, pikepdf.String):
        return decoded(bytes(value))
    if isinstance(value, pikepdf.Stream):
        return decoded(small_stream(value))
    if isinstance(value, bool | int | float) or type(value).__name__ == "Decimal":
        return str(value)
    return ""


def decoded(raw: bytes) -> str:
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if raw.startswith(mark):
            text = raw[len(mark) :].decode(encoding, errors="replace")
            return _LANGUAGE_ESCAPE.sub("", text)
    return raw.decode("pdfdoc", errors="replace")


def small_stream(stream: pikepdf.Stream) -> bytes:
    """The content, at most a megabyte of it, when it is plain or deflated once. qpdf would unpack whatever a stream
    claims to be."""
    packed = stream.read_raw_bytes()
    filters = stream.get("/Filter")
    if filters is None:
        return packed[:_MOST_TEXT]
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names != ["/FlateDecode"]:
        return b""
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(packed, _MOST_TEXT)
    return b""
