"""PDF/A conformance with page-validation. The only importer of ``page``.

What page-validation 0.11 does: it finds the profile by itself only when the file declares exactly one (PDF/A *and*
PDF/UA together is an error), so the declared one is read with pikepdf and asked for. About 30 ms for a two-page form.
"""

from __future__ import annotations

from io import BytesIO

import page
import pikepdf

PROFILES = ("1a", "1b", "2a", "2b", "2u")
"""What an archive accepts (arkivforskrifta section 34): PDF/A-3 is not among them."""


def pdfa_profile(content: bytes) -> str | None:
    """The PDF/A profile that the file declares and keeps to; None for any other file, broken ones included."""
    profile = declared_profile(content)
    return profile if profile is not None and not faults(content, profile) else None


def declared_profile(content: bytes) -> str | None:
    """What the XMP metadata says, when it is one of ``PROFILES``. A claim, not a fact."""
    try:
        with pikepdf.open(BytesIO(content)) as pdf, pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
            status = metadata.pdfa_status.lower()
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return status if status in PROFILES else None


def faults(content: bytes, profile: str) -> tuple[str, ...]:
    """The rules that the file breaks, by id; ``("unreadable",)`` when it cannot be judged. ``ua1`` is a profile too."""
    try:
        report = page.validate_pdf_bytes(content, profile=profile)
    except page.PageError:
        return ("unreadable",)
    return tuple(sorted({failure.rule_id for failure in report.failures})) if not report.is_compliant else ()
