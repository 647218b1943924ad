"""The archival copy of a stranger's file, made in a worker process: it parses, renders and validates what anyone may
have sent. Functions of a module that take and return plain data.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf

from dokumentverk.engines.facsimile import NoFacsimile, facsimile
from dokumentverk.engines.pdfa_check import faults, pdfa_profile
from dokumentverk.engines.pdfa_metadata import make_pdfa, saved
from dokumentverk.engines.plain_document import PlainDocument, append_pages, compile_plain
from dokumentverk.engines.scan_extract import NoPictures, whole_file


@dataclass(frozen=True, slots=True)
class CopyOrder:
    """``title`` and ``language`` (BCP 47) become metadata: nothing of a person. ``appendix`` is what to say behind
    the pages of text that they do not show."""

    title: str
    language: str
    made: datetime
    max_pages: int
    appendix: PlainDocument | None = None


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """``content`` is PDF/A-2b, or None: then the file itself keeps to ``own``, or ``reason`` (encrypted, broken,
    too_long) says why no copy could be made."""

    content: bytes | None = None
    own: str | None = None
    reason: str | None = None


def copy_pdf(path: str, order: CopyOrder) -> MadeCopy:
    """A file that keeps to its PDF/A profile, and shows all its text, is its own copy. Of nothing but pictures (a scan)
    a copy with the same picture data is made, of any other a facsimile."""
    content = Path(path).read_bytes()
    own = pdfa_profile(content)
    if own is not None and order.appendix is None:
        return MadeCopy(own=own)
    if own is None:
        with suppress(NoPictures):
            return MadeCopy(_with_appendix(_whole(path, order), order))
    try:
        made = facsimile(
            content, title=order.title, language=order.language, made=order.made, max_pages=order.max_pages
        )
    except NoFacsimile as fault:
        return MadeCopy(own=own, reason=None if own else fault.reason)
    return MadeCopy(_with_appendix(made, order))


def copy_image(path: str, order: CopyOrder) -> MadeCopy:
    """A page for each picture in the file, with the picture data as they came."""
    try:
        return MadeCopy(_with_appendix(_whole(path, order), order))
    except NoPictures as fault:
        return MadeCopy(reason=fault.reason)


def _whole(path: str, order: CopyOrder) -> bytes:
    return whole_file(path, title=order.title, language=order.language, max_pages=order.max_pages)


def copy_converted(path: str, order: CopyOrder) -> MadeCopy:
    """What LibreOffice made of a document: its metadata (authors, program, times) replaced by ours, or a facsimile of
    it where the result is not PDF/A."""
    content = Path(path).read_bytes()
    with pikepdf.open(BytesIO(content)) as pdf:
        make_pdfa(pdf, title=order.title, language=order.language, made=order.made)
        plain = saved(pdf)
    if faults(plain, "2b"):
        return copy_pdf(path, order)
    return MadeCopy(_with_appendix(plain, order))


def _with_appendix(content: bytes, order: CopyOrder) -> bytes:
    if order.appendix is None:
        return content
    with pikepdf.open(BytesIO(content)) as pdf:
        append_pages(pdf, compile_plain(order.appendix, order.made))
        return saved(pdf)
