"""Whether a PDF was signed digitally, without opening it."""

from __future__ import annotations

from mmap import ACCESS_READ, mmap
from pathlib import Path


def bears_signature(path: Path) -> bool:
    """Every signature has its ``/ByteRange`` as plain bytes (ISO 32000-2, 12.8.1): what is signed is found by it.

    Raises ValueError for an empty file."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(b"/ByteRange") >= 0
