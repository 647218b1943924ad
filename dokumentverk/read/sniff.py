"""What a file's bytes are, whatever it is called."""

from __future__ import annotations

import re
import struct
from pathlib import PurePath

from dokumentverk.model.reading import FileKind

HEAD = 65536
"""How much of a file to look at. The header of a PDF may stand anywhere in the first 1,024 bytes (ISO 32000-2, annex
I)."""

_PDF_WITHIN = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_IMAGES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"II*\0",
    b"MM\0*",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"\0\0\0\x0cjP  \r\n",
)
_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"avif")
_ODT = b"application/vnd.oasis.opendocument.text"

EXTENSIONS = {
    FileKind.PDF: (".pdf",),
    FileKind.DOCX: (".docx", ".docm", ".dotx"),
    FileKind.ODT: (".odt", ".ott"),
    FileKind.DOC: (".doc", ".dot"),
    FileKind.RTF: (".rtf",),
    FileKind.IMAGE: (
        ".jpg",
        ".jpeg",
        ".png",
        ".tif",
        ".tiff",
        ".gif",
        ".bmp",
        ".webp",
        ".heic",
        ".heif",
        ".avif",
        ".jp2",
    ),
}


def file_kind(head: bytes, name: str) -> FileKind:
    """The kind by its first bytes (give ``HEAD`` of them). ``name`` only decides between what looks alike.

    A file of nothing but zeros, as a broken copy leaves it, is EMPTY. A compound file (OLE) is DOC: an encrypted DOCX
    is one too.
    """
    if not head.strip(b"\0 \t\r\n"):
        return FileKind.EMPTY
    if b"%PDF-" in head[:_PDF_WITHIN]:
        return FileKind.PDF
    if head.startswith(_ZIP):
        return _zip_kind(head, PurePath(name).suffix.lower())
    if head.startswith(_OLE):
        return FileKind.DOC
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        return FileKind.RTF
    if head.startswith(_IMAGES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return FileKind.IMAGE
    if head[4:8] == b"ftyp" and head[8:12] in _BRANDS:
        return FileKind.IMAGE
    return FileKind.OTHER


STRANGERS = (
    "jpeg",
    "png",
    "tiff",
    "image",
    "spreadsheet",
    "presentation",
    "zip",
    "web_page",
    "email",
    "text",
    "unknown",
)
"""What ``stranger_kind`` says; each has a phrase ``kind_…`` for people."""


def stranger_kind(kind: FileKind, head: bytes) -> str:
    """What a file that is not read is to people: one of ``STRANGERS``."""
    signatures = ((b"\xff\xd8", "jpeg"), (b"\x89PNG", "png"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"))
    for signature, name in signatures:
        if head.startswith(signature):
            return name
    if kind is FileKind.IMAGE:
        return "image"
    if head.startswith(_ZIP):
        return _stranger_zip(head)
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "web_page"
    if re.match(rb"(?:received|return-path|from|message-id|mime-version|delivered-to|date|subject|to):", start):
        return "email"
    return "text" if _is_text(head[:4096]) else "unknown"


def _stranger_zip(head: bytes) -> str:
    names, first = _entries(head)
    folders = {name.split("/")[0] for name in names}
    if "xl" in folders or b"opendocument.spreadsheet" in first:
        return "spreadsheet"
    return "presentation" if "ppt" in folders or b"opendocument.presentation" in first else "zip"


def _is_text(start: bytes) -> bool:
    """Text of any kind has hardly a control character; four bytes may be a letter cut in two."""
    return bool(start) and not any(byte < 9 or 13 < byte < 32 for byte in start)


def kind_by_name(name: str) -> FileKind | None:
    """The kind that a file's extension claims; None for an extension that claims none of ours."""
    suffix = PurePath(name).suffix.lower()
    return next((kind for kind, suffixes in EXTENSIONS.items() if suffix in suffixes), None)


def _zip_kind(head: bytes, suffix: str) -> FileKind:
    """ODF keeps its media type first and uncompressed; Word's package has parts under ``word/``."""
    names, content = _entries(head)
    if names[:1] == ["mimetype"]:
        return FileKind.ODT if content.startswith(_ODT) else FileKind.OTHER
    if any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    others = ("xl/", "ppt/", "visio/")
    if any(name.startswith(others) for name in names):
        return FileKind.OTHER
    package = any(name in ("[Content_Types].xml", "_rels/.rels") for name in names)
    return FileKind.DOCX if package and suffix in EXTENSIONS[FileKind.DOCX] else FileKind.OTHER


def _entries(head: bytes) -> tuple[list[str], bytes]:
    """Names of the entries whose local headers lie in ``head``, and the content of the first.

    Headers are looked for by their signature: a writer that streams leaves the sizes at zero.
    """
    names: list[str] = []
    first = b""
    at = head.find(_ZIP)
    while at >= 0 and at + 30 <= len(head):
        length, extra = struct.unpack_from("<HH", head, at + 26)
        end = at + 30 + length
        if not names:
            first = head[end + extra : end + extra + 128]
        names.append(head[at + 30 : end].decode("utf-8", errors="replace"))
        at = head.find(_ZIP, end)
    return names, first
