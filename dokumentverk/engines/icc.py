"""Colour profiles: whether one that came with a picture can be named in a PDF/A, and one for CMYK, made here.

PDF/A-2 (ISO 19005-2, 6.2.4.2) takes profiles of version 2 to 4.2 of the classes scnr, mntr, prtr and spac whose colour
space has as many channels as the picture. DeviceCMYK needs a CMYK profile, which scanners' pictures seldom bring.
"""

from __future__ import annotations

import struct
from functools import cache
from itertools import product

_CHANNELS = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4}
_CLASSES = frozenset({b"scnr", b"mntr", b"prtr", b"spac"})
_HEADER = 128
_GRID = 5
_D50 = (0.9642, 1.0, 0.8249)


def fits(profile: bytes, channels: int) -> bool:
    """Whether a PDF/A-2 may say that a picture of so many channels is in this profile."""
    if len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        return False
    (size,) = struct.unpack_from(">I", profile)
    version = profile[8]
    return (
        size == len(profile)
        and 2 <= version <= 4
        and profile[12:16] in _CLASSES
        and _CHANNELS.get(profile[16:20]) == channels
    )


@cache
def cmyk_profile() -> bytes:
    """A complete ICC profile (version 2, scanner class) of about 3 kB for CMYK without a profile of its own: each ink
    takes its share of the light, as programs take DeviceCMYK that know nothing better."""
    tags = {
        b"desc": _description("CMYK"),
        b"cprt": b"text" + bytes(4) + b"No copyright, use freely\0",
        b"wtpt": b"XYZ " + bytes(4) + struct.pack(">3i", *(round(part * 65536) for part in _D50)),
        b"A2B0": _table(),
    }
    start = _HEADER + 4 + 12 * len(tags)
    data, table = b"", b""
    for name, content in tags.items():
        table += name + struct.pack(">II", start + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    head = struct.pack(">I4sI4s4s4s", start + len(data), bytes(4), 0x02100000, b"scnr", b"CMYK", b"Lab ")
    head += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    head += struct.pack(">3i", *(round(part * 65536) for part in _D50)) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + data


def _table() -> bytes:
    """``lut8``: four channels through a grid to Lab of eight bits (ICC.1:2001-04, 6.5.8)."""
    identity = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    ramp = bytes(range(256))
    steps = [step / (_GRID - 1) for step in range(_GRID)]
    grid = b"".join(bytes(_lab(c, m, y, k)) for c, m, y, k in product(steps, repeat=4))
    return b"mft1" + bytes(4) + bytes((4, 3, _GRID, 0)) + identity + ramp * 4 + grid + ramp * 3


def _lab(cyan: float, magenta: float, yellow: float, black: float) -> tuple[int, int, int]:
    """By way of sRGB, adapted to D50 (the matrix of ``srgb``)."""
    red, green, blue = (_light((1 - ink) * (1 - black)) for ink in (cyan, magenta, yellow))
    x = 0.43607 * red + 0.38515 * green + 0.14307 * blue
    y = 0.22249 * red + 0.71687 * green + 0.06061 * blue
    z = 0.01392 * red + 0.09708 * green + 0.71410 * blue
    fx, fy, fz = (_root(part / white) for part, white in zip((x, y, z), _D50, strict=True))
    lightness, a, b = 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)
    return _byte(lightness * 255 / 100), _byte(a + 128), _byte(b + 128)


def _light(encoded: float) -> float:
    return encoded / 12.92 if encoded <= 0.04045 else float(((encoded + 0.055) / 1.055) ** 2.4)


def _root(part: float) -> float:
    return float(part ** (1 / 3)) if part > (6 / 29) ** 3 else part / (3 * (6 / 29) ** 2) + 4 / 29


def _byte(value: float) -> int:
    return min(255, max(0, round(value)))


def _description(text: str) -> bytes:
    """A ``desc`` of version 2: ASCII, and empty Unicode and Macintosh parts."""
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc" + bytes(4) + struct.pack(">I", len(ascii_text)) + ascii_text + bytes(4 + 4 + 2 + 1 + 67)
