"""Tables that people take further: CSV as Norwegian Excel reads it at a double click, or XLSX."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from pathlib import Path

from dokumentverk.durable import replace_file
from dokumentverk.engines.xlsx import write_sheet
from dokumentverk.errors import UsageFault
from dokumentverk.workplace.guard import guarded


def as_csv(head: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """What could be taken for a formula is made text."""
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([guarded(cell) for cell in line] for line in rows)
    return text.getvalue().encode("utf-8-sig")


def suffix_of(path: Path, *allowed: str) -> str:
    """Raises UsageFault for a file that ends otherwise, or that is there: none is written over."""
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise UsageFault("OUT_SUFFIX_WRONG", path=str(path), suffix=" / ".join(allowed))
    if path.exists():
        raise UsageFault("FILE_EXISTS", path=str(path))
    return suffix


def write_out(path: Path, content: bytes) -> None:
    """For its owner only, complete or not at all. Raises UsageFault."""
    try:
        replace_file(path, content)
    except OSError:
        raise UsageFault("OUT_UNUSABLE", path=str(path)) from None


def write_table(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """``.csv`` or ``.xlsx``. Raises UsageFault."""
    suffix = suffix_of(path, ".csv", ".xlsx")
    write_out(path, write_sheet(head, rows) if suffix == ".xlsx" else as_csv(head, rows))
