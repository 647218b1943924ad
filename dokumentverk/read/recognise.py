"""What it means that a document is, or is not, one of ours: the same for PDF and DOCX. Pure."""

from __future__ import annotations

from dokumentverk.messages import finding
from dokumentverk.model.finding import Finding
from dokumentverk.model.reading import Identity
from dokumentverk.read.known import Known


def recognised(identity: Identity, known: Known | None) -> tuple[Finding, ...]:
    """Findings on number, register and version. ``known`` is what the number or the form's name led to."""
    if known is None:
        if identity.number is None:
            return (finding("FOREIGN_DOCUMENT"),)
        return (finding("FORM_UNKNOWN", number=identity.number),)
    found: list[Finding] = []
    if known.definition.blank is not None:
        # A form made elsewhere has no number of ours.
        return ()
    if identity.number is None:
        found.append(finding("NUMBER_MISSING"))
    elif known.issue is None:
        found.append(finding("NUMBER_NOT_IN_REGISTER", number=identity.number))
    version = identity.version or known.definition.version
    if version != known.definition.version:
        found.append(finding("FORM_VERSION_DIFFERS", version=version, known=known.definition.version))
    return tuple(found)
