"""The digital signatures of a DOCX (Office Open XML package signatures, ECMA-376 Part 2): whose, over what, and intact?

Nothing is fetched, no address in a file is followed. What real programs write:

- Office 2007, 2010 and 2016 sign with SHA-1 unless a policy of the machine says otherwise, LibreOffice 7.4 with
  SHA-256. Office 2007 adds no XAdES.
- Word ties a signature to a signature line by ``SetupID``, which is among what is signed; a signature without one is
  «invisible» and belongs to no place in the document.
- A signature always covers the document as a whole: Word and LibreOffice know none over some fields only. Whoever
  fills in more afterwards breaks it. Several persons may sign the same finished document.
- The time is the signer's own clock. A time-stamp in XAdES-T is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dokumentverk.model.signature import ValidatedSignature
from dokumentverk.model.trust import Trust


@dataclass(frozen=True, slots=True)
class PackageSignature:
    """``line`` is the id of the signature line that it was made on, as ``{GUID}`` in capitals; None for one without."""

    validated: ValidatedSignature
    line: str | None = None


def read_signatures(source: Path | bytes, trust: Trust, at: datetime) -> tuple[PackageSignature, ...]:
    """Every signature of a package, in the order of the file. ``at`` is now, with a time zone. The task of a worker:
    what it needs takes half a second to load, and few returns are signed.

    A package that ``docx_guard`` refuses has none: it is told of where it is read. Never raises for content.
    """
    from dokumentverk.engines.docx_signature_validate import validated

    return validated(source if isinstance(source, bytes) else source.read_bytes(), trust, at)
