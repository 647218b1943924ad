"""A package of which most parts are the same every time: those are compressed once and copied as they are.

The standard zipfile compresses every part anew, which for a letter of one page is most of the work.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dokumentverk.engines.docx_package import CONTENT_TYPES

_LOCAL: Final = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL: Final = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END: Final = struct.Struct("<4sHHHHIIH")
_VERSION: Final = 20
_UTF8: Final = 1 << 11
_DEFLATED: Final = 8
_TIME, _DAY = 0, 33
"""Midnight of 1 January 1980, the earliest that a zip can say."""


@dataclass(frozen=True, slots=True)
class Packed:
    """One part, compressed."""

    name: bytes
    data: bytes
    sum: int
    size: int


def packed(name: str, content: bytes) -> Packed:
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -15)
    return Packed(name.encode(), squeeze.compress(content) + squeeze.flush(), zlib.crc32(content), len(content))


def in_order(names: Mapping[str, object]) -> list[str]:
    """Content types first, where other programs look, then by name."""
    return sorted(names, key=lambda one: (one != CONTENT_TYPES, one != "_rels/.rels", one))


def zipped(parts: Sequence[Packed]) -> bytes:
    """The package. The same bytes for the same parts."""
    local: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for one in parts:
        facts = (_VERSION, _UTF8, _DEFLATED, _TIME, _DAY, one.sum, len(one.data), one.size, len(one.name), 0)
        head = _LOCAL.pack(b"PK\x03\x04", *facts)
        central += (_CENTRAL.pack(b"PK\x01\x02", _VERSION, *facts, 0, 0, 0, 0, at), one.name)
        local += (head, one.name, one.data)
        at += len(head) + len(one.name) + len(one.data)
    table = b"".join(central)
    end = _END.pack(b"PK\x05\x06", 0, 0, len(parts), len(parts), len(table), at, 0)
    return b"".join([*local, table, end])
