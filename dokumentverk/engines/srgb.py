"""The sRGB colour profile that a PDF/A names as its output intent: made from the standard's own numbers, always the
same.

Sources: ICC.1:2001-04 (profile version 2, monitor class, matrix and curves), IEC 61966-2-1 (sRGB). The primaries are
those of IEC 61966-2-1 adapted to D50 by the Bradford method, as every sRGB profile has them.
"""

from __future__ import annotations

import struct
from functools import cache

_D50 = (0.9642, 1.0, 0.8249)
_PRIMARIES = {
    b"rXYZ": (0.43607, 0.22249, 0.01392),
    b"gXYZ": (0.38515, 0.71687, 0.09708),
    b"bXYZ": (0.14307, 0.06061, 0.71410),
}
_STEPS = 1024


@cache
def srgb_profile() -> bytes:
    """A complete ICC profile of about 2.6 kB."""
    curve = b"curv" + bytes(4) + struct.pack(">I", _STEPS) + struct.pack(f">{_STEPS}H", *map(_level, range(_STEPS)))
    tags = {
        b"desc": _description("sRGB IEC61966-2.1"),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": _xyz(_D50),
        **{name: _xyz(value) for name, value in _PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    return _assemble(tags)


def _level(step: int) -> int:
    """The sRGB curve: from the encoded value to light, in 16 bits."""
    encoded = step / (_STEPS - 1)
    light = encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4
    return round(light * 65535)


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">3i", *(round(part * 65536) for part in value))


def _description(text: str) -> bytes:
    """A ``desc`` of version 2: ASCII, and empty Unicode and Macintosh parts."""
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)


def _assemble(tags: dict[bytes, bytes]) -> bytes:
    """Header, table, data. Equal data is stored once, each piece on a boundary of four bytes."""
    start = 128 + 4 + 12 * len(tags)
    data, places, table = b"", dict[bytes, int](), b""
    for name, content in tags.items():
        if content not in places:
            places[content] = start + len(data)
            data += content + bytes(-len(content) % 4)
        table += name + struct.pack(">II", places[content], len(content))
    head = struct.pack(">I4sI4s4s4s", start + len(data), bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28) + _xyz(_D50)[8:] + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + data
