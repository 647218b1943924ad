"""QR codes as modules. The only importer of segno."""

from __future__ import annotations

from functools import lru_cache

import segno

MODULES = 21
"""Of version 1: a payload of at most 20 alphanumeric characters at error correction M."""

MASK = 3
"""Fixed: trying all eight and scoring each takes segno nine tenths of its time. A reader is told the mask in the code
itself; any of the eight decodes."""


@lru_cache(maxsize=256)
def modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """Rows from the top, True is dark, no quiet zone. Raises ValueError for a payload that version 1-M cannot hold."""
    try:
        code = segno.make_qr(payload, version=1, error="m", mode="alphanumeric", boost_error=False, mask=MASK)
    except segno.DataOverflowError as error:
        raise ValueError("payload beyond version 1-M") from error
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def runs(payload: str) -> tuple[tuple[int, int, int], ...]:
    """Dark runs as (row, first column, length), rows from the top: few rectangles instead of 441."""
    found: list[tuple[int, int, int]] = []
    for row, line in enumerate(modules(payload)):
        column = 0
        while column < len(line):
            length = 0
            while column + length < len(line) and line[column + length]:
                length += 1
            if length:
                found.append((row, column, length))
            column += length + 1
    return tuple(found)
