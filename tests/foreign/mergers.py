"""Programs that put several returns in one file, or take one apart.

``MERGERS[name](files)`` gives one PDF with all their pages; ``SPLITTERS[name](file)`` one PDF a page.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

import pikepdf
from pypdf import PdfReader, PdfWriter

from tests.foreign.tools import QPDF_WARNED, need, run, workplace

Merger: TypeAlias = Callable[[Sequence[bytes]], bytes]
Splitter: TypeAlias = Callable[[bytes], tuple[bytes, ...]]


def pdfunite(files: Sequence[bytes]) -> bytes:
    """Poppler 22.12. The form is the first file's; the widgets of the others are orphans. Radio groups are lost in
    every file: ``/Fields`` holds null, and the kids keep no parent and so no name, only their place and ``/AS``."""
    return _merged(files, "pdfunite", "{files}", "out.pdf")


def qpdf_pages(files: Sequence[bytes]) -> bytes:
    """Fields are kept; names that clash get ``+1`` and so on."""
    return _merged(files, "qpdf", "--empty", "--pages", "{files}", "--", "out.pdf")


def pdftk_cat(files: Sequence[bytes]) -> bytes:
    """Fields are kept; those that clash get a parent of their own and are called ``1.first_name``."""
    return _merged(files, "pdftk", "{files}", "cat", "output", "out.pdf")


def mutool_merge(files: Sequence[bytes]) -> bytes:
    """MuPDF 1.21 drops form and widgets: what was filled in is gone from the pages."""
    return _merged(files, "mutool", "merge", "-o", "out.pdf", "{files}")


def pypdf_add_page(files: Sequence[bytes]) -> bytes:
    """The widgets come with the pages, the form does not: orphans that only ``/Annots`` knows. Radio kids lose their
    parent, and so their name: their place and ``/AS`` are all that is left."""
    writer = PdfWriter()
    for file in files:
        for page in PdfReader(io.BytesIO(file)).pages:
            writer.add_page(page)
    return _written(writer)


def pypdf_append(files: Sequence[bytes]) -> bytes:
    """The fields of all files stand in ``/Fields``, the same names several times, each with its own value."""
    writer = PdfWriter()
    for file in files:
        writer.append(io.BytesIO(file))
    return _written(writer)


def pikepdf_extend(files: Sequence[bytes]) -> bytes:
    """Orphan widgets, as from ``add_page``; radio kids keep their parent."""
    sources = [pikepdf.open(io.BytesIO(file)) for file in files]
    with pikepdf.new() as document, _unwarned():
        for source in sources:
            document.pages.extend(source.pages)
        return _saved(document)


def pdfseparate(file: bytes) -> tuple[bytes, ...]:
    """Poppler 22.12: each page gets the fields that stand on it, radio groups lose their name as in ``pdfunite``."""
    return _split(file, "pdfseparate", "in.pdf", "page-%03d.pdf")


def qpdf_split(file: bytes) -> tuple[bytes, ...]:
    """Each page gets the fields that stand on it."""
    return _split(file, "qpdf", "--split-pages", "in.pdf", "page-%d.pdf")


def pdftk_burst(file: bytes) -> tuple[bytes, ...]:
    """Each page gets the fields that stand on it, and its own ``doc_data.txt`` beside."""
    return _split(file, "pdftk", "in.pdf", "burst", "output", "page-%03d.pdf")


def pikepdf_split(file: bytes) -> tuple[bytes, ...]:
    """Orphan widgets on every page; radio kids keep their parent."""
    parts = []
    with pikepdf.open(io.BytesIO(file)) as source:
        for page in source.pages:
            with pikepdf.new() as document, _unwarned():
                document.pages.append(page)
                parts.append(_saved(document))
    return tuple(parts)


def _merged(files: Sequence[bytes], tool: str, *arguments: str) -> bytes:
    program = need(tool)
    with workplace(**{f"part-{number:03d}": file for number, file in enumerate(files)}) as folder:
        names = sorted(path.name for path in folder.glob("part-*.pdf"))
        command = [part for word in arguments for part in (names if word == "{files}" else [word])]
        run(program, *command, folder=folder, good=(0, QPDF_WARNED) if tool == "qpdf" else (0,))
        return (folder / "out.pdf").read_bytes()


def _split(file: bytes, tool: str, *arguments: str) -> tuple[bytes, ...]:
    program = need(tool)
    with workplace(**{"in": file}) as folder:
        run(program, *arguments, folder=folder, good=(0, QPDF_WARNED) if tool == "qpdf" else (0,))
        pages: list[Path] = sorted(folder.glob("page-*.pdf"))
        return tuple(path.read_bytes() for path in pages)


@contextmanager
def _unwarned() -> Iterator[None]:
    """pikepdf 10 warns that forms get lost this way: that is what is wanted here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _saved(document: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


MERGERS: dict[str, Merger] = {
    "pdfunite": pdfunite,
    "qpdf_pages": qpdf_pages,
    "pdftk_cat": pdftk_cat,
    "mutool_merge": mutool_merge,
    "pypdf_add_page": pypdf_add_page,
    "pypdf_append": pypdf_append,
    "pikepdf_extend": pikepdf_extend,
}
SPLITTERS: dict[str, Splitter] = {
    "pdfseparate": pdfseparate,
    "qpdf_split": qpdf_split,
    "pdftk_burst": pdftk_burst,
    "pikepdf_split": pikepdf_split,
}
