"""DOCX as a zip of parts: written so that the same parts give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

CONTENT_TYPES = "[Content_Types].xml"
DOCUMENT = "word/document.xml"
STYLES = "word/styles.xml"
CUSTOM = "docProps/custom.xml"
CORE = "docProps/core.xml"

_BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can say; a real one would make every copy differ."""


def pack(parts: Mapping[str, bytes]) -> bytes:
    """The parts as a zip, content types first (where the sniffing of other programs looks), then by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda one: (one != CONTENT_TYPES, one != "_rels/.rels", one)):
            info = zipfile.ZipInfo(name, _BEGINNING)
            info.create_system = 0
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, parts[name])
    return out.getvalue()


def unpack(content: bytes) -> dict[str, bytes]:
    """The parts of a package of our own. For a stranger's there is ``docx_guard.open_package``."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
