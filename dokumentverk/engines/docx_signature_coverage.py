"""What a package signature leaves out. Valid is not covered: a signature over one picture is valid, too.

What real programs leave out, measured on files signed by Office 2007, 2010 and 2016 and by LibreOffice 7.4: the content
types (each part's own is named beside it), the core and extended properties, the thumbnail, and the signatures
themselves. Word leaves out the custom properties too (they are not on the list that Apache POI has of what Office 2010
signs), and data of the document's own (``customXml``), where it keeps lists of sources; LibreOffice signs both. Such
data is shown only where a content control is bound to it, and then the content counts as open. Everything else must be
covered: Word believes a signature whatever else lies in the package, and shows what was added (Rohlmann et al., USENIX
Security 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dokumentverk.engines.docx_signature_manifest import Covered
from dokumentverk.engines.docx_signature_open import open_content
from dokumentverk.engines.docx_signature_package import (
    CERTIFICATE,
    CONTENT_TYPES,
    ORIGIN,
    PACKAGE_SPACE,
    RELATIONSHIPS_TYPE,
    SIGNATURE,
    Package,
    Tie,
    rels_of,
)
from dokumentverk.model.signature import Fault

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships/"
_VND = "application/vnd.openxmlformats-"
MAIN_TIES = (f"{_OFFICE}officeDocument", f"{_STRICT}officeDocument")
_WORDS = f"{_VND}officedocument.wordprocessingml."
MAIN_TYPES = frozenset(
    {
        f"{_WORDS}document.main+xml",
        f"{_WORDS}template.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
        "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    }
)
UNSIGNED: dict[str, tuple[str, ...]] = {
    f"{PACKAGE_SPACE}relationships/metadata/core-properties": (f"{_VND}package.core-properties+xml",),
    f"{_OFFICE}extended-properties": (f"{_VND}officedocument.extended-properties+xml",),
    f"{_STRICT}extendedProperties": (f"{_VND}officedocument.extended-properties+xml",),
    f"{_OFFICE}custom-properties": (f"{_VND}officedocument.custom-properties+xml",),
    f"{_STRICT}customProperties": (f"{_VND}officedocument.custom-properties+xml",),
    f"{PACKAGE_SPACE}relationships/metadata/thumbnail": ("image/jpeg", "image/png", "image/x-wmf", "image/x-emf"),
    ORIGIN: (f"{_VND}package.digital-signature-origin",),
}
"""Relationships of the package that need not be signed, and what the parts at their ends may be."""
_SHOWN = 6
"""Names in a finding; the rest is counted."""


def shortfalls(package: Package, covered: Covered) -> Iterator[Fault]:
    """A fault for each kind of thing that the signature ought to cover and does not, or that was changed since."""
    yield from _told("DOCX_SIGNATURE_PART_CHANGED", [*covered.changed, *covered.gone])
    yield from _told("DOCX_SIGNATURE_RELATION_CHANGED", covered.retied)
    yield from _told("DOCX_SIGNATURE_TYPE_CHANGED", covered.retyped)
    if not _has_one_document(package, covered):
        yield Fault("DOCX_SIGNATURE_SECOND_DOCUMENT")
    free = [tie for tie in package.ties if (tie.source, tie.id) not in covered.ties]
    excused = frozenset(tie for tie in package.ties if _is_excused(package, tie))
    loose = [tie for tie in free if tie not in excused]
    yield from _told("DOCX_SIGNATURE_RELATION_UNSIGNED", [f"{tie.source or '/'} → {tie.target}" for tie in loose])
    yield from _told("DOCX_SIGNATURE_PART_UNSIGNED", _uncovered(package, covered, excused))
    main = next((tie.part for tie in package.ties if tie.source == "" and tie.type in MAIN_TIES), None)
    opened = open_content(package, main)
    if opened:
        yield Fault("DOCX_SIGNATURE_CONTENT_OPEN", (("kinds", ", ".join(sorted(opened))),))


def _told(code: str, names: Iterable[str]) -> Iterator[Fault]:
    listed = sorted(dict.fromkeys(names))
    if listed:
        shown = ", ".join(listed[:_SHOWN]) + (" …" if len(listed) > _SHOWN else "")
        yield Fault(code, (("count", str(len(listed))), ("parts", shown)))


def _has_one_document(package: Package, covered: Covered) -> bool:
    """Whether the signed document is the one that every program opens."""
    leading = [tie for tie in package.ties if tie.source == "" and tie.kind == "officeDocument"]
    main = [name for name, type in package.types.items() if type in MAIN_TYPES]
    return (
        len(leading) == 1
        and leading[0].type in MAIN_TIES
        and main == [leading[0].part]
        and main[0] in covered.parts
        and ("", leading[0].id) in covered.ties
    )


def _is_excused(package: Package, tie: Tie) -> bool:
    """Whether a relationship need not be signed: its type, where it starts, and what stands at its end decide."""
    type = package.types.get(tie.part or "", "")
    if tie.source == "":
        ends = UNSIGNED.get(tie.type, ())
        return type in ends and (tie.type == ORIGIN or rels_of(tie.part or "") not in package.parts)
    if tie.type.rpartition("/")[0] + "/" in (_OFFICE, _STRICT) and tie.kind in ("customXml", "customXmlProps"):
        return _is_own_data(tie, type)
    origins = {one.part for one in package.of("", ORIGIN)}
    if tie.source in origins:
        return tie.type == SIGNATURE and type == f"{_VND}package.digital-signature-xmlsignature+xml"
    signed = {one.part for origin in origins if origin is not None for one in package.of(origin, SIGNATURE)}
    certificate = f"{_VND}package.digital-signature-certificate"
    return tie.source in signed and tie.type == CERTIFICATE and type == certificate


def _is_own_data(tie: Tie, type: str) -> bool:
    if tie.kind == "customXml":
        return tie.source.startswith("word/") and type == "application/xml"
    return tie.source.startswith("customXml/") and type == f"{_VND}officedocument.customXmlProperties+xml"


def _uncovered(package: Package, covered: Covered, excused: frozenset[Tie]) -> list[str]:
    """Parts that are neither covered nor at the end of excused relationships alone. Relationships themselves are told
    of one by one: a part with some hides nothing."""
    ends = {tie.part for tie in excused} - {tie.part for tie in package.ties if tie not in excused}
    told = {rels_of(tie.source) for tie in package.ties}
    known = {CONTENT_TYPES, *covered.parts, *(name for name in told if package.types.get(name) == RELATIONSHIPS_TYPE)}
    return [name for name in package.parts if name not in known and name not in ends]
