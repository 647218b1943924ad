"""File formats as an archive names them: suffixes, and ids of the PRONOM registry where they are sure.

Accepted for deposit (arkivforskrifta section 34): PDF/A-1a, 1b, 2a, 2b, 2u; DOCX with a PDF/A beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import FileKind

PDFA_PRONOM = {"1a": "fmt/95", "1b": "fmt/354", "2a": "fmt/476", "2b": "fmt/477", "2u": "fmt/478"}
PNG_PRONOM = "fmt/13"
"""PNG 1.2, which Pillow writes."""
JSON_PRONOM = "fmt/817"
_PDF_PRONOM = {
    "1.0": "fmt/14",
    "1.1": "fmt/15",
    "1.2": "fmt/16",
    "1.3": "fmt/17",
    "1.4": "fmt/18",
    "1.5": "fmt/19",
    "1.6": "fmt/20",
    "1.7": "fmt/276",
    "2.0": "fmt/1129",
}

_SUFFIXES = {
    FileKind.PDF: ".pdf",
    FileKind.DOCX: ".docx",
    FileKind.ODT: ".odt",
    FileKind.DOC: ".doc",
    FileKind.RTF: ".rtf",
}
_IMAGE_SUFFIXES = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".heic", ".gif", ".bmp"}
_LONGEST_SUFFIX = 8


@dataclass(frozen=True, slots=True)
class ArchivalCopy:
    """The archival form of one received file.

    ``content`` is PDF/A, or None: then the original is its own copy (``own``), or no copy could be made and
    ``findings`` say why. ``rendition``: not the pages as they came but our own setting of the answers.
    """

    content: bytes | None = None
    profile: str | None = None
    own: bool = False
    rendition: bool = False
    original_pronom: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def pronom(self) -> str | None:
        return PDFA_PRONOM.get(self.profile) if self.profile else None


def suffix_of(kind: FileKind, name: str) -> str:
    """By what the bytes are, whatever the file is called. A suffix of another kind is kept, but opens nothing."""
    if kind in _SUFFIXES:
        return _SUFFIXES[kind]
    suffix = Path(name.replace("\\", "/")).suffix.lower()
    if kind is FileKind.IMAGE:
        return suffix if suffix in _IMAGE_SUFFIXES else ".bin"
    plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= _LONGEST_SUFFIX
    return f"{suffix}.bin" if plain else ".bin"


def pronom_of(kind: FileKind, head: bytes, profile: str | None = None) -> str | None:
    """``head``: the first bytes of the file. ``profile``: the PDF/A profile that it conforms to."""
    if profile is not None:
        return PDFA_PRONOM.get(profile)
    match kind:
        case FileKind.PDF:
            found = re.search(rb"%PDF-(\d\.\d)", head[:1024])
            return _PDF_PRONOM.get(found[1].decode()) if found else None
        case FileKind.DOCX:
            return "fmt/412"
        case FileKind.DOC:
            return "fmt/40"
        case _:
            return None
