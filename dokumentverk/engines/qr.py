"""QR codes as modules. zxing-cpp makes them as it reads them: one library, 10 µs for a code.

Its writer takes ``version=1`` for the smallest that it may choose: a longer payload gets a larger code, not an error.
It divides the payload into numeric, alphanumeric and byte segments by itself, the shortest way.
"""

from __future__ import annotations

import re

import zxingcpp

MODULES = 21
"""Of version 1: a payload of at most 20 alphanumeric characters at error correction M."""

_OPTIONS = "version=1,ecLevel=M,dataMask=3"
"""The mask is fixed: a code stays the same when a release of the writer scores masks anew. A reader is told it in the
code itself; any of the eight decodes."""

_DARK = re.compile(b"\0+")


def _rows(payload: str) -> tuple[bytes, ...]:
    """From the top, a byte for each module, zero is dark."""
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode, options=_OPTIONS)
    image = memoryview(code.to_image(scale=1, add_quiet_zones=False))  # type: ignore[arg-type]
    if image.shape != (MODULES, MODULES):
        raise ValueError("payload beyond version 1-M")
    pixels = image.tobytes()
    return tuple(pixels[at : at + MODULES] for at in range(0, len(pixels), MODULES))


def modules(payload: str) -> tuple[tuple[bool, ...], ...]:
    """Rows from the top, True is dark, no quiet zone. Raises ValueError for a payload that version 1-M cannot hold."""
    return tuple(tuple(not module for module in row) for row in _rows(payload))


def runs(payload: str) -> tuple[tuple[int, int, int], ...]:
    """Dark runs as (row, first column, length), rows from the top: few rectangles instead of 441."""
    return tuple(
        (number, run.start(), run.end() - run.start())
        for number, row in enumerate(_rows(payload))
        for run in _DARK.finditer(row)
    )
