"""Files that end too early: cut off when they were copied, or taken while the scanner still wrote them.

What programs do with such a file: qpdf finds again the objects of a PDF whose table is gone, but its pages only when
the tree that lists them came before the cut (many scanners write it last). Pillow opens a TIFF by the first page's
directory and fails at the first that is missing; libtiff fills a page whose data are missing with white, without an
error: it would look like an empty form.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pikepdf

_FAULTS = (pikepdf.PdfError, ValueError, TypeError, RuntimeError, KeyError, AttributeError, OverflowError, OSError)
_TAIL = 1024
"""Bytes: Acrobat, too, looks for the end mark of a PDF in so many."""
_MOST_PAGES = 20_000
_OBJECT = re.compile(rb"(?<![0-9])(\d{1,9})[ \t\r\n]+(\d{1,5})[ \t\r\n]+obj\b")
_END_OF_HEAD = re.compile(rb"endobj|stream|[0-9]\s+obj\b")
_PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
_OFFSETS = frozenset({273, 324})
_COUNTS = frozenset({279, 325})
"""TIFF 6.0: where the strips or tiles of a page lie, and how long they are."""
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBERS = {3: "H", 4: "I", 16: "Q"}


def is_cut_off(path: str) -> bool:
    """Whether a PDF, JPEG, PNG or TIFF lacks its end."""
    with Path(path).open("rb") as file:
        head = file.read(_TAIL)
        size = file.seek(0, 2)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        if b"%PDF-" in head:
            return b"%%EOF" not in tail
        if head.startswith(b"\xff\xd8"):
            return b"\xff\xd9" not in tail
        if head.startswith(b"\x89PNG"):
            return b"IEND" not in tail
        if head[:2] in (b"II", b"MM"):
            file.seek(0)
            pages = tiff_pages(file.read())
            return pages is not None and pages.is_cut_off
    return False


@dataclass(frozen=True, slots=True)
class OpenedPdf:
    """``source`` is what other libraries must open to see the same pages. ``breaks_off``: the list of pages is lost,
    and what followed the pages that are left is not known."""

    pdf: pikepdf.Pdf
    source: Path | bytes
    breaks_off: bool = False


def open_pdf(path: str) -> OpenedPdf | None:
    """None for one that cannot be opened. Of one that was cut off, its pages that are still there. Raises
    pikepdf.PasswordError."""
    pdf = _opened(Path(path))
    if pdf is not None and len(pdf.pages):
        return OpenedPdf(pdf, Path(path))
    content = with_pages_found(Path(path).read_bytes()) if is_cut_off(path) else None
    found = _opened(BytesIO(content)) if content is not None else None
    if content is not None and found is not None:
        return OpenedPdf(found, content, breaks_off=True)
    return None if pdf is None else OpenedPdf(pdf, Path(path))


def _opened(source: Path | BytesIO) -> pikepdf.Pdf | None:
    """A page tree that leads nowhere is found out when the pages are counted."""
    try:
        pdf = pikepdf.open(source)
        len(pdf.pages)
    except pikepdf.PasswordError:
        raise
    except _FAULTS:
        return None
    return pdf


def with_pages_found(content: bytes) -> bytes | None:
    """A PDF whose list of pages is lost, with a new one of all pages that are still in it, in the order of the file.
    None when there are none. Pages in compressed object streams are not found."""
    found: dict[int, bytes] = {}
    highest = 0
    for one in _OBJECT.finditer(content):
        number = int(one[1])
        highest = max(highest, number)
        end = _END_OF_HEAD.search(content, one.end())
        if end is not None and end[0] == b"endobj" and _PAGE.search(content, one.end(), end.start()):
            found[number] = one[2]
    if not 0 < len(found) <= _MOST_PAGES:
        return None
    kids = b" ".join(b"%d %s R" % (number, generation) for number, generation in found.items())
    tree, root = highest + 1, highest + 2
    return (
        content
        + b"\nendstream\nendobj\n%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]>>\nendobj\n" % (tree, len(found), kids)
        + b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n" % (root, tree)
        + b"trailer\n<</Root %d 0 R/Size %d>>\nstartxref\n0\n%%%%EOF\n" % (root, root + 1)
    )


@dataclass(frozen=True, slots=True)
class TiffPages:
    """``whole`` tells of each page whether its data lie within the file. ``breaks_off``: a further page is named, but
    it is not there."""

    whole: tuple[bool, ...]
    breaks_off: bool

    @property
    def is_cut_off(self) -> bool:
        return self.breaks_off or not all(self.whole)


def tiff_pages(content: bytes) -> TiffPages | None:
    """The pages of a TIFF by their directories, each met once; None for what is none."""
    order = {b"II": "<", b"MM": ">"}.get(content[:2])
    if order is None or len(content) < 16:
        return None
    (version,) = struct.unpack_from(order + "H", content, 2)
    if version not in (42, 43):
        return None
    big = version == 43
    (at,) = struct.unpack_from(order + ("Q" if big else "I"), content, 8 if big else 4)
    whole: list[bool] = []
    met: set[int] = set()
    while at and at not in met and len(whole) < _MOST_PAGES:
        met.add(at)
        page = _directory(content, at, order, big=big)
        if page is None:
            return TiffPages(tuple(whole), breaks_off=True)
        is_whole, at = page
        whole.append(is_whole)
    return TiffPages(tuple(whole), breaks_off=False)


def _directory(content: bytes, at: int, order: str, *, big: bool) -> tuple[bool, int] | None:
    """(whether its data lie within the file, where the next one is); None when it does not."""
    count_as, entry, pointer = ("Q", 20, "Q") if big else ("H", 12, "I")
    try:
        (count,) = struct.unpack_from(order + count_as, content, at)
        first = at + struct.calcsize(count_as)
        (following,) = struct.unpack_from(order + pointer, content, first + count * entry)
        offsets: tuple[int, ...] = ()
        lengths: tuple[int, ...] = ()
        for place in range(first, first + count * entry, entry):
            tag, kind = struct.unpack_from(order + "HH", content, place)
            if tag in _OFFSETS | _COUNTS:
                numbers = _numbers(content, place, kind, order, big=big)
                offsets, lengths = (numbers, lengths) if tag in _OFFSETS else (offsets, numbers)
    except (struct.error, KeyError):
        return None
    ends = (offset + length for offset, length in zip(offsets, lengths, strict=False))
    return all(end <= len(content) for end in ends), int(following)


def _numbers(content: bytes, place: int, kind: int, order: str, *, big: bool) -> tuple[int, ...]:
    """Of an entry, which holds them itself when they fit. Raises struct.error where they lie outside the file."""
    (count,) = struct.unpack_from(order + ("Q" if big else "I"), content, place + 4)
    held = place + (12 if big else 8)
    size = _SIZES[kind] * count
    if size > len(content):
        raise struct.error("more than the file holds")
    if size > (8 if big else 4):
        (held,) = struct.unpack_from(order + ("Q" if big else "I"), content, held)
    return struct.unpack_from(f"{order}{count}{_NUMBERS[kind]}", content, held)
