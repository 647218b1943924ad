"""Whether the signatures that a file brings still hold, before another is added and after: bytes, extent, and that
nothing they lock was changed. Whose certificates are believed is another question. pyHanko.

What pyHanko 0.38 does: it tells of what it refuses with the whole traceback in its log, which lists the names of
fields: the log is shut off. Broken files make it raise nearly anything.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import EmbeddedPdfSignature, SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from dokumentverk.engines.pdf_signature_policy import policy

_WHOLE = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)


def broken_signatures(content: bytes) -> tuple[str, ...]:
    """The names of signature fields whose signature does not hold; an empty name for a file that cannot be judged."""
    quiet = logging.getLogger("pyhanko")
    before, quiet.disabled = quiet.level, True
    quiet.setLevel(logging.CRITICAL + 1)
    try:
        return tuple(_broken(content))
    finally:
        quiet.setLevel(before)
        quiet.disabled = False


def _broken(content: bytes) -> Iterator[str]:
    try:
        signatures = PdfFileReader(BytesIO(content), strict=False).embedded_signatures
    except Exception:
        yield ""
        return
    for one in signatures:
        try:
            holds = _holds(one)
        except Exception:
            holds = False
        if not holds:
            yield str(one.field_name)


def _holds(signature: EmbeddedPdfSignature) -> bool:
    nobody = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, nobody, diff_policy=policy())
    return (
        status.intact
        and status.valid
        and status.docmdp_ok is not False
        and status.coverage in _WHOLE
        and status.modification_level
        in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    )
