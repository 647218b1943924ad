"""What our blanks say of themselves in a PDF's metadata: form, version, language and number."""

from __future__ import annotations

import re

import pikepdf

from dokumentverk.engines.pdf_read_strings import small_stream, text_of

MARK_KEYS = ("DVNumber", "DVForm", "DVVersion", "DVLanguage")


def marks_of(pdf: pikepdf.Pdf) -> tuple[tuple[str, str], ...]:
    """Form, version, language and number as our blanks carry them: XMP first, then document information."""
    found: dict[str, str] = {}
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        found |= marks_in_xmp(small_stream(metadata))
    information = pdf.trailer.get("/Info")
    if isinstance(information, pikepdf.Dictionary):
        for key in MARK_KEYS:
            value = information.get(f"/{key}")
            if value is not None and key not in found:
                found[key] = text_of(value)
    return tuple(found.items())


def marks_in_xmp(packet: bytes) -> dict[str, str]:
    """The DV keys of an XMP packet, as attributes or elements in any namespace. No XML parser sees strangers' XML."""
    text = packet.decode("utf-8", errors="replace")
    found: dict[str, str] = {}
    for key in MARK_KEYS:
        match = re.search(rf'\b{key}\s*=\s*["\']([^"\'<>&]{{1,60}})["\']', text) or re.search(
            rf"<(?:\w+:)?{key}\s*>([^<>&]{{1,60}})</", text
        )
        if match is not None:
            found[key] = match.group(1).strip()
    return found
